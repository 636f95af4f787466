"""Reads of the desk: a fixed number of statements, however much is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tenants.casework.cases.models import Case
from tenants.casework.cases.queries import visible_to
from tenants.core import clock
from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.obligations import queries as obligations
from tenants.obligations.models import Obligation

MOST = 200
OBJECTION = "D04"
"""The rule that runs for whoever may say that a matter is not theirs."""
_BEGINNING, _END = date(1900, 1, 1), date(2200, 1, 1)
_LAST_ID = UUID(int=2**128 - 1)


@dataclass(frozen=True)
class Duty:
    """One thing to do by a date, with the case it is about; ``case`` is None when it is about something else."""

    owed: Obligation
    case: Any = None


@dataclass(frozen=True)
class Summary:
    """The bound tenant's open duties by due date, and what can be told from them.

    ``monday`` begins the week that the desk shows: this one, or the next when no working day is left in this one.
    """

    by_day: dict[date, int]
    today: date
    monday: date

    @property
    def total(self) -> int:
        """All open duties."""
        return sum(self.by_day.values())

    @property
    def overdue(self) -> int:
        """Those whose date has passed."""
        return sum(number for day, number in self.by_day.items() if day < self.today)

    @property
    def longest_overdue(self) -> int:
        """By how many days the oldest is overdue."""
        return max(((self.today - day).days for day in self.by_day), default=0)

    @property
    def due_today(self) -> int:
        """Those that must be done today."""
        return self.by_day.get(self.today, 0)

    def week(self) -> list[tuple[date, int]]:
        """Return the days of the week with the duties due on each; rest days only when something is due on them."""
        days = [self.monday + timedelta(days=number) for number in range(7)]
        return [(day, self.by_day.get(day, 0)) for day in days if day.weekday() < 5 or self.by_day.get(day)]


def summary() -> Summary:
    """Count the bound tenant's open duties by due date."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    if not working_days_left():
        monday += timedelta(days=7)
    return Summary(obligations.mine_by_due(_BEGINNING, _END), today, monday)


def awaited(limit: int) -> list[Obligation]:
    """Return what other organisations owe the bound one. An objection is their right: nobody waits for it."""
    found = obligations.owed_to_me(MOST)
    return [row for row in found if row.rule != OBJECTION][:limit]


def duties(actor: Actor, *, due: str = "", handled_by_me: bool = False) -> list[Duty]:
    """Return what the bound tenant owes, most urgent first, at most ``MOST``.

    :param due: "over" for what is overdue, "today" for what is due today, else everything.
    :param handled_by_me: only duties about cases in this seat's hands.
    """
    after = (clock.today() - timedelta(days=1), _LAST_ID) if due == "today" else None
    owed = obligations.mine_open(MOST, after)
    if due == "over":
        owed = [row for row in owed if row.due_on < clock.today()]
    elif due == "today":
        owed = [row for row in owed if row.due_on == clock.today()]
    cases = _cases_of(actor, owed)
    found = [Duty(row, cases.get(row.subject_id)) for row in owed]
    # A duty about a case that does not exist for this seat is not shown to it either.
    found = [duty for duty in found if duty.case or duty.owed.subject_kind != "case"]
    return [duty for duty in found if not handled_by_me or _is_mine(duty, actor)]


def _is_mine(duty: Duty, actor: Actor) -> bool:
    return duty.case is not None and duty.case.handler_seat_id == actor.seat_id


def _cases_of(actor: Actor, owed: Iterable[Obligation]) -> dict[UUID, Any]:
    ids = {row.subject_id for row in owed if row.subject_kind == "case"}
    if not ids:
        return {}
    statement = select(Case.id, Case.title, Case.state, Case.case_class, Case.handler_seat_id)
    rows = current_session().execute(statement.where(Case.id.in_(ids), visible_to(actor)))
    return {row.id: row for row in rows}


def next_working_day() -> date:
    """Return the first working day after today."""
    return obligations.working_calendar().next_working_day_on_or_after(clock.today() + timedelta(days=1))


def working_days_left() -> int:
    """Return how many working days are left this week, today included."""
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    return obligations.working_calendar().working_days_between(today - timedelta(days=1), sunday)
