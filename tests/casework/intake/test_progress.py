"""What the petitioner sees at each point of the course: one stage is now, dates are said, nothing internal shows."""

from datetime import date

import pytest
from flask import Flask

from tenants.casework.intake.progress import Progress, progress
from tenants.core import slots
from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tenants.core.errors import NotFound
from tenants.core.ids import new_id
from tests.casework.matters import accept, answer, close, register
from tests.conftest import Organisation


def states(seen: Progress) -> list[str]:
    return [stage.state for stage in seen.stages]


def test_an_appeal_from_receipt_to_closing(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        seen = progress(case_id)
        assert states(seen) == ["done", "now", "next"]
        assert seen.due_on == date(2026, 4, 25)
        assert seen.holder["name"] == "甲矿公司"
        accept(mine.clerk, case_id)
        seen = progress(case_id)
        assert states(seen) == ["done", "done", "now", "next"]
        assert seen.due_on == seen.stages[-1].on == date(2026, 6, 19)
        assert [paper.kind for paper in seen.documents] == ["acceptance_notice"]
        answer(mine.clerk, case_id)
        assert states(progress(case_id)) == ["done", "done", "now"]
        assert progress(case_id).due_on is None
        close(mine.clerk, case_id)
        assert states(progress(case_id)) == ["done", "done", "done", "done"]


def test_a_suggestion_is_answered_at_once(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk, case_class="suggestion")
        assert states(progress(case_id)) == ["done", "now", "next"]
        answer(mine.clerk, case_id)
        assert states(progress(case_id)) == ["done", "now"]


def test_internal_notes_do_not_show(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        execute("case.note", {"case_id": str(case_id), "text": "内部意见"}, mine.clerk)
        assert "内部意见" not in repr(progress(case_id))


def test_other_rooms_say_what_was_shared_and_who_holds_it(
    mine: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    fillings = {
        "petitioner.shared": [lambda case_id: [{"to": "县信访局"}]],
        "petitioner.holder": [
            lambda case_id: {"name": "县信访局", "phone": "0998", "since": date(2026, 4, 20)}
        ],
    }
    monkeypatch.setattr(slots, "_fillings", fillings | {"petitioner.stages": []})
    with app.app_context(), tenant_scope(mine.id):
        seen = progress(register(mine.clerk))
        assert seen.shared == [{"to": "县信访局"}]
        assert seen.holder["name"] == "县信访局"


def test_an_absent_case(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id), pytest.raises(NotFound):
        progress(new_id())
