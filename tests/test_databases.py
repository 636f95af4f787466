"""The PostgreSQL the other tests stand on: its roles, its databases, and that it is shared and goes away."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.clusters import _users
from tests.databases import APPLICATION_ROLE, NoPostgres, Server, _note, kind_in_use, postgres_server

ROOT = Path(__file__).resolve().parent.parent
REPORT = """
import sys
from tests.databases import postgres_server
server = postgres_server()
print(server.kind, server.superuser_url, flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def server() -> Server:
    return postgres_server()


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    name = f"liandong_test_{uuid.uuid4().hex[:12]}"
    server.create(name)
    yield name
    server.drop(name)


def databases(server: Server) -> set[str]:
    with psycopg.connect(server.superuser_url) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def test_application_role_has_no_power(server: Server, database: str) -> None:
    with psycopg.connect(server.app_url(database)) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (APPLICATION_ROLE, False, False, False, False, True)


def test_application_role_owns_nothing_and_obeys_row_security(server: Server, database: str) -> None:
    with psycopg.connect(server.owner_url(database)) as owner:
        owner.execute("CREATE TABLE matter (tenant text, title text)")
        owner.execute("ALTER TABLE matter ENABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE matter FORCE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY wall ON matter USING (tenant = current_setting('app.tenant', true))")
        owner.execute(f"GRANT SELECT ON matter TO {APPLICATION_ROLE}")
        owner.execute("INSERT INTO matter VALUES ('mine', 'ours'), ('county', 'theirs')")
    with psycopg.connect(server.app_url(database)) as portal:
        assert portal.execute("SELECT title FROM matter").fetchall() == []
        portal.execute("SELECT set_config('app.tenant', 'mine', true)")
        assert portal.execute("SELECT title FROM matter").fetchall() == [("ours",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute("ALTER TABLE matter DISABLE ROW LEVEL SECURITY")


def test_template_is_copied_even_while_someone_just_left_it(server: Server, database: str) -> None:
    with psycopg.connect(server.owner_url(database)) as owner:
        owner.execute("CREATE TABLE seed AS SELECT 7 AS value")
    copy = f"{database}_copy"
    server.create(copy, template=database)
    try:
        with psycopg.connect(server.owner_url(copy)) as connection:
            assert connection.execute("SELECT value FROM seed").fetchone() == (7,)
    finally:
        server.drop(copy)
    assert copy not in databases(server)


def test_drop_throws_out_who_is_connected_and_forgives_absence(server: Server) -> None:
    name = f"liandong_test_{uuid.uuid4().hex[:12]}"
    server.create(name)
    with psycopg.connect(server.app_url(name)) as connection:
        server.drop(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    server.drop(name)
    assert name not in databases(server)


def test_both_urls_keep_their_slashes_without_a_host() -> None:
    server = Server("postgresql:///postgres", "running", "15")
    assert server.owner_url("a") == "postgresql:///a"
    assert server.app_url("a").startswith(f"postgresql://{APPLICATION_ROLE}:")
    assert server.app_url("a").endswith("@/a")
    server = Server("postgresql://postgres@/postgres?host=/run/place", "embedded", "18")
    assert server.owner_url("a") == "postgresql://postgres@/a?host=/run/place"


def start(environment: dict[str, str], code: str = REPORT) -> subprocess.Popen[str]:
    settings = {**os.environ, "LIANDONG_TEST_RUN": f"own{uuid.uuid4().hex[:8]}", **environment}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.slow
def test_processes_of_a_run_share_the_embedded_server_and_the_last_one_stops_it() -> None:
    environment = {"LIANDONG_TEST_POSTGRES": "embedded", "LIANDONG_TEST_RUN": f"own{uuid.uuid4().hex[:8]}"}
    first, second = start(environment), start(environment)
    answers = {first_line(first), first_line(second)}
    assert len(answers) == 1
    kind, url = answers.pop().split()
    assert kind == "embedded"
    first.communicate("\n", timeout=30)
    psycopg.connect(url).close()
    second.communicate("\n", timeout=30)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    assert not Path(url.partition("host=")[2]).exists()


@pytest.mark.slow
def test_a_killed_run_is_cleaned_up_by_the_next_one() -> None:
    killed = start({"LIANDONG_TEST_POSTGRES": "embedded"})
    url = first_line(killed).split()[1]
    home = Path(url.partition("host=")[2])
    killed.kill()
    killed.communicate()
    assert home.exists()
    start({"LIANDONG_TEST_POSTGRES": "embedded"}).communicate("\n", timeout=30)
    assert not home.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_databases_of_a_killed_process_are_dropped_later(server: Server) -> None:
    if server.kind not in ("configured", "running"):
        pytest.skip("an own cluster goes away whole")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    name = f"liandong_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        connection.execute(f"COMMENT ON DATABASE {name} IS '{_note(gone.pid)}'")
    start({"TEST_POSTGRES_URL": server.superuser_url}).communicate("\n", timeout=30)
    assert name not in databases(server)


def test_users_that_died_are_forgotten(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "users").mkdir()
    (tmp_path / "users" / str(gone.pid)).touch()
    (tmp_path / "users" / str(os.getpid())).touch()
    assert _users(tmp_path) == [os.getpid()]


def test_an_unknown_wish_is_refused_with_the_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANDONG_TEST_POSTGRES", "oracle")
    with pytest.raises(NoPostgres, match="configured, running, installed, embedded"):
        kind_in_use()


def test_a_configured_server_out_of_reach_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANDONG_TEST_POSTGRES", "configured")
    monkeypatch.setenv("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:1/postgres")
    assert kind_in_use() == "none"
    with pytest.raises(NoPostgres, match=r"configured: .*127\.0\.0\.1"):
        postgres_server.__wrapped__()
