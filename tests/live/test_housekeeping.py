"""Housekeeping: what is over goes after its time, what the law or an open page needs stays."""

import os
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.config import BadSetting, from_environment
from portal.federation.referrals.models import ReferralDraft
from portal.live import start_live, stop_live
from portal.live.housekeeping import tidy_up
from portal.live.pulse import Pulse
from portal.live.relay import run_until_quiet
from portal.preparation import _sweep_files
from tenants.core import audit, clock, events, files, forgetting
from tenants.core.commands import IdempotencyKey, execute
from tenants.core.database import current_session, platform_scope, tenant_scope, write_transaction
from tenants.core.events import OutboxEvent
from tenants.core.ids import new_id
from tenants.people import sign_in as signing
from tenants.people.attempts import Strangers
from tenants.people.models import Account, ApiToken, LoginSession
from tests.conftest import MONDAY, PASSWORD, Organisation, sign_in

DAY = timedelta(days=1)


def count(model: Any) -> int:
    return current_session().scalar(select(func.count(model.id))) or 0


def make_token(organisation: Organisation, key: str, days: int = 30) -> None:
    with tenant_scope(organisation.id):
        execute("token.create", {"name": key, "days": days}, organisation.clerk, key=key)


def test_what_is_over_goes_after_its_time_at_every_tenant(
    app: Flask, mine: Organisation, twin: Organisation
) -> None:
    sign_in(app, mine).post("/sign-out")
    with app.app_context():
        make_token(mine, "old")
        make_token(twin, "old")
        run_until_quiet()
    with clock.frozen(MONDAY + 300 * DAY):
        sign_in(app, mine)
        with app.app_context():
            make_token(mine, "new")
            with tenant_scope(mine.id), write_transaction():
                events.record("test.untold", new_id())
            assert tidy_up() == {
                "told events": 8,
                "records of requests": 2,
                "ended sign-ins": 1,
                "ended tokens": 2,
                "drafts of referrals": 0,
                "files of nothing": 0,
            }
            assert not any(tidy_up().values())
            with tenant_scope(mine.id):
                assert list(current_session().scalars(select(IdempotencyKey.key))) == ["new"]
                assert (count(LoginSession), count(ApiToken)) == (1, 1)
            with platform_scope("relay"):
                assert list(current_session().scalars(select(OutboxEvent.name))) == ["test.untold"]


def test_what_is_not_old_enough_stays(app: Flask, mine: Organisation) -> None:
    sign_in(app, mine).post("/sign-out")
    with app.app_context():
        make_token(mine, "k", days=1)
        run_until_quiet()
        with clock.frozen(MONDAY + 9 * DAY):
            assert not any(tidy_up().values())
        with clock.frozen(MONDAY + 11 * DAY):
            assert tidy_up()["told events"] == 4
        with clock.frozen(MONDAY + 29 * DAY):
            assert not any(tidy_up().values())
        with clock.frozen(MONDAY + 189 * DAY):
            assert tidy_up() == {
                "told events": 0,
                "records of requests": 1,
                "ended sign-ins": 0,
                "ended tokens": 0,
                "drafts of referrals": 0,
                "files of nothing": 0,
            }


def test_a_session_left_without_signing_out_goes_too_an_open_one_stays(
    app: Flask, mine: Organisation
) -> None:
    sign_in(app, mine)
    with clock.frozen(MONDAY + 190 * DAY):
        sign_in(app, mine)
        with app.app_context():
            assert tidy_up()["ended sign-ins"] == 0
    with clock.frozen(MONDAY + 191 * DAY), app.app_context():
        assert tidy_up()["ended sign-ins"] == 1
        assert count(LoginSession) == 1


def test_drafts_nobody_comes_back_to_go(app: Flask, mine: Organisation) -> None:
    matter = {"title": "反映暖气不热", "text": "暖气不热。", "channel": "visit", "name": "陈建国"}
    with app.app_context(), tenant_scope(mine.id):
        made = execute("case.register", {**matter, "received_on": "2026-04-16"}, mine.clerk)
        draft = {"case_id": made["case_id"], "purpose": "核实"}
        execute("referral.save_draft", draft, mine.clerk)
        execute("referral.save_draft", draft, mine.actors["head"])
    with clock.frozen(MONDAY + 60 * DAY), app.app_context(), tenant_scope(mine.id):
        execute("referral.save_draft", draft, mine.clerk)
    with clock.frozen(MONDAY + 91 * DAY), app.app_context():
        assert tidy_up()["drafts of referrals"] == 1
        with tenant_scope(mine.id):
            kept = current_session().scalars(select(ReferralDraft.seat_id)).all()
            assert kept == [mine.clerk.seat_id]


@pytest.mark.parametrize("way", ["housekeeping", "before the server starts"])
def test_files_that_belong_to_nothing_go_from_both_folders(app: Flask, mine: Organisation, way: str) -> None:
    with app.app_context():
        folders = [files.folder_of(str(mine.id)), files.folder_of(f"shared-{mine.id}")]
        old = clock.now().timestamp() - 2 * files.ABANDONED_AFTER
        for folder in folders:
            for name in (left := str(new_id()), young := str(new_id())):
                (folder / name).write_bytes(b"left behind")
            os.utime(folder / left, (old, old))
            os.utime(folder / young, (old + 2 * files.ABANDONED_AFTER,) * 2)
        if way == "housekeeping":
            assert tidy_up()["files of nothing"] == 2
        else:
            assert list(_sweep_files()) == ["removed 2 files that belong to nothing at minea"]
        assert [len(list(folder.iterdir())) for folder in folders] == [1, 1]


def test_the_trail_is_never_touched(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        make_token(mine, "k")
        with tenant_scope(mine.id):
            before = count(audit.AuditEntry)
        with clock.frozen(MONDAY + 3650 * DAY):
            assert any(tidy_up().values())
        with tenant_scope(mine.id):
            assert count(audit.AuditEntry) == before
            assert audit.verify() is None


def test_much_is_forgotten_in_small_steps(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "BLOCK", 2)
    with app.app_context():
        for number in range(5):
            make_token(mine, f"k{number}")
        with clock.frozen(MONDAY + 31 * DAY):
            assert tidy_up()["records of requests"] == 5


def test_the_shell_says_what_was_forgotten(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        run_until_quiet()
    with clock.frozen(MONDAY + 11 * DAY):
        said = app.test_cli_runner().invoke(args=["housekeeping"])
    assert said.exit_code == 0
    assert said.output.splitlines()[0] == "4 told events forgotten"


def test_a_period_that_is_no_number_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEP_ENDED_SESSIONS_DAYS", "365")
    assert from_environment()["KEEP_ENDED_SESSIONS"] == 365 * DAY
    monkeypatch.setenv("KEEP_ENDED_SESSIONS_DAYS", "for ever")
    with pytest.raises(BadSetting, match="KEEP_ENDED_SESSIONS_DAYS"):
        from_environment()


def test_strangers_are_forgotten_as_accounts_are(app: Flask, mine: Organisation) -> None:
    """After a quiet day the count of wrong passwords begins anew, for logins that exist and for those that do not."""
    strangers = Strangers()
    with app.app_context():
        account = (
            current_session().scalars(select(Account).where(Account.login == mine.logins["clerk"])).one()
        )
        for seconds in (0, 60, 120, 180, 240):
            with clock.frozen(MONDAY + timedelta(seconds=seconds)):
                signing._note_failure(account, account.login, "")
                strangers.note_failure("nobody")
        assert account.locked_until == MONDAY + timedelta(seconds=241)
        assert strangers.locked_until("nobody") == account.locked_until
        with clock.frozen(MONDAY + 2 * DAY):
            signing._note_failure(account, account.login, "")
            strangers.note_failure("nobody")
            assert strangers.locked_until("nobody") == account.locked_until == MONDAY + 2 * DAY
            strangers.note_failure("somebody")
        with clock.frozen(MONDAY + 4 * DAY):
            strangers.note_failure("last")
            assert len(strangers._known) == 1
            assert signing.sign_in(account.login, PASSWORD, "").account.failures == 0


@pytest.mark.parametrize("relays", [True, False])
def test_the_process_that_relays_does_it_now_and_then(
    app: Flask, monkeypatch: pytest.MonkeyPatch, relays: bool
) -> None:
    monkeypatch.setattr(Pulse, "start", lambda _pulse: None)
    monkeypatch.setitem(app.config, "RELAY_IN_PROCESS", relays)
    start_live(app, is_leaving=lambda: False)
    names = [pulse._name for pulse in app.extensions["live.pulses"]]
    stop_live(app)
    assert ("housekeeping" in names) is ("relay" in names) is relays
