"""The socket door, with Flask-SocketIO's own test client: who may listen, to what, and until when."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.live import connections, sockets
from portal.live import notices as listener
from portal.live.relay import run_until_quiet
from tenants.core import clock, events
from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tenants.core.ids import new_id
from tenants.people.doors import take_seat
from tests.conftest import MONDAY, PASSWORD, Organisation, sign_in
from tests.live.town import happened, notices_of, refer, told_to


@pytest.fixture(autouse=True)
def _fresh(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sockets of earlier tests, and no listener but the one that writes notices."""
    monkeypatch.setitem(app.extensions, "live.connections", connections.Connections())
    monkeypatch.setattr(events, "_listeners", [("", listener.on_event)])


def connect(app: Flask, client: Any) -> Any:
    socketio = app.extensions["socketio"]
    return socketio.test_client(app, flask_test_client=client)


def enter(socket: Any, slug: Any) -> bool:
    return bool(socket.emit("enter", {"tenant": slug}, callback=True)["entered"])


def listening(app: Flask, organisation: Organisation, part: str = "clerk") -> Any:
    socket = connect(app, sign_in(app, organisation, part))
    assert enter(socket, organisation.slug)
    return socket


def tell(app: Flask) -> None:
    with app.app_context():
        run_until_quiet()


def sweep(app: Flask) -> int:
    with app.app_context():
        return sockets.sweep()


def cut_off_reasons(socket: Any) -> list[str]:
    return [packet["args"][0]["reason"] for packet in socket.queue if packet["name"] == "cut_off"]


def test_without_sign_in_nobody_connects(app: Flask, mine: Organisation) -> None:
    assert not connect(app, app.test_client()).is_connected()
    client = sign_in(app, mine)
    assert connect(app, client).is_connected()
    client.post("/sign-out")
    assert not connect(app, client).is_connected()


def test_a_page_that_is_left_while_it_enters_is_seated_nowhere(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seat is looked up in the database; meanwhile the browser may have gone on to another page."""
    socket = connect(app, sign_in(app, mine))

    def leave_meanwhile(account: Any, slug: str) -> Actor:
        actor = take_seat(account, slug)
        socket.disconnect()
        return actor

    monkeypatch.setattr(sockets, "take_seat", leave_meanwhile)
    socket.emit("enter", {"tenant": mine.slug})
    assert not socket.is_connected()
    with app.app_context():
        assert not sockets.connections().to_cut_off()


def test_a_page_hears_of_its_own_tenants_news(app: Flask, mine: Organisation, county: Organisation) -> None:
    socket, referral_id = listening(app, mine), refer(app, mine, county)
    happened(app, county, "referral.signed_for", referral_id)
    tell(app)
    (row,) = notices_of(app, mine)
    assert told_to(socket) == [{"name": "referral.signed_for", "id": str(row.id)}]


def test_who_acted_hears_the_name_without_words(app: Flask, mine: Organisation, county: Organisation) -> None:
    """Other pages of the acting tenant refresh their lists; there is nothing to announce there."""
    socket, referral_id = listening(app, county), refer(app, mine, county)
    happened(app, county, "referral.signed_for", referral_id)
    tell(app)
    assert told_to(socket) == [{"name": "referral.signed_for", "id": None}]


def test_another_tenants_news_never_arrives(
    app: Flask, mine: Organisation, county: Organisation, twin: Organisation
) -> None:
    socket, referral_id = listening(app, twin), refer(app, mine, county)
    for name in ("referral.delivered", "referral.signed_for", "case.assigned", "seat.revoked"):
        happened(app, mine, name, referral_id)
        happened(app, county, name, referral_id)
    tell(app)
    assert socket.get_received() == []


def test_only_a_name_and_an_id_are_sent(app: Flask, mine: Organisation, county: Organisation) -> None:
    socket = listening(app, mine)
    happened(app, county, "referral.signed_for", refer(app, mine, county), number="ZB-1", secret="陈建国")
    tell(app)
    assert [set(news) for news in told_to(socket)] == [{"name", "id"}]


@pytest.mark.parametrize(
    "name", ["accusation.registered", "seat.opened", "identity.revealed", "token.created"]
)
def test_what_is_not_for_pages_is_not_named(app: Flask, mine: Organisation, name: str) -> None:
    socket = listening(app, mine)
    happened(app, mine, name, new_id())
    tell(app)
    assert socket.get_received() == []


@pytest.mark.parametrize(
    "message", ["mineb", "nowhere", "", None, 7, ["minea"], {"slug": "minea"}, "minea' OR 1=1"]
)
def test_forbidden_absent_and_nonsense_answer_alike(
    app: Flask, mine: Organisation, county: Organisation, twin: Organisation, message: Any
) -> None:
    socket = connect(app, sign_in(app, mine))
    assert enter(socket, message) is False
    happened(app, county, "referral.signed_for", refer(app, mine, county))
    happened(app, twin, "case.registered", new_id())
    tell(app)
    assert socket.get_received() == []


@pytest.mark.parametrize(
    "body", [[], [None], ["minea"], [7], [[]], [{}], [{"tenant": "minea"}, {"tenant": "mineb"}]]
)
def test_misshapen_messages_do_no_harm(app: Flask, mine: Organisation, body: list[Any]) -> None:
    socket = connect(app, sign_in(app, mine))
    answer = socket.emit("enter", *body, callback=True)
    assert answer == {"entered": body == [{"tenant": "minea"}, {"tenant": "mineb"}]}
    assert socket.is_connected()


def test_forged_joins_get_nothing(app: Flask, mine: Organisation, twin: Organisation) -> None:
    """Rooms are named by the server alone: no event takes a room's name."""
    socket = listening(app, mine)
    room = sockets.tenant_room(twin.id)
    for event in ("join", "join_room", "subscribe", "enter_room", "room", "told", "message", "connect"):
        socket.emit(event, room)
        socket.emit(event, {"room": room, "tenant": str(twin.id)})
    happened(app, twin, "case.registered", new_id())
    tell(app)
    assert socket.get_received() == []


def test_entering_elsewhere_leaves_the_first(app: Flask, mine: Organisation, county: Organisation) -> None:
    with app.app_context(), tenant_scope(county.id):
        payload = {
            "login": mine.logins["clerk"],
            "name": "林",
            "unit_id": str(county.unit_id),
            "roles": ["handler"],
        }
        execute("seat.open", payload, Actor.system(county.id))
    tell(app)
    client = app.test_client()
    client.post("/sign-in", data={"login": mine.logins["clerk"], "password": PASSWORD})
    socket = connect(app, client)
    assert enter(socket, "minea")
    assert enter(socket, "county")
    happened(app, mine, "case.registered", new_id())
    happened(app, county, "case.closed", new_id())
    tell(app)
    assert [news["name"] for news in told_to(socket)] == ["case.closed"]
    assert not enter(socket, "mineb")
    happened(app, county, "case.closed", new_id())
    tell(app)
    assert told_to(socket) == []


def test_a_revoked_seat_is_cut_off(app: Flask, mine: Organisation, county: Organisation) -> None:
    clerk, head = listening(app, mine), listening(app, mine, "head")
    assert sweep(app) == 0
    with app.app_context(), tenant_scope(mine.id):
        execute("seat.revoke", {"seat_id": str(mine.clerk.seat_id)}, mine.admin)
    assert sweep(app) == 1
    assert cut_off_reasons(clerk) == ["seat"]
    assert not clerk.is_connected()
    assert head.is_connected()
    assert sweep(app) == 0
    happened(app, mine, "case.registered", new_id())
    tell(app)
    assert [news["name"] for news in told_to(head)] == ["case.registered"]


def test_a_revoked_seat_cannot_enter_again(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    with app.app_context(), tenant_scope(mine.id):
        execute("seat.revoke", {"seat_id": str(mine.clerk.seat_id)}, mine.admin)
    assert not enter(connect(app, client), "minea")


def test_an_ended_sign_in_is_cut_off(app: Flask, mine: Organisation) -> None:
    client, other = sign_in(app, mine), sign_in(app, mine)
    here, there = connect(app, client), connect(app, other)
    assert enter(here, "minea")
    assert enter(there, "minea")
    client.post("/sessions/end-others")
    assert sweep(app) == 1
    assert here.is_connected()
    assert cut_off_reasons(there) == ["session"]
    client.post("/sign-out")
    assert sweep(app) == 1
    assert not here.is_connected()


def test_an_ended_sign_in_can_ask_nothing_more(app: Flask, mine: Organisation) -> None:
    """Even before the watch comes round."""
    client = sign_in(app, mine)
    socket = connect(app, client)
    client.post("/sign-out")
    assert enter(socket, "minea") is False
    assert not socket.is_connected()


def test_a_sign_in_that_runs_out_is_cut_off(app: Flask, mine: Organisation) -> None:
    socket = listening(app, mine)
    with clock.frozen(MONDAY + timedelta(hours=7)):
        assert sweep(app) == 0
    with clock.frozen(MONDAY + timedelta(hours=9)):
        assert sweep(app) == 1
    assert not socket.is_connected()


def test_a_closed_account_is_cut_off(app: Flask, mine: Organisation) -> None:
    from tenants.core.database import write_transaction
    from tenants.people.models import Account

    socket = listening(app, mine)
    with app.app_context(), write_transaction() as session:
        session.get_one(Account, UUID(str(mine.clerk.account_id))).active = False
    with clock.frozen(MONDAY + connections.FULL_EVERY):
        assert sweep(app) == 1
    assert not socket.is_connected()


def test_an_end_that_was_written_late_is_not_missed(app: Flask, mine: Organisation) -> None:
    """The transaction that ended the seat began before the last look and committed after it."""
    socket = listening(app, mine)
    with clock.frozen(MONDAY + timedelta(seconds=30)):
        assert sweep(app) == 0
    with clock.frozen(MONDAY + timedelta(seconds=29)), app.app_context(), tenant_scope(mine.id):
        execute("seat.revoke", {"seat_id": str(mine.clerk.seat_id)}, mine.admin)
    with clock.frozen(MONDAY + timedelta(seconds=31)):
        assert sweep(app) == 1
    assert not socket.is_connected()


def test_who_asks_too_often_is_cut_off(app: Flask, mine: Organisation) -> None:
    socket = connect(app, sign_in(app, mine))
    for _ in range(connections.MOST_ASKED):
        assert enter(socket, "minea")
    assert not enter(socket, "minea")
    assert not socket.is_connected()


def test_one_sign_in_holds_so_many_sockets(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    held = [connect(app, client) for _ in range(connections.MOST_PER_SESSION)]
    assert all(socket.is_connected() for socket in held)
    assert not connect(app, client).is_connected()
    held[0].disconnect()
    assert connect(app, client).is_connected()


def test_it_is_set_up_strictly(app: Flask) -> None:
    server = app.extensions["socketio"].server
    assert server.eio.transports == ["websocket"]
    assert server.eio.cors_allowed_origins is None
    assert server.eio.max_http_buffer_size == sockets.LARGEST_MESSAGE
    assert server.eio.cookie is None
    assert {name for handlers in server.handlers.values() for name in handlers} == set(sockets.EVENTS)


def test_the_connections_are_let_go_when_they_close(app: Flask, mine: Organisation) -> None:
    socket = listening(app, mine)
    assert len(app.extensions["live.connections"]) == 1
    socket.disconnect()
    assert len(app.extensions["live.connections"]) == 0
