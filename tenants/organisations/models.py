"""The directory of tenants and each tenant's unit tree."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, Platform, TenantOwned


class Tenant(Platform, Model):
    """An organisation, as the public directory shows it. Its cases are elsewhere, behind its wall."""

    REASON: ClassVar[str] = "the public directory: names, seals, published telephone and reception hours"
    __tablename__ = "tenants"
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    short_name: Mapped[str]
    short_name_en: Mapped[str]
    seal: Mapped[str]
    hue: Mapped[int]
    case_code: Mapped[str]
    document_code: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    reception_hours: Mapped[str] = mapped_column(default="")
    review_body: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")
    opened_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Unit(TenantOwned, Model):
    """A unit of a tenant; tier 1 is the organisation itself, 2 a department or works, 3 a team or section."""

    __tablename__ = "units"
    parent_id: Mapped[UUID | None]
    tier: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "parent_id"], ["units.tenant_id", "units.id"]),
        Index(None, "tenant_id", "parent_id"),
    )
