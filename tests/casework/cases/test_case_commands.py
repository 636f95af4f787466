"""Editing, assigning and finding cases."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.casework.cases import course, queries
from tenants.casework.cases.models import CaseEntry
from tenants.core import search
from tenants.core.commands import execute
from tenants.core.database import current_session, tenant_scope
from tenants.core.errors import Conflict, Forbidden, Invalid, NotAllowedNow, NotFound
from tenants.core.ids import new_id
from tests.casework.matters import accept, answer, case_of, close, last_line, register, registered
from tests.conftest import Organisation


def edited(case_id: UUID, version: int, **changes: Any) -> dict[str, Any]:
    found = case_of(case_id)
    words = {name: getattr(found, name) for name in ("title", "summary", "category", "case_class", "place")}
    return {"case_id": str(case_id), "version": version, **words, **changes}


def kinds(case_id: UUID) -> list[str]:
    return list(
        current_session().scalars(
            select(CaseEntry.kind).where(CaseEntry.case_id == case_id).order_by(CaseEntry.id)
        )
    )


def test_edit_changes_the_words_and_what_is_found(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        payload = edited(case_id, case_of(case_id).version, title="要求补发绩效工资", summary="补发绩效")
        execute("case.edit", payload, mine.head)
        found = case_of(case_id)
        assert (found.title, found.summary, found.changed_by) == (
            "要求补发绩效工资",
            "补发绩效",
            mine.head.name,
        )
        assert search.find("case", "绩效") == [case_id]
        assert search.find("case", "停缴养老") == [case_id]  # the original text stays
        assert last_line().action == "case.edit"
        assert last_line().detail["fields"] == "title,summary"


def test_edit_without_a_change_writes_no_line(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        execute("case.edit", edited(case_id, case_of(case_id).version), mine.clerk)
        assert kinds(case_id) == ["registered"]


def test_the_second_of_two_editors_gets_both_texts(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        version = case_of(case_id).version
        execute("case.edit", edited(case_id, version, title="先保存的标题"), mine.head)
        with pytest.raises(Conflict) as refused:
            execute("case.edit", edited(case_id, version, title="后保存的标题"), mine.clerk)
        assert refused.value.theirs == {"title": "先保存的标题"}
        assert refused.value.yours == {"title": "后保存的标题"}
        assert refused.value.changed_by == mine.head.name
        assert case_of(case_id).title == "先保存的标题"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 121),
        ("summary", "长" * 4001),
        ("category", "9999"),
        ("case_class", "complaint"),
        ("place", "长" * 121),
        ("version", "new"),
    ],
)
def test_edit_names_the_bad_field(mine: Organisation, app: Flask, field: str, value: str) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        with pytest.raises(Invalid) as refused:
            execute("case.edit", {**edited(case_id, case_of(case_id).version), field: value}, mine.clerk)
        assert set(refused.value.fields) == {field}


def test_assign_lays_a_case_into_a_tray_and_into_hands(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        place = {"case_id": str(case_id), "unit_id": str(mine.unit_id)}
        execute(
            "case.assign",
            {**place, "handler_seat_id": str(mine.head.seat_id), "reason": "熟悉情况"},
            mine.head,
        )
        assert case_of(case_id).handler_seat_id == mine.head.seat_id
        execute("case.assign", place, mine.head)
        assert case_of(case_id).handler_seat_id is None
        assert case_of(case_id).unit_id == mine.unit_id
        assert kinds(case_id) == ["registered", "assigned", "assigned"]


def test_assign_refuses_what_is_not_ours(mine: Organisation, twin: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        with pytest.raises(Invalid) as refused:
            execute("case.assign", {"case_id": str(case_id), "unit_id": str(twin.unit_id)}, mine.head)
        assert set(refused.value.fields) == {"unit_id"}
        payload = {
            "case_id": str(case_id),
            "unit_id": str(mine.unit_id),
            "handler_seat_id": str(twin.clerk.seat_id),
        }
        with pytest.raises(Invalid) as refused:
            execute("case.assign", payload, mine.head)
        assert set(refused.value.fields) == {"handler_seat_id"}


def test_assign_refuses_a_seat_that_has_ended(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        execute("seat.revoke", {"seat_id": str(mine.head.seat_id)}, mine.admin)
        payload = {
            "case_id": str(case_id),
            "unit_id": str(mine.unit_id),
            "handler_seat_id": str(mine.head.seat_id),
        }
        with pytest.raises(Invalid):
            execute("case.assign", payload, mine.clerk)


@pytest.mark.parametrize("name", ["case.edit", "case.assign"])
def test_a_closed_case_does_not_change(mine: Organisation, app: Flask, name: str) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        accept(mine.clerk, case_id)
        answer(mine.clerk, case_id)
        close(mine.clerk, case_id)
        payloads = {
            "case.edit": edited(case_id, case_of(case_id).version, title="另一个标题"),
            "case.assign": {"case_id": str(case_id), "unit_id": str(mine.unit_id)},
        }
        with pytest.raises(NotAllowedNow) as refused:
            execute(name, payloads[name], mine.clerk)
        assert refused.value.code == "is_closed"


def test_who_only_reads_changes_nothing(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        with pytest.raises(Forbidden):
            execute(
                "case.edit",
                edited(case_id, case_of(case_id).version, title="领导改的"),
                mine.actors["leader"],
            )


def test_a_foreign_case_is_absent(mine: Organisation, twin: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
        with tenant_scope(twin.id):
            for asked in (case_id, new_id()):
                with pytest.raises(NotFound):
                    queries.case_for(twin.clerk, asked)
                with pytest.raises(NotFound):
                    execute("case.assign", {"case_id": str(asked), "unit_id": str(twin.unit_id)}, twin.clerk)
            assert queries.case_card(twin.clerk, case_id) is None
            assert queries.count_cases(twin.clerk) == 0


def test_transfer_and_take_back_keep_the_referral_in_view(mine: Organisation, app: Flask) -> None:
    from tenants.core.commands import Context
    from tenants.core.database import write_transaction
    from tests.conftest import MONDAY

    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        context = Context(mine.clerk, MONDAY, "referral.send")
        with write_transaction():
            course.transfer(
                context, course.load_locked(context, case_id), receiver_name="县信访局", referral_state="sent"
            )
        assert (case_of(case_id).state, case_of(case_id).referral_to) == ("transferred", "县信访局")
        with pytest.raises(NotAllowedNow) as refused:
            close(mine.clerk, case_id)
        assert refused.value.code == "not_answered_yet"
        with write_transaction():
            course.take_back(context, course.load_locked(context, case_id))
        assert (case_of(case_id).state, case_of(case_id).referral_state) == ("registered", "")
