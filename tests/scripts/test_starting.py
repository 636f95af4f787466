"""What `make run` decides before the server is there: the address, the secrets, whether to prepare."""

import json
import socket
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.scripts.conftest import Call

SHOW = "import installation, json; print(json.dumps(installation.environment()))"
PREPARE = """
import installation, preparation, steps
steps.guarded(lambda: preparation.ensure_prepared(installation.environment()) or 0)
"""
# Stands in for the environment's Python: notes that it was asked to prepare, and does what preparing does.
FAKE_PYTHON = """#!/bin/sh
echo "$@" >> {project}/asked
[ -e {project}/refuse ] && exit 1
cp {project}/prepared.db "$INSTANCE_DIR/liandong.db"
"""


def asked(project: Path) -> list[str]:
    notes = project / "asked"
    return notes.read_text().splitlines() if notes.exists() else []


def write_database(file: Path, revision: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)")
        connection.execute("DELETE FROM alembic_version")
        connection.execute("INSERT INTO alembic_version VALUES (?)", [revision])
    connection.close()


@pytest.fixture
def prepared(project: Path, call: Call) -> Path:
    """A project whose embedded database was prepared once."""
    (project / "migrations").mkdir()
    (project / "migrations/0001.py").write_text("revision = '0001'\n")
    python = project / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(FAKE_PYTHON.format(project=project))
    python.chmod(0o755)
    write_database(project / "prepared.db", "0001")
    done = call("-c", PREPARE)
    assert done.returncode == 0, done.stderr
    assert asked(project) == ["-m flask --app wsgi prepare --demo"]
    return project


def test_nothing_changed_nothing_prepared(prepared: Path, call: Call) -> None:
    assert call("-c", PREPARE).returncode == 0
    assert len(asked(prepared)) == 1


def test_a_new_migration_prepares_again(prepared: Path, call: Call) -> None:
    (prepared / "migrations/0002.py").write_text("revision = '0002'\n")
    call("-c", PREPARE)
    call("-c", PREPARE)
    assert len(asked(prepared)) == 2


def test_an_older_copy_put_back_prepares_again(prepared: Path, call: Call) -> None:
    write_database(prepared / "instance/liandong.db", "0000")
    call("-c", PREPARE)
    assert len(asked(prepared)) == 2


def test_a_removed_database_prepares_again(prepared: Path, call: Call) -> None:
    (prepared / "instance/liandong.db").unlink()
    call("-c", PREPARE)
    assert len(asked(prepared)) == 2


def test_a_database_server_is_never_taken_for_granted(prepared: Path, call: Call) -> None:
    for _ in range(2):
        call("-c", PREPARE, DATABASE_URL="postgresql://portal@db/liandong")
    assert len(asked(prepared)) == 3


def test_a_preparation_that_fails_is_said_and_tried_again(prepared: Path, call: Call) -> None:
    (prepared / "migrations/0002.py").write_text("broken\n")
    (prepared / "refuse").touch()
    done = call("-c", PREPARE)
    assert done.returncode == 1
    assert "The database could not be prepared." in done.stderr
    assert "next:" in done.stderr
    (prepared / "refuse").unlink()
    call("-c", PREPARE)
    assert len(asked(prepared)) == 3


def test_secrets_are_made_once_and_kept_from_others(project: Path, call: Call) -> None:
    first = json.loads(call("-c", SHOW).stdout)
    second = json.loads(call("-c", SHOW).stdout)
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert first["LIANDONG_MASTER_KEY"] == second["LIANDONG_MASTER_KEY"]
    assert stat.S_IMODE((project / "instance/settings.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((project / "instance").stat().st_mode) == 0o700
    assert first["INSTANCE_DIR"] == str(project / "instance")


def test_the_environment_overrides_the_settings_file(call: Call) -> None:
    call("-c", SHOW)
    assert json.loads(call("-c", SHOW, SECRET_KEY="from outside").stdout)["SECRET_KEY"] == "from outside"


def test_two_installations_never_share_a_secret(project: Path, call: Call) -> None:
    shown = [json.loads(call("-c", SHOW, INSTANCE_DIR=str(project / name)).stdout) for name in ("one", "two")]
    assert shown[0]["LIANDONG_MASTER_KEY"] != shown[1]["LIANDONG_MASTER_KEY"]


def test_settings_out_of_reach_are_a_sentence(project: Path, call: Call) -> None:
    (project / "instance").write_text("a file stands in the way")
    done = call("-c", "import steps, installation; steps.guarded(lambda: installation.environment() and 0)")
    assert done.returncode == 1
    assert "INSTANCE_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_busy_port_is_said_before_anything_is_installed(project: Path, call: Call) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = call("scripts/run.py", PORT=str(port))
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be used" in done.stderr
    assert "make run PORT=" in done.stderr
    assert not (project / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０"])
def test_a_port_that_is_none_is_refused(call: Call, port: str) -> None:
    done = call("scripts/run.py", PORT=port)
    assert done.returncode == 1
    assert f"PORT is {port!r}" in done.stderr


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"REDIS_URL": "redis://127.0.0.1"},
        {"REDIS_URL": "redis://127.0.0.1", "DATABASE_URL": "sqlite:////tmp/x.db"},
        {"DATABASE_URL": "postgresql://portal@db/liandong"},
    ],
)
def test_several_processes_need_redis_and_postgresql(call: Call, settings: dict[str, str]) -> None:
    settings = {"WEB_PROCESSES": "2", **settings}
    done = call(
        "-c", f"import run, steps; steps.guarded(lambda: run._refuse_lonely_processes({settings}) or 0)"
    )
    assert done.returncode == 1
    assert "need Redis" in done.stderr


def test_several_processes_with_both_are_welcome(call: Call) -> None:
    settings = {
        "WEB_PROCESSES": "2",
        "REDIS_URL": "redis://r",
        "DATABASE_URL": "postgresql://portal@db/liandong",
    }
    assert call("-c", f"import run; run._refuse_lonely_processes({settings})").returncode == 0
