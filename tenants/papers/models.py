"""Number sequences and issued documents."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, TenantOwned


class NumberSequence(TenantOwned, Model):
    """The last number given for a code in a year; locked while the next one is taken, so there are no gaps."""

    __tablename__ = "number_sequences"
    code: Mapped[str]
    year: Mapped[int]
    last: Mapped[int]
    __table_args__ = (Index(None, "tenant_id", "code", "year", unique=True),)


class Document(TenantOwned, Model):
    """A paper that was issued: what it said never changes. ``served_at`` starts the next clock."""

    __tablename__ = "documents"
    case_id: Mapped[UUID]
    kind: Mapped[str]
    number: Mapped[str]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    served_at: Mapped[datetime | None]
    served_how: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index(None, "tenant_id", "case_id"),
        Index(None, "tenant_id", "number", unique=True),
    )
