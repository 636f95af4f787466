"""Mechanisms and their members."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import MechanismShared, Model


class Mechanism(MechanismShared, Model):
    """A mechanism; its id and its mechanism_id are the same. ``charter`` holds the terms agreed, by version."""

    __tablename__ = "mechanisms"
    kind: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    charter: Mapped[dict[str, Any]] = mapped_column(JSON)
    founded_at: Mapped[datetime]


class MechanismMember(MechanismShared, Model):
    """A member as the others see it: which tenant, in which part, who its liaison is.

    ``joined_at`` is empty while a tenant is invited and has not joined; ``part`` is one of ``rules.Part``.
    """

    __tablename__ = "mechanism_members"
    tenant_id: Mapped[UUID]
    part: Mapped[str]
    liaison_name: Mapped[str] = mapped_column(default="")
    liaison_phone: Mapped[str] = mapped_column(default="")
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["mechanism_id", "mechanism_id"], ["mechanisms.mechanism_id", "mechanisms.id"]),
        Index(None, "mechanism_id", "tenant_id", unique=True),
    )
