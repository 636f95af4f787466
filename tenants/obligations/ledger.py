"""Writing the ledger: obligations are opened and settled inside other rooms' commands, never by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tenants.core import audit, clock
from tenants.core.database import bound_tenant, current_session, write_transaction
from tenants.core.errors import Invalid
from tenants.core.words import _
from tenants.obligations import queries
from tenants.obligations.calendar import parse_year, shipped_years
from tenants.obligations.deadlines import Deadline, DeadlineError, compute, find_rule
from tenants.obligations.models import CalendarYearRow, Obligation
from tenants.obligations.rules import Rule, for_peers
from tenants.obligations.words import say


@dataclass(frozen=True)
class Subject:
    """What an obligation is about: a kind of row, its id, and what people call it. No petitioner's name."""

    kind: str
    id: UUID
    number: str
    title: str = ""


def owe(
    rule_id: str,
    subject: Subject,
    start: date,
    *,
    creditor_kind: str,
    debtor: UUID | None = None,
    creditor: UUID | None = None,
    debtor_unit_id: UUID | None = None,
    length: int | None = None,
    due: date | None = None,
    among_peers: bool = False,
) -> Obligation:
    """Open an obligation in the present transaction and return it.

    :param start: the day that starts the clock, on the office's calendar; it is not counted (Civil Code, article 201).
    :param creditor_kind: petitioner, tenant or mechanism.
    :param debtor: the tenant that owes; the bound one when left out. :param creditor: likewise.
    :param due: the date named in an assignment, for rules without a length of their own.
    :param among_peers: the referral is between members of a mechanism, so the mechanism's rules are the ground.
    """
    rule = for_peers(find_rule(rule_id)) if among_peers else find_rule(rule_id)
    row = Obligation(
        debtor_tenant_id=debtor or bound_tenant(),
        creditor_tenant_id=creditor or bound_tenant(),
        creditor_kind=creditor_kind,
        debtor_unit_id=debtor_unit_id,
        rule=rule_id,
        among_peers=among_peers,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_number=subject.number,
        subject_title=subject.title,
    )
    try:
        _write_dates(row, compute(rule, start, queries.working_calendar(), length=length, due=due))
    except DeadlineError as error:
        raise Invalid({"due": [say(error.reason, _)]}) from error
    current_session().add(row)
    return row


def _write_dates(row: Obligation, deadline: Deadline) -> None:
    row.started_on, row.length = deadline.start, deadline.length
    row.strict_due, row.rolled_due, row.due_on = deadline.strict_due, deadline.rolled_due, deadline.due
    row.warn_on = [day.isoformat() for day in deadline.warn_on]
    row.provisional = deadline.provisional


def settle(subject_id: UUID, rule_id: str, on: date, *, state: str = "met") -> list[Obligation]:
    """Settle the open obligations of a subject under a rule; returns them.

    :param on: the day of the act, on the office's calendar. Later than due means late, for ever.
    :param state: met, or void where the duty fell away (the matter was returned, somebody else took over).
    """
    statement = select(Obligation).where(
        Obligation.subject_id == subject_id, Obligation.rule == rule_id, Obligation.state == "open"
    )
    settled = list(current_session().scalars(statement))
    for row in settled:
        row.state, row.settled_on, row.settled_at = state, on, clock.now()
        row.late = state == "met" and on > row.due_on
    return settled


def deadline_of(row: Obligation) -> Deadline:
    """Return the deadline of an obligation with the day-by-day explanation, as its stored start and length give it."""
    return compute(rule_of(row), row.started_on, queries.working_calendar(), **_term(row))


def rule_of(row: Obligation) -> Rule:
    """Return the rule of an obligation, on the ground that holds for it."""
    rule = find_rule(row.rule)
    return for_peers(rule) if row.among_peers else rule


def _term(row: Obligation) -> dict[str, Any]:
    """Return the term as ``compute`` takes it: a named date for rules without a length, else the stored length."""
    return {"due": row.strict_due} if find_rule(row.rule).length is None else {"length": row.length}


def load_shipped_calendars() -> Iterator[str]:
    """Load the calendars that come with the product, where the database has none for the year; platform rows only."""
    known = set(current_session().scalars(select(CalendarYearRow.year)))
    missing = [year for year in shipped_years() if year.year not in known]
    if not missing:
        return
    with write_transaction() as session:
        for year in missing:
            session.add(CalendarYearRow(year=year.year, body=year.as_dict(), loaded_at=clock.now()))
    queries.forget_calendar()
    yield f"loaded the working-day calendars of {', '.join(str(year.year) for year in missing)}"


def load_calendar_year(published: bytes) -> Iterator[str]:
    """Load a year's published calendar, replacing an earlier one; yields what was done.

    :param published: the JSON file as it is, so that a doubled entry is seen.
    :raises CalendarFileError: with every flaw found.
    """
    year = parse_year(published)
    with write_transaction() as session:
        row = session.scalars(select(CalendarYearRow).where(CalendarYearRow.year == year.year)).one_or_none()
        if row is None:
            row = CalendarYearRow(year=year.year)
            session.add(row)
        row.body, row.loaded_at = year.as_dict(), clock.now()
    queries.forget_calendar()
    yield f"loaded the working-day calendar of {year.year}"


def recompute_open() -> int:
    """Work out again what the bound tenant still owes, after a calendar was loaded; returns how many dates moved.

    All open duties, not only the provisional ones: a notice may also be amended in mid-year.
    """
    statement = select(Obligation).where(
        Obligation.debtor_tenant_id == bound_tenant(), Obligation.state == "open"
    )
    moved: dict[UUID, date] = {}
    with write_transaction() as session:
        for row in session.scalars(statement):
            before = row.due_on
            _write_dates(row, deadline_of(row))
            if row.due_on != before:
                moved[row.id] = row.due_on
        if moved:
            audit.append(
                "calendar.recompute",
                seat_id=None,
                actor_name="system",
                detail={str(row_id): due.isoformat() for row_id, due in moved.items()},
            )
    return len(moved)
