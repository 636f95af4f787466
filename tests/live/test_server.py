"""The production server itself: gunicorn with gevent in a process of its own, real websockets, real commits.

Clients are told without asking again, revoked ones are gone within two seconds, forged ones hear nothing. On
PostgreSQL the same once more with two processes and Redis between them, and with the relay as a process of its own.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from portal.config import ROOT
from tenants.core import clock
from tenants.core.database import db
from tests.conftest import MASTER_KEY, PASSWORD, Organisation
from tests.live.listener import Listener, Refused, wait_until
from tests.live.town import happened, notices_of, parties, refer

pytestmark = [pytest.mark.server, pytest.mark.slow]
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
PROGRAMS: dict[str, dict[str, str]] = {
    "one process": {},
    "two processes": {"WEB_PROCESSES": "2", "REDIS_URL": REDIS},
    "relay apart": {"WEB_PROCESSES": "2", "REDIS_URL": REDIS, "RELAY_IN_PROCESS": "no"},
}


@pytest.fixture(autouse=True)
def _real_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock runs; the test's must run with it."""
    monkeypatch.setattr(clock, "_frozen", None)


class Server:
    """A running server on the database under test."""

    def __init__(self, app: Flask, settings: dict[str, str], folder: Path):
        self.address = f"127.0.0.1:{free_port()}"
        self._log = (folder / "server.log").open("w+", encoding="utf-8")
        self._environment = {
            **os.environ,
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "DATABASE_OWNER_URL": app.config["DATABASE_OWNER_URL"],
            "SECRET_KEY": "tests only",
            "LIANDONG_MASTER_KEY": MASTER_KEY,
            "INSTANCE_DIR": str(folder),
            "PORT": self.address.partition(":")[2],
            "LOG_LEVEL": "warning",
            **settings,
        }
        self._processes = [self._start("gunicorn", "--config", "gunicorn.conf.py", "wsgi:app")]
        if settings.get("RELAY_IN_PROCESS") == "no":
            self._processes.append(self._start("flask", "--app", "wsgi", "relay"))

    def _start(self, *program: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", *program]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def wait(self) -> None:
        """Return when the first page comes."""
        ready = wait_until(lambda: answers(f"http://{self.address}/health"), 60)
        assert ready, self.log()

    def log(self) -> str:
        """Return what the server said."""
        self._log.flush()
        self._log.seek(0)
        return self._log.read()

    def stop(self) -> float:
        """End it politely; returns how many seconds that took."""
        started = time.monotonic()
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            process.wait(20)
        return time.monotonic() - started

    def kill(self) -> None:
        """End whatever of it is left at once, the worker processes too: each program leads a group of its own."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)
        self._log.close()


def free_port() -> int:
    """Return a port below those that the system hands out to clients."""
    for port in range(21000 + os.getpid() % 5000, 32000):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no port is free")


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code == 200
    except (requests.ConnectionError, requests.Timeout):
        return False


@pytest.fixture
def server(app: Flask, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A running server: one process, or as the test's parameter says."""
    settings = PROGRAMS[getattr(request, "param", "one process")]
    if settings and not redis_answers():
        pytest.skip(f"no Redis answers at {REDIS}")
    with app.app_context():
        db.engine.dispose()
    running = Server(app, settings, tmp_path)
    try:
        running.wait()
        yield running
    finally:
        running.kill()


def redis_answers() -> bool:
    import redis

    try:
        return bool(redis.Redis.from_url(REDIS).ping())
    except redis.ConnectionError:
        return False


class Browser:
    """A person at a browser: signs in by the form, opens pages, holds a socket."""

    def __init__(self, server: Server, organisation: Organisation, part: str = "clerk"):
        self.base, self.address = f"http://{server.address}", server.address
        self.http = requests.Session()
        form = self.http.get(f"{self.base}/sign-in", timeout=10).text
        data = {"login": organisation.logins[part], "password": PASSWORD, "csrf_token": token_in(form)}
        answer = self.http.post(f"{self.base}/sign-in", data=data, timeout=10, allow_redirects=False)
        assert answer.status_code == 303, answer.text

    @property
    def cookie(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies)

    def listen(self, slug: str) -> Listener:
        listener = Listener(self.address, self.cookie)
        assert listener.enter(slug)
        return listener

    def get(self, path: str) -> Any:
        return self.http.get(f"{self.base}{path}", timeout=10, allow_redirects=False)

    def post(self, path: str, form_at: str, **data: str) -> Any:
        data["csrf_token"] = token_in(self.get(form_at).text)
        return self.http.post(f"{self.base}{path}", data=data, timeout=10, allow_redirects=False)


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


@pytest.mark.parametrize(
    "server",
    [pytest.param(name, marks=[pytest.mark.postgres] if more else []) for name, more in PROGRAMS.items()],
    indirect=True,
)
def test_pages_are_told_and_revoked_seats_are_not(
    app: Flask, mine: Organisation, county: Organisation, twin: Organisation, server: Server
) -> None:
    are_told_without_asking(app, mine, county, twin, server)
    are_gone_within_two_seconds(mine, server)


def are_told_without_asking(
    app: Flask, mine: Organisation, county: Organisation, twin: Organisation, server: Server
) -> None:
    """A commit in one place is heard on every page of the tenant that must know, and nowhere else."""
    clerk, outsider = Browser(server, mine), Browser(server, twin)
    # Several sockets each, so that with two processes both hold some of them.
    inside = [clerk.listen("minea") for _ in range(4)]
    outside = [outsider.listen("mineb") for _ in range(4)]
    deaf = [Listener(server.address, outsider.cookie) for _ in range(2)]
    referral_id = refer(app, mine, county)
    happened(app, county, "referral.signed_for", referral_id, **parties(mine, county))
    assert wait_until(lambda: all(len(socket.told) == 1 for socket in inside), 5), server.log()
    (row,) = notices_of(app, mine)
    assert all(socket.told == [{"name": "referral.signed_for", "id": str(row.id)}] for socket in inside)
    words = clerk.get(f"/o/minea/notices/{row.id}")
    assert "县信访局签收了 ZB-2026-0093" in words.text
    assert outsider.get(f"/o/minea/notices/{row.id}").status_code == 404
    time.sleep(0.5)
    assert not any(socket.told or socket.others for socket in [*outside, *deaf])
    for socket_ in [*inside, *outside, *deaf]:
        socket_.close()


def are_gone_within_two_seconds(mine: Organisation, server: Server) -> None:
    """Whoever's seat ends is cut off in every process, and cannot come back."""
    clerk, head, admin = (Browser(server, mine, part) for part in ("clerk", "head", "admin"))
    cut = [clerk.listen("minea") for _ in range(4)]
    kept = head.listen("minea")
    path = f"/o/minea/seats/{mine.clerk.seat_id}/revoke"
    assert admin.post(path, form_at=path).status_code == 303
    revoked_at = time.monotonic()
    assert wait_until(lambda: all(socket.closed_at for socket in cut), 4), server.log()
    slowest = max(socket.closed_at or 0 for socket in cut) - revoked_at
    print(f"the slowest socket was closed after {slowest:.2f} s")
    assert slowest < 2
    assert all(("cut_off", {"reason": "seat"}) in socket.others for socket in cut)
    assert kept.closed_at is None
    assert clerk.get("/o/minea/desk").status_code == 404
    again = Listener(server.address, clerk.cookie)
    assert not again.enter("minea")


def test_forged_joins_and_refused_sockets(
    app: Flask, mine: Organisation, county: Organisation, twin: Organisation, server: Server
) -> None:
    for cookie in ("", "liandong=forged", "liandong="):
        with pytest.raises(Refused):
            Listener(server.address, cookie)
    outsider = Browser(server, twin)
    for origin in ("https://evil.example", f"https://{server.address}", "null"):
        assert handshake(server, outsider.cookie, origin) == 400, origin
    # The client library leaves the port out of its Host header, so the page's own origin has none here either.
    spy = Listener(server.address, outsider.cookie, origin="http://127.0.0.1")
    assert not spy.enter("minea")
    assert not spy.enter("nowhere")
    for event in ("join", "join_room", "enter_room", "subscribe", "told"):
        for body in (f"tenant:{mine.id}", {"room": f"tenant:{mine.id}", "tenant": f"tenant:{mine.id}"}):
            spy.send_raw("42" + json.dumps([event, body]))
    happened(app, county, "referral.signed_for", refer(app, mine, county), **parties(mine, county))
    assert wait_until(lambda: len(notices_of(app, mine)) == 1, 5), server.log()
    time.sleep(0.5)
    assert spy.told == []
    assert spy.others == []
    spy.send_raw("42" + "x" * 10_000)
    assert wait_until(lambda: spy.closed_at is not None, 5), "a message over the limit ends the socket"


def handshake(server: Server, cookie: str, origin: str) -> int:
    """Return what the server answers to a websocket handshake that it should refuse."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": origin,
        "Cookie": cookie,
    }
    url = f"http://{server.address}/socket.io/?EIO=4&transport=websocket"
    return requests.get(url, headers=headers, timeout=5).status_code


def test_signing_out_closes_the_sockets(mine: Organisation, server: Server) -> None:
    clerk = Browser(server, mine)
    sockets = [clerk.listen("minea") for _ in range(4)]
    cookie = clerk.cookie
    assert clerk.post("/sign-out", form_at="/sessions").status_code == 303
    assert wait_until(lambda: all(socket.closed_at for socket in sockets), 3), server.log()
    assert all(("cut_off", {"reason": "session"}) in socket.others for socket in sockets)
    with pytest.raises(Refused):
        Listener(server.address, cookie)


def test_what_waited_is_told_at_the_start_and_it_stops_when_asked(
    app: Flask, mine: Organisation, county: Organisation, tmp_path: Path
) -> None:
    """Committed while no server ran, as after a kill: the next one tells it. Open sockets do not delay its end."""
    happened(app, county, "referral.signed_for", refer(app, mine, county), **parties(mine, county))
    with app.app_context():
        db.engine.dispose()
    server = Server(app, {}, tmp_path)
    try:
        server.wait()
        assert wait_until(lambda: len(notices_of(app, mine)) == 1, 10), server.log()
        listener = Browser(server, mine).listen("minea")
        seconds = server.stop()
        print(f"stopped in {seconds:.1f} s with a socket open")
        assert seconds < 8
        assert wait_until(lambda: listener.closed_at is not None, 2)
        assert listener.others == [], "told to connect again, not that it is over"
        assert "Traceback" not in server.log(), server.log()
    finally:
        server.kill()
