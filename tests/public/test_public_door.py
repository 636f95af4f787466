"""The petitioner's cookie: half an hour, sealed, one matter, nothing to do with a staff sign-in."""

import base64
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.public import doors
from tenants.casework.intake.models import TrackingCode
from tenants.core import clock
from tenants.core.database import write_transaction
from tests.conftest import MONDAY, Organisation, sign_in
from tests.public.conftest import TITLE, Browser, Filed, file_case


def cookie_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie(doors.COOKIE, path=doors.PATH)
    assert cookie is not None
    return str(cookie.value)


def with_cookie(app: Flask, value: str) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie(doors.COOKIE, value, path=doors.PATH)
    return browser


def test_the_cookie_stays_below_its_own_path_and_out_of_reach_of_scripts(
    filed: Filed, browser: Browser
) -> None:
    header = browser.knock(filed.code).headers["Set-Cookie"]
    assert header.startswith(f"{doors.COOKIE}=")
    for part in ("HttpOnly", "Path=/p", "Max-Age=1800", "SameSite=Lax"):
        assert part in header


def test_the_cookie_can_be_read_by_nobody(filed: Filed, browser: Browser) -> None:
    browser.enter(filed.code)
    raw = base64.urlsafe_b64decode(cookie_of(browser))
    for told in (filed.code, str(filed.id), str(filed.owner.id), "2026"):
        assert told.encode() not in raw


def test_without_a_code_there_is_only_the_form(browser: Browser) -> None:
    for path in ("/p/matter", "/p/matter/print", f"/p/papers/{uuid4()}"):
        answer = browser.client.get(path)
        assert (answer.status_code, answer.location) == (303, "/p/?ended=yes")
    assert "再输一次" in browser.page("/p/?ended=yes")
    assert "再输一次" not in browser.page("/p/")


def test_after_half_an_hour_the_door_is_shut(filed: Filed, browser: Browser) -> None:
    browser.enter(filed.code)
    with clock.frozen(MONDAY + timedelta(minutes=30)):
        assert browser.is_shut_out()


def test_each_look_renews_the_half_hour_but_an_old_cookie_stays_old(filed: Filed, app: Flask) -> None:
    browser = Browser(app)
    browser.enter(filed.code)
    first = cookie_of(browser)
    with clock.frozen(MONDAY + timedelta(minutes=29)):
        browser.page("/p/matter")
    with clock.frozen(MONDAY + timedelta(minutes=58)):
        assert TITLE in browser.page("/p/matter")
        assert with_cookie(app, first).is_shut_out()


@pytest.mark.parametrize("place", [1, 5, 20, 40, -1])
def test_a_changed_cookie_opens_nothing(place: int, filed: Filed, app: Flask) -> None:
    browser = Browser(app)
    browser.enter(filed.code)
    raw = bytearray(base64.urlsafe_b64decode(cookie_of(browser)))
    raw[place] ^= 1
    assert with_cookie(app, base64.urlsafe_b64encode(raw).decode()).is_shut_out()


@pytest.mark.parametrize(
    "forged", ["", "x", "!!!", "AAAA", "é", base64.urlsafe_b64encode(b"\x01" + b"0" * 80).decode()]
)
def test_an_invented_cookie_opens_nothing(forged: str, filed: Filed, app: Flask) -> None:
    assert with_cookie(app, forged).is_shut_out()


def test_a_withdrawn_code_opens_nothing_any_more(filed: Filed, app: Flask) -> None:
    browser = Browser(app)
    browser.enter(filed.code)
    with app.app_context(), write_transaction() as session:
        session.execute(delete(TrackingCode).where(TrackingCode.case_id == filed.id))
    assert browser.is_shut_out()
    assert browser.knock(filed.code).status_code == 422


def test_leaving_shuts_the_door(filed: Filed, browser: Browser) -> None:
    browser.enter(filed.code)
    answer = browser.client.post("/p/leave")
    assert (answer.status_code, answer.location) == (303, "/p/")
    assert browser.is_shut_out()


def test_a_staff_sign_in_is_neither_asked_for_nor_touched(
    filed: Filed, app: Flask, mine: Organisation
) -> None:
    browser = Browser(app)
    browser.client = sign_in(app, mine)
    with browser.client.session_transaction() as session:
        session["_flashes"] = [("ok", "鹧鸪只给职员看")]
    before = staff_session(browser)
    assert browser.is_shut_out()
    page = browser.enter(filed.code)
    assert mine.clerk.name not in page
    assert "鹧鸪" not in page
    browser.client.post("/p/leave")
    assert staff_session(browser) == before
    assert browser.client.get(f"/o/{mine.slug}/cases/{filed.id}").status_code == 200


def staff_session(browser: Browser) -> dict[str, object]:
    with browser.client.session_transaction() as session:
        return {name: value for name, value in session.items() if name != "csrf_token"}


def test_a_petitioners_cookie_opens_no_staff_page(filed: Filed, browser: Browser) -> None:
    browser.enter(filed.code)
    answer = browser.client.get(f"/o/{filed.owner.slug}/cases/{filed.id}")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_another_matter_is_never_seen(filed: Filed, app: Flask, twin: Organisation, browser: Browser) -> None:
    """Neither the page nor a paper of it, be it another tenant's or one's own tenant's."""
    theirs = file_case(app, twin, title="山雀别家的事项", received_on="2026-04-16")
    neighbour = file_case(app, filed.owner, title="山雀邻居的事项")
    papers = [theirs.accept(), neighbour.accept()]
    assert "山雀" not in browser.enter(filed.code)
    absent = missing_paper(browser, uuid4())
    for paper_id in papers:
        assert missing_paper(browser, paper_id) == absent
    assert "山雀别家的事项" in Browser(app).enter(theirs.code)


def missing_paper(browser: Browser, paper_id: UUID) -> str:
    """Return the answer for a paper that is not there, without tokens and the address that was asked for."""
    answer = browser.client.get(f"/p/papers/{paper_id}")
    assert answer.status_code == 404
    return re.sub(r'name="(csrf_token|next)" value="[^"]*"', "", answer.get_data(as_text=True))
