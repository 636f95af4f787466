"""Imports of past matters: the uploaded workbook, its mapping, its progress, its report."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, TenantOwned


class Import(TenantOwned, Model):
    """One uploaded file. ``state`` is one of ``rules.ImportState``.

    The file lies sealed under the row's own id until the import ends. While a job works on it, it holds
    ``leased_until``; a job that died leaves a lease that runs out, and the next one goes on.
    """

    __tablename__ = "imports"
    file_name: Mapped[str]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    headers: Mapped[list[str]] = mapped_column(JSON)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
    seat_id: Mapped[UUID | None]
    locale: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "tenant_id", "uploaded_at"),
        Index(None, "tenant_id", "sha256"),
    )
