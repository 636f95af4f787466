"""What the petitioner is told at each point of the course: one stage is now, dates are said, nothing internal shows."""

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from tenants.casework.progress.queries import Told, told_here
from tenants.casework.progress.rules import Envelope, stages
from tenants.casework.progress.words import steps_of
from tenants.core import slots
from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tenants.core.ids import new_id
from tenants.obligations.queries import of_subject
from tests.casework.matters import accept, answer, case_of, close, register
from tests.conftest import Organisation


def told(case_id: UUID) -> Told:
    return told_here(case_of(case_id))


def states(case_id: UUID) -> list[str]:
    return [stage.state for stage in stages(told(case_id).course)]


def test_an_appeal_from_receipt_to_closing(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        assert states(case_id) == ["done", "now", "next", "next", "next"]
        promise = told(case_id).promise
        assert promise
        assert (promise.rule, promise.due_on) == ("D02", date(2026, 4, 25))
        accept(mine.clerk, case_id)
        assert states(case_id) == ["done", "done", "now", "next", "next"]
        promise = told(case_id).promise
        assert promise
        assert (promise.rule, promise.due_on) == ("D05", date(2026, 6, 19))
        answer(mine.clerk, case_id)
        assert states(case_id) == ["done", "done", "done", "next"]
        assert told(case_id).promise is None
        close(mine.clerk, case_id)
        assert states(case_id) == ["done", "done", "done", "done"]


def test_the_ledger_read_before_or_read_now_tells_the_same(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id, other = register(mine.clerk), register(mine.clerk)
        accept(mine.clerk, case_id)
        rows = of_subject(case_id, other)
        assert told_here(case_of(case_id), rows) == told(case_id)


def test_internal_notes_do_not_show(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        execute("case.note", {"case_id": str(case_id), "text": "内部意见"}, mine.clerk)
        assert "内部意见" not in repr(told(case_id))


def test_another_room_says_who_was_asked_for_help(
    mine: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Envelope(new_id(), "县信访局", date(2026, 4, 20), False, None, date(2026, 5, 1), None, False)
    monkeypatch.setattr(slots, "_fillings", {"petitioner.envelopes": [lambda case: [asked]]})
    with app.test_request_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk, case_class="suggestion")
        (now,) = (step for step in steps_of(told(case_id)) if step["state"] == "now")
        assert [str(line) for line in now["lines"]] == ["4月20日 请了县信访局帮忙，他们最晚 5月1日 回复我们"]
