"""The second wall by itself: the application's login on PostgreSQL, with the first wall out of the way."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from tenants.core import row_security, wall
from tenants.core.audit import AuditEntry
from tenants.core.database import Model, tenant_scope
from tenants.core.events import OutboxEvent
from tests.conftest import Organisation

pytestmark = [pytest.mark.postgres, pytest.mark.embedded]

WALLED = [table for table in Model.metadata.sorted_tables if wall.kind_of(table)]


@pytest.fixture
def login(app: Any, mine: Organisation, twin: Organisation) -> Iterator[psycopg.Connection[Any]]:
    """A plain connection with the application's login, two tenants with data behind it."""
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


def stand_in(connection: psycopg.Connection[Any], tenant: Organisation) -> None:
    connection.execute("SELECT set_config('app.tenant', %s, true)", (str(tenant.id),))


def count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def test_the_login_is_neither_owner_nor_superuser(login: psycopg.Connection[Any]) -> None:
    role = login.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert role == (False, False, False)
    owned = login.execute(
        "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user"
    ).fetchone()
    assert owned == (0,)


def test_every_walled_table_is_enabled_forced_and_has_its_policy(login: psycopg.Connection[Any]) -> None:
    rows = login.execute(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, "
        "(SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*') "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"
    ).fetchall()
    guarded = {name for name, enabled, forced, policies in rows if enabled and forced and policies == 1}
    assert guarded == {table.name for table in WALLED} | {OutboxEvent.__tablename__}


def test_no_tenant_sees_nothing_and_an_emptied_setting_does_not_raise(login: psycopg.Connection[Any]) -> None:
    assert [count(login, table.name) for table in WALLED] == [0] * len(WALLED)
    login.rollback()
    login.execute("SELECT set_config('app.tenant', '', true)")
    assert [count(login, table.name) for table in WALLED] == [0] * len(WALLED)


def test_after_a_transaction_the_tenant_is_gone(login: psycopg.Connection[Any], mine: Organisation) -> None:
    stand_in(login, mine)
    assert count(login, "units") == 1
    login.commit()
    assert count(login, "units") == 0


def test_a_tenant_sees_and_writes_its_own_rows_only(
    login: Any, mine: Organisation, twin: Organisation
) -> None:
    stand_in(login, mine)
    assert count(login, "seats") == 4
    assert login.execute("SELECT DISTINCT tenant_id FROM seats").fetchall() == [(mine.id,)]
    assert login.execute("UPDATE units SET name = 'x' WHERE tenant_id = %s", (twin.id,)).rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute("UPDATE units SET tenant_id = %s", (twin.id,))


def test_the_trail_cannot_be_rewritten_by_the_login(
    login: psycopg.Connection[Any], mine: Organisation
) -> None:
    for line in (
        "UPDATE audit_entries SET action = 'x'",
        "DELETE FROM audit_entries",
        "DELETE FROM submissions",
    ):
        stand_in(login, mine)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute(line)
        login.rollback()


def test_the_outbox_is_written_by_its_tenant_and_read_by_the_relay(login: Any, mine: Organisation) -> None:
    stand_in(login, mine)
    assert count(login, "outbox_events") == 0
    login.execute("SELECT set_config('app.purpose', 'relay', true)")
    assert count(login, "outbox_events") > 0


def test_the_search_table_cannot_be_read_past_its_function(
    login: psycopg.Connection[Any], mine: Organisation
) -> None:
    stand_in(login, mine)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute("SELECT * FROM search_entries")


def test_the_first_wall_switched_off_row_security_still_holds(
    app: Any, login: Any, mine: Organisation, twin: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the compiler's conditions the same statements still give no foreign row."""
    monkeypatch.setattr(wall, "_condition", lambda _source: None)
    with app.app_context(), tenant_scope(mine.id) as session:
        engine: Any = session.get_bind()
        engine.clear_compiled_cache()
        found = session.execute(select(AuditEntry.__table__.c.tenant_id).distinct()).scalars().all()
        engine.clear_compiled_cache()
    assert found == [mine.id]


def test_policies_say_what_the_models_ask_for(app: Any, login: psycopg.Connection[Any]) -> None:
    """Each policy's text equals that of a policy made just now from ``row_security``, as PostgreSQL prints both."""
    rows = login.execute(
        "SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'wall'"
    ).fetchall()
    assert {name for name, _using, _check in rows} == {table.name for table in WALLED}
    with psycopg.connect(app.config["DATABASE_OWNER_URL"].replace("+psycopg", "")) as owner:
        owner.execute("SET lock_timeout = '5s'")
        for table in WALLED:
            owner.execute(f"CREATE TEMP TABLE like_{table.name} (LIKE public.{table.name})")
            owner.execute(
                f"CREATE POLICY expected ON like_{table.name} USING ({row_security.condition(table)})"
            )
        policies = owner.execute(
            "SELECT tablename, qual FROM pg_policies WHERE policyname = 'expected'"
        ).fetchall()
        expected = {name.removeprefix("like_"): rule for name, rule in policies}
        owner.rollback()
    for name, using, check in rows:
        assert using == check == expected[name], name
