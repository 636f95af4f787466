"""Reads for exports and print: every row of a list, block by block, under the same condition as the list itself."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from tenants.casework.cases.list_filters import Cursor, ListFilter
from tenants.casework.cases.list_queries import COLUMNS, conditions_of, legs_of, select_listed
from tenants.casework.cases.models import Case
from tenants.core import search
from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.organisations.models import Unit

BLOCK = 500

_EXPORTED = (
    *COLUMNS,
    Case.summary,
    Case.case_class,
    Case.place,
    Case.person_count,
    Case.accepted_on,
    Case.answered_on,
    Case.outcome,
    Case.former_number,
    Unit.name.label("unit_name"),
)


def exported_rows(actor: Actor, wanted: ListFilter) -> Iterator[Any]:
    """Yield every row of a list in the order of its pages; a block of rows is read at a time."""
    wanted = wanted.first_page()
    for block in _found_blocks(actor, wanted) if wanted.words else _ordered_blocks(actor, wanted):
        yield from block


def _ordered_blocks(actor: Actor, wanted: ListFilter) -> Iterator[Sequence[Any]]:
    for leg in legs_of(wanted):
        cursor: Cursor | None = None
        while True:
            statement = select_listed(_EXPORTED, with_unit=True).where(
                leg.condition, *conditions_of(actor, wanted)
            )
            if cursor:
                statement = statement.where(leg.beyond(cursor, backwards=False))
            statement = statement.order_by(*leg.order(backwards=False)).limit(BLOCK)
            block = current_session().execute(statement).all()
            yield block
            if len(block) < BLOCK:
                break
            cursor = leg.cursor(block[-1])


def _found_blocks(actor: Actor, wanted: ListFilter) -> Iterator[Sequence[Any]]:
    before: UUID | None = None
    while ids := search.find("case", wanted.words, limit=BLOCK, before=before):
        places = {row_id: place for place, row_id in enumerate(ids)}
        statement = select_listed(_EXPORTED, with_unit=True).where(
            Case.id.in_(ids), *conditions_of(actor, wanted)
        )
        yield sorted(current_session().execute(statement).all(), key=lambda row: places[row.id])
        if len(ids) < BLOCK:
            return
        before = ids[-1]
