"""The ledger of obligations and the published working-day calendars."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core import wall
from tenants.core.database import Keyed, Model, Platform


class Obligation(Keyed, Model):
    """Who must do what, for whom, by when, under which rule. Late is a fact that is never edited away.

    Seen by the debtor and the creditor tenant only. A duty towards a petitioner or towards oneself has the same
    tenant on both sides; ``creditor_kind`` says which it is. What it is about is named, never joined:
    ``subject_kind``/``subject_id`` is a row of the debtor's or a shared one, ``subject_number`` is what people call it.
    """

    WALL = wall.PARTIES
    PARTIES: ClassVar[tuple[str, str]] = ("debtor_tenant_id", "creditor_tenant_id")
    __tablename__ = "obligations"
    debtor_tenant_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-3)
    creditor_tenant_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-1)
    creditor_kind: Mapped[str]
    debtor_unit_id: Mapped[UUID | None]
    rule: Mapped[str]
    among_peers: Mapped[bool] = mapped_column(default=False)
    length: Mapped[int]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    subject_number: Mapped[str]
    subject_title: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date]
    strict_due: Mapped[date]
    rolled_due: Mapped[date]
    due_on: Mapped[date]
    warn_on: Mapped[list[str]] = mapped_column(JSON)
    provisional: Mapped[bool]
    state: Mapped[str] = mapped_column(default="open")
    settled_at: Mapped[datetime | None]
    settled_on: Mapped[date | None]
    late: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_obligations_debtor", "debtor_tenant_id", "state", "due_on", "id"),
        Index("ix_obligations_subject", "subject_id"),
    )


# Most duties are towards petitioners and stand in one tenant; what others owe is found without passing them.
_BETWEEN_TENANTS = Obligation.debtor_tenant_id != Obligation.creditor_tenant_id
Index(
    "ix_obligations_awaited",
    Obligation.creditor_tenant_id,
    Obligation.state,
    Obligation.due_on,
    Obligation.id,
    postgresql_where=_BETWEEN_TENANTS,
    sqlite_where=_BETWEEN_TENANTS,
)


class CalendarYearRow(Platform, Model):
    """A year's official off days and make-up workdays, as published by the State Council."""

    REASON: ClassVar[str] = "public facts: the official holidays of each year"
    __tablename__ = "calendar_years"
    year: Mapped[int] = mapped_column(unique=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    loaded_at: Mapped[datetime]
