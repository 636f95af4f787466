"""Files of a case. The bytes lie in the files folder, sealed with the tenant's key; this row says what they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, TenantOwned


class Attachment(TenantOwned, Model):
    """One file: its name as shown, its type as found by content, its size in bytes, its SHA-256."""

    __tablename__ = "attachments"
    case_id: Mapped[UUID]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    origin: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index(None, "tenant_id", "case_id"),
    )
