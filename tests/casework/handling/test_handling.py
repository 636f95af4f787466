"""Note, accept, answer, close: states, papers, the ledger, who sees what."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.casework.cases.models import CaseEntry
from tenants.core import clock, slots
from tenants.core.commands import execute
from tenants.core.database import current_session, tenant_scope
from tenants.core.errors import Forbidden, Invalid, NotAllowedNow
from tenants.obligations.queries import of_subject
from tenants.papers.queries import documents_of
from tests.casework.matters import (
    ANSWER,
    GATES,
    NAME,
    accept,
    answer,
    case_of,
    close,
    last_line,
    matter,
    register,
)
from tests.conftest import MONDAY, Organisation


def entry(case_id: UUID, kind: str) -> CaseEntry:
    statement = select(CaseEntry).where(CaseEntry.case_id == case_id, CaseEntry.kind == kind)
    return current_session().scalars(statement).one()


def ledger(case_id: UUID) -> dict[str, str]:
    return {row.rule: row.state for row in of_subject(case_id)}


def test_acceptance_serves_a_numbered_notice_and_starts_the_sixty_days(
    mine: Organisation, app: Flask
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        made = execute("case.accept", {"case_id": str(case_id), "served_how": "post"}, mine.head)
        assert made["number"] == "甲矿信告〔2026〕1号"
        found = case_of(case_id)
        assert (found.state, found.accepted_on) == ("accepted", date(2026, 4, 20))
        assert ledger(case_id) == {"D02": "met", "D05": "open"}
        assert found.next_due_on == date(2026, 6, 19)
        (paper,) = documents_of(case_id)
        assert (paper.kind, paper.served_how, paper.served_at) == ("acceptance_notice", "post", MONDAY)
        for must in (
            found.title,
            found.number,
            "2026年4月10日",
            "2026年6月19日",
            "第三十四条",
            "查询码",
            "途径",
        ):
            assert must in paper.body
        assert NAME not in paper.body
        assert entry(case_id, "accepted").audience == "petitioner"
        assert last_line().detail["document"] == made["number"]


def test_a_late_acceptance_stays_late(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk, received_on="2026-04-01")
        with clock.frozen(MONDAY):
            accept(mine.clerk, case_id)
        (first,) = [row for row in of_subject(case_id) if row.rule == "D02"]
        assert (first.state, first.late) == ("met", True)


def test_the_opinion_has_its_four_parts_and_the_remedy(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        accept(mine.clerk, case_id)
        made = execute("case.answer", {"case_id": str(case_id), **ANSWER, "outcome": "explain"}, mine.clerk)
        assert made["number"] == "甲矿信处〔2026〕1号"
        found = case_of(case_id)
        assert (found.state, found.outcome, found.answered_on) == ("answered", "explain", date(2026, 4, 20))
        assert ledger(case_id) == {"D02": "met", "D05": "met"}
        assert found.next_due_on is None
        paper = documents_of(case_id)[-1]
        for part in ("demand", "facts", "opinion", "legal_basis"):
            assert ANSWER[part] in paper.body
        for must in ("解释说明", "30日内", "复查", "第三十五条"):
            assert must in paper.body


def test_what_is_no_appeal_gets_a_notice_without_the_remedy(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk, case_class="litigation_related")
        with pytest.raises(NotAllowedNow) as refused:
            accept(mine.clerk, case_id)
        assert refused.value.code == "nothing_to_accept"
        answer(mine.clerk, case_id, outcome="explain")
        (paper,) = documents_of(case_id)
        assert (paper.kind, paper.number) == ("path_notice", "甲矿信途〔2026〕1号")
        assert "复查" not in paper.body
        assert ledger(case_id) == {"D02": "met"}


def test_an_appeal_is_not_answered_before_it_is_accepted(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        with pytest.raises(NotAllowedNow) as refused:
            answer(mine.clerk, register(mine.clerk))
        assert refused.value.code == "accept_first"


@pytest.mark.parametrize("field", ["outcome", "demand", "facts", "opinion", "legal_basis", "served_how"])
def test_every_part_of_the_answer_is_required(mine: Organisation, app: Flask, field: str) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        accept(mine.clerk, case_id)
        payload = {"case_id": str(case_id), **ANSWER}
        for bad in ({k: v for k, v in payload.items() if k != field}, {**payload, field: ""}):
            with pytest.raises(Invalid) as refused:
                execute("case.answer", bad, mine.clerk)
            assert set(refused.value.fields) == {field}
        assert case_of(case_id).state == "accepted"
        assert len(documents_of(case_id)) == 1


@pytest.mark.parametrize("gate", ["responsibility", "problem", "risk"])
def test_a_gate_that_is_not_passed_needs_its_reason(mine: Organisation, app: Flask, gate: str) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        accept(mine.clerk, case_id)
        answer(mine.clerk, case_id)
        missing = {name: value for name, value in GATES.items() if name != gate}
        with pytest.raises(Invalid) as refused:
            execute("case.close", {"case_id": str(case_id), **missing}, mine.clerk)
        assert set(refused.value.fields) == {gate}
        with pytest.raises(Invalid) as refused:
            close(mine.clerk, case_id, **{gate: "no"})
        assert set(refused.value.fields) == {f"{gate}_reason"}
        close(mine.clerk, case_id, **{gate: "no", f"{gate}_reason": "制度正在修订"})
        assert (case_of(case_id).state, case_of(case_id).closed_on) == ("closed", date(2026, 4, 20))
        assert entry(case_id, "gates").facts[gate] == "制度正在修订"
        assert entry(case_id, "gates").audience == "unit"


def test_a_note_stays_inside(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        execute("case.note", {"case_id": str(case_id), "text": "已电话联系"}, mine.clerk)
        assert (entry(case_id, "note").text, entry(case_id, "note").audience) == ("已电话联系", "unit")
        assert "已电话联系" not in str(last_line().detail)
        with pytest.raises(Invalid):
            execute("case.note", {"case_id": str(case_id), "text": " "}, mine.clerk)


def test_a_double_click_accepts_once(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        payload = {"case_id": str(register(mine.clerk)), "served_how": "online"}
        made = [execute("case.accept", payload, mine.clerk, key="twice") for _time in range(2)]
        assert made[0] == made[1]
        assert len(documents_of(UUID(payload["case_id"]))) == 1
        with pytest.raises(NotAllowedNow) as refused:
            execute("case.accept", payload, mine.clerk, key="again")
        assert refused.value.code == "is_accepted"


def test_who_only_reads_does_not_handle(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        with pytest.raises(Forbidden):
            accept(mine.actors["leader"], case_id)


def test_paper_numbers_have_no_gap_after_a_refusal(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        first, second = register(mine.clerk), register(mine.clerk)
        accept(mine.clerk, first)
        with pytest.raises(NotAllowedNow):
            accept(mine.clerk, first)
        accept(mine.clerk, second)
        assert documents_of(second)[0].number == "甲矿信告〔2026〕2号"


def test_a_matter_from_an_envelope_meets_its_own_first_duty(
    mine: Organisation, county: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants.casework.intake.registration import open_case
    from tenants.casework.intake.schemas import RegisterCase
    from tenants.core import schema
    from tenants.core.commands import Context
    from tenants.core.database import write_transaction
    from tenants.core.ids import new_id
    from tenants.obligations.ledger import Subject, owe

    referral = new_id()
    monkeypatch.setitem(slots._fillings, "case.accepted", [])  # this referral is a name only
    with app.app_context(), tenant_scope(county.id):
        with write_transaction():
            context = Context(county.clerk, MONDAY, "referral.sign_for")
            data = schema.load(RegisterCase, matter())
            case = open_case(context, data, origin_referral_id=referral, origin_tenant_name="甲矿公司")
            owe("D03", Subject("referral", referral, "ZB-1"), date(2026, 4, 20), creditor_kind="petitioner")
        assert of_subject(case.id) == []
        execute("case.accept", {"case_id": str(case.id), "served_how": "post"}, county.clerk)
        assert ledger(referral) == {"D03": "met"}
        assert ledger(case.id) == {"D05": "open"}
        assert "由甲矿公司转送" in documents_of(case.id)[0].body
        assert case_of(case.id).next_due_on == date(2026, 4, 20) + timedelta(days=60)


def test_other_rooms_hear_of_it_in_the_same_transaction(
    mine: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_values: object) -> None:
        raise NotAllowedNow("the other room refuses")

    monkeypatch.setitem(slots._fillings, "case.accepted", [fail])
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        with pytest.raises(NotAllowedNow):
            accept(mine.clerk, case_id)
        assert case_of(case_id).state == "registered"
        assert documents_of(case_id) == []
