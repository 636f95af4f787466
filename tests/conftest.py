"""Fixtures of all tests: one application on the database under test, an empty database for each test, two twin tenants.

``pytest --database sqlite`` (the default) or ``--database postgresql``. Tests that touch a database are marked so by
their fixtures, without a word in the test.
"""

import base64
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal import create_app, preparation
from tenants.core import clock, events
from tenants.core.commands import Actor
from tenants.core.database import db, tenant_scope

MASTER_KEY = base64.b64encode(b"test master key of thirty-two by").decode()
PASSWORD = "correct horse battery"
MONDAY = datetime(2026, 4, 20, 1, 30, tzinfo=UTC)  # 09:30 in the office, an ordinary working Monday


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Mark what touches a database; leave out, on SQLite, what only PostgreSQL has."""
    for item in items:
        if "app" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
    if config.getoption("--database") == "sqlite":
        left_out = [item for item in items if item.get_closest_marker("postgres")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def database_name(request: pytest.FixtureRequest) -> str:
    """Return which database is under test: sqlite or postgresql."""
    return str(request.config.getoption("--database"))


@pytest.fixture(scope="session")
def _database(database_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator["_Database"]:
    database = _Sqlite(tmp_path_factory.mktemp("db")) if database_name == "sqlite" else _PostgreSQL()
    yield database
    database.close()


class _Sqlite:
    """An empty migrated file, copied for each test."""

    def __init__(self, folder: Path):
        self.template, self.file = folder / "template.db", folder / "test.db"
        self.url = self.owner_url = f"sqlite:///{self.file}"
        preparation.migrate(_url(f"sqlite:///{self.template}"))

    def reset(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.template, self.file)

    def close(self) -> None: ...


class _PostgreSQL:
    """A migrated database of this worker; emptied before each test."""

    def __init__(self) -> None:
        from tests.databases import postgres_server

        self.server = postgres_server()
        self.name = f"liandong_test_{clock.now():%H%M%S%f}"
        self.server.create(self.name)
        self.owner_url, self.url = self.server.owner_url(self.name), self.server.app_url(self.name)
        preparation.migrate(_url(self.owner_url), role=_url(self.url).username or "")

    def reset(self) -> None:
        from sqlalchemy import create_engine, text

        engine = create_engine(_url(self.owner_url))
        with engine.begin() as connection:
            names = [*(table.name for table in db.Model.metadata.sorted_tables), "search_entries"]
            connection.execute(text(f"TRUNCATE {', '.join(names)} CASCADE"))
        engine.dispose()

    def close(self) -> None:
        self.server.drop(self.name)


_Database = _Sqlite | _PostgreSQL


def _url(text: str) -> Any:
    from sqlalchemy.engine import make_url

    return make_url(text)


@pytest.fixture(scope="session")
def _application(_database: "_Database", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    from portal.config import engine_options

    application = create_app(
        {
            "TESTING": False,
            "PROPAGATE_EXCEPTIONS": False,
            "SQLALCHEMY_DATABASE_URI": _database.url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(_database.url),
            "DATABASE_OWNER_URL": _database.owner_url,
            "SECRET_KEY": "tests only",
            "MASTER_KEY": MASTER_KEY,
            "FILES_DIR": str(tmp_path_factory.mktemp("files")),
            "INSTANCE_DIR": str(tmp_path_factory.mktemp("instance")),
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
            "RELAY_IN_PROCESS": False,
        }
    )
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def app(_application: Flask, _database: "_Database") -> Iterator[Flask]:
    """The application on an empty, migrated database with the shipped calendars; the clock stands at a Monday."""
    with _application.app_context():
        db.engine.dispose()
    _database.reset()
    with clock.frozen(MONDAY):
        with _application.app_context():
            from tenants.obligations import queries
            from tenants.obligations.ledger import load_shipped_calendars

            queries.forget_calendar()
            list(load_shipped_calendars())
        yield _application


@dataclass(frozen=True)
class Organisation:
    """A tenant made for a test: its id, slug, top unit and seats by role-ish names (clerk, head, admin)."""

    id: UUID
    slug: str
    unit_id: UUID
    actors: dict[str, Actor]
    logins: dict[str, str]

    @property
    def clerk(self) -> Actor:
        return self.actors["clerk"]

    @property
    def head(self) -> Actor:
        return self.actors["head"]

    @property
    def admin(self) -> Actor:
        return self.actors["admin"]


_SEATS = {
    "clerk": ["registrar", "handler", "liaison"],
    "head": ["unit_head"],
    "leader": ["leader"],
    "admin": ["tenant_admin"],
}


def open_organisation(
    slug: str, kind: str, name: str, code: str, hue: int = 1, password: str = PASSWORD
) -> Organisation:
    """Open a tenant with a clerk, a head, a leader and an administrator; inside an application context."""
    from sqlalchemy import select

    from tenants.core.commands import execute
    from tenants.core.database import current_session
    from tenants.organisations.commands import open_tenant
    from tenants.organisations.models import Unit
    from tenants.people import queries

    tenant_id = open_tenant(
        {
            "slug": slug,
            "kind": kind,
            "name": name,
            "name_en": slug.title(),
            "short_name": name[:4],
            "short_name_en": slug.title(),
            "seal": name[0],
            "hue": hue,
            "case_code": code,
            "document_code": name[:2],
            "phone": "0998-0000001",
        }
    )
    actors, logins = {}, {}
    with tenant_scope(tenant_id):
        unit_id = current_session().scalars(select(Unit.id)).one()
        for part, roles in _SEATS.items():
            login = f"{part}.{slug}"
            made = execute(
                "seat.open",
                {
                    "login": login,
                    "password": password,
                    "name": f"{name[:1]}{part}",
                    "unit_id": str(unit_id),
                    "roles": roles,
                },
                Actor.system(tenant_id),
            )
            seat = queries.seat(UUID(made["seat_id"]))
            assert seat is not None
            actors[part], logins[part] = queries.actor_of(seat), login
    return Organisation(tenant_id, slug, unit_id, actors, logins)


@pytest.fixture(autouse=True)
def _fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its weakest, so that opening seats does not dominate the tests; its real strength has its own test."""
    from argon2 import PasswordHasher

    from tenants.people import passwords

    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def mine(app: Flask) -> Organisation:
    """An enterprise."""
    with app.app_context():
        return open_organisation("minea", "enterprise", "甲矿公司", "JK", hue=1)


@pytest.fixture
def county(app: Flask) -> Organisation:
    """A county petition office."""
    with app.app_context():
        return open_organisation("county", "petition_office", "县信访局", "XF", hue=5)


@pytest.fixture
def twin(app: Flask) -> Organisation:
    """A second enterprise that shares nothing with the first."""
    with app.app_context():
        return open_organisation("mineb", "enterprise", "乙矿公司", "YK", hue=2)


def sign_in(app: Flask, organisation: Organisation, part: str = "clerk") -> Any:
    """Return a test client signed in with one of the organisation's seats."""
    client = app.test_client()
    answer = client.post("/sign-in", data={"login": organisation.logins[part], "password": PASSWORD})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    return client


def tell_all(app: Flask) -> int:
    """Do what the relay does until nothing waits; returns the number of events told."""
    from portal.live.relay import run_once

    told = 0
    with app.app_context():
        while found := run_once():
            told += found
    return told


__all__ = ["Organisation", "events", "sign_in", "tell_all"]
