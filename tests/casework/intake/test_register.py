"""Registering: one transaction, a number without gaps, a sealed identity, a first clock, a code never stored."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tenants.casework.cases.models import Case, CaseEntry
from tenants.casework.intake import queries
from tenants.casework.intake.identity import open_field
from tenants.casework.intake.models import Petitioner, Submission, TrackingCode
from tenants.core import events, search
from tenants.core.commands import IdempotencyKey, execute
from tenants.core.crypto import SealBroken
from tenants.core.database import current_session, platform_scope, tenant_scope
from tenants.core.errors import Forbidden, Invalid, NotFound
from tenants.obligations.queries import of_subject
from tests.casework.matters import (
    ADDRESS,
    ANONYMOUS,
    ID_NUMBER,
    NAME,
    PHONE,
    TEXT,
    case_of,
    last_line,
    matter,
    register,
    registered,
)
from tests.conftest import Organisation


def rows(model: Any) -> list[Any]:
    return list(current_session().scalars(select(model)))


def test_everything_of_one_matter(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        with tenant_scope(mine.id):
            made = execute("case.register", matter(), mine.clerk)
            (case,) = rows(Case)
            assert made == {"case_id": str(case.id), "number": "JK-2026-0001"}
            assert (case.state, case.unit_id, case.petitioner_label) == ("registered", mine.unit_id, "陈**")
            (submission,) = rows(Submission)
            assert (submission.text, submission.recorded_by) == (TEXT, mine.clerk.name)
            (entry,) = rows(CaseEntry)
            assert (entry.kind, entry.audience) == ("registered", "petitioner")
            assert search.find("case", "停缴") == [case.id]
            assert search.find("case", case.number) == [case.id]
            assert last_line().action == "case.register"
            assert last_line().subject_id == case.id
        with platform_scope("relay"):
            told = [(event.name, event.subject_id) for event in events.lease()]
        assert ("case.registered", case.id) in told


def test_a_mine_owes_the_path_and_a_petition_office_the_sending_on(
    mine: Organisation, county: Organisation, app: Flask
) -> None:
    with app.app_context():
        for organisation, rule in ((mine, "D02"), (county, "D01")):
            with tenant_scope(organisation.id):
                case_id = register(organisation.clerk)
                (duty,) = of_subject(case_id)
                assert (duty.rule, duty.creditor_kind) == (rule, "petitioner")
                assert (duty.started_on.isoformat(), duty.due_on.isoformat()) == ("2026-04-10", "2026-04-25")
                assert case_of(case_id).next_due_on == duty.due_on


def test_identity_is_sealed_in_the_row_and_opens_only_there(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        register(mine.clerk)
        register(mine.clerk)
        first, second = rows(Petitioner)
        kept = b"".join(
            bytes(first.__dict__[f"{name}_sealed"]) for name in ("name", "phone", "id_number", "address")
        )
        kept += first.phone_index + first.phone_tail_hash
        for secret in (NAME, PHONE, ID_NUMBER, ADDRESS, PHONE[-4:]):
            assert secret.encode() not in kept
        assert open_field(first, "name") == NAME
        assert first.name_sealed != second.name_sealed
        assert first.phone_index == second.phone_index  # the same telephone is found
        assert first.phone_tail_hash != second.phone_tail_hash  # equal tails do not match
        first.name_sealed = second.name_sealed
        with pytest.raises(SealBroken):
            open_field(first, "name")
        current_session().rollback()


def test_masks_are_what_lists_show(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        register(mine.clerk)
        (row,) = rows(Petitioner)
        masked = (row.name_masked, row.phone_masked, row.id_number_masked, row.address_masked)
        assert masked == ("陈**", "138****5620", "9***…2X", "临梧区东麓街***")


def test_identity_is_not_searchable(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        register(mine.clerk)
        for secret in (NAME, PHONE, ID_NUMBER, ADDRESS):
            assert search.find("case", secret) == []


def test_one_key_one_case(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        made = [execute("case.register", matter(), mine.clerk, key="double click") for _time in range(2)]
        assert made[0] == made[1]
        assert len(rows(Case)) == len(rows(Submission)) == len(rows(TrackingCode)) == 1


def test_the_code_is_nowhere_in_the_database(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        shown = execute("receipt.show", {"case_id": str(case_id)}, mine.clerk, key="once")
        code = shown["tracking_code"]
        assert len(code) == 8
        (kept,) = current_session().scalars(select(IdempotencyKey).where(IdempotencyKey.key == "once"))
        assert kept.result is None
        (row,) = rows(TrackingCode)
        assert code.encode() not in row.code_hash
        assert last_line().action == "receipt.show"
        assert code not in str(last_line().detail)


def test_the_code_leads_to_its_case_as_people_type_it(
    mine: Organisation, twin: Organisation, app: Flask
) -> None:
    with app.app_context():
        with tenant_scope(mine.id):
            case_id = register(mine.clerk)
            code = execute("receipt.show", {"case_id": str(case_id)}, mine.clerk)["tracking_code"]
            assert queries.current_tracking_code(case_id) == code
            assert queries.phone_tail_fits(case_id, "5620")
            assert not queries.phone_tail_fits(case_id, "5621")
        with tenant_scope(twin.id):
            assert queries.lookup(f" {code[:4].lower()}-{code[4:]} ") == (mine.id, case_id)
            assert queries.lookup("0" * 8) is None


def test_without_a_telephone_the_code_is_longer_and_stands_alone(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk, **ANONYMOUS)
        assert len(queries.current_tracking_code(case_id) or "") == 12
        assert queries.phone_tail_fits(case_id, "")
        assert case_of(case_id).petitioner_label == "匿名"


def test_numbers_have_no_gap_after_a_failure(
    mine: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants.casework.intake import registration

    with app.app_context(), tenant_scope(mine.id):
        register(mine.clerk)
        with monkeypatch.context() as broken:
            broken.setattr(registration, "index_case", lambda case: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                register(mine.clerk)
        register(mine.clerk)
        numbers = current_session().scalars(select(Case.number).order_by(Case.number)).all()
        assert numbers == ["JK-2026-0001", "JK-2026-0002"]
        assert current_session().scalar(select(func.count()).select_from(Petitioner)) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "  \n "),
        ("title", "长" * 121),
        ("text", ""),
        ("text", "长" * 20001),
        ("channel", ""),
        ("channel", "fax"),
        ("received_on", ""),
        ("received_on", "2026-04-21"),
        ("received_on", "2016-04-19"),
        ("received_on", "20.4.2026"),
        ("category", "nothing"),
        ("case_class", "petition"),
        ("place", "长" * 121),
        ("person_count", "0"),
        ("person_count", "10000"),
        ("person_count", "some"),
        ("name", ""),
        ("name", "长" * 41),
        ("phone", "1380000"),
        ("id_number", "990018194912310021"),
        ("address", "长" * 121),
        ("former_number", "长" * 61),
        ("unit_id", "not an id"),
        ("handler_seat_id", "not an id"),
    ],
)
def test_each_bad_field_is_named_and_nothing_is_kept(
    mine: Organisation, app: Flask, field: str, value: str
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        with pytest.raises(Invalid) as refused:
            register(mine.clerk, **{field: value})
        assert set(refused.value.fields) == {field}
        (sentence,) = refused.value.fields[field]
        assert len(str(sentence)) > 4
        assert rows(Case) == []


@pytest.mark.parametrize("day", ["2026-04-20", "2016-04-20"])
def test_the_first_and_the_last_day_that_count(mine: Organisation, app: Flask, day: str) -> None:
    with app.app_context(), tenant_scope(mine.id):
        assert case_of(register(mine.clerk, received_on=day)).received_on.isoformat() == day


@pytest.mark.parametrize("field", ["name", "id_number", "address"])
def test_an_anonymous_matter_keeps_no_identity(mine: Organisation, app: Flask, field: str) -> None:
    known = {"name": NAME, "id_number": ID_NUMBER, "address": ADDRESS}
    with app.app_context(), tenant_scope(mine.id):
        with pytest.raises(Invalid) as refused:
            register(mine.clerk, **{**ANONYMOUS, field: known[field]})
        assert set(refused.value.fields) == {field}


def test_an_unknown_field_is_refused(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id), pytest.raises(Invalid) as refused:
        register(mine.clerk, political_status="群众")
    assert set(refused.value.fields) == {"political_status"}


def test_who_only_reads_does_not_register(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id), pytest.raises(Forbidden):
        register(mine.actors["leader"])


@pytest.mark.parametrize(
    ("field", "value"), [("name", NAME), ("phone", PHONE), ("id_number", ID_NUMBER), ("address", ADDRESS)]
)
def test_each_reveal_leaves_a_line(mine: Organisation, app: Flask, field: str, value: str) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk)
        shown = execute("identity.reveal", {"case_id": str(case_id), "field": field}, mine.head, key="r")
        assert (shown["person"], shown["field"], shown["value"]) == (1, field, value)
        line = last_line()
        assert (line.action, line.subject_id, line.actor_name) == ("identity.reveal", case_id, mine.head.name)
        assert line.detail == {"field": field}
        (kept,) = current_session().scalars(select(IdempotencyKey).where(IdempotencyKey.key == "r"))
        assert kept.result is None


def test_reveal_refuses_other_fields_and_foreign_cases(
    mine: Organisation, twin: Organisation, app: Flask
) -> None:
    with app.app_context():
        case_id = registered(mine)
        with tenant_scope(mine.id):
            with pytest.raises(Invalid):
                execute("identity.reveal", {"case_id": str(case_id), "field": "phone_index"}, mine.clerk)
            payload = {"case_id": str(case_id), "field": "name", "petitioner_id": str(case_id)}
            with pytest.raises(NotFound):
                execute("identity.reveal", payload, mine.clerk)
        with tenant_scope(twin.id), pytest.raises(NotFound):
            execute("identity.reveal", {"case_id": str(case_id), "field": "name"}, twin.clerk)
