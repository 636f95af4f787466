"""Which columns a list shows: chosen by a form without script, remembered, kept with a saved view, printed."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.casework.lists.rows import keep
from tests.conftest import Organisation, sign_in

BASE = "/o/minea/cases/"
USUAL = ["编号", "标题", "信访人", "问题类别", "来源", "状态", "时限", "往来", "承办人", "登记日期"]


@pytest.fixture
def client(app: Flask, mine: Organisation) -> Any:
    with app.app_context():
        keep(mine, {}, {"channel": "letter"})
    return sign_in(app, mine)


def heads(client: Any, address: str = BASE) -> list[str]:
    page = client.get(address).get_data(as_text=True)
    found = re.findall(r'<th scope="col"[^>]*>\s*(?:<a[^>]*>)?([^<]+)', page)
    return [name.strip() for name in found]


def cells(client: Any, address: str = BASE) -> set[int]:
    page = client.get(address).get_data(as_text=True)
    return {row.count("<td") for row in re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)}


def choose(client: Any, *columns: str, **more: str) -> Any:
    answer = client.post(f"{BASE}columns", data={"column": list(columns), **more})
    assert answer.status_code == 303
    return answer


def test_a_choice_is_remembered_and_taken_back(client: Any) -> None:
    assert heads(client) == USUAL
    answer = choose(client, "received", "due", "nonsense", channel="letter")
    assert answer.headers["Location"] == f"{BASE}?channel=letter"
    assert heads(client) == ["编号", "标题", "时限", "收到日期"]
    assert cells(client) == {5}
    choose(client)
    assert heads(client) == ["编号", "标题"]
    choose(client, "due", usual="1")
    assert heads(client) == USUAL
    assert cells(client) == {11}


def test_columns_that_were_chosen_do_not_give_way(client: Any) -> None:
    usual = client.get(BASE).get_data(as_text=True)
    assert 'class="spare"' in usual
    choose(client, "channel", "registered")
    chosen = client.get(BASE).get_data(as_text=True)
    assert 'class="spare"' not in chosen
    assert "optional" not in chosen.split("<tbody>")[1].split("</tbody>")[0]


def test_the_height_of_rows_works_without_script(client: Any) -> None:
    choose(client, "due", density="roomy")
    assert 'data-density="roomy"' in client.get(BASE).get_data(as_text=True)
    choose(client, "due", density="enormous")
    assert 'data-density="roomy"' in client.get(BASE).get_data(as_text=True)


def test_a_mistyped_cookie_or_address_shows_the_usual_columns(client: Any) -> None:
    client.set_cookie("columns", "nonsense")
    assert heads(client) == USUAL
    page = client.get(f"{BASE}?columns=phone").get_data(as_text=True)
    assert "列" in page.split("没有用上")[1].split("</div>")[0]


def test_in_a_saved_view_the_choice_belongs_to_the_view(client: Any) -> None:
    choose(client, "state")
    address = client.post(f"{BASE}views/new", data={"name": "来信", "channel": "letter"}).headers["Location"]
    assert "columns=state" in address
    view_id = re.findall(r"saved=([0-9a-f-]{36})", address)[0]
    changed = choose(client, "due", "state", saved=view_id, channel="letter").headers["Location"]
    assert heads(client, changed) == ["编号", "标题", "状态", "时限"]
    assert heads(client) == ["编号", "标题", "状态"]
    assert "换成现在的条件" in client.get(changed).get_data(as_text=True)
    assert "换成现在的条件" not in client.get(address).get_data(as_text=True)


def test_paper_shows_the_chosen_columns(client: Any) -> None:
    assert heads(client, f"{BASE}print") == [name for name in USUAL if name not in ("来源", "往来")]
    choose(client, "channel", "state", "due")
    assert heads(client, f"{BASE}print") == ["编号", "标题", "来源", "状态", "时限"]
    assert "来信" in client.get(f"{BASE}print").get_data(as_text=True)
