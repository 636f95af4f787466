"""Notices: what a tenant's seats find under the bell."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, TenantOwned


class Notice(TenantOwned, Model):
    """Something told to the tenant's seats, or to one of them. Words are made when it is shown, from name and subject.

    ``event_id`` is the event that it was written for: told twice, it is written once.
    """

    __tablename__ = "notices"
    event_id: Mapped[UUID]
    name: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    subject_number: Mapped[str] = mapped_column(default="")
    from_name: Mapped[str] = mapped_column(default="")
    seat_id: Mapped[UUID | None]
    at: Mapped[datetime]
    __table_args__ = (
        Index(None, "tenant_id", "at"),
        Index("ix_notices_once", "tenant_id", "event_id", unique=True),
    )


class NoticeReading(TenantOwned, Model):
    """Up to when a seat has read its notices."""

    __tablename__ = "notice_readings"
    seat_id: Mapped[UUID]
    read_until: Mapped[datetime]
    __table_args__ = (Index(None, "tenant_id", "seat_id", unique=True),)
