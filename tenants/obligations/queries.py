"""Reads of the ledger and of the loaded calendar."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from tenants.core import clock
from tenants.core.database import bound_tenant, current_session
from tenants.obligations.calendar import WorkingCalendar, parse_year
from tenants.obligations.deadlines import Remaining, remaining
from tenants.obligations.models import CalendarYearRow, Obligation
from tenants.obligations.rules import RULES, Unit

_LOOK_AGAIN_AFTER = 5.0
_calendar: tuple[Any, WorkingCalendar, float] | None = None


def working_calendar() -> WorkingCalendar:
    """Return the calendar as the database has it; a year that another process loaded is seen within five seconds."""
    global _calendar
    if _calendar is None or time.monotonic() - _calendar[2] > _LOOK_AGAIN_AFTER:
        session = current_session()
        stamp = session.execute(
            select(func.count(CalendarYearRow.id), func.max(CalendarYearRow.loaded_at))
        ).one()
        if _calendar is None or _calendar[0] != tuple(stamp):
            bodies = session.scalars(select(CalendarYearRow.body).order_by(CalendarYearRow.year))
            calendar = WorkingCalendar(parse_year(body) for body in bodies)
        else:
            calendar = _calendar[1]
        _calendar = tuple(stamp), calendar, time.monotonic()
    return _calendar[1]


def forget_calendar() -> None:
    """Read the calendar anew at the next use; after this process loaded a year."""
    global _calendar
    _calendar = None


@dataclass(frozen=True)
class _Owed:
    due: date
    unit: Unit


def chip(due_on: date | None, rule_id: str, *, today: date | None = None) -> Remaining | None:
    """Return what the deadline chip of an open duty shows today: over, today, soon or far, with a number and a unit.

    Days are counted as the rule counts them; without a rule in calendar days.
    """
    if due_on is None:
        return None
    unit = RULES[rule_id].unit if rule_id else Unit.DAY
    return remaining(_Owed(due_on, unit), today or clock.today(), working_calendar())


def mine_open(
    limit: int = 50,
    after: tuple[date, UUID] | None = None,
    between: tuple[date, date] | None = None,
) -> list[Obligation]:
    """Return what the bound tenant owes, most urgent first; ``between`` two due dates, both included."""
    statement = select(Obligation).where(
        Obligation.debtor_tenant_id == bound_tenant(), Obligation.state == "open"
    )
    if between:
        statement = statement.where(Obligation.due_on.between(*between))
    if after:
        due, row_id = after
        statement = statement.where(
            or_(Obligation.due_on > due, (Obligation.due_on == due) & (Obligation.id > row_id))
        )
    return list(current_session().scalars(statement.order_by(Obligation.due_on, Obligation.id).limit(limit)))


def owed_to_me(limit: int = 20, *, without: str = "") -> list[Obligation]:
    """Return what other tenants owe the bound one, most urgent first; nothing under the rule ``without``."""
    statement = select(Obligation).where(
        Obligation.creditor_tenant_id == bound_tenant(),
        Obligation.debtor_tenant_id != Obligation.creditor_tenant_id,
        Obligation.state == "open",
        Obligation.rule != without,
    )
    return list(current_session().scalars(statement.order_by(Obligation.due_on, Obligation.id).limit(limit)))


def of_subject(*subject_ids: UUID) -> list[Obligation]:
    """Return all obligations about these subjects that the bound tenant may see, in order of their start."""
    statement = select(Obligation).where(Obligation.subject_id.in_(subject_ids))
    return list(current_session().scalars(statement.order_by(Obligation.started_on, Obligation.id)))


def next_due(*subject_ids: UUID) -> tuple[date, str] | None:
    """Return date and rule of the most urgent open duty about these subjects that the bound tenant owes."""
    statement = select(Obligation.due_on, Obligation.rule).where(
        Obligation.debtor_tenant_id == bound_tenant(),
        Obligation.subject_id.in_(subject_ids),
        Obligation.state == "open",
    )
    found = current_session().execute(statement.order_by(Obligation.due_on, Obligation.id).limit(1)).first()
    return (found.due_on, found.rule) if found else None


def mine_by_due(first: date, last: date) -> dict[date, int]:
    """Count the bound tenant's open duties by due date between two days, both included."""
    statement = (
        select(Obligation.due_on, func.count())
        .where(
            Obligation.debtor_tenant_id == bound_tenant(),
            Obligation.state == "open",
            Obligation.due_on.between(first, last),
        )
        .group_by(Obligation.due_on)
    )
    return {row[0]: row[1] for row in current_session().execute(statement)}


def overdue_count(today: date | None = None) -> int:
    """Count the bound tenant's open duties whose date has passed."""
    statement = select(func.count(Obligation.id)).where(
        Obligation.debtor_tenant_id == bound_tenant(),
        Obligation.state == "open",
        Obligation.due_on < (today or clock.today()),
    )
    return current_session().scalar(statement) or 0
