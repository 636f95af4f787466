"""Decide whether the database must be prepared before the server starts.

Preparing (role, migrations, calendar, demo world) changes nothing when all is there, but loads the whole
portal to find that out. For the embedded database a glance at the file answers the same question.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from steps import ROOT, VENV_PYTHON, Failure, digest, files_under, leave_stamp, say, stamp_says

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE_FILE = "liandong.db"


def ensure_prepared(environment: Mapping[str, str]) -> None:
    """Run `flask prepare --demo` unless this database was prepared by these very sources; raises Failure."""
    stamp = Path(environment["INSTANCE_DIR"]) / ".prepared"
    file = _database_file(environment)
    if file is not None and stamp_says(stamp, _state(environment, file)):
        return
    say("Preparing the database (the first time it is filled with the demo world)")
    command = [str(VENV_PYTHON), "-m", "flask", "--app", "wsgi", "prepare", "--demo"]
    if subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode != 0:
        raise Failure(
            "The database could not be prepared.",
            "`flask --app wsgi prepare --demo` stopped; what it said stands above.",
            "Put that right and run it again. Nothing already kept was removed.",
        )
    if file is not None:
        leave_stamp(stamp, _state(environment, file))


def _database_file(environment: Mapping[str, str]) -> Path | None:
    url = environment.get("DATABASE_URL", "")
    if not url:
        return Path(environment["INSTANCE_DIR"]) / DATABASE_FILE
    # A server can be changed behind our back, so only the embedded file is ever trusted to be as it was.
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:////") else None


def _state(environment: Mapping[str, str], file: Path) -> str:
    sources = [path for folder in ("migrations", "portal", "tenants") for path in _sources(ROOT / folder)]
    return json.dumps(
        {
            "database": hashlib.sha256(str(file).encode()).hexdigest(),
            "revision": _revision(file),
            "master_key": hashlib.sha256(environment.get("LIANDONG_MASTER_KEY", "").encode()).hexdigest(),
            "sources": digest(sources),
        }
    )


def _sources(folder: Path) -> list[Path]:
    return files_under(folder, ".py", ".json", ".csv") if folder.exists() else []


def _revision(file: Path) -> list[str]:
    """Return the migrations the file says it has; nothing when it is absent, empty or not a database."""
    if not file.exists():
        return []
    address = f"{file.as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.Error:
        return []
    return sorted(row[0] for row in rows)
