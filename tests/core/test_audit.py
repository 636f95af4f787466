"""The trail: a changed, removed, inserted or cut-off entry is found."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from tenants.core import audit
from tenants.core.database import current_session, tenant_scope, write_transaction
from tests.conftest import Organisation


@pytest.fixture
def chain(app: Flask, mine: Organisation) -> Iterator[Callable[[str], None]]:
    """A tenant with a chain of entries; yields a way to tamper with the table as its owner."""
    with app.app_context(), tenant_scope(mine.id), write_transaction():
        for number in range(5):
            audit.append(
                "test", seat_id=None, actor_name="system", detail={"number": str(number), "词": "值"}
            )
    engine = create_engine(app.config["DATABASE_OWNER_URL"])

    def tamper(statement: str) -> None:
        with engine.begin() as connection:
            assert connection.execute(text(statement)).rowcount >= 1

    yield tamper
    engine.dispose()


def verify(app: Flask, organisation: Organisation) -> Any:
    with app.app_context(), tenant_scope(organisation.id):
        return audit.verify()


def test_an_untouched_chain_holds(app: Flask, mine: Organisation, chain: Any) -> None:
    assert verify(app, mine) is None


LAST = "(SELECT max(sequence) FROM audit_entries)"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE audit_entries SET actor_name = 'other' WHERE sequence = 7", "changed"),
        ('UPDATE audit_entries SET detail = \'{"number": "9"}\' WHERE sequence = 7', "changed"),
        ("UPDATE audit_entries SET action = 'other' WHERE sequence = 8", "changed"),
        ("DELETE FROM audit_entries WHERE sequence = 7", "missing"),
        (f"DELETE FROM audit_entries WHERE sequence = {LAST}", "cut"),
        ("UPDATE audit_entries SET sequence = sequence + 100 WHERE sequence > 7", "missing"),
        ("UPDATE audit_heads SET sequence = sequence - 1", "cut"),
    ],
)
def test_tampering_is_found(app: Flask, mine: Organisation, chain: Any, statement: str, reason: str) -> None:
    chain(statement)
    found = verify(app, mine)
    assert found is not None
    assert reason in found.reason


def test_an_entry_moved_from_elsewhere_is_found(app: Flask, mine: Organisation, chain: Any) -> None:
    """Two entries change places, each whole in itself."""
    for old, new in ((7, 1007), (8, 7), (1007, 8)):
        chain(f"UPDATE audit_entries SET sequence = {new} WHERE sequence = {old}")
    assert verify(app, mine) is not None


def test_each_tenant_has_its_own_chain(
    app: Flask, mine: Organisation, twin: Organisation, chain: Any
) -> None:
    chain("UPDATE audit_entries SET actor_name = 'other' WHERE actor_name = 'system' AND action = 'test'")
    assert verify(app, mine) is not None
    assert verify(app, twin) is None


def test_the_shell_command_names_the_broken_tenant(
    app: Flask, mine: Organisation, twin: Organisation, chain: Any
) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    chain("UPDATE audit_entries SET actor_name = 'other' WHERE action = 'test'")
    result = runner.invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert "minea: BROKEN" in result.output
    assert "mineb: holds" in result.output


def test_a_failed_transaction_leaves_no_entry(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        with pytest.raises(ZeroDivisionError):
            append_and_fail()
        assert audit.verify() is None


def append_and_fail() -> None:
    with write_transaction():
        audit.append("test", seat_id=None, actor_name="system")
        current_session().flush()
        _ = 1 / 0
