"""Reads of the list of cases: the views with their counts, one page of rows, a search.

A page costs a fixed number of statements, whatever it shows: the counts, the rows (a second statement only where open
cases end and closed ones begin), and a search one more. Pages are found by keys, never by counting rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)

from tenants.casework.cases.categories import children_of
from tenants.casework.cases.list_filters import STATE_OF_VIEW, Cursor, ListFilter, Sort, View
from tenants.casework.cases.models import Case
from tenants.casework.cases.queries import may_see_accusations, visible_if, visible_to
from tenants.casework.cases.rules import CaseState
from tenants.core import clock, search
from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.organisations.models import Unit
from tenants.people.models import Seat

PAGE = 25
COUNTED = 1_999
"""Cases are counted up to here, so that a page of a great organisation or an old archive costs no more.

A count of one more says that there are more.
"""
SEARCHED = 500
"""Matches of a search that are looked at for one page; more of them follow on the next."""

OPEN_STATES = tuple(state for state in CaseState if state is not CaseState.CLOSED)

Found = Row[Any]

COLUMNS = (
    Case.id,
    Case.number,
    Case.title,
    Case.petitioner_label,
    Case.category,
    Case.channel,
    Case.state,
    Case.received_on,
    Case.registered_at,
    Case.next_due_on,
    Case.next_due_rule,
    Case.closed_on,
    Case.referral_state,
    Case.referral_to,
    Case.origin_tenant_name,
    Seat.name.label("handler_name"),
)
FOUND_COLUMNS = (*COLUMNS, Case.summary, Case.place, Case.former_number)
"""Of a search also what may say why a case was found."""


@dataclass(frozen=True)
class Page:
    """One page of the list, with the cursors of its neighbours."""

    rows: Sequence[Found]
    after: Cursor | None
    before: Cursor | None


@dataclass(frozen=True)
class Leg:
    """A stretch of the list with one order: the open cases by date, or the closed ones, newest first."""

    name: str
    column: Any
    descending: bool
    condition: ColumnElement[bool]
    by_index: bool = True
    """Off where the filter finds few rows by its own index: the order is then no reason to walk the whole archive."""

    def order(self, *, backwards: bool) -> tuple[Any, Any]:
        """Return the columns to order by."""
        column = self.column if self.by_index else func.coalesce(self.column, self.column)
        if self.descending != backwards:
            return column.desc(), Case.id.desc()
        return column.asc(), Case.id.asc()

    def beyond(self, cursor: Cursor, *, backwards: bool) -> ColumnElement[bool]:
        """Return the condition of what follows a place of the list, or goes before it."""
        here = tuple_(self.column, Case.id)
        there = tuple_(literal(cursor.value, self.column.type), literal(cursor.row_id, Case.id.type))
        return here < there if self.descending != backwards else here > there

    def cursor(self, row: Found) -> Cursor:
        """Return the place of a row."""
        return Cursor(self.name, getattr(row, self.column.key), row.id)


_DUE = Leg("due", Case.next_due_on, False, Case.next_due_on.is_not(None))
_NEWEST = Leg("newest", Case.registered_at, True, Case.next_due_on.is_(None))
_FEW = [replace(leg, by_index=False) for leg in (_DUE, _NEWEST)]
_ALL_NEWEST = Leg("newest", Case.registered_at, True, true())


def view_counts(actor: Actor, today: date | None = None) -> dict[str, int]:
    """Count the cases of every view in one statement, each no more than ``COUNTED``, plus one for more.

    Kept for the length of the request, for the side menu shows one of the numbers too.
    """
    kept = current_session().info.setdefault("case_counts", {})
    if actor not in kept:
        kept[actor] = _count_views(actor, today or clock.today())
    return kept[actor]  # type: ignore[no-any-return]


def _count_views(actor: Actor, today: date) -> dict[str, int]:
    asked = {"today": today, "seat": actor.seat_id}
    found = current_session().execute(_counts_of_views(may_see_accusations(actor)), asked).one()
    counts = dict(zip(("open", *list(View)[1:]), (int(value) for value in found), strict=True))
    return {**counts, View.ALL: min(counts["open"] + counts[View.CLOSED], COUNTED + 1)}


@cache
def _counts_of_views(sees_accusations: bool) -> Select[Any]:
    """Return the statement of ``view_counts`` for those who see accusations, or not; asked on every page."""
    today, is_open = bindparam("today", type_=Date), Case.state.in_(OPEN_STATES)
    conditions = (
        (is_open,),
        (is_open, Case.handler_seat_id == bindparam("seat")),
        (is_open, Case.next_due_on < today),
        (is_open, Case.next_due_on == today),
        (Case.state == CaseState.REGISTERED,),
        (Case.state == CaseState.TRANSFERRED,),
        (Case.state == CaseState.ANSWERED,),
        (Case.state == CaseState.CLOSED,),
    )
    exists = visible_if(sees_accusations)
    return select(*(_bounded(select(Case.id).where(*each, exists)).scalar_subquery() for each in conditions))


def _bounded(statement: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(statement.limit(COUNTED + 1).subquery())


def counted(number: int) -> str:
    """Return a count as it is shown: 1,234, or 1,999+ when there are more than were counted."""
    return f"{number:,}" if number <= COUNTED else f"{COUNTED:,}+"


def open_count(actor: Actor) -> str:
    """Return how many cases are open, for the side menu; nothing when there are none."""
    number = view_counts(actor)["open"]
    return counted(number) if number else ""


def count_listed(actor: Actor, wanted: ListFilter) -> int:
    """Count what a narrowed list holds, no more than ``COUNTED``, plus one for more."""
    statement = _bounded(select(Case.id).where(*conditions_of(actor, wanted)))
    return current_session().scalar(statement) or 0


def list_page(actor: Actor, wanted: ListFilter, limit: int = PAGE) -> Page:
    """Return one page: most urgent first, closed ones by newest; a search by newest."""
    return _found_page(actor, wanted, limit) if wanted.words else _ordered_page(actor, wanted, limit)


def _ordered_page(actor: Actor, wanted: ListFilter, limit: int) -> Page:
    """Walk the legs of the view from the cursor until the page is full; backwards for the page before."""
    cursor, backwards = wanted.before or wanted.after, wanted.before is not None
    legs = legs_of(wanted)
    if backwards:
        legs.reverse()
    cursor = cursor if cursor and cursor.leg in {leg.name for leg in legs} else None
    rows: list[tuple[Leg, Found]] = []
    for leg in legs:
        if cursor and cursor.leg != leg.name:
            continue
        found = _leg_rows(actor, wanted, leg, cursor, limit + 1 - len(rows), backwards=backwards)
        rows += [(leg, row) for row in found]
        cursor = None
        if len(rows) > limit:
            break
    return _cut(rows, limit, started=(wanted.before or wanted.after) is not None, backwards=backwards)


def _cut(rows: list[tuple[Leg, Found]], limit: int, *, started: bool, backwards: bool) -> Page:
    """Return the page of ``rows``, of which one more than ``limit`` was asked for to see whether the list goes on."""
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([], None, None)
    has_after, has_before = (started, more) if backwards else (more, started)
    (first_leg, first), (last_leg, last) = rows[0], rows[-1]
    return Page(
        [row for _leg, row in rows],
        last_leg.cursor(last) if has_after else None,
        first_leg.cursor(first) if has_before else None,
    )


def legs_of(wanted: ListFilter) -> list[Leg]:
    """Return the stretches of a list in their order."""
    if wanted.sort == Sort.NEWEST:
        return [_ALL_NEWEST]
    if wanted.view is View.CLOSED or wanted.state == CaseState.CLOSED:
        return [_ALL_NEWEST]
    if wanted.view in (View.OVERDUE, View.TODAY):
        return [_DUE]
    return list(_FEW) if _finds_few(wanted) else [_DUE, _NEWEST]


def _finds_few(wanted: ListFilter) -> bool:
    return bool(wanted.view is View.MINE or wanted.handler_id or wanted.import_id)


def _leg_rows(
    actor: Actor, wanted: ListFilter, leg: Leg, cursor: Cursor | None, limit: int, *, backwards: bool
) -> Sequence[Found]:
    statement = _statement_of_leg(actor, clock.today(), wanted, leg, cursor, limit, backwards)
    return current_session().execute(statement).all()


@lru_cache(maxsize=512)
def _statement_of_leg(
    actor: Actor,
    _today: date,
    wanted: ListFilter,
    leg: Leg,
    cursor: Cursor | None,
    limit: int,
    backwards: bool,
) -> Select[Any]:
    """Return the statement of one stretch of a page; putting it together costs more than carrying it out.

    The same tabs and filters come again all day. The tenant is not in it: the wall adds it when it is carried out.
    """
    statement = select_listed(COLUMNS).where(leg.condition, *conditions_of(actor, wanted))
    if cursor:
        statement = statement.where(leg.beyond(cursor, backwards=backwards))
    return statement.order_by(*leg.order(backwards=backwards)).limit(limit)


def _found_page(actor: Actor, wanted: ListFilter, limit: int) -> Page:
    """Return a page of search results. Filters are applied to the matches, so a page may be short of its limit."""
    start = wanted.after.row_id if wanted.after and wanted.after.leg == "found" else None
    window = SEARCHED if wanted.narrows_a_search else limit + 1
    ids = search.find("case", wanted.words, limit=window, before=start)
    if not ids:
        return Page([], None, None)
    statement = select_listed(FOUND_COLUMNS).where(Case.id.in_(ids), *conditions_of(actor, wanted))
    places = {row_id: place for place, row_id in enumerate(ids)}
    rows = sorted(current_session().execute(statement).all(), key=lambda row: places[row.id])
    if len(rows) > limit:
        return Page(rows[:limit], Cursor("found", None, rows[limit - 1].id), None)
    return Page(rows, Cursor("found", None, ids[-1]) if len(ids) == window else None, None)


@cache
def select_listed(columns: tuple[Any, ...], *, with_unit: bool = False) -> Select[Any]:
    """Return the statement of listed columns: of the case, of its handler's seat and, if asked for, of its unit.

    Put together once; what narrows it makes a new one of it.
    """
    handler = and_(Seat.tenant_id == Case.tenant_id, Seat.id == Case.handler_seat_id)
    unit = and_(Unit.tenant_id == Case.tenant_id, Unit.id == Case.unit_id)
    joined = select(*columns).select_from(Case).outerjoin(Seat, handler)
    return joined.join(Unit, unit) if with_unit else joined


def conditions_of(actor: Actor, wanted: ListFilter) -> list[ColumnElement[bool]]:
    """Return what a filter asks for, with the one condition of what exists for the actor."""
    conditions = [visible_to(actor), *_of_view(actor, wanted.view)]
    exact = {
        Case.state: wanted.state,
        Case.channel: wanted.channel,
        Case.unit_id: wanted.unit_id,
        Case.handler_seat_id: wanted.handler_id,
        Case.import_id: wanted.import_id,
    }
    conditions += [column == value for column, value in exact.items() if value]
    if wanted.category:
        codes = [wanted.category, *(child.code for child in children_of(wanted.category))]
        conditions.append(Case.category.in_(codes))
    if wanted.first:
        conditions.append(Case.registered_at >= clock.at_office(wanted.first))
    if wanted.last:
        conditions.append(Case.registered_at < clock.at_office(wanted.last + timedelta(days=1)))
    return conditions


def _of_view(actor: Actor, view: View) -> list[ColumnElement[bool]]:
    if view in STATE_OF_VIEW:
        return [Case.state == STATE_OF_VIEW[view]]
    if view is View.MINE:
        return [Case.handler_seat_id == actor.seat_id, Case.state.in_(OPEN_STATES)]
    if view is View.OVERDUE:
        return [Case.next_due_on < clock.today(), Case.state.in_(OPEN_STATES)]
    if view is View.TODAY:
        return [Case.next_due_on == clock.today(), Case.state.in_(OPEN_STATES)]
    return []


def chosen_rows(actor: Actor, case_ids: Sequence[UUID]) -> Sequence[Found]:
    """Return the rows of cases that were ticked, as far as they exist for the actor, most urgent first."""
    statement = select_listed(COLUMNS).where(Case.id.in_(case_ids), visible_to(actor))
    return current_session().execute(statement.order_by(Case.next_due_on, Case.id)).all()


def places_of_work() -> tuple[list[tuple[UUID, str]], list[tuple[UUID, str]]]:
    """Return the bound tenant's units and its open seats as (id, name), for the filters; one statement."""
    units = select(literal("unit").label("kind"), Unit.id, Unit.name, Unit.tier.label("place"))
    seats = select(literal("seat"), Seat.id, Seat.name, literal(0)).where(Seat.revoked_at.is_(None))
    both = union_all(units, seats).subquery()
    rows = current_session().execute(select(both).order_by(both.c.place, both.c.id)).all()
    return (
        [(row.id, row.name) for row in rows if row.kind == "unit"],
        [(row.id, row.name) for row in rows if row.kind == "seat"],
    )
