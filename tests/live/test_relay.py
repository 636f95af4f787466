"""The relay: every event is told at least once, one subject's in order, none by two relays at a time."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.live import rules
from portal.live.pulse import Pulse
from portal.live.relay import relay_pulse, run_once, run_until_quiet
from tenants.core import clock, commands, events
from tenants.core.database import platform_scope, tenant_scope, write_transaction
from tenants.core.ids import new_id
from tests.conftest import MONDAY, Organisation


@pytest.fixture
def quiet(app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """A tenant whose opening has been told, and no listener but those of the test."""
    monkeypatch.setattr(events, "_listeners", [])
    with app.app_context():
        run_until_quiet()
    return mine


def happen(app: Flask, organisation: Organisation, name: str, subject_id: UUID | None = None) -> UUID:
    """Record an event and return its subject."""
    subject_id = subject_id or new_id()
    with app.app_context(), tenant_scope(organisation.id), write_transaction():
        events.record(name, subject_id)
    return subject_id


def relay(app: Flask) -> int:
    with app.app_context():
        return run_once()


def listen(failures: int = 0, only: UUID | None = None) -> list[events.Event]:
    """Return the list into which events are told; the first ``failures`` tellings fail (of one subject, if given)."""
    told: list[events.Event] = []
    left = failures

    @events.on("test.")
    def listener(event: events.Event) -> None:
        nonlocal left
        if left and only in (None, event.subject_id):
            left -= 1
            raise RuntimeError("the listener is not well")
        told.append(event)

    return told


def test_a_listener_that_fails_twice_is_told_a_third_time(app: Flask, quiet: Organisation) -> None:
    told = listen(failures=2)
    happen(app, quiet, "test.happened")
    assert relay(app) == 0
    with clock.frozen(MONDAY + timedelta(seconds=0.9)):
        assert relay(app) == 0
    with clock.frozen(MONDAY + timedelta(seconds=1)):
        assert relay(app) == 0
    assert told == []
    with clock.frozen(MONDAY + timedelta(seconds=2.9)):
        assert relay(app) == 0
    with clock.frozen(MONDAY + timedelta(seconds=3)):
        assert relay(app) == 1
        assert relay(app) == 0
    assert [event.attempts for event in told] == [3]


def test_the_wait_grows_and_stays_bearable() -> None:
    waits = [rules.wait_after(attempts).total_seconds() for attempts in range(1, 20)]
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert waits == sorted(waits)
    assert waits[-1] == 600


def test_other_events_do_not_wait_for_the_one_that_fails(app: Flask, quiet: Organisation) -> None:
    bad = happen(app, quiet, "test.bad")
    told = listen(failures=100, only=bad)
    good = [happen(app, quiet, "test.good") for _ in range(3)]
    assert relay(app) == 3
    assert [event.subject_id for event in told] == good


def test_of_one_subject_nothing_overtakes(app: Flask, quiet: Organisation) -> None:
    subject = happen(app, quiet, "test.first")
    told = listen(failures=1)
    happen(app, quiet, "test.second", subject)
    assert relay(app) == 0
    happen(app, quiet, "test.third", subject)
    assert relay(app) == 0
    with clock.frozen(MONDAY + timedelta(seconds=1)), app.app_context():
        assert run_until_quiet() == 3
    assert [event.name for event in told] == ["test.first", "test.second", "test.third"]


def test_each_listener_is_called_though_another_fails(app: Flask, quiet: Organisation) -> None:
    listen(failures=1)
    told = listen()
    happen(app, quiet, "test.happened")
    assert relay(app) == 0
    assert len(told) == 1


def test_an_event_outlives_a_relay_that_dies_with_it(app: Flask, quiet: Organisation) -> None:
    """The relay leased the row and was killed before it marked it: the lease runs out, another one tells."""
    told = listen()
    happen(app, quiet, "test.happened")
    with app.app_context(), platform_scope("relay"):
        assert len(events.lease()) == 1
    assert relay(app) == 0
    with clock.frozen(MONDAY + events.LEASE - timedelta(seconds=1)):
        assert relay(app) == 0
    with clock.frozen(MONDAY + events.LEASE):
        assert relay(app) == 1
    assert [event.attempts for event in told] == [2]


def test_what_is_rolled_back_is_never_told(app: Flask, quiet: Organisation) -> None:
    told = listen()

    def record_and_fail() -> None:
        with write_transaction():
            events.record("test.happened", new_id())
            raise RuntimeError("the command failed")

    with app.app_context(), tenant_scope(quiet.id), pytest.raises(RuntimeError):
        record_and_fail()
    assert relay(app) == 0
    assert told == []


def test_a_slow_batch_gives_back_what_it_cannot_tell_in_time(
    app: Flask, quiet: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[UUID] = []

    @events.on("test.")
    def slow(event: events.Event) -> None:
        told.append(event.subject_id)
        monkeypatch.setattr(clock, "_frozen", clock.now() + events.LEASE / 2 + timedelta(seconds=1))

    subjects = [happen(app, quiet, "test.happened") for _ in range(3)]
    assert relay(app) == 1
    assert told == subjects[:1]
    assert relay(app) == 1
    assert relay(app) == 1
    assert told == subjects


def test_waiting_is_seen_without_a_write(app: Flask, quiet: Organisation) -> None:
    with app.app_context(), platform_scope("relay"):
        assert not events.any_waiting()
        assert events.oldest_waiting() is None
    happen(app, quiet, "test.happened")
    with app.app_context(), platform_scope("relay"):
        assert events.any_waiting()
        assert events.oldest_waiting() == MONDAY


@pytest.mark.postgres
def test_two_relays_share_the_work_and_never_meet(app: Flask, quiet: Organisation) -> None:
    """Many events, each slow to tell, two relays at once: each told once, each subject's in order."""
    seen: list[tuple[UUID, UUID]] = []
    busy: set[UUID] = set()
    guard = threading.Lock()

    @events.on("test.")
    def slow(event: events.Event) -> None:
        with guard:
            assert event.subject_id not in busy, "two relays tell events of one subject at once"
            busy.add(event.subject_id)
        time.sleep(0.002)
        with guard:
            busy.remove(event.subject_id)
            seen.append((event.subject_id, event.id))

    subjects = [new_id() for _ in range(20)]
    for subject in subjects * 5:
        happen(app, quiet, "test.happened", subject)
    per_relay = [0, 0]

    def work(number: int) -> None:
        with app.app_context():
            while found := run_once(limit=3):
                per_relay[number] += found

    run_at_once(lambda: work(0), lambda: work(1))
    relay_rest = relay(app)
    assert sum(per_relay) + relay_rest == 100
    assert all(per_relay)
    assert len({event for _subject, event in seen}) == len(seen) == 100
    for subject in subjects:
        ids = [event for owner, event in seen if owner == subject]
        assert ids == sorted(ids)


@pytest.mark.postgres
def test_an_event_held_by_one_relay_is_passed_over_by_another(app: Flask, quiet: Organisation) -> None:
    holding, release = threading.Event(), threading.Event()
    told: list[str] = []

    @events.on("test.")
    def hold(event: events.Event) -> None:
        told.append(event.name)
        if event.name == "test.long":
            holding.set()
            release.wait(5)

    subject = happen(app, quiet, "test.long")
    first = threading.Thread(target=lambda: relay(app))
    first.start()
    assert holding.wait(5)
    happen(app, quiet, "test.behind", subject)
    happen(app, quiet, "test.other")
    assert relay(app) == 1
    assert told == ["test.long", "test.other"]
    release.set()
    first.join()
    assert relay(app) == 1
    assert told == ["test.long", "test.other", "test.behind"]


def run_at_once(*works: Callable[[], None]) -> None:
    """Run functions in threads at the same time; a failure in one fails the test."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


class TestPulse:
    def test_it_works_goes_on_after_a_failure_and_stops(self, app: Flask) -> None:
        calls = 0
        enough = threading.Event()

        def work() -> None:
            nonlocal calls
            calls += 1
            if calls == 2:
                raise RuntimeError("once")
            if calls >= 4:
                enough.set()

        pulse = Pulse(app, "test", timedelta(milliseconds=5), work)
        pulse.start()
        pulse.start()
        assert enough.wait(5)
        pulse.stop()
        after = calls
        time.sleep(0.05)
        assert calls == after

    def test_it_is_woken(self, app: Flask) -> None:
        done = threading.Event()
        pulse = Pulse(app, "test", timedelta(hours=1), done.set)
        pulse.start()
        pulse.wake()
        assert done.wait(5)
        pulse.stop()

    def test_a_commit_wakes_the_relay(
        self, app: Flask, quiet: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(commands, "_after_commit", [])
        monkeypatch.setattr("portal.live.relay.EVERY", timedelta(hours=1))
        heard = threading.Event()

        @events.on("seat.")
        def listener(_event: Any) -> None:
            heard.set()

        pulse = relay_pulse(app)
        pulse.start()
        with app.app_context(), tenant_scope(quiet.id):
            payload = {
                "login": "new.one",
                "password": "a long first phrase",
                "name": "新人",
                "roles": ["handler"],
            }
            commands.execute("seat.open", {**payload, "unit_id": str(quiet.unit_id)}, quiet.admin)
        assert heard.wait(5)
        pulse.stop()


def test_the_relay_runs_from_the_shell(app: Flask, quiet: Organisation) -> None:
    told = listen()
    for _ in range(3):
        happen(app, quiet, "test.happened")
    done = app.test_cli_runner().invoke(args=["relay", "--once"])
    assert (done.exit_code, done.output) == (0, "3 events told\n")
    assert len(told) == 3


def test_nothing_runs_by_itself_in_tests_and_commands(app: Flask) -> None:
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"relay", "sockets", "seen"}
