"""Signing in, the way to the tenant, signing out: through the real doors."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tenants.core import clock
from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tenants.people import seen
from tenants.people.attempts import Attempts
from tests.conftest import MONDAY, PASSWORD, Organisation, sign_in


def post(client: Any, login: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def second_seat(mine: Organisation, other: Organisation) -> None:
    """Give the clerk of ``mine`` a seat at ``other`` too. Inside an application context."""
    with tenant_scope(other.id):
        payload = {
            "login": mine.logins["clerk"],
            "name": "林干事",
            "title": "联络员",
            "unit_id": str(other.unit_id),
            "roles": ["handler", "liaison"],
        }
        execute("seat.open", payload, Actor.system(other.id))


def test_one_seat_leads_straight_to_the_desk(app: Flask, mine: Organisation) -> None:
    answer = post(app.test_client(), mine.logins["clerk"])
    assert (answer.status_code, answer.location) == (303, "/o/minea/desk")


def test_who_reads_no_case_begins_elsewhere(app: Flask, mine: Organisation) -> None:
    assert post(app.test_client(), mine.logins["admin"]).location == "/o/minea/seats/"


def test_login_is_read_without_case_and_blanks(app: Flask, mine: Organisation) -> None:
    assert post(app.test_client(), f"  {mine.logins['clerk'].upper()} ").status_code == 303


@pytest.mark.parametrize("login", ["clerk.minea", "nobody.here"])
def test_a_wrong_password_and_an_unknown_login_look_the_same(
    app: Flask, mine: Organisation, login: str
) -> None:
    client = app.test_client()
    answers = [post(client, login, "wrong password") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 422, 429]
    page = answers[0].get_data(as_text=True)
    assert f'value="{login}"' in page
    assert "wrong password" not in page
    assert answers[-1].headers["Retry-After"] == "1"
    assert f'value="{login}"' in answers[-1].get_data(as_text=True)


def test_the_lock_grows_and_ends_by_itself(app: Flask, mine: Organisation) -> None:
    client, login = app.test_client(), mine.logins["clerk"]
    for _ in range(5):
        post(client, login, "wrong password")
    with clock.frozen(MONDAY + timedelta(seconds=1)):
        assert post(client, login, "wrong password").status_code == 422
    with clock.frozen(MONDAY + timedelta(seconds=2)):
        assert post(client, login).headers["Retry-After"] == "1"
    with clock.frozen(MONDAY + timedelta(seconds=3)):
        assert post(client, login).status_code == 303
    assert post(app.test_client(), login, "wrong password").status_code == 422


def test_an_address_that_guesses_many_accounts_is_slowed(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "people.attempts", Attempts("memory://", enabled=True))
    client = app.test_client()
    statuses = [post(client, f"somebody{number}", "wrong password").status_code for number in range(31)]
    assert statuses == [422] * 30 + [429]
    answer = post(client, mine.logins["clerk"])
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300


def test_right_passwords_from_one_address_are_not_counted(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "people.attempts", Attempts("memory://", enabled=True))
    for _ in range(32):
        assert post(app.test_client(), mine.logins["clerk"]).status_code == 303


def test_the_count_may_be_away_and_people_still_come_in(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Attempts("redis://127.0.0.1:1/0", enabled=True)
    monkeypatch.setitem(app.extensions, "people.attempts", nowhere)
    assert post(app.test_client(), mine.logins["clerk"], "wrong password").status_code == 422
    assert post(app.test_client(), mine.logins["clerk"]).status_code == 303


def test_the_page_that_was_asked_for_is_reached_after_sign_in(app: Flask, mine: Organisation) -> None:
    client = app.test_client()
    asked = client.get("/o/minea/cases/?q=%E9%81%93")
    assert asked.status_code == 302
    page = client.get(asked.location).get_data(as_text=True)
    assert 'name="next" value="/o/minea/cases/?q=%E9%81%93"' in page
    answer = post(client, mine.logins["clerk"], next="/o/minea/cases/?q=%E9%81%93")
    assert answer.location == "/o/minea/cases/?q=%E9%81%93"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(app: Flask, mine: Organisation, target: str) -> None:
    assert post(app.test_client(), mine.logins["clerk"], next=target).location == "/o/minea/desk"
    page = app.test_client().get("/sign-in", query_string={"next": target}).get_data(as_text=True)
    assert f'name="next" value="{target}"' not in page


def test_a_prepared_cookie_is_not_signed_in(app: Flask, mine: Organisation) -> None:
    """Session fixation: what was in the cookie before sign-in is gone after it, and the id is new."""
    client = app.test_client()
    with client.session_transaction() as before:
        before["planted"] = "yes"
    post(client, mine.logins["clerk"])
    with client.session_transaction() as after:
        first = after["_user_id"]
        assert "planted" not in after
    post(client, mine.logins["clerk"])
    with client.session_transaction() as again:
        assert again["_user_id"] != first
    stolen = app.test_client()
    with stolen.session_transaction() as theirs:
        theirs["_user_id"], theirs["_fresh"] = first, True
    assert stolen.get("/o/minea/desk").status_code == 302


def test_the_cookie_is_closed_to_scripts_and_other_sites(app: Flask, mine: Organisation) -> None:
    cookie = post(app.test_client(), mine.logins["clerk"]).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_cookie_is_secure_where_the_public_address_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from portal import config

    monkeypatch.setenv("PUBLIC_URL", "https://liandong.example")
    assert config.from_environment()["SESSION_COOKIE_SECURE"] is True


def test_signed_out_means_out(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    with client.session_transaction() as session:
        ticket = session["_user_id"]
    assert client.post("/sign-out").location == "/sign-in"
    assert client.get("/o/minea/desk").status_code == 302
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = ticket, True
    assert client.get("/o/minea/desk").status_code == 302


def test_a_closed_account_is_out_at_once(app: Flask, mine: Organisation) -> None:
    from tenants.core.database import current_session, write_transaction
    from tenants.people.models import Account

    client = sign_in(app, mine)
    with app.app_context(), write_transaction():
        account_id = mine.clerk.account_id
        current_session().get_one(Account, account_id).active = False
    assert client.get("/o/minea/desk").status_code == 302
    assert post(app.test_client(), mine.logins["clerk"]).status_code == 422


class TestExpired:
    """The session ran out while a page was open."""

    @pytest.fixture
    def client(self, app: Flask, mine: Organisation) -> Any:
        client = sign_in(app, mine, "admin")
        with clock.frozen(MONDAY + timedelta(hours=9)):
            yield client

    def test_a_page_leads_to_sign_in_and_back(self, client: Any) -> None:
        answer = client.get("/o/minea/seats/")
        assert (answer.status_code, answer.location) == (302, "/sign-in?next=/o/minea/seats/")

    def test_a_form_says_that_nothing_was_saved(self, client: Any) -> None:
        headers = {"Referer": "http://localhost/o/minea/seats/new"}
        answer = client.post("/o/minea/seats/new", data={"name": "张三"}, headers=headers)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 401
        assert "登录已过期，这次没有保存" in page
        assert 'href="/sign-in?next=/o/minea/seats/new"' in page

    def test_a_foreign_referrer_is_not_gone_back_to(self, client: Any) -> None:
        answer = client.post("/o/minea/seats/new", headers={"Referer": "https://evil.example/o/x"})
        assert "evil" not in answer.get_data(as_text=True)

    def test_a_part_of_a_page_goes_to_the_top_of_it(self, client: Any) -> None:
        headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/o/minea/seats/"}
        answer = client.get("/o/minea/notices/unread", headers=headers)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 401
        assert answer.headers["HX-Retarget"] == ".flashes"
        assert "<html" not in page
        assert 'href="/sign-in?next=/o/minea/seats/"' in page

    def test_a_cleared_cookie_says_the_same(
        self, app: Flask, mine: Organisation, client: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Signed out in another tab: the cookie's form token is gone with it, and that is no forgery."""
        monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
        answer = app.test_client().post("/o/minea/seats/new", data={"name": "张三"})
        assert answer.status_code == 401
        assert "没有保存" in answer.get_data(as_text=True)


def test_reading_keeps_a_session_alive_and_writes_nothing(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine, "admin")
    for hours in (4, 8, 12):
        with clock.frozen(MONDAY + timedelta(hours=hours)):
            assert client.get("/o/minea/seats/").status_code == 200
            with app.app_context():
                assert seen.write_down() == 1
                assert seen.write_down() == 0
    with clock.frozen(MONDAY + timedelta(hours=21)):
        assert client.get("/o/minea/seats/").status_code == 302


class TestChooser:
    """Several seats: each counted in its own tenant, nothing added up."""

    @pytest.fixture
    def client(self, app: Flask, mine: Organisation, county: Organisation) -> Any:
        with app.app_context():
            second_seat(mine, county)
        client = app.test_client()
        assert post(client, mine.logins["clerk"]).location == "/choose"
        return client

    def test_each_seat_has_its_own_card(
        self, app: Flask, mine: Organisation, county: Organisation, client: Any
    ) -> None:
        owe(app, mine, overdue=2, today=1)
        owe(app, county, overdue=0, today=3)
        first, second = client.get("/choose").get_data(as_text=True).split('class="seat-card"')[1:3]
        assert "甲矿公司" in first
        assert "逾期 2 项" in first
        assert "今日到期 1" in first
        assert "县信访局" in second
        assert "联络员" in second
        assert "逾期" not in second
        assert "今日到期 3" in second

    def test_a_seat_without_the_right_shows_no_counts(
        self, app: Flask, mine: Organisation, twin: Organisation
    ) -> None:
        from tenants.people import queries

        owe(app, twin, overdue=1, today=1)
        with app.app_context():
            (place,) = queries.places_of(UUID(str(twin.admin.account_id)))
        assert place.counts == {}

    def test_choosing_leads_in(self, client: Any) -> None:
        answer = client.post("/choose", data={"tenant": "county"})
        assert (answer.status_code, answer.location) == (303, "/o/county/desk")

    def test_a_tenant_without_a_seat_is_absent(self, twin: Organisation, client: Any) -> None:
        answers = [client.post("/choose", data={"tenant": slug}) for slug in ("mineb", "nowhere", "")]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert len({answer.get_data() for answer in answers}) == 1

    def test_the_choice_is_remembered_if_asked(self, app: Flask, mine: Organisation, client: Any) -> None:
        client.post("/choose", data={"tenant": "county", "remember": "yes"})
        client.post("/sign-out")
        assert post(client, mine.logins["clerk"]).location == "/o/county/desk"
        client.post("/choose", data={"tenant": "minea"})
        client.post("/sign-out")
        assert post(client, mine.logins["clerk"]).location == "/choose"

    def test_a_remembered_seat_that_ended_is_not_offered(
        self, app: Flask, mine: Organisation, county: Organisation, client: Any
    ) -> None:
        client.post("/choose", data={"tenant": "county", "remember": "yes"})
        client.post("/sign-out")
        with app.app_context(), tenant_scope(county.id):
            from tenants.people import queries

            seat = queries.seat_of(UUID(str(mine.clerk.account_id)))
            assert seat is not None
            execute("seat.revoke", {"seat_id": str(seat.id)}, county.admin)
        assert post(client, mine.logins["clerk"]).location == "/o/minea/desk"
        assert client.get("/o/county/desk").status_code == 404

    def test_the_front_door_leads_where_one_was_last(self, client: Any) -> None:
        client.get("/o/county/notices/")
        assert client.get("/").location == "/o/county/desk"


def test_who_has_no_seat_is_told_so(app: Flask) -> None:
    from tenants.core.database import write_transaction
    from tenants.people.commands import create_account

    with app.app_context(), write_transaction():
        create_account("new.one", "新人", PASSWORD)
    client = app.test_client()
    assert post(client, "new.one").location == "/choose"
    assert "没有岗位" in client.get("/choose").get_data(as_text=True)


def owe(app: Flask, organisation: Organisation, *, overdue: int, today: int) -> None:
    """Let the organisation owe duties that are late, and duties for today."""
    from tenants.core.database import write_transaction
    from tenants.core.ids import new_id
    from tenants.obligations.ledger import Subject
    from tenants.obligations.ledger import owe as open_duty

    dates = [clock.today() - timedelta(days=3)] * overdue + [clock.today()] * today
    with app.app_context(), tenant_scope(organisation.id), write_transaction():
        for number, due in enumerate(dates):
            subject = Subject("case", new_id(), f"N-{number}")
            open_duty("D11", subject, due - timedelta(days=1), due=due, creditor_kind="petitioner")
