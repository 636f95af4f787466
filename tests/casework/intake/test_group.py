"""A matter brought by a group: at most five who speak for it, each named once, each sealed on its own."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.casework.cases.models import Case
from tenants.casework.intake import queries, rules
from tenants.casework.intake.identity import open_field
from tenants.casework.intake.models import Petitioner
from tenants.core import search
from tenants.core.commands import execute
from tenants.core.database import current_session, tenant_scope
from tenants.core.errors import Invalid, NotFound
from tests.casework.matters import ANONYMOUS, ID_NUMBER, NAME, PHONE, case_of, last_line, matter, register
from tests.conftest import Organisation

SECOND = {"name_2": "欧阳垣禾", "phone_2": "13900004417", "id_number_2": "990018197503150022"}
THIRD = {"name_3": "魏洹菁", "phone_3": "0998-2345678", "address_3": "临梧区东麓街道新村3号"}
GROUP = {"person_count": "29", **SECOND, **THIRD}


def refused(organisation: Organisation, **changes: Any) -> dict[str, list[Any]]:
    """Return what is wrong, by field; nothing was kept."""
    with tenant_scope(organisation.id):
        with pytest.raises(Invalid) as problem:
            register(organisation.clerk, **changes)
        assert list(current_session().scalars(select(Case))) == []
    return problem.value.fields


def test_each_representative_is_kept_in_order_and_sealed(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk, **GROUP)
        people = queries.petitioners_of(case_id)
        assert [row.name_masked for row in people] == ["陈**", "欧**", "魏**"]
        assert [open_field(row, "name") for row in people] == [NAME, "欧阳垣禾", "魏洹菁"]
        assert people[1].id_number_masked == "9***…22"
        assert people[1].phone_index
        assert people[2].phone_masked == "0998****78"
        kept = b"".join(
            bytes(value) for row in people for value in vars(row).values() if isinstance(value, bytes)
        )
        for secret in (value for value in (*SECOND.values(), *THIRD.values())):
            assert secret.encode() not in kept
            assert search.find("case", secret) == []
        assert (case_of(case_id).petitioner_label, case_of(case_id).person_count) == ("陈** 等 29 人", 29)
        assert set(last_line().detail) == {"number"}


def test_five_speak_for_a_group_and_no_sixth(mine: Organisation, app: Flask) -> None:
    names = {
        rules.of_person("name", number): f"邬沅{sign}" for number, sign in enumerate("禾穗黍稷", start=2)
    }
    with app.app_context():
        problem = refused(mine, person_count="40", **names, name_6="邬沅粟", phone_12="13900004418")
        assert set(problem) == {"name_6", "phone_12"}
        assert "article 20" in str(problem["name_6"][0]) or "第二十条" in str(problem["name_6"][0])
        with tenant_scope(mine.id):
            assert len(queries.petitioners_of(register(mine.clerk, person_count="40", **names))) == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"person_count": "2", **SECOND, **THIRD}, "person_count"),
        (SECOND, "person_count"),
        ({**GROUP, "name_2": ""}, "name_2"),
        ({**GROUP, "address_5": "临梧区"}, "name_5"),
        ({**GROUP, "phone_3": "123"}, "phone_3"),
        ({**GROUP, "id_number_2": "990018197503150023"}, "id_number_2"),
        ({**GROUP, "name_4": "长" * 41}, "name_4"),
        ({**GROUP, "id_number_2": ID_NUMBER.lower()}, "id_number_2"),
        ({**GROUP, "name_3": NAME, "phone_3": f"+86 {PHONE}"}, "name_3"),
        ({**GROUP, "name_3": "欧阳垣禾", "phone_3": "139-0000-4417"}, "name_3"),
        ({**GROUP, "name_4": "伍瀚", "name_5": "伍瀚"}, "name_5"),
    ],
)
def test_what_is_wrong_is_said_of_whom(
    mine: Organisation, app: Flask, changes: dict[str, str], field: str
) -> None:
    with app.app_context():
        problem = refused(mine, **changes)
        assert set(problem) == {field}
        (sentence,) = problem[field]
        assert len(str(sentence)) > 4


def test_two_people_may_have_one_name_or_one_telephone(mine: Organisation, app: Flask) -> None:
    people = {
        "person_count": "4",
        "name_2": NAME,
        "phone_2": "13900004417",
        "name_3": "陈岱禾",
        "phone_3": PHONE,
    }
    with app.app_context(), tenant_scope(mine.id):
        assert len(queries.petitioners_of(register(mine.clerk, **people))) == 3


def test_a_place_left_empty_is_passed_over(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        people = queries.petitioners_of(register(mine.clerk, person_count="2", name_4="伍瀚"))
        assert [row.name_masked for row in people] == ["陈**", "伍**"]


def test_nobody_speaks_for_an_anonymous_matter(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        problem = refused(mine, **ANONYMOUS, person_count="9", name_2="伍瀚", phone_3="13900004417")
        assert set(problem) == {"name_2", "phone_3"}


def test_one_key_registers_a_group_once(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        made = [execute("case.register", matter(**GROUP), mine.clerk, key="twice") for _time in range(2)]
        assert made[0] == made[1]
        assert len(list(current_session().scalars(select(Petitioner)))) == 3


def test_the_telephone_of_any_representative_opens_the_matter(mine: Organisation, app: Flask) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk, **{**GROUP, "phone": ""})
        assert len(queries.current_tracking_code(case_id) or "") == 8
        assert queries.phone_tail_fits(case_id, "4417")
        assert queries.phone_tail_fits(case_id, "5678")
        assert not queries.phone_tail_fits(case_id, PHONE[-4:])
        assert not queries.phone_tail_fits(case_id, "")


def test_a_reading_says_whose_it_was(mine: Organisation, twin: Organisation, app: Flask) -> None:
    with app.app_context():
        with tenant_scope(mine.id):
            case_id = register(mine.clerk, **GROUP)
            second = queries.petitioners_of(case_id)[1]
            asked = {"case_id": str(case_id), "petitioner_id": str(second.id), "field": "phone"}
            shown = execute("identity.reveal", asked, mine.head)
            assert shown == {
                "petitioner_id": str(second.id),
                "person": 2,
                "field": "phone",
                "value": SECOND["phone_2"],
            }
            assert last_line().detail == {"field": "phone", "person": "2"}
        with tenant_scope(twin.id), pytest.raises(NotFound):
            execute("identity.reveal", asked, twin.clerk)
