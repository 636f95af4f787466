"""From case to case in the order of a list: the same order as the list's own, in every view, and told on the page."""

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tenants.casework.cases import list_queries
from tenants.casework.cases.list_filters import ListFilter, Sort, View
from tenants.casework.cases.neighbours import neighbours, place_of
from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tests.casework.lists.rows import closed, counted_statements, keep
from tests.casework.matters import accept, case_of, confidential_actor, register, registered
from tests.conftest import Organisation, sign_in

LISTS = [
    *(ListFilter(view=view) for view in View),
    *(ListFilter(view=view, sort=Sort.NEWEST) for view in View),
    ListFilter(state="closed"),
    ListFilter(channel="letter"),
    ListFilter(channel="letter", sort=Sort.NEWEST),
    ListFilter(words="第"),
]


def _fill(mine: Organisation) -> None:
    states = ("registered", "accepted", "answered", "transferred")
    open_cases = [
        {
            "state": states[place % 4],
            "channel": "letter" if place % 3 else "visit",
            "handler_seat_id": mine.clerk.seat_id if place % 2 else None,
            **({"next_due_on": None} if place % 5 == 0 else {}),
        }
        for place in range(12)
    ]
    keep(mine, *open_cases, *(closed(days) for days in (3, 1, 2)))


@pytest.mark.parametrize("wanted", LISTS, ids=str)
def test_walking_down_and_up_is_the_order_of_the_list(
    app: Flask, mine: Organisation, wanted: ListFilter
) -> None:
    with app.app_context():
        if wanted.words:
            for _number in range(4):
                registered(mine, title="第几件事")
        else:
            _fill(mine)
        with tenant_scope(mine.id):
            rows = list_queries.list_page(mine.clerk, wanted, limit=50).rows
            ids = [row.id for row in rows]
            for number, case_id in enumerate(ids):
                found = neighbours(mine.clerk, wanted, place_of(case_of(case_id), wanted))
                assert found is not None
                assert found.previous_id == (ids[number - 1] if number else None)
                assert found.next_id == (ids[number + 1] if number + 1 < len(ids) else None)
                assert (found.place, found.total, found.more) == (number + 1, len(ids), False)


def test_no_list_leads_to_what_is_not_for_the_seat(
    app: Flask, mine: Organisation, twin: Organisation
) -> None:
    with app.app_context():
        officer = confidential_actor(mine)
        with tenant_scope(mine.id):
            own = [register(mine.clerk), register(mine.clerk)]
            sealed = register(officer, case_class="accusation", title="检举", text="某人收钱")
        registered(twin)
        with tenant_scope(mine.id):
            for case_id in own:
                for wanted in (ListFilter(), ListFilter(words="养老")):
                    found = neighbours(mine.clerk, wanted, place_of(case_of(case_id), wanted))
                    assert found is not None
                    assert found.total == 2
                    assert {found.previous_id, found.next_id} <= {None, *own}
            at = place_of(case_of(own[1]), ListFilter())
            seen = neighbours(officer, ListFilter(), at)
            assert seen is not None
            assert seen.total == 3
            assert sealed in {seen.previous_id, seen.next_id}


def _page(client: Any, organisation: Organisation, case_id: UUID | str, query: str = "") -> str:
    answer = client.get(f"/o/{organisation.slug}/cases/{case_id}{query}")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def _step(page: str, name: str) -> str:
    found = re.search(rf'<a href="([^"]+)"[^>]*data-step="{name}"', page)
    return found[1].replace("&amp;", "&") if found else ""


def test_the_page_leads_on_when_it_was_opened_from_a_list(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        keep(mine, {}, {}, {})
    client = sign_in(app, mine)
    listed = client.get("/o/minea/cases/?channel=visit").get_data(as_text=True)
    links = re.findall(r'<td class="cut fills"><a href="([^"]+)"', listed)
    assert len(links) == 3
    page = client.get(links[0].replace("&amp;", "&")).get_data(as_text=True)
    assert "第 1 / 3 项" in page
    assert _step(page, "previous") == ""
    assert re.search(r'aria-disabled="true"[^>]*>.*?上一项<span class="visually-hidden">，这是第一项', page)
    assert 'href="/o/minea/cases/?channel=visit"' in page
    page = client.get(_step(page, "next")).get_data(as_text=True)
    assert "第 2 / 3 项" in page
    assert links[0].partition("?")[0] in _step(page, "previous")
    page = client.get(_step(page, "next")).get_data(as_text=True)
    assert "第 3 / 3 项" in page
    assert _step(page, "next") == ""
    assert "，这是最后一项" in page


def test_the_list_travels_through_tabs_and_acts(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        ids = [registered(mine, received_on=day) for day in ("2026-04-10", "2026-04-11", "2026-04-12")]
    client = sign_in(app, mine)
    page = _page(client, mine, ids[1], "?view=to_accept")
    next_url = _step(page, "next")
    assert str(ids[2]) in next_url
    files = re.search(r'href="([^"]+/files\?[^"]+)"', page)
    assert files
    assert "第 2 / 3 项" in client.get(files[1].replace("&amp;", "&")).get_data(as_text=True)
    form = re.search(r'action="([^"]+/accept\?[^"]+)"', page)
    assert form
    done = client.post(form[1].replace("&amp;", "&"), data={"served_how": "post", "key": "once"})
    assert done.status_code == 303
    page = client.get(done.headers["Location"]).get_data(as_text=True)
    # Accepted, it is due sixty days later and left this list; the next one is the next one all the same.
    assert "不在此列表中" in page
    assert _step(page, "next") == next_url
    assert str(ids[0]) in _step(page, "previous")


@pytest.mark.parametrize("query", ["", "?show=all", "?at=due~2026-04-25~x", "?view=closed", "?view=overdue"])
def test_without_a_list_that_holds_it_nothing_is_said(app: Flask, mine: Organisation, query: str) -> None:
    with app.app_context():
        keep(mine, {"next_due_on": None})
        with tenant_scope(mine.id):
            case_id = list_queries.list_page(mine.clerk, ListFilter()).rows[0].id
    page = _page(sign_in(app, mine), mine, case_id, query)
    assert "第 1" not in page
    assert "data-step" not in page


@pytest.mark.parametrize("query", ["?view=nonsense", "?view=all&at=%00", "?view=all&after=x&sort=9"])
def test_a_mistyped_address_still_shows_the_case(app: Flask, mine: Organisation, query: str) -> None:
    with app.app_context():
        case_id = registered(mine)
    assert "第 1 / 1 项" in _page(sign_in(app, mine), mine, case_id, query)


def test_a_place_of_another_case_is_not_believed(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        first, second = keep(mine, {}, {})
        with tenant_scope(mine.id):
            at = place_of(case_of(second), ListFilter())
    assert "第 1 / 2 项" in _page(sign_in(app, mine), mine, first, f"?view=all&at={at}")


def test_only_a_list_costs_more_and_little(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        case_id = registered(mine)
        for _number in range(3):
            registered(mine)
        with tenant_scope(mine.id):
            execute("case.note", {"case_id": str(case_id), "text": "备注"}, mine.clerk)
            accept(mine.clerk, case_id)
    client, cost = sign_in(app, mine), {}
    for query in (
        "",
        "?view=all",
        "?view=all&channel=visit",
        "?view=all&q=养老",
        "?view=all&q=养老&state=registered",
    ):
        _page(client, mine, case_id, query)
        with counted_statements(app) as sent:
            _page(client, mine, case_id, query)
        cost[query] = len(sent)
    assert list(cost.values()) == [cost[""] + more for more in (0, 1, 1, 2, 2)]
