"""The schema: one head, up and down and up again, and the models say exactly what the database has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

from portal import preparation
from tenants.core import row_security, wall
from tenants.core.database import Model, Platform
from tenants.core.ids import new_id

pytestmark = pytest.mark.embedded


def script() -> ScriptDirectory:
    settings = Config()
    settings.set_main_option("script_location", str(preparation.MIGRATIONS))
    return ScriptDirectory.from_config(settings)


def test_there_is_one_head() -> None:
    assert len(script().get_heads()) == 1


def test_models_and_database_agree(app: Flask) -> None:
    engine = create_engine(app.config["DATABASE_OWNER_URL"])
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda obj, name, kind, *_rest: not _belongs_to_search(name, kind)},
        )
        differences = compare_metadata(context, Model.metadata)
    engine.dispose()
    assert differences == []


def _belongs_to_search(name: str | None, kind: str) -> bool:
    """The search index is made by its own SQL (a virtual table, a tsvector), so no model describes it."""
    return kind in ("table", "index") and (name or "").startswith(("search_", "ix_search_"))


def test_down_and_up_again(app: Flask, database_name: str, tmp_path: Path) -> None:
    from alembic import command

    if database_name == "sqlite":
        url, drop = f"sqlite:///{tmp_path / 'down.db'}", None
    else:
        from tests.databases import postgres_server

        server = postgres_server()
        server.create("liandong_test_down")
        url, drop = server.owner_url("liandong_test_down"), lambda: server.drop("liandong_test_down")
    try:
        _down_and_up(command, url)
    finally:
        if drop:
            drop()


def _down_and_up(command: Any, url: str) -> None:
    preparation.migrate(make_url(url))
    first = _tables(url)
    settings = Config()
    settings.set_main_option("script_location", str(preparation.MIGRATIONS))
    settings.attributes.update(url=make_url(url), application_role="")
    command.downgrade(settings, "base")
    assert _tables(url) <= {"alembic_version"}
    preparation.migrate(make_url(url))
    assert _tables(url) == first


@pytest.fixture
def owner_url(database_name: str, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database whose owner, as in a city, is no superuser: it stands behind its own walls."""
    if database_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'owned.db'}"
        return
    from tests.databases import postgres_server

    server, name = postgres_server(), f"liandong_test_owned_{new_id().hex[-8:]}"
    server.create(name)
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'owner'")
        connection.execute(f"ALTER DATABASE {name} OWNER TO {name}")
        yield make_url(server.owner_url(name)).set(username=name, password="owner").render_as_string(False)
        server.drop(name)
        connection.execute(f"DROP ROLE {name}")


def test_plain_hashes_of_payloads_are_emptied(owner_url: str) -> None:
    preparation.migrate(make_url(owner_url), revision="0002")
    engine, tenant_id = create_engine(owner_url), str(new_id())
    row = "INSERT INTO idempotency_keys (tenant_id, id, key, command, payload_hash, at) VALUES "
    with engine.begin() as connection:
        _stand_in(connection, tenant_id)
        values = f"('{tenant_id}', '{new_id()}', 'k', 'case.register', :digest, '2026-04-20')"
        connection.execute(text(row + values), {"digest": b"\1" * 32})
    preparation.migrate(make_url(owner_url))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            assert connection.execute(text("SELECT count(*) FROM idempotency_keys")).scalar() == 0
        _stand_in(connection, tenant_id)
        kept = connection.execute(text("SELECT payload_hash FROM idempotency_keys")).scalars().all()
    engine.dispose()
    assert [bytes(digest) for digest in kept] == [b""]


def _stand_in(connection: Connection, tenant_id: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": tenant_id})


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = {name for name in inspect(engine).get_table_names() if not name.startswith("sqlite_")}
    engine.dispose()
    return names


PLATFORM = {
    "accounts",
    "account_tenants",
    "api_tokens",
    "calendar_years",
    "login_sessions",
    "outbox_events",
    "published_keys",
    "tenants",
    "tracking_codes",
}


def test_every_table_stands_behind_the_wall_or_is_listed_here_with_its_reason() -> None:
    outside = {table.name for table in Model.metadata.sorted_tables if wall.kind_of(table) is None}
    assert outside == PLATFORM
    for mapper in Model.registry.mappers:
        if mapper.local_table.name in PLATFORM:  # type: ignore[attr-defined]
            assert issubclass(mapper.class_, Platform)
            print(f"{mapper.local_table.name}: {mapper.class_.REASON}")  # type: ignore[attr-defined]


def test_keys_of_walled_tables_begin_with_whose_they_are() -> None:
    for table in Model.metadata.sorted_tables:
        kind = wall.kind_of(table)
        first = {
            wall.TENANT: ("tenant_id",),
            wall.PARTIES: table.info["parties"],
            wall.MECHANISM: ("mechanism_id",),
        }
        if kind:
            assert tuple(column.name for column in table.primary_key) == (*first[kind], "id"), table.name
            assert row_security.condition(table)


def test_keys_into_walled_tables_carry_whose_they_are() -> None:
    """A foreign key inside one kind of wall names the same tenants on both sides; none leads to another kind."""
    for table in Model.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            target = key.referred_table
            if wall.kind_of(target) is None:
                continue
            assert wall.kind_of(table) == wall.kind_of(target), key.name
            mine = "mechanism_id" if wall.kind_of(table) == wall.MECHANISM else "tenant_id"
            assert set(table.info["parties"] or (mine,)) <= set(key.column_keys), key.name


def test_every_key_and_list_has_an_index() -> None:
    """A foreign key without an index makes each delete and each join read the whole table."""
    for table in Model.metadata.sorted_tables:
        indexed = [tuple(column.name for column in index.columns) for index in table.indexes]
        indexed.append(tuple(column.name for column in table.primary_key))
        for key in table.foreign_key_constraints:
            names = set(key.column_keys)
            if key.referred_table.name in ("units", "accounts", "tenants", "seats"):
                continue
            assert any(names == set(index[: len(names)]) for index in indexed), (table.name, names)
