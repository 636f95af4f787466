"""While a ledger is written, every server process says truly how far it is, not only the one that writes."""

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.casework.imports import commands, jobs, keeping, progress, queries
from tenants.casework.imports.models import Import
from tenants.core import files
from tenants.core.database import tenant_scope, write_transaction
from tests.casework.imports_flow.flow import checked, confirm, ledger
from tests.conftest import MONDAY, Organisation, sign_in

OTHER_PROCESS = """
import sys
from datetime import datetime
from portal import create_app
from tenants.core import clock

path, cookie, moment = sys.argv[1:]
with clock.frozen(datetime.fromisoformat(moment)):
    client = create_app().test_client()
    client.set_cookie("liandong", cookie)
    print(client.get(path).get_data(as_text=True))
"""


def ask_elsewhere(app: Flask, client: Any, path: str) -> str:
    """Return what another process, with the same settings, answers to the same person."""
    settings = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": app.config["SECRET_KEY"],
        "LIANDONG_MASTER_KEY": app.config["MASTER_KEY"],
        "FILES_DIR": app.config["FILES_DIR"],
        "INSTANCE_DIR": app.config["INSTANCE_DIR"],
    }
    cookie = client.get_cookie("liandong").value
    done = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, path, cookie, MONDAY.isoformat()],
        env={**os.environ, **settings},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return done.stdout


@pytest.mark.slow
def test_the_progress_asked_of_another_process_is_true(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, answers = sign_in(app, mine), list[str]()
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=70))
        confirm(mine.clerk, found)
    path = f"/o/minea/imports/{found.id}/progress"

    def look() -> None:
        answers.append(ask_elsewhere(app, client, path) if not answers else "")

    monkeypatch.setattr(keeping, "breathe", look)
    with app.app_context():
        jobs.run(mine.id, found.id)
    assert 'max="70" value="20"' in answers[0], answers[0]
    assert client.get(path).headers["HX-Refresh"] == "true"
    with app.app_context(), tenant_scope(mine.id):
        assert progress.kept_so_far(found.id) == 0
        assert list(files.folder_of(str(mine.id)).glob("*.p*")) == []


def test_an_import_that_fails_leaves_no_count_behind(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die() -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(keeping, "breathe", die)
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=30))
        confirm(mine.clerk, found)
        jobs.run(mine.id, found.id)
        assert progress.kept_so_far(found.id) == 0
        assert list(files.folder_of(str(mine.id)).glob("*.p*")) == []


def test_what_a_dead_process_left_is_swept(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=3))
        progress.note_kept(found.id, 20)
        left = files.folder_of(str(mine.id)) / f"{found.id}.progress"
        os.utime(left, (0, 0))
        assert files.sweep({str(found.id)}) == [left.name]


@pytest.mark.postgres
def test_nobody_waits_for_an_import_that_is_being_written(app: Flask, mine: Organisation) -> None:
    """Writing may take longer than the lease; each look of each process would else hold one more connection."""
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=3))
        confirm(mine.clerk, found)
    claimed: list[Any] = []

    def look() -> None:
        with app.app_context(), tenant_scope(mine.id):
            claimed.append(commands.claim(found.id))

    with app.app_context(), tenant_scope(mine.id), write_transaction() as session:
        session.scalars(select(Import).where(Import.id == found.id).with_for_update()).one()
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(5)
        waited = thread.is_alive()
    thread.join()
    assert not waited
    assert claimed == [None]
    with app.app_context():
        jobs.run(mine.id, found.id)
    with app.app_context(), tenant_scope(mine.id):
        assert queries.find(found.id).state == "done"
