"""What a ledger becomes: cases numbered, sealed, with their course, reply, duty and search; all or nothing."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tenants.casework.cases.list_filters import ListFilter
from tenants.casework.cases.list_queries import list_page
from tenants.casework.cases.models import Case, CaseEntry
from tenants.casework.imports import jobs, keeping, queries
from tenants.casework.imports.models import Import
from tenants.casework.imports.rules import LEASE
from tenants.casework.intake.identity import open_field
from tenants.casework.intake.models import Petitioner, Submission
from tenants.core import clock, search
from tenants.core.audit import AuditEntry, verify
from tenants.core.commands import execute
from tenants.core.database import Model, current_session, tenant_scope
from tenants.obligations.models import Obligation
from tenants.papers.models import Document, NumberSequence
from tests.casework.imports.ledgers import xlsx
from tests.casework.imports_flow.flow import checked, confirm, file_of, imported, ledger, row
from tests.casework.matters import register
from tests.conftest import Organisation

KEPT = (Case, Submission, Petitioner, CaseEntry, Document, Obligation, NumberSequence)


def counted(*models: type[Model]) -> list[int]:
    return [current_session().scalar(select(func.count()).select_from(model)) or 0 for model in models]


def cases() -> list[Case]:
    return list(current_session().scalars(select(Case).order_by(Case.number)))


def test_a_row_with_a_reply_is_a_closed_case_one_without_an_open_one(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        done = imported(mine.clerk, ledger(count=4))
        assert (done.state, done.report["closed"], done.report["open"]) == ("done", 2, 2)
        assert counted(Case, Submission, Petitioner, Document, Obligation) == [4, 4, 4, 2, 2]
        first, second = cases()[:2]
        due, replied = first.received_on.replace(day=25), second.received_on.replace(day=20)
        assert (first.state, first.next_due_on, first.closed_on) == ("registered", due, None)
        assert (second.state, second.next_due_on, second.closed_on) == ("closed", None, replied)
        assert {case.import_id for case in cases()} == {done.id}
        owed = current_session().scalars(select(Obligation).where(Obligation.subject_id == first.id)).one()
        assert (owed.rule, owed.due_on, owed.subject_title) == ("D02", first.next_due_on, first.title)
        reply = current_session().scalars(select(Document).where(Document.case_id == second.id)).one()
        assert (reply.body, reply.number) == ("已通知物业修复。", "JK-2025-0002-答复")


def test_a_petition_offices_open_matters_run_under_its_own_rule(app: Flask, county: Organisation) -> None:
    with app.app_context(), tenant_scope(county.id):
        imported(county.clerk, ledger(row(0)))
        assert current_session().scalars(select(Obligation.rule)).all() == ["D01"]


def test_numbers_go_by_year_in_the_order_received_after_those_given(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        register(mine.clerk)
        days = ("2026-03-01", "2025-05-05", "2026-02-01", "2025-01-01")
        rows = [row(place, received=day, reply="", replied="") for place, day in enumerate(days)]
        imported(mine.clerk, ledger(*rows))
        numbers = {case.former_number: case.number for case in cases() if case.former_number}
        assert numbers == {
            "访-000": "JK-2026-0003", "访-001": "JK-2025-0002", "访-002": "JK-2026-0002", "访-003": "JK-2025-0001",
        }  # fmt: skip


def test_identity_is_sealed_and_only_masked_in_the_list(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        imported(mine.clerk, ledger(row(0), row(1, name="匿名", phone=""), row(2, name="", phone="")))
        labels = [case.petitioner_label for case in cases()]
        assert labels == ["周**", "匿名", keeping.NAMELESS]
        people = current_session().scalars(select(Petitioner).order_by(Petitioner.id)).all()
        assert [person.is_anonymous for person in people] == [False, True, False]
        assert open_field(people[0], "phone") == "13800138000"
        assert people[0].phone_masked == "138****8000"
        stored = current_session().scalars(select(Import)).one()
        assert "周某某" not in str(stored.report)


def test_the_course_tells_then_and_now(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        imported(mine.clerk, ledger(row(1)))
        lines = current_session().scalars(select(CaseEntry).order_by(CaseEntry.at, CaseEntry.id)).all()
        assert [line.kind for line in lines] == ["registered", "past_answer", "closed", "imported"]
        assert clock.office_date(lines[0].at).isoformat() == "2025-02-10"
        assert (lines[3].facts["file"], lines[3].facts["row"], lines[3].audience) == (
            "台账.xlsx",
            "2",
            "unit",
        )
        trail = current_session().scalars(select(AuditEntry).where(AuditEntry.action == "case.import")).one()
        assert (trail.detail["imported"], trail.actor_name) == ("1", mine.clerk.name)
        assert verify() is None


def test_a_handler_of_the_house_gets_the_open_matter(app: Flask, mine: Organisation) -> None:
    headers = ("来访日期", "反映问题", "承办人")
    rows = [("2025-01-10", "反映路灯不亮。", mine.head.name), ("2025-01-11", "反映井盖缺失。", "已调走的人")]
    stream = xlsx([headers, *rows])
    with app.app_context(), tenant_scope(mine.id):
        imported(mine.clerk, stream)
        assert [case.handler_seat_id for case in cases()] == [mine.head.seat_id, None]


def test_the_imported_list_holds_exactly_these(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        register(mine.clerk)
        done = imported(mine.clerk, ledger(count=3))
        rows = list_page(mine.clerk, ListFilter(import_id=done.id)).rows
        assert [row.number for row in rows] == ["JK-2025-0001", "JK-2025-0003", "JK-2025-0002"]


WORDS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=30).map(
    "反映".__add__
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(WORDS, min_size=1, max_size=3, unique=True), data=st.data())
def test_any_two_characters_of_an_imported_text_find_it(
    app: Flask, mine: Organisation, texts: list[str], data: st.DataObject
) -> None:
    rows = [row(0, number="", text=text, name=str(number)) for number, text in enumerate(texts)]
    with app.app_context(), tenant_scope(mine.id):
        done = imported(mine.clerk, ledger(*rows))
        kept = {
            text: case_id
            for case_id, text in current_session().execute(
                select(Submission.case_id, Submission.text).where(
                    Submission.case_id.in_(select(Case.id).where(Case.import_id == done.id))
                )
            )
        }
        text = data.draw(st.sampled_from(texts))
        start = data.draw(st.integers(0, len(text) - 2))
        found: list[Any] = []
        while some := search.find(
            "case", text[start : start + 2], limit=100, before=found[-1] if found else None
        ):
            found += some
        assert kept[text] in found


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_failure_in_the_middle_leaves_nothing(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    monkeypatch.setattr(keeping, "BLOCK", 2)
    keep, calls = keeping._Keeper.keep, iter(range(1, 9))

    def failing(self: Any, block: Any) -> int:
        closed = keep(self, block)
        if next(calls) == fails_at:
            raise RuntimeError("the disk is full")
        return closed

    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=6))
        confirm(mine.clerk, found)
        monkeypatch.setattr(keeping._Keeper, "keep", failing)
        jobs.run(mine.id, found.id)
        assert counted(*KEPT) == [0] * len(KEPT)
        assert search.find("case", "路灯") == []
        failed = queries.find(found.id)
        assert (failed.state, failed.leased_until) == ("failed", None)
        assert "一行也没有导入" in failed.report["reason"]
        assert not file_of(app, mine.id, found.id).exists()
        assert (
            current_session().scalars(select(AuditEntry).where(AuditEntry.action == "case.import")).all()
            == []
        )
        monkeypatch.undo()
        assert imported(mine.clerk, ledger(count=6)).state == "done"


def test_a_process_that_dies_leaves_nothing_and_another_one_goes_on(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process is gone; nobody catches this."""

    def dying(self: Any, block: Any) -> int:
        raise Killed

    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=3))
        confirm(mine.clerk, found)
        with monkeypatch.context() as patched:
            patched.setattr(keeping._Keeper, "keep", dying)
            with pytest.raises(Killed):
                jobs.run(mine.id, found.id)
        assert counted(*KEPT) == [0] * len(KEPT)
        assert queries.find(found.id).state == "importing"
        jobs.run(mine.id, found.id)  # the lease of the dead one still runs
        assert queries.find(found.id).state == "importing"
    with clock.frozen(clock.now() + 2 * LEASE), app.app_context():
        for thread in jobs.resume_all():
            thread.join(30)
        with tenant_scope(mine.id):
            assert queries.find(found.id).state == "done"
            assert counted(Case) == [3]


def test_two_jobs_for_one_import_bring_it_in_once(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=5))
        confirm(mine.clerk, found)
        threads = [jobs.start(mine.id, found.id) for _ in range(3)]
        for thread in threads:
            thread.join(30)
        assert queries.find(found.id).state == "done"
        assert counted(Case) == [5]


def test_a_revoked_seat_imports_nothing(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=2))
        confirm(mine.clerk, found)
        execute("seat.revoke", {"seat_id": str(mine.clerk.seat_id)}, mine.admin)
        jobs.run(mine.id, found.id)
        failed = queries.find(found.id)
        assert (failed.state, counted(Case)) == ("failed", [0])
        assert mine.clerk.name in failed.report["reason"]
