"""The one way to write: once, as one transaction, by an open seat that may, told only after it is kept."""

import hashlib
import json
import threading
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from tenants.core import audit, commands
from tenants.core.commands import Actor, Context, IdempotencyKey, check_version, command, execute
from tenants.core.database import current_session, platform_scope, tenant_scope, write_transaction
from tenants.core.errors import Conflict, Forbidden, Invalid, NotAllowedNow, NotFound, Wording
from tenants.core.events import OutboxEvent
from tenants.core.permissions import Permission
from tenants.core.schema import Schema, Text, fields
from tenants.core.wall import WallError
from tenants.organisations.models import Unit
from tests.conftest import Organisation


class AddUnit(Schema):
    name = Text(required=True, longest=10)
    fails = fields.Boolean(load_default=False)


@pytest.fixture(autouse=True)
def _test_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "REGISTER", dict(commands.REGISTER))

    @command("test.add_unit", AddUnit, Permission.CASE_HANDLE)
    def add_unit(context: Context, data: dict[str, Any]) -> dict[str, Any]:
        unit = Unit(name=data["name"], tier=2)
        current_session().add(unit)
        context.subject("unit", unit.id)
        context.record("test.unit_added", unit.id)
        if data["fails"]:
            current_session().flush()
            raise NotAllowedNow("no")
        return {"unit_id": str(unit.id)}


def counts() -> tuple[int, int, int, int]:
    """Return how many units, audit lines, keys and outbox rows the bound tenant has."""
    session = current_session()
    own = [session.scalar(select(func.count(model.id))) for model in (Unit, audit.AuditEntry, IdempotencyKey)]
    with platform_scope("relay") as relay:
        events = relay.scalar(select(func.count(OutboxEvent.id)))
    return own[0] or 0, own[1] or 0, own[2] or 0, events or 0


def test_a_command_keeps_row_audit_key_and_event_together(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        before = counts()
        made = execute("test.add_unit", {"name": "一班"}, mine.clerk, key="k1")
        assert [after - b for after, b in zip(counts(), before, strict=True)] == [1, 1, 1, 1]
        line = (
            current_session()
            .scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.sequence.desc()))
            .first()
        )
        assert line is not None
        assert (line.action, line.seat_id, str(line.subject_id)) == (
            "test.add_unit",
            mine.clerk.seat_id,
            made["unit_id"],
        )


def test_a_refused_command_leaves_nothing(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        before = counts()
        with pytest.raises(NotAllowedNow):
            execute("test.add_unit", {"name": "一班", "fails": True}, mine.clerk, key="k1")
        assert counts() == before
        execute("test.add_unit", {"name": "一班"}, mine.clerk, key="k1")


def test_the_same_key_answers_the_same_and_acts_once(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        first = execute("test.add_unit", {"name": "一班"}, mine.clerk, key="k1")
        before = counts()
        assert execute("test.add_unit", {"name": "一班"}, mine.clerk, key="k1") == first
        assert counts() == before
        with pytest.raises(NotAllowedNow) as refusal:
            execute("test.add_unit", {"name": "二班"}, mine.clerk, key="k1")
        assert refusal.value.code == "key_reused"


def test_what_is_kept_of_a_payload_tells_nothing_to_who_guesses_it(
    app: Flask, mine: Organisation, twin: Organisation
) -> None:
    """Neither a plain hash of the payload, nor the same hash at two tenants."""
    payload, kept = {"name": "张三"}, []
    for organisation in (mine, twin):
        with app.app_context(), tenant_scope(organisation.id):
            execute("test.add_unit", payload, organisation.clerk, key="k1")
            kept.append(current_session().scalars(select(IdempotencyKey.payload_hash)).one())
    guessed = json.dumps(["test.add_unit", payload], sort_keys=True).encode()
    assert hashlib.sha256(guessed).digest() not in kept
    assert len(set(kept)) == 2
    assert [len(digest) for digest in kept] == [32, 32]


def test_an_act_from_before_the_hashes_were_keyed_is_not_repeated(app: Flask, mine: Organisation) -> None:
    """The migration empties the old hashes; the key alone then tells that the act was carried out."""
    with app.app_context(), tenant_scope(mine.id):
        first = execute("test.add_unit", {"name": "一班"}, mine.clerk, key="k1")
        with write_transaction() as session:
            session.scalars(select(IdempotencyKey)).one().payload_hash = b""
        before = counts()
        assert execute("test.add_unit", {"name": "一班"}, mine.clerk, key="k1") == first
        assert counts() == before


def test_a_double_click_acts_once(app: Flask, mine: Organisation) -> None:
    """Eight at once with one key: one unit, eight equal answers."""
    answers: list[Any] = []
    start = threading.Barrier(8)

    def click() -> None:
        with app.app_context(), tenant_scope(mine.id):
            start.wait()
            answers.append(execute("test.add_unit", {"name": "一班"}, mine.clerk, key="double")["unit_id"])

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    with app.app_context(), tenant_scope(mine.id):
        assert current_session().scalar(select(func.count(Unit.id)).where(Unit.tier == 2)) == 1


def test_shape_comes_first_and_names_every_field(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        with pytest.raises(Invalid) as refusal:
            execute("test.add_unit", {"name": "  \x00 ", "colour": "red"}, mine.clerk)
        assert set(refusal.value.fields) == {"name", "colour"}
        with pytest.raises(Invalid) as refusal:
            execute("test.add_unit", {"name": "一" * 11}, mine.clerk)
        assert "11" in str(refusal.value.fields["name"][0])


def test_a_role_that_may_not_is_told_who_can(app: Flask, mine: Organisation) -> None:
    with (
        app.app_context(),
        tenant_scope(mine.id),
        app.test_request_context(headers={"Accept-Language": "en"}),
    ):
        with pytest.raises(Forbidden) as refusal:
            execute_in(mine.id, mine.actors["leader"])
        assert "Handler" in str(refusal.value.message)


def execute_in(tenant_id: UUID, actor: Actor) -> Any:
    with tenant_scope(tenant_id):
        return execute("test.add_unit", {"name": "一班"}, actor)


def test_a_revoked_or_changed_seat_may_nothing(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        execute("seat.revoke", {"seat_id": str(mine.clerk.seat_id)}, mine.admin)
        with pytest.raises(NotFound):
            execute("test.add_unit", {"name": "一班"}, mine.clerk)
        forged = Actor(**{**mine.head.__dict__, "roles": frozenset({"tenant_admin", "handler"})})
        with pytest.raises(NotFound):
            execute("test.add_unit", {"name": "一班"}, forged)


def test_an_actor_of_another_tenant_is_refused(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id), pytest.raises(WallError):
        execute("test.add_unit", {"name": "一班"}, twin.clerk)


def test_a_stale_version_gives_both_texts() -> None:
    class Row:
        version = 3

    wording = Wording({"title": "标题"}, lambda _name, value: value.upper())
    check_version(Row, 3, theirs={}, yours={}, wording=wording, by="")
    with pytest.raises(Conflict) as refusal:
        check_version(Row, 2, theirs={"title": "a"}, yours={"title": "b"}, wording=wording, by="何科长")
    assert refusal.value.differences() == [{"label": "标题", "theirs": "A", "yours": "B"}]
    assert (refusal.value.theirs, refusal.value.yours, refusal.value.changed_by) == (
        {"title": "a"},
        {"title": "b"},
        "何科长",
    )
