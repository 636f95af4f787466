"""A token's life: made, used, revoked, run out, its seat ended; and that nothing else opens these doors."""

from datetime import timedelta

import pytest
from flask import Flask

from tenants.core import clock
from tenants.core.database import tenant_scope
from tenants.people import queries
from tests.api.conftest import MATTER, Program, program, refused, told
from tests.conftest import MONDAY, Organisation, sign_in
from tests.federation.conftest import act


def test_a_token_says_whose_it_is(clerk: Program) -> None:
    me = told(clerk.at("/api/v1/me"), 200)
    assert me["tenant"] == "minea"
    assert set(me["seat"]["roles"]) == {"registrar", "handler", "liaison"}


def test_no_token_and_a_wrong_one(app: Flask, clerk: Program) -> None:
    nothing = app.test_client().get("/api/v1/o/minea/cases")
    assert refused(nothing, 401)["code"] == "not_signed_in"
    assert nothing.headers["WWW-Authenticate"] == 'Bearer realm="Liandong"'
    wrong = Program(app, clerk.organisation, "ld_nosuch").call("GET", "/cases")
    assert refused(wrong, 401)["code"] == "not_signed_in"
    assert "invalid_token" in wrong.headers["WWW-Authenticate"]
    for header in ("Bearer", "Bearer ", f"Basic {clerk.token}", clerk.token, "Bearer ld_😀"):
        answer = app.test_client().get(
            "/api/v1/o/minea/cases", headers={"Authorization": header.encode("utf-8")}
        )
        refused(answer, 401)


def test_a_revoked_token_is_refused_at_once(app: Flask, clerk: Program) -> None:
    mine = clerk.organisation
    clerk.get("/cases")
    account_id = mine.clerk.account_id
    assert account_id is not None
    with app.app_context(), tenant_scope(mine.id):
        (row,) = queries.tokens_of(account_id, mine.id)
        act(mine.id, "token.revoke", {"token_id": str(row.id)}, mine.clerk)
    refused(clerk.call("GET", "/cases"), 401)


def test_a_token_runs_out(app: Flask, mine: Organisation) -> None:
    short = program(app, mine, days=2)
    short.get("/cases")
    with clock.frozen(MONDAY + timedelta(days=2, seconds=-1)):
        short.get("/cases")
    with clock.frozen(MONDAY + timedelta(days=2)):
        refused(short.call("GET", "/cases"), 401)


def test_a_token_ends_with_its_seat(app: Flask, clerk: Program) -> None:
    mine = clerk.organisation
    clerk.get("/cases")
    with app.app_context():
        act(mine.id, "seat.revoke", {"seat_id": str(mine.clerk.seat_id)}, mine.admin)
    refused(clerk.call("GET", "/cases"), 401)
    refused(clerk.call("POST", "/cases", json=MATTER), 401)


def test_roles_are_read_anew_with_each_request(app: Flask, clerk: Program) -> None:
    mine = clerk.organisation
    case_id = clerk.register()
    with app.app_context(), tenant_scope(mine.id):
        assert mine.clerk.seat_id is not None
        seat = queries.seat(mine.clerk.seat_id)
        assert seat is not None
        payload = {"seat_id": str(seat.id), "version": seat.version, "roles": ["leader"]}
        act(mine.id, "seat.change_roles", payload, mine.admin)
    clerk.get(f"/cases/{case_id}")
    problem = refused(clerk.call("POST", f"/cases/{case_id}/note", json={"text": "看过"}), 403)
    assert "经办" in problem["title"] or "承办" in problem["title"], problem


def test_a_session_cookie_opens_nothing_here(app: Flask, clerk: Program) -> None:
    """Since cookies are not accepted, no other site's form can act: the CSRF exemption is safe."""
    browser = sign_in(app, clerk.organisation)
    assert browser.get(f"/o/{clerk.organisation.slug}/cases/").status_code == 200
    refused(browser.get("/api/v1/o/minea/cases"), 401)
    refused(browser.post("/api/v1/o/minea/cases", json=MATTER), 401)
    assert clerk.get("/cases")["items"] == []


def test_a_program_needs_no_csrf_token_and_a_page_still_does(
    app: Flask, clerk: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(app, clerk.organisation)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert clerk.register()
    assert browser.post("/o/minea/cases/new", data=MATTER).status_code == 400


def test_no_cookie_is_ever_set(clerk: Program) -> None:
    answer = clerk.call("POST", "/cases", json=MATTER)
    assert answer.status_code == 201
    assert "Set-Cookie" not in answer.headers


def test_a_page_does_not_take_a_token(clerk: Program) -> None:
    assert clerk.at("/o/minea/cases/").status_code == 302
