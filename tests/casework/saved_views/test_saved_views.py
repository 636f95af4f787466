"""Views that a person keeps: as tabs of the list, under a name, for one seat, and never with a keyword."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tenants.casework.saved_views import queries
from tenants.casework.saved_views.rules import LONGEST_NAME, MOST
from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tenants.core.errors import Invalid, NotFound
from tests.casework.lists.rows import counted_statements, keep
from tests.casework.matters import last_line
from tests.conftest import Organisation, sign_in

BASE = "/o/minea/cases/"
LETTERS = {"channel": "letter", "sort": "newest"}


@contextmanager
def standing_in(app: Flask, organisation: Organisation) -> Iterator[None]:
    with app.app_context(), tenant_scope(organisation.id):
        yield


def saved(app: Flask, organisation: Organisation) -> list[tuple[str, dict[str, Any], str]]:
    with standing_in(app, organisation):
        actor = organisation.clerk
        return [(row.name, row.filters, row.columns) for row in queries.views_of(actor)]


def save(client: Any, name: str = "来信", **parts: str) -> Any:
    return client.post(f"{BASE}views/new", data={"name": name, **(parts or LETTERS)})


def tabs(page: str) -> list[str]:
    row = page.split('<nav class="tabs"')[1].split("</nav>")[0]
    return re.findall(r"<a [^>]*>([^<]+)", row)


def active(page: str) -> str:
    found = re.search(r'aria-current="page">([^<]+)', page.split('<nav class="tabs"')[1])
    return found.group(1) if found else ""


def test_the_present_list_becomes_a_tab(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        keep(mine, {}, {"channel": "letter"})
    client = sign_in(app, mine)
    answer = save(client, "  本周   来信 ", **LETTERS, q="张三", saved="", columns="state.petitioner")
    assert answer.status_code == 303
    assert saved(app, mine) == [("本周 来信", LETTERS, "petitioner.state")]
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert tabs(page)[-1] == active(page) == "本周 来信"
    assert "JK-2026-0002" in page
    assert "JK-2026-0001" not in page
    assert re.findall(r'<th scope="col"[^>]*>\s*(?:<a[^>]*>)?([^<]+)', page) == [
        "编号",
        "标题",
        "信访人",
        "状态",
    ]
    assert tabs(client.get(BASE).get_data(as_text=True))[-1] == "本周 来信"


def test_the_tab_stays_while_its_list_is_narrowed_and_paged(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        keep(mine, *[{"channel": "letter"} for _ in range(30)])
    client = sign_in(app, mine)
    page = client.get(save(client).headers["Location"]).get_data(as_text=True)
    assert "换成现在的条件" not in page
    following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert active(client.get(following).get_data(as_text=True)) == "来信"
    view_id = re.search(r'name="saved" value="([^"]+)"', page)
    assert view_id
    assert (
        'name="sort" value="newest"' in page.split('role="search" aria-label="筛选"')[1].split("</form>")[0]
    )
    narrowed = client.get(BASE, query_string={**LETTERS, "state": "registered", "saved": view_id.group(1)})
    assert active(narrowed.get_data(as_text=True)) == "来信"
    assert "换成现在的条件" in narrowed.get_data(as_text=True)


def test_a_view_is_renamed_replaced_and_deleted(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    save(client)
    with standing_in(app, mine):
        view_id = queries.views_of(mine.clerk)[0].id
    place = f"{BASE}views/{view_id}"
    assert "来信" in client.get(place).get_data(as_text=True)
    assert client.post(place, data={"name": "信件", "state": "closed"}).status_code == 303
    assert saved(app, mine) == [("信件", LETTERS, "")]
    client.post(place, data={"name": "信件", "state": "closed", "replace": "1", "columns": "due"})
    assert saved(app, mine) == [("信件", {"state": "closed"}, "due")]
    assert client.post(f"{place}/delete").status_code == 303
    assert saved(app, mine) == []
    assert "视图已删除" in client.get(BASE).get_data(as_text=True)
    assert client.post(place, data={"name": "信件"}).status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "长" * (LONGEST_NAME + 1), "来信"])
def test_a_name_that_cannot_be_is_said_beside_the_field(app: Flask, mine: Organisation, name: str) -> None:
    client = sign_in(app, mine)
    save(client)
    answer = save(client, name)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'aria-invalid="true"' in page
    assert 'name="channel" value="letter"' in page
    assert len(saved(app, mine)) == 1


def test_there_is_room_for_a_sensible_number(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    for number in range(MOST):
        assert save(client, f"视图{number}").status_code == 303
    assert save(client, "再一个").status_code == 409
    page = client.get(BASE).get_data(as_text=True)
    assert f'action="{BASE}views/new"' not in page
    assert len(tabs(page)) == 8 + MOST


def test_each_seat_has_its_own(app: Flask, mine: Organisation, twin: Organisation) -> None:
    clerk, head = sign_in(app, mine), sign_in(app, mine, "head")
    save(clerk)
    with standing_in(app, mine):
        view_id = queries.views_of(mine.clerk)[0].id
        with pytest.raises(NotFound):
            queries.view_of(mine.head, view_id)
    assert save(head).status_code == 303  # the same name, another seat
    for method, place in (("GET", ""), ("POST", ""), ("POST", "/delete")):
        answer = head.open(f"{BASE}views/{view_id}{place}", method=method, data={"name": "夺"})
        assert answer.status_code == 404
    page = head.get(BASE, query_string={"saved": str(view_id)}).get_data(as_text=True)
    assert active(page) == "全部"
    assert "改这个视图" not in page
    assert sign_in(app, twin).get(f"/o/mineb/cases/views/{view_id}").status_code == 404
    assert tabs(sign_in(app, twin).get("/o/mineb/cases/").get_data(as_text=True))[-1] == "已办结"


def test_saved_views_cost_one_statement(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    costs = []
    for number in (0, 5):
        for place in range(number):
            save(client, f"视图{place}")
        client.get(BASE)
        with counted_statements(app) as sent:
            client.get(BASE)
        costs.append(len([sql for sql in sent if "FROM saved_views" in sql]))
    assert costs == [1, 1]


@pytest.mark.parametrize(
    "filters", [{"q": "张三"}, {"state": "gone"}, {"after": "due~2026-01-01~x"}, {"colour": "red"}]
)
def test_a_command_keeps_no_keyword_and_no_nonsense(
    app: Flask, mine: Organisation, filters: dict[str, str]
) -> None:
    with standing_in(app, mine):
        with pytest.raises(Invalid) as refusal:
            execute("saved_view.save", {"name": "视图", "filters": filters}, mine.clerk)
        assert "filters" in refusal.value.fields
        with pytest.raises(Invalid):
            execute("saved_view.save", {"name": "视图", "columns": "name.phone"}, mine.clerk)


def test_the_trail_says_who_and_not_what(app: Flask, mine: Organisation) -> None:
    with standing_in(app, mine):
        made = execute("saved_view.save", {"name": "陈某的事", "filters": LETTERS}, mine.clerk)
        line = last_line()
        assert (line.action, line.subject_id) == ("saved_view.save", UUID(made["view_id"]))
        assert "陈某" not in str(line.detail)
        with pytest.raises(NotFound):
            execute("saved_view.save", {"name": "系统"}, Actor.system(mine.id))
