"""Cases and their entries."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, TenantOwned


class Case(TenantOwned, Model):
    """A matter. ``received_on`` starts the first clock.

    ``next_due_on`` and ``next_due_rule`` mirror its most urgent open obligation.
    ``origin_referral_id`` is set when the matter came in an envelope; it is a value, not a key into another's rows.
    """

    __tablename__ = "cases"
    number: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(default="")
    case_class: Mapped[str]
    channel: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    received_on: Mapped[date]
    registered_at: Mapped[datetime]
    unit_id: Mapped[UUID]
    handler_seat_id: Mapped[UUID | None]
    person_count: Mapped[int] = mapped_column(default=1)
    petitioner_label: Mapped[str] = mapped_column(default="")
    next_due_on: Mapped[date | None]
    next_due_rule: Mapped[str] = mapped_column(default="", server_default="")
    referral_state: Mapped[str] = mapped_column(default="")
    referral_to: Mapped[str] = mapped_column(default="")
    origin_referral_id: Mapped[UUID | None]
    origin_tenant_name: Mapped[str] = mapped_column(default="")
    former_number: Mapped[str] = mapped_column(default="")
    import_id: Mapped[UUID | None]
    accepted_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        ForeignKeyConstraint(["tenant_id", "handler_seat_id"], ["seats.tenant_id", "seats.id"]),
        Index(None, "tenant_id", "number", unique=True),
        Index("ix_cases_due", "tenant_id", "next_due_on", "id"),
        Index("ix_cases_newest", "tenant_id", "registered_at", "id"),
        # The class at the end lets the counts of the list be read from the index alone.
        Index("ix_cases_state", "tenant_id", "state", "next_due_on", "id", "case_class"),
        Index("ix_cases_state_newest", "tenant_id", "state", "registered_at", "id"),
        Index("ix_cases_handler", "tenant_id", "handler_seat_id", "state", "next_due_on", "id", "case_class"),
        Index("ix_cases_former", "tenant_id", "former_number"),
        Index("ix_cases_import", "tenant_id", "import_id"),
        Index("ix_cases_origin", "tenant_id", "origin_referral_id"),
    )


class CaseEntry(TenantOwned, Model):
    """One line of a case's course. ``audience`` is unit or petitioner; ``kind`` names the act; never edited."""

    __tablename__ = "case_entries"
    case_id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[str]
    actor_name: Mapped[str]
    audience: Mapped[str]
    text: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index(None, "tenant_id", "case_id", "at"),
    )
