"""The order of the list and its pages: every case once, forwards and backwards, whatever the view."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tenants.casework.cases import list_queries
from tenants.casework.cases.list_filters import Cursor, ListFilter, Sort, View
from tenants.core import clock
from tenants.core.database import tenant_scope
from tests.casework.lists.rows import closed, keep
from tests.conftest import Organisation


def walk(actor: Any, wanted: ListFilter, limit: int) -> Iterator[list_queries.Page]:
    """Yield the pages of a list from the first to the last."""
    while True:
        page = list_queries.list_page(actor, wanted, limit)
        yield page
        if page.after is None:
            return
        wanted = replace(wanted, after=page.after, before=None)


def ids(pages: list[list_queries.Page]) -> list[UUID]:
    return [row.id for page in pages for row in page.rows]


@pytest.fixture
def archive(app: Flask, mine: Organisation) -> list[UUID]:
    """Nine open cases, three of them due on one day, one without a date; eight closed ones, two of one moment."""
    days = (-3, 9, 0, 5, 5, 5, -1, 30)
    cases: list[dict[str, Any]] = [{"next_due_on": clock.today() + timedelta(days=day)} for day in days]
    cases += [{"next_due_on": None, "state": "answered", "registered_at": clock.now()}]
    cases += [closed(days) for days in (40, 3, 3, 700, 12, 1, 90, 2)]
    with app.app_context():
        return keep(mine, *cases)


@pytest.mark.parametrize("view", list(View))
def test_pages_hold_every_case_once_and_lead_back(
    app: Flask, mine: Organisation, archive: list[UUID], view: View
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        for sort, limit in product(Sort, (1, 2, 4, 25)):
            wanted = ListFilter(view=view, sort=sort)
            pages = list(walk(mine.clerk, wanted, limit))
            found = ids(pages)
            assert len(found) == len(set(found)) == list_queries.view_counts(mine.clerk)[view]
            back, page = [pages[-1]], pages[-1]
            while page.before:
                page = list_queries.list_page(mine.clerk, replace(wanted, before=page.before), limit)
                back.insert(0, page)
            assert ids(back) == found, (sort, limit)


def test_the_most_urgent_come_first_and_closed_ones_by_newest(
    app: Flask, mine: Organisation, archive: list[UUID]
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        rows = list_queries.list_page(mine.clerk, ListFilter()).rows
        dates = [row.next_due_on for row in rows if row.next_due_on]
        assert dates == sorted(dates)
        assert [row.next_due_on for row in rows][: len(dates)] == dates
        newest = [row.registered_at for row in rows[len(dates) :]]
        assert newest == sorted(newest, reverse=True)
        assert rows[len(dates)].state == "answered"


def test_counts_of_all_views_in_one_statement(app: Flask, mine: Organisation, archive: list[UUID]) -> None:
    with app.app_context(), tenant_scope(mine.id):
        counts = list_queries.view_counts(mine.clerk)
    assert counts == {
        "all": 17, "open": 9, "mine": 0, "overdue": 2, "today": 1, "to_accept": 8,
        "transferred": 0, "answered": 1, "closed": 8,
    }  # fmt: skip


def test_a_page_beyond_the_end_is_empty_and_a_foreign_cursor_starts_anew(
    app: Flask, mine: Organisation, archive: list[UUID]
) -> None:
    last = Cursor("newest", clock.now() - timedelta(days=9999), archive[0])
    with app.app_context(), tenant_scope(mine.id):
        beyond = list_queries.list_page(mine.clerk, ListFilter(after=last))
        assert (list(beyond.rows), beyond.after, beyond.before) == ([], None, None)
        anew = list_queries.list_page(mine.clerk, ListFilter(view=View.OVERDUE, after=last))
        assert len(anew.rows) == 2


def test_filters_narrow(app: Flask, mine: Organisation) -> None:
    seat = mine.clerk.seat_id
    with app.app_context():
        kept = keep(
            mine,
            {"handler_seat_id": seat, "category": "0301"},
            {"channel": "letter", "category": "03"},
            {
                "category": "0201",
                "registered_at": clock.at_office(clock.today() - timedelta(days=30), 23, 59),
            },
            closed(10, handler_seat_id=seat),
        )
        day = clock.today() - timedelta(days=30)
        cases = {
            ListFilter(view=View.MINE): [0],
            ListFilter(handler_id=seat): [0, 3],
            ListFilter(channel="letter"): [1],
            ListFilter(category="03"): [0, 1],
            ListFilter(category="0301"): [0],
            ListFilter(first=day, last=day): [2],
            ListFilter(last=day - timedelta(days=1)): [],
            ListFilter(unit_id=mine.unit_id, state="closed"): [3],
        }
        with tenant_scope(mine.id):
            for wanted, places in cases.items():
                page = list_queries.list_page(mine.clerk, wanted)
                assert {row.id for row in page.rows} == {kept[place] for place in places}, wanted
                assert list_queries.count_listed(mine.clerk, wanted) == len(places)


def test_another_tenants_cases_are_not_in_it(
    app: Flask, mine: Organisation, twin: Organisation, archive: list[UUID]
) -> None:
    with app.app_context(), tenant_scope(twin.id):
        assert list_queries.list_page(twin.clerk, ListFilter()).rows == []
        assert list_queries.view_counts(twin.clerk)["all"] == 0
        units, seats = list_queries.places_of_work()
        assert [name for _id, name in units] == ["乙矿公司"]
        assert {name for _id, name in seats} == {"乙clerk", "乙head", "乙leader", "乙admin"}
