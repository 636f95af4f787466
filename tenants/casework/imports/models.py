"""Imports of past matters: the uploaded workbook, its mapping, its progress, its report."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, TenantOwned


class Import(TenantOwned, Model):
    """One uploaded file. ``state``: uploaded, checking, refused (row errors), ready, importing, done, failed."""

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
    finished_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name
    __table_args__ = (Index(None, "tenant_id", "uploaded_at"),)
