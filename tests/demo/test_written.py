"""The demo world as it lies in the database: written through commands, told at once, with nothing left to do."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal import preparation
from portal.demo import matters, people
from portal.demo.shapes import StepKind
from portal.live.models import Notice
from portal.live.relay import run_until_quiet
from tenants.casework.cases.models import Case
from tenants.core import audit, events, wall
from tenants.core.database import current_session, db, hasty_commits, platform_scope, tenant_scope
from tenants.core.events import OutboxEvent
from tenants.organisations.queries import directory
from tenants.people import passwords
from tenants.people.models import Account

SHORT = 12


@pytest.fixture
def short_story(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Some of the matters, first those that cross to another organisation: the whole world takes too long here."""
    whole = matters.generate

    def some(today: Any) -> list[Any]:
        story = whole(today)
        story.sort(key=lambda matter: not any(step.kind is StepKind.REPLIED for step in matter.steps))
        chosen[:] = story[:SHORT]
        return chosen

    chosen: list[Any] = []
    monkeypatch.setattr(matters, "generate", some)
    return chosen


def test_what_acts_tell_is_told_as_if_a_relay_had_run(app: Flask, short_story: list[Any]) -> None:
    with app.app_context():
        lines = list(preparation.prepare(demo=True))
        assert lines[-1].startswith("wrote ")
        crossed = [step for matter in short_story for step in matter.steps if step.kind is StepKind.SIGNED]
        assert crossed
        notices, cases = 0, 0
        for tenant in directory().values():
            with tenant_scope(tenant.id) as session:
                assert audit.verify() is None
                notices += session.scalar(select(func.count(Notice.id))) or 0
                cases += session.scalar(select(func.count(Case.id))) or 0
        assert cases > len(short_story)
        assert notices >= 2 * len(crossed)
        with platform_scope("relay") as session:
            assert (
                session.scalar(select(func.count(OutboxEvent.id)).where(OutboxEvent.told_at.is_(None))) == 0
            )
        assert run_until_quiet() == 0


def test_every_account_takes_the_printed_password(app: Flask, short_story: list[Any]) -> None:
    with app.app_context():
        list(preparation.prepare(demo=True))
        kept = list(current_session().scalars(select(Account)))
        assert len(kept) == len(people.PEOPLE)
        assert not any(account.password_is_first for account in kept)
        assert passwords.password_matches(kept[-1].password_hash, people.DEMO_PASSWORD)


def test_a_world_whose_writing_was_interrupted_is_not_taken_for_a_whole_one(
    app: Flask, short_story: list[Any], database_name: str
) -> None:
    with app.app_context():
        writing = preparation.prepare(demo=True)
        assert next(writing).startswith("opened ")
        writing.close()  # type: ignore[attr-defined]
    if database_name == "postgresql":
        said = app.test_cli_runner().invoke(args=["prepare", "--demo"])
        assert said.exit_code == 1
        assert "Make an empty database" in said.output
        (Path(app.config["INSTANCE_DIR"]) / ".demo-unfinished").unlink()
        assert app.test_cli_runner().invoke(args=["prepare", "--demo"]).exit_code == 0
        return
    with app.app_context():
        lines = list(preparation.prepare(demo=True))
        assert lines[0] == "the demo world was unfinished; its part is laid aside as test.db.unfinished"
        assert lines[-1].startswith("wrote ")
        assert len(list(current_session().scalars(select(Account.id)))) == len(people.PEOPLE)
        assert list(preparation.prepare(demo=True)) == []


def test_one_hash_is_shared_within_the_block_alone() -> None:
    with passwords.hashed_once("printed for all"):
        shared = passwords.hash_password("printed for all")
        assert passwords.hash_password("printed for all") == shared
        assert passwords.hash_password("another one") != passwords.hash_password("another one")
    assert passwords.hash_password("printed for all") != shared
    assert passwords.password_matches(shared, "printed for all")


def _patience(app: Flask) -> str:
    sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    asked = "PRAGMA synchronous" if sqlite else "SHOW synchronous_commit"
    with platform_scope("directory") as session:
        return str(session.execute(text(asked), execution_options={wall.RAW_SQL: True}).scalar())


def test_commits_wait_for_the_disk_again_after_the_block(app: Flask) -> None:
    with app.app_context():
        before = _patience(app)
        with hasty_commits():
            assert _patience(app) in ("1", "off")
        assert _patience(app) == before
        assert before in ("2", "on")
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_events_are_collected_in_the_block_alone(app: Flask, mine: Any) -> None:
    with app.app_context():
        with events.collected() as seen, tenant_scope(mine.id):
            events.record("test.happened", mine.unit_id, unit_id=mine.unit_id)
        with tenant_scope(mine.id):
            events.record("test.later", mine.unit_id)
    assert [(event.name, event.tenant_id, event.body) for event in seen] == [
        ("test.happened", mine.id, {"unit_id": str(mine.unit_id)})
    ]
