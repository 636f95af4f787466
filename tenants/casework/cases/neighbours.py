"""Which case stands before and which behind another in a list, and how far down the list it stands.

A list in order costs one statement, by keys; a search costs two: the matches, and which of them the filters leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select

from tenants.casework.cases import list_queries
from tenants.casework.cases.list_filters import Cursor, ListFilter
from tenants.casework.cases.list_queries import COUNTED, SEARCHED, Leg
from tenants.casework.cases.models import Case
from tenants.core import search
from tenants.core.commands import Actor
from tenants.core.database import current_session


@dataclass(frozen=True)
class Neighbours:
    """What stands around a case in a list. ``place`` counts from one; it is None where nobody counts any more.

    ``is_listed`` is False when the case has left the list since; its neighbours are then those of the place it had.
    """

    previous_id: UUID | None
    next_id: UUID | None
    place: int | None
    total: int
    more: bool
    is_listed: bool


def place_of(case: Case, wanted: ListFilter) -> Cursor:
    """Return where a case stands in a list as it is now."""
    if wanted.words:
        return Cursor("found", None, case.id)
    by_due = case.next_due_on is not None and list_queries.legs_of(wanted)[0].name == "due"
    return (
        Cursor("due", case.next_due_on, case.id) if by_due else Cursor("newest", case.registered_at, case.id)
    )


def neighbours(actor: Actor, wanted: ListFilter, at: Cursor) -> Neighbours | None:
    """Return what stands around a place of a list, or None when the list has no such place."""
    wanted = wanted.first_page()
    return _found(actor, wanted, at.row_id) if wanted.words else _ordered(actor, wanted, at)


def _ordered(actor: Actor, wanted: ListFilter, at: Cursor) -> Neighbours | None:
    legs = list_queries.legs_of(wanted)
    names = [leg.name for leg in legs]
    if at.leg not in names:
        return None
    number = names.index(at.leg)
    leg, earlier, later = legs[number], legs[:number], legs[number + 1 :]
    conditions = list_queries.conditions_of(actor, wanted)
    ahead, behind = leg.beyond(at, backwards=False), leg.beyond(at, backwards=True)
    previous_ids = [_first(leg, [*conditions, behind], backwards=True)]
    previous_ids += [_first(each, conditions, backwards=True) for each in reversed(earlier)]
    next_ids = [_first(leg, [*conditions, ahead], backwards=False)]
    next_ids += [_first(each, conditions, backwards=False) for each in later]
    before_it = _count([leg.condition, behind, *conditions])
    statement = select(
        _one(previous_ids),
        _one(next_ids),
        sum((_count([each.condition, *conditions]) for each in earlier), start=before_it),
        _count([Case.id == at.row_id, *conditions]),
        _count(conditions) if wanted.is_narrowed else literal(0),
    )
    previous_id, next_id, before, here, narrowed = current_session().execute(statement).one()
    total, more = _total(actor, wanted, narrowed)
    return Neighbours(
        previous_id, next_id, before + 1 if here and before < COUNTED else None, total, more, bool(here)
    )


def _one(choices: Sequence[Any]) -> Any:
    """Return the first of these that there is."""
    return func.coalesce(*choices) if len(choices) > 1 else choices[0]


def _first(leg: Leg, conditions: Sequence[ColumnElement[bool]], *, backwards: bool) -> Any:
    statement = select(Case.id).where(leg.condition, *conditions).order_by(*leg.order(backwards=backwards))
    return statement.limit(1).scalar_subquery()


def _count(conditions: Sequence[ColumnElement[bool]]) -> Any:
    """Count no further than the list itself does."""
    return (
        select(func.count())
        .select_from(select(Case.id).where(*conditions).limit(COUNTED + 1).subquery())
        .scalar_subquery()
    )


def _total(actor: Actor, wanted: ListFilter, narrowed: int) -> tuple[int, bool]:
    number = narrowed if wanted.is_narrowed else list_queries.view_counts(actor)[wanted.view]
    return min(number, COUNTED), number > COUNTED


def _found(actor: Actor, wanted: ListFilter, case_id: UUID) -> Neighbours | None:
    """Return what stands around a case among the first matches of a search; None when it is not among them."""
    ids = search.find("case", wanted.words, limit=SEARCHED)
    if case_id not in ids:
        return None
    statement = select(Case.id).where(Case.id.in_(ids), *list_queries.conditions_of(actor, wanted))
    kept = set(current_session().scalars(statement))
    number = ids.index(case_id)
    before = [row_id for row_id in ids[:number] if row_id in kept]
    after = [row_id for row_id in ids[number + 1 :] if row_id in kept]
    is_listed = case_id in kept
    return Neighbours(
        previous_id=before[-1] if before else None,
        next_id=after[0] if after else None,
        place=len(before) + 1 if is_listed else None,
        total=len(kept),
        more=len(ids) == SEARCHED,
        is_listed=is_listed,
    )
