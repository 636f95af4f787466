"""Saved views."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, TenantOwned


class SavedView(TenantOwned, Model):
    """What a seat's list shows under a tab of its own. ``filters`` are the parts of the list's query string.

    ``columns`` is as ``list_columns`` writes it; empty leaves them to the person's present choice.
    """

    __tablename__ = "saved_views"
    seat_id: Mapped[UUID]
    name: Mapped[str]
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    columns: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "seat_id"], ["seats.tenant_id", "seats.id"]),
        Index(None, "tenant_id", "seat_id", "name", unique=True),
    )
