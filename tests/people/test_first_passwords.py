"""A password that somebody else set opens one page only: the one where it is changed."""

from typing import Any

import pytest
from flask import Flask

from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tenants.people.doors import FirstPassword, take_seat
from tenants.people.models import Account
from tenants.people.queries import seat_of
from tests.conftest import PASSWORD, Organisation, sign_in

FIRST = "新的初始密码一二三四"
OWN = "three quiet green lamps"


@pytest.fixture
def first(app: Flask, mine: Organisation) -> None:
    """The clerk forgot the password; the administrator set a first one."""
    account_id = mine.clerk.account_id
    assert account_id
    with app.app_context(), tenant_scope(mine.id):
        seat = seat_of(account_id)
        assert seat
        execute("seat.reset_password", {"seat_id": str(seat.id), "password": FIRST}, mine.admin)


def come_in(app: Flask, mine: Organisation, target: str = "") -> Any:
    client = app.test_client()
    data = {"login": mine.logins["clerk"], "password": FIRST, "next": target}
    answer = client.post("/sign-in", data=data)
    assert answer.status_code == 303
    client.target = answer.location  # type: ignore[attr-defined]
    return client


def change(client: Any, new: str = OWN, **more: str) -> Any:
    return client.post("/password", data={"old": FIRST, "new": new, "again": new, **more})


def test_the_page_in_between_leads_to_where_one_wanted(app: Flask, mine: Organisation, first: None) -> None:
    client = come_in(app, mine, "/o/minea/cases/?q=%E8%B7%AF")
    page = client.get(client.target).get_data(as_text=True)
    assert "<h1>设置自己的密码</h1>" in page
    assert 'name="next" value="/o/minea/cases/?q=%E8%B7%AF"' in page
    answer = change(client, next="/o/minea/cases/?q=%E8%B7%AF")
    assert (answer.status_code, answer.location) == (303, "/o/minea/cases/?q=%E8%B7%AF")
    assert client.get(answer.location).status_code == 200


def test_it_reads_well_in_english_too(app: Flask, mine: Organisation, first: None) -> None:
    client = come_in(app, mine)
    client.set_cookie("locale", "en")
    page = client.get(client.target).get_data(as_text=True)
    assert "<h1>Choose your own password</h1>" in page
    assert "First password" in page


@pytest.mark.parametrize(
    "path", ["/o/minea/desk", "/o/minea/tokens/", "/choose", "/sessions", "/o/nowhere/desk"]
)
def test_nothing_else_opens_before(app: Flask, mine: Organisation, first: None, path: str) -> None:
    client = come_in(app, mine)
    answer = client.get(path)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/password")
    part = client.get(path, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"].partition("?")[0]) == (204, "/password")
    assert change(client).status_code == 303
    assert client.get(path).location is None or "/password" not in client.get(path).location


def test_no_act_goes_through_before(app: Flask, mine: Organisation, first: None) -> None:
    client = come_in(app, mine)
    answer = client.post(
        "/o/minea/tokens/", data={"name": "x", "days": "30"}, headers={"Referer": "/o/minea/tokens/"}
    )
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/password")
    assert change(client).status_code == 303
    assert "x</" not in client.get("/o/minea/tokens/").get_data(as_text=True)


def test_no_socket_takes_a_seat_before(app: Flask, mine: Organisation, first: None) -> None:
    from tenants.core.database import current_session

    with app.test_request_context():
        account = current_session().get_one(Account, mine.clerk.account_id)
        with pytest.raises(FirstPassword):
            take_seat(account, mine.slug)


def test_signing_out_is_always_possible(app: Flask, mine: Organisation, first: None) -> None:
    client = come_in(app, mine)
    assert client.post("/sign-out").status_code == 303
    assert client.get("/password").location.startswith("/sign-in")


def test_the_first_password_cannot_be_kept(app: Flask, mine: Organisation, first: None) -> None:
    client = come_in(app, mine)
    answer = change(client, new=FIRST)
    assert answer.status_code == 422
    assert "<h1>设置自己的密码</h1>" in answer.get_data(as_text=True)
    assert client.get("/o/minea/desk").status_code == 303


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_it_leads_nowhere_else(app: Flask, mine: Organisation, first: None, target: str) -> None:
    client = come_in(app, mine, target)
    assert client.target == "/password"
    assert change(client, next=target).location == "/"


def test_tokens_rest_until_the_password_is_changed(app: Flask, mine: Organisation) -> None:
    clerk = sign_in(app, mine)
    page = clerk.post("/o/minea/tokens/", data={"name": "月报", "days": "30"}).get_data(as_text=True)
    token = page.split('<code class="token">')[1].split("<")[0]

    def call() -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return int(app.test_client().get("/api/v1/me", headers=headers).status_code)

    assert call() == 200
    seat_id = str(mine.clerk.seat_id)
    sign_in(app, mine, "admin").post(f"/o/minea/seats/{seat_id}/password", data={"password": FIRST})
    assert call() == 401
    change(come_in(app, mine))
    assert call() == 200


def test_what_the_operator_sets_is_a_first_password_too(app: Flask, mine: Organisation) -> None:
    said = app.test_cli_runner().invoke(
        args=["people", "set-password", mine.logins["clerk"], "--password", FIRST]
    )
    assert said.exit_code == 0, said.output
    assert come_in(app, mine).target == "/password"


def test_an_own_password_is_asked_for_no_change(app: Flask, mine: Organisation) -> None:
    """The seats of tests and of the demo world are opened by the system, with passwords that are known."""
    client = sign_in(app, mine)
    assert client.get("/o/minea/desk").status_code == 200
    assert "设置自己的密码" not in client.get("/password").get_data(as_text=True)
    answer = client.post("/password", data={"old": PASSWORD, "new": OWN, "again": OWN})
    assert answer.location == "/sessions"
