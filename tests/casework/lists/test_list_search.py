"""Search in the list: words of two characters, parts of numbers, filters beside them, and pages that miss nothing."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask

from tenants.casework.cases import list_queries
from tenants.casework.cases.list_filters import ListFilter, View
from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tests.casework.lists.rows import counted_statements
from tests.casework.matters import accept, answer, case_of, close, register
from tests.conftest import Organisation, sign_in

TITLES = ("供暖管网移交后室温不达标", "运煤道路扬尘，要求洒水", "食堂夜班供餐时间", "宿舍供暖费用分摊")


def found(organisation: Organisation, wanted: ListFilter, limit: int = 25) -> Iterator[list[UUID]]:
    """Yield the pages of a search as ids."""
    while True:
        page = list_queries.list_page(organisation.clerk, wanted, limit)
        yield [row.id for row in page.rows]
        if page.after is None:
            return
        wanted = replace(wanted, after=page.after)


def test_words_and_numbers_are_found_on_the_page(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        for title in TITLES:
            register(mine.clerk, title=title, text=title)
    client = sign_in(app, mine)
    expected = {"供暖": (4, 1), "洒水": (2,), "2026-0003": (3,), "jk20260003": (), "JK-2026": (4, 3, 2, 1)}
    for words, numbers in expected.items():
        page = client.get("/o/minea/cases/", query_string={"q": words}).get_data(as_text=True)
        assert tuple(n for n in (4, 3, 2, 1) if f"JK-2026-000{n}" in page) == numbers, words
        assert page.find("JK-2026-0004") < page.find("JK-2026-0001") or len(numbers) < 2


def test_pages_of_a_search_miss_nothing_also_after_an_edit(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        cases = [register(mine.clerk, title=f"洒水{number}", text="洒水") for number in range(7)]
        version = case_of(cases[2]).version
        edited = {"case_id": str(cases[2]), "version": version, "title": "洒水改", "case_class": "appeal"}
        execute("case.edit", edited, mine.clerk)
        pages = list(found(mine, ListFilter(words="洒水"), 3))
        assert sorted(row for page in pages for row in page) == sorted(cases)
        assert [len(page) for page in pages] == [3, 3, 1]


def test_filters_hold_beside_the_words(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        cases = [register(mine.clerk, title=f"洒水{number}", text="洒水") for number in range(4)]
        accept(mine.clerk, cases[0])
        answer(mine.clerk, cases[0])
        close(mine.clerk, cases[0])
        assert next(found(mine, ListFilter(words="洒水", view=View.CLOSED))) == [cases[0]]
        assert set(next(found(mine, ListFilter(words="洒水", state="registered")))) == set(cases[1:])
        assert next(found(mine, ListFilter(words="洒水", channel="email"))) == []


def test_a_window_of_matches_goes_on_where_it_ended(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_queries, "SEARCHED", 3)
    with app.app_context(), tenant_scope(mine.id):
        cases = [
            register(mine.clerk, title="洒水", text="洒水", channel="letter" if number < 2 else "visit")
            for number in range(8)
        ]
        pages = list(found(mine, ListFilter(words="洒水", channel="letter")))
        assert sorted(row for page in pages for row in page) == sorted(cases[:2])


def test_a_search_costs_a_fixed_number_of_statements(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    costs = []
    for number in (1, 20):
        with app.app_context(), tenant_scope(mine.id):
            for _ in range(number):
                register(mine.clerk, title="洒水", text="洒水")
        client.get("/o/minea/cases/?q=洒水")
        with counted_statements(app) as sent:
            client.get("/o/minea/cases/?q=洒水")
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_another_tenants_words_are_not_found(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context(), tenant_scope(twin.id):
        register(twin.clerk, title="洒水", text="洒水")
    page = sign_in(app, mine).get("/o/minea/cases/?q=洒水").get_data(as_text=True)
    assert "没有事项包含“洒水”" in page
