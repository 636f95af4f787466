"""Reads of the desk: a fixed number of statements, however much is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy import case as sql_case

from tenants.casework.cases.models import Case
from tenants.casework.cases.queries import visible_to
from tenants.core import clock
from tenants.core.commands import Actor
from tenants.core.database import bound_tenant, current_session
from tenants.obligations import queries as obligations
from tenants.obligations.models import Obligation

MOST = 200
OBJECTION = "D04"
"""The rule that runs for whoever may say that a matter is not theirs."""


@dataclass(frozen=True)
class Summary:
    """The bound tenant's open duties by due date, and what can be told from them.

    ``monday`` begins the week that the desk shows: this one, or the next when no working day is left in this one.
    """

    by_day: dict[date, tuple[int, int]]
    """Of each day: how many are due, and how many of those are about cases in this seat's hands."""
    today: date
    monday: date

    def count(self, due: str = "", *, handled_by_me: bool = False) -> int:
        """Return how many there are; ``due`` and ``handled_by_me`` narrow as for ``duties``."""
        first = date.min if due != "today" else self.today
        last = {"over": self.today - timedelta(days=1), "today": self.today}.get(due, date.max)
        place = 1 if handled_by_me else 0
        return sum(numbers[place] for day, numbers in self.by_day.items() if first <= day <= last)

    @property
    def longest_overdue(self) -> int:
        """By how many days the oldest is overdue."""
        return max(((self.today - day).days for day in self.by_day), default=0)

    def week(self) -> list[tuple[date, int]]:
        """Return the days of the week with the duties due on each; rest days only when something is due on them."""
        days = [self.monday + timedelta(days=number) for number in range(7)]
        numbers = {day: self.by_day.get(day, (0, 0))[0] for day in days}
        return [(day, number) for day, number in numbers.items() if day.weekday() < 5 or number]


def summary(actor: Actor) -> Summary:
    """Count by due date the bound tenant's open duties that exist for the seat."""
    in_hand = func.sum(sql_case((Case.handler_seat_id == actor.seat_id, 1), else_=0))
    counts = _mine(actor, Obligation.due_on, func.count(), in_hand).group_by(Obligation.due_on)
    by_day = {day: (number, int(mine)) for day, number, mine in current_session().execute(counts)}
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    if not working_days_left():
        monday += timedelta(days=7)
    return Summary(by_day, today, monday)


def awaited(limit: int) -> list[Obligation]:
    """Return what other organisations owe the bound one. An objection is their right: nobody waits for it."""
    return obligations.owed_to_me(limit, without=OBJECTION)


def _mine(actor: Actor, *columns: Any, due: str = "", handled_by_me: bool = False) -> Select[Any]:
    """Select from the bound tenant's open duties; those about cases that do not exist for the seat are left out."""
    about = and_(Obligation.subject_kind == "case", Case.id == Obligation.subject_id, visible_to(actor))
    conditions: list[ColumnElement[bool]] = [
        Obligation.debtor_tenant_id == bound_tenant(),
        Obligation.state == "open",
        or_(Obligation.subject_kind != "case", Case.id.is_not(None)),
    ]
    if due == "over":
        conditions.append(Obligation.due_on < clock.today())
    elif due == "today":
        conditions.append(Obligation.due_on == clock.today())
    if handled_by_me:
        conditions.append(Case.handler_seat_id == actor.seat_id)
    return select(*columns).select_from(Obligation).outerjoin(Case, about).where(*conditions)


def duties(
    actor: Actor, *, due: str = "", handled_by_me: bool = False, limit: int = MOST
) -> list[tuple[Obligation, str]]:
    """Return what the bound tenant owes, most urgent first, each with the title of what it is about.

    :param due: "over" for what is overdue, "today" for what is due today, else everything.
    :param handled_by_me: only duties about cases in this seat's hands.
    """
    title = func.coalesce(Case.title, Obligation.subject_title)
    wanted = _mine(actor, Obligation, title, due=due, handled_by_me=handled_by_me)
    rows = current_session().execute(wanted.order_by(Obligation.due_on, Obligation.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def next_working_day() -> date:
    """Return the first working day after today."""
    return obligations.working_calendar().next_working_day_on_or_after(clock.today() + timedelta(days=1))


def working_days_left() -> int:
    """Return how many working days are left this week, today included."""
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    return obligations.working_calendar().working_days_between(today - timedelta(days=1), sunday)
