"""Submissions, petitioners and tracking codes."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, Platform, TenantOwned


class Submission(TenantOwned, Model):
    """A letter, visit, call or web form as it came in: the original, kept as it is for ever."""

    __tablename__ = "submissions"
    case_id: Mapped[UUID]
    channel: Mapped[str]
    received_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index(None, "tenant_id", "case_id"),
    )


class Petitioner(TenantOwned, Model):
    """Who brought a case, or a representative of those who did. Every field that identifies is sealed.

    ``masked`` columns hold what lists and pages show (陈**, 138****5620); ``phone_tail_hash`` checks the
    last four digits.
    """

    __tablename__ = "petitioners"
    case_id: Mapped[UUID]
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_masked: Mapped[str] = mapped_column(default="")
    phone_masked: Mapped[str] = mapped_column(default="")
    id_number_masked: Mapped[str] = mapped_column(default="")
    address_masked: Mapped[str] = mapped_column(default="")
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_tail_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    consents: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index(None, "tenant_id", "case_id"),
        Index(None, "tenant_id", "phone_index"),
    )


class TrackingCode(Platform, Model):
    """Leads from a petitioner's code to the tenant and case. Only a keyed hash of the code is kept."""

    REASON: ClassVar[str] = "a petitioner's code is read before the tenant is known; it holds no case"
    __tablename__ = "tracking_codes"
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    tenant_id: Mapped[UUID]
    case_id: Mapped[UUID]
    made_at: Mapped[datetime]
    __table_args__ = (Index(None, "tenant_id", "case_id"),)
