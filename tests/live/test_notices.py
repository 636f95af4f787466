"""Notices: written once in the tenant that must know, said in the reader's language, counted on the bell."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.live import notices as listener
from portal.live.relay import run_until_quiet
from portal.live.rules import TELLINGS
from portal.live.words import icon_of, sentence
from tenants.core import clock, events
from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tenants.core.ids import new_id
from tenants.core.permissions import Permission
from tests.conftest import MONDAY, Organisation, sign_in
from tests.live.town import NUMBER, happened, notices_of, refer


@pytest.fixture(autouse=True)
def _only_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bare referrals have no case behind them, which the federation's own listeners would look for."""
    monkeypatch.setattr(events, "_listeners", [("", listener.on_event)])


def tell(app: Flask) -> int:
    with app.app_context():
        return run_until_quiet()


def bell(client: Any, slug: str) -> str:
    return str(client.get(f"/o/{slug}/notices/unread", headers={"HX-Request": "true"}).get_data(as_text=True))


@pytest.mark.parametrize(
    ("name", "by", "told", "words"),
    [
        ("referral.delivered", "county", "county", "甲矿公司发来 ZB-2026-0093，待签收"),
        ("referral.signed_for", "county", "minea", "县信访局签收了 ZB-2026-0093"),
        ("referral.accepted", "county", "minea", "县信访局受理了 ZB-2026-0093"),
        ("referral.answered", "county", "minea", "县信访局答复了 ZB-2026-0093"),
        ("referral.confirmed", "minea", "county", "甲矿公司确认了对 ZB-2026-0093 的答复"),
    ],
)
def test_the_side_that_must_know_is_told(
    app: Flask, mine: Organisation, county: Organisation, name: str, by: str, told: str, words: str
) -> None:
    both = {found.slug: found for found in (mine, county)}
    referral_id = refer(app, mine, county)
    happened(app, both[by], name, referral_id)
    tell(app)
    (row,) = notices_of(app, both[told])
    assert (row.name, row.subject_id, row.subject_number) == (name, referral_id, NUMBER)
    other = mine if told == "county" else county
    assert notices_of(app, other) == []
    page = sign_in(app, both[told], "head").get(f"/o/{told}/notices/").get_data(as_text=True)
    assert words in page
    assert f'href="/o/{told}/referrals/{referral_id}"' in page


def test_told_twice_it_is_written_once(app: Flask, mine: Organisation, county: Organisation) -> None:
    referral_id = refer(app, mine, county)
    event = events.Event(new_id(), county.id, "referral.signed_for", referral_id, {})
    with app.app_context():
        listener.on_event(event)
        listener.on_event(event)
    assert len(notices_of(app, mine)) == 1


def test_a_third_tenant_is_told_nothing(
    app: Flask, mine: Organisation, county: Organisation, twin: Organisation
) -> None:
    referral_id = refer(app, mine, county)
    happened(app, county, "referral.signed_for", referral_id)
    happened(app, twin, "referral.signed_for", referral_id)
    tell(app)
    assert len(notices_of(app, mine)) == 1
    assert notices_of(app, twin) == []


def test_an_event_about_something_gone_gives_none(app: Flask, mine: Organisation) -> None:
    happened(app, mine, "referral.signed_for", new_id())
    happened(app, mine, "case.assigned", new_id())
    assert tell(app) >= 2
    assert notices_of(app, mine) == []


def test_who_gets_a_case_is_told_and_nobody_else(app: Flask, mine: Organisation) -> None:
    matter = {
        "title": "宿舍楼供暖不足",
        "text": "供暖不足，请求维修。",
        "channel": "visit",
        "received_on": "2026-04-17",
        "category": "0201",
        "name": "陈建国",
        "phone": "19900001234",
    }
    with app.app_context(), tenant_scope(mine.id):
        made = execute("case.register", matter, mine.clerk)
        payload = {
            "case_id": made["case_id"],
            "unit_id": str(mine.unit_id),
            "handler_seat_id": str(mine.head.seat_id),
        }
        execute("case.assign", payload, mine.clerk)
    with clock.frozen(MONDAY + timedelta(minutes=1)):
        tell(app)
    (row,) = notices_of(app, mine)
    assert row.seat_id == mine.head.seat_id
    head, clerk = sign_in(app, mine, "head"), sign_in(app, mine)
    assert f"{row.subject_number} 派给了您" in head.get("/o/minea/notices/").get_data(as_text=True)
    assert "没有消息" in clerk.get("/o/minea/notices/").get_data(as_text=True)
    assert clerk.get(f"/o/minea/notices/{row.id}").status_code == 404
    assert ">1<" in bell(head, "minea")
    assert ">1<" not in bell(clerk, "minea")


def test_roles_that_may_not_read_it_are_not_told(
    app: Flask, mine: Organisation, county: Organisation
) -> None:
    happened(app, county, "referral.signed_for", refer(app, mine, county))
    tell(app)
    (row,) = notices_of(app, mine)
    admin = sign_in(app, mine, "admin")
    assert NUMBER not in admin.get("/o/minea/notices/").get_data(as_text=True)
    assert admin.get(f"/o/minea/notices/{row.id}").status_code == 404
    assert 'class="count"' not in bell(admin, "minea")
    assert admin.post("/o/minea/notices/read", data={"notice_id": str(row.id)}).status_code == 404


def test_the_fragment_of_one_notice(
    app: Flask, mine: Organisation, county: Organisation, twin: Organisation
) -> None:
    referral_id = refer(app, mine, county)
    happened(app, county, "referral.signed_for", referral_id)
    tell(app)
    (row,) = notices_of(app, mine)
    page = (
        sign_in(app, mine)
        .get(f"/o/minea/notices/{row.id}", headers={"HX-Request": "true"})
        .get_data(as_text=True)
    )
    assert "data-toast" in page
    assert "县信访局签收了 ZB-2026-0093" in page
    assert "<html" not in page
    for organisation in (county, twin):
        client = sign_in(app, organisation)
        assert client.get(f"/o/{organisation.slug}/notices/{row.id}").status_code == 404
        assert client.get(f"/o/minea/notices/{row.id}").status_code == 404


def test_the_bell_counts_until_read(app: Flask, mine: Organisation, county: Organisation) -> None:
    referral_id = refer(app, mine, county)
    clerk, head = sign_in(app, mine), sign_in(app, mine, "head")
    with clock.frozen(MONDAY + timedelta(minutes=1)):
        happened(app, county, "referral.signed_for", referral_id)
        tell(app)
        assert ">1<" in bell(clerk, "minea")
    first = notices_of(app, mine)[0]
    with clock.frozen(MONDAY + timedelta(minutes=2)):
        happened(app, county, "referral.accepted", referral_id)
        tell(app)
        assert ">2<" in bell(clerk, "minea")
        answer = clerk.post("/o/minea/notices/read", data={"notice_id": str(first.id)})
        assert answer.status_code == 303
        assert ">1<" in bell(clerk, "minea")
        assert ">2<" in bell(head, "minea")
        page = clerk.get("/o/minea/notices/").get_data(as_text=True)
        newest = notices_of(app, mine)[1]
        assert f'name="notice_id" value="{newest.id}"' in page
        clerk.post("/o/minea/notices/read", data={"notice_id": str(newest.id)})
        clerk.post("/o/minea/notices/read", data={"notice_id": str(first.id)})
        assert 'class="count"' not in bell(clerk, "minea")


def test_what_was_told_before_a_seat_was_opened_is_not_unread(
    app: Flask, mine: Organisation, county: Organisation
) -> None:
    with clock.frozen(MONDAY + timedelta(minutes=1)):
        happened(app, county, "referral.signed_for", refer(app, mine, county))
        tell(app)
    with clock.frozen(MONDAY + timedelta(hours=1)):
        with app.app_context(), tenant_scope(mine.id):
            payload = {
                "login": "new.one",
                "password": "a long first phrase",
                "name": "新人",
                "roles": ["handler"],
            }
            execute("seat.open", {**payload, "unit_id": str(mine.unit_id)}, Actor.system(mine.id))
        client = app.test_client()
        client.post("/sign-in", data={"login": "new.one", "password": "a long first phrase"})
        assert 'class="count"' not in bell(client, "minea")
        assert NUMBER in client.get("/o/minea/notices/").get_data(as_text=True)


def test_the_list_goes_on_page_by_page(app: Flask, mine: Organisation, county: Organisation) -> None:
    referral_id = refer(app, mine, county)
    for _ in range(32):
        happened(app, county, "referral.signed_for", referral_id)
    tell(app)
    client = sign_in(app, mine)
    page = client.get("/o/minea/notices/").get_data(as_text=True)
    assert page.count('class="li') == 30
    older = page.split('rel="next" href="')[1].split('"')[0]
    rest = client.get(older).get_data(as_text=True)
    assert rest.count('class="li') == 2
    assert 'rel="next"' not in rest
    menu = client.get("/o/minea/notices/", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert menu.count('class="menu-item"') == 8
    assert "<html" not in menu


def test_the_bell_costs_one_query(app: Flask, mine: Organisation, county: Organisation) -> None:
    from sqlalchemy import event

    from portal.live.queries import unread_count
    from tenants.core.database import db

    statements: list[str] = []
    with app.app_context(), tenant_scope(mine.id):
        unread_count(mine.clerk)

        def count(*values: Any) -> None:
            statements.append(values[2])

        event.listen(db.engine, "before_cursor_execute", count)
        unread_count(mine.clerk)
        event.remove(db.engine, "before_cursor_execute", count)
    assert len(statements) == 1


def test_it_is_said_in_english_too(app: Flask, mine: Organisation, county: Organisation) -> None:
    happened(app, county, "referral.answered", refer(app, mine, county))
    tell(app)
    client = sign_in(app, mine)
    client.set_cookie("locale", "en")
    assert f"answered {NUMBER}" in client.get("/o/minea/notices/").get_data(as_text=True)


def test_each_telling_has_words_an_icon_and_a_known_permission(app: Flask) -> None:
    with app.test_request_context():
        for name, telling in TELLINGS.items():
            assert NUMBER in sentence(name, NUMBER, "县信访局")
            assert icon_of(name)
            assert Permission(telling.permission)
