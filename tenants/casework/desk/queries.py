"""Reads of the desk: a fixed number of statements, however much is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

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

    by_day: dict[date, int]
    today: date
    monday: date

    def count(self, due: str = "") -> int:
        """Return how many there are; ``due`` narrows as for ``duties``."""
        first, last = _days(due, self.today)
        return sum(number for day, number in self.by_day.items() if first <= day <= last)

    @property
    def longest_overdue(self) -> int:
        """By how many days the oldest is overdue."""
        return max(((self.today - day).days for day in self.by_day), default=0)

    def week(self) -> list[tuple[date, int]]:
        """Return the days of the week with the duties due on each; rest days only when something is due on them."""
        days = [self.monday + timedelta(days=number) for number in range(7)]
        return [(day, self.by_day.get(day, 0)) for day in days if day.weekday() < 5 or self.by_day.get(day)]


def _days(due: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of "over", "today" or everything; days that both databases can compare."""
    first = today if due == "today" else date(1900, 1, 1)
    last = {"over": today - timedelta(days=1), "today": today}.get(due, date(2200, 1, 1))
    return first, last


def summary() -> Summary:
    """Count the bound tenant's open duties by due date."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    if not working_days_left():
        monday += timedelta(days=7)
    return Summary(obligations.mine_by_due(*_days("", today)), today, monday)


def awaited(limit: int) -> list[Obligation]:
    """Return what other organisations owe the bound one. An objection is their right: nobody waits for it."""
    return obligations.owed_to_me(limit, without=OBJECTION)


def duties(actor: Actor, *, due: str = "", limit: int = MOST) -> list[tuple[Obligation, str]]:
    """Return what the bound tenant owes, most urgent first, each with the title of what it is about.

    :param due: "over" for what is overdue, "today" for what is due today, else everything.
    """
    owed = obligations.mine_open(limit, between=_days(due, clock.today()))
    ids = {row.subject_id for row in owed if row.subject_kind == "case"}
    named = select(Case.id, Case.title).where(Case.id.in_(ids), visible_to(actor))
    titles: dict[UUID, str] = {row.id: row.title for row in current_session().execute(named)} if ids else {}
    # A duty about a case that does not exist for this seat is not shown to it either.
    return [
        (row, titles.get(row.subject_id, row.subject_title))
        for row in owed
        if row.subject_kind != "case" or row.subject_id in titles
    ]


def duties_in_hand(
    actor: Actor, *, due: str = "", limit: int = MOST
) -> tuple[list[tuple[Obligation, str]], int]:
    """Return the duties about cases in this seat's hands, as ``duties`` does, and how many there are in all."""
    first, last = _days(due, clock.today())
    conditions = (
        Obligation.debtor_tenant_id == bound_tenant(),
        Obligation.state == "open",
        Obligation.due_on.between(first, last),
        Obligation.subject_kind == "case",
        Case.handler_seat_id == actor.seat_id,
        visible_to(actor),
    )
    joined = select(Obligation, Case.title, func.count().over()).join(Case, Case.id == Obligation.subject_id)
    wanted = joined.where(*conditions).order_by(Obligation.due_on, Obligation.id).limit(limit)
    rows = current_session().execute(wanted).all()
    return [(row[0], row[1]) for row in rows], rows[0][2] if rows else 0


def next_working_day() -> date:
    """Return the first working day after today."""
    return obligations.working_calendar().next_working_day_on_or_after(clock.today() + timedelta(days=1))


def working_days_left() -> int:
    """Return how many working days are left this week, today included."""
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    return obligations.working_calendar().working_days_between(today - timedelta(days=1), sunday)
