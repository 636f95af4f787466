"""An accusation exists for confidential officers only: no page, count, search, number gap or event tells of it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.casework.cases import queries
from tenants.casework.cases.models import Case
from tenants.casework.progress.queries import told_here
from tenants.casework.progress.words import steps_of
from tenants.core import events, search
from tenants.core.commands import Actor, execute
from tenants.core.database import current_session, platform_scope, tenant_scope
from tenants.core.errors import Invalid, NotAllowedNow, NotFound
from tenants.obligations.queries import of_subject
from tests.casework.matters import accept, case_of, confidential_actor, last_line, matter, register
from tests.conftest import Organisation, sign_in

SECRET = "举报某科长收受回扣"


@pytest.fixture
def officer(mine: Organisation, app: Flask) -> Actor:
    """The confidential officer of ``mine``."""
    with app.app_context():
        return confidential_actor(mine)


def accusation(officer: Actor) -> Any:
    return register(officer, case_class="accusation", title=SECRET, text=SECRET)


def test_a_clerk_is_told_who_registers_it(mine: Organisation, officer: Actor, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        with pytest.raises(Invalid) as refused:
            execute("case.register", matter(case_class="accusation"), mine.clerk)
        assert officer.name in str(refused.value.fields["case_class"][0])
        assert current_session().scalars(select(Case)).all() == []


def test_it_is_absent_for_everybody_else(mine: Organisation, officer: Actor, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = accusation(officer)
        register(mine.clerk)
        assert queries.case_for(officer, case_id).title == SECRET
        for actor in (mine.clerk, mine.head, mine.actors["leader"], mine.admin):
            with pytest.raises(NotFound):
                queries.case_for(actor, case_id)
            assert queries.count_cases(actor) == 1
            assert queries.case_card(actor, case_id) is None
            listed = current_session().scalars(queries.select_cases(actor)).all()
            assert case_id not in {row.id for row in listed}
        assert queries.count_cases(officer) == 2


def test_the_search_does_not_know_it(mine: Organisation, officer: Actor, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        accusation(officer)
        assert search.find("case", "回扣") == []


def test_no_gap_in_the_ordinary_numbers_tells_of_it(mine: Organisation, officer: Actor, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        first = case_of(register(mine.clerk)).number
        sealed = case_of(accusation(officer)).number
        second = case_of(register(mine.clerk)).number
        assert (first, sealed, second) == ("JK-2026-0001", "JKJ-2026-0001", "JK-2026-0002")


def test_nothing_is_told_and_no_duty_of_the_ordinary_track_runs(
    mine: Organisation, officer: Actor, app: Flask
) -> None:
    with app.app_context():
        with tenant_scope(mine.id):
            case_id = accusation(officer)
            assert of_subject(case_id) == []
            assert last_line().detail == {}
        with platform_scope("relay"):
            assert case_id not in {event.subject_id for event in events.lease()}


def test_commands_find_nothing_for_a_clerk(mine: Organisation, officer: Actor, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = str(accusation(officer))
        for name, payload in {
            "case.note": {"text": "看看"},
            "case.assign": {"unit_id": str(mine.unit_id)},
            "case.accept": {"served_how": "post"},
            "identity.reveal": {"field": "name"},
            "receipt.show": {},
        }.items():
            with pytest.raises(NotFound):
                execute(name, {"case_id": case_id, **payload}, mine.clerk)


def test_it_is_not_handled_here(mine: Organisation, officer: Actor, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        with pytest.raises(NotAllowedNow) as refused:
            accept(officer, accusation(officer))
        assert refused.value.code == "confidential_track"


def test_a_case_found_to_be_one_disappears(mine: Organisation, officer: Actor, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        words = {"title": SECRET, "case_class": "accusation", "category": "0301"}
        payload = {"case_id": str(case_id), "version": case_of(case_id).version, **words}
        with pytest.raises(Invalid):
            execute("case.edit", payload, mine.clerk)
        execute("case.edit", payload, officer)
        assert search.find("case", "养老") == []
        assert {row.state for row in of_subject(case_id)} == {"void"}
        with pytest.raises(NotFound):
            queries.case_for(mine.clerk, case_id)
        with pytest.raises(Invalid):
            execute(
                "case.edit", {**payload, "version": case_of(case_id).version, "case_class": "appeal"}, officer
            )


def test_its_petitioner_sees_the_receipt_only(mine: Organisation, officer: Actor, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        told = told_here(case_of(accusation(officer)))
        assert told.is_confidential
        assert told.promise is None
        assert steps_of(told) == []


def test_its_pages_answer_as_for_an_absent_case(mine: Organisation, officer: Actor, app: Flask) -> None:
    from tenants.core.ids import new_id

    with app.app_context(), tenant_scope(mine.id):
        case_id = accusation(officer)
    client = sign_in(app, mine)
    for path in (
        "",
        "/original",
        "/files",
        "/readings",
        "/clocks",
        "/edit",
        "/assign",
        "/receipt",
        "/answer",
    ):
        answers = [client.get(f"/o/{mine.slug}/cases/{asked}{path}") for asked in (case_id, new_id())]
        assert [answer.status_code for answer in answers] == [404, 404], path
        assert SECRET not in answers[0].get_data(as_text=True)
    page = sign_in(app, mine, "sealed").get(f"/o/{mine.slug}/cases/{case_id}")
    assert SECRET in page.get_data(as_text=True)
