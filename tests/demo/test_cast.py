"""The cast of the demo world and its templates: organisations, people, categories, topics; no database."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from portal.demo import matters, organisations, people, petitioners, vocabulary
from portal.demo.shapes import Mechanism, Organisation, Topic
from portal.demo.texts import TOPICS
from tenants.core.permissions import Role
from tenants.organisations.rules import TenantKind
from tenants.people.rules import weakness

CLASSES = {"appeal", "suggestion", "litigation_related", "accusation"}
KINDS = {"enterprise": 5, "petition_office": 1, "government": 3, "secretariat": 1}
CATEGORIES = Path(matters.__file__).parents[2] / "tenants/casework/cases/categories.csv"


def test_organisations_are_complete_and_told_apart() -> None:
    tenants = organisations.TENANTS
    assert len(tenants) == 10
    assert Counter(one.kind for one in tenants) == KINDS
    for told_apart in (
        "slug",
        "name",
        "short_name",
        "name_en",
        "seal",
        "case_code",
        "document_code",
        "phone",
    ):
        assert len({getattr(one, told_apart) for one in tenants}) == len(tenants), told_apart
    for one in tenants:
        assert one.kind in set(TenantKind)
        assert re.fullmatch(r"[a-z]{4,12}", one.slug)
        assert re.fullmatch(r"[A-Z]{2}", one.case_code)
        assert re.fullmatch(r"0998-000-01\d\d", one.phone)
        assert len(one.seal) == 1
        assert 1 <= one.hue <= 8
        assert "岚阳" in one.address
        assert one.reception_hours
        assert one.review_body != one.name


@pytest.mark.parametrize("one", organisations.TENANTS, ids=lambda one: one.slug)
def test_unit_trees_have_three_tiers(one: Organisation) -> None:
    by_key = {unit.key: unit for unit in one.units}
    assert len(by_key) == len(one.units)
    assert [unit.key for unit in one.units if unit.tier == 1] == ["root"]
    assert by_key["root"].name == one.name
    assert {unit.tier for unit in one.units} == {1, 2, 3}
    for unit in one.units:
        assert unit.name_en.isascii() or unit.tier == 1
        if unit.tier > 1:
            assert by_key[unit.parent].tier == unit.tier - 1
            # A parent stands before its children, so that the tree can be written in this order.
            assert one.units.index(by_key[unit.parent]) < one.units.index(unit)


@pytest.mark.parametrize("mechanism", organisations.MECHANISMS, ids=lambda one: one.slug)
def test_mechanisms_have_members_a_convener_and_limits(mechanism: Mechanism) -> None:
    parts = Counter(member.part for member in mechanism.members)
    assert parts["convener"] == 1
    assert set(parts) <= {"convener", "secretariat", "member"}
    members = [member.tenant for member in mechanism.members]
    assert len(set(members)) == len(members) >= 6
    assert set(members) <= {one.slug for one in organisations.TENANTS}
    limits = dict(re.findall(r"第.{1,2}条 (签收|异议|答复|确认).*?(\d+)个工作日", _terms(mechanism)))
    assert limits == {"签收": "1", "异议": "5", "答复": "10", "确认": "5"}
    assert mechanism.answer_working_days == 10
    assert f"{mechanism.referral_clause} 答复" in _terms(mechanism)
    assert mechanism.adopted_on.year < 2025


def _terms(mechanism: Mechanism) -> str:
    return "\n".join(f"{term.title} {term.text}" for term in mechanism.terms)


def test_the_two_mechanisms_differ() -> None:
    assert {one.kind for one in organisations.MECHANISMS} == {"mining_area", "plant_locality"}


def test_people_have_seats_that_exist() -> None:
    units = {(one.slug, unit.key) for one in organisations.TENANTS for unit in one.units}
    logins = [one.login for one in people.PEOPLE]
    assert len(set(logins)) == len(logins)
    assert len({one.name for one in people.PEOPLE}) == len(logins)
    for one in people.PEOPLE:
        assert re.fullmatch(r"[a-z][a-z0-9._-]{2,39}", one.login)
        assert bool(one.seats) != one.is_operator
        assert one.name.startswith(one.surname)
        for seat in one.seats:
            assert (seat.tenant, seat.unit) in units, one.login
            assert set(seat.roles) <= set(Role)
            assert seat.roles
    assert [one.login for one in people.PEOPLE if one.is_operator] == [people.OPERATOR]


@pytest.mark.parametrize("one", organisations.TENANTS, ids=lambda one: one.slug)
def test_each_organisation_can_do_its_work(one: Organisation) -> None:
    staff = [person for person in people.PEOPLE if any(seat.tenant == one.slug for seat in person.seats)]
    assert 3 <= len(staff) <= 6
    for role in (
        "registrar",
        "handler",
        "unit_head",
        "liaison",
        "leader",
        "confidential_officer",
        "tenant_admin",
    ):
        assert people.seated(one.slug, role), role


def test_one_person_serves_a_mine_and_the_secretariat() -> None:
    both = [person.login for person in people.PEOPLE if len(person.seats) > 1]
    assert both == ["lei.hp"]
    person = next(one for one in people.PEOPLE if one.login == "lei.hp")
    assert [seat.tenant for seat in person.seats] == ["qingshigou", "lianxi"]
    assert person.display_name == "雷科长"
    assert people.unit_of(person, "lianxi") == "coordination"


def test_sign_ins_are_printed_with_the_password() -> None:
    assert all(weakness(people.DEMO_PASSWORD, one.login) is None for one in people.PEOPLE)
    printed = "\n".join(people.sign_in_lines())
    assert people.DEMO_PASSWORD in printed
    for one in people.PEOPLE:
        assert one.login in printed
    assert printed.count("lei.hp") == 2


def test_categories_are_two_levels_with_classes() -> None:
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["code", "zh", "en", "parent", "default_class"]
    tops = {row["code"] for row in rows if not row["parent"]}
    below = [row for row in rows if row["parent"]]
    assert (len(tops), len(below)) == (18, 109)
    assert len({row["code"] for row in rows}) == 127
    for row in rows:
        assert row["zh"]
        assert row["en"][0].isupper()
        assert row["default_class"] in CLASSES
    for row in below:
        assert row["parent"] in tops
        assert row["code"].startswith(row["parent"])


def test_topics_are_many_and_known() -> None:
    assert len({topic.key for topic in TOPICS}) == len(TOPICS) >= 100
    assert len({title for topic in TOPICS for title in topic.titles}) >= 180
    assert len({topic.text for topic in TOPICS}) == len(TOPICS)
    tenants = {one.slug for one in organisations.TENANTS}
    for topic in TOPICS:
        assert len(topic.category) == 4
        assert matters.class_of(topic) in {"appeal", "suggestion", "litigation_related"}
        assert set(topic.tenants) <= tenants
        assert set(topic.plants) <= set(vocabulary.PLANTS)
        assert all(1 <= month <= 12 for month in topic.months)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_templates_can_be_filled(topic: Topic) -> None:
    for template in (*topic.titles, topic.text, *topic.briefs, topic.found, topic.agree, topic.explain):
        assert set(re.findall(r"\{(\w*)\}", template)) <= vocabulary.SLOTS, template
        bare = re.sub(r"\{\w+\}", "", template)
        for chosen in re.findall(r"<([^<>]*)>", bare):
            assert chosen.count("|") + 1 == len(topic.titles), chosen
            assert "[" not in chosen
        plain = re.sub(r"<[^<>]*>|\[[^\[\]]*\]", "", bare)
        assert not set("{}[]<>|") & set(plain), template


def test_a_slot_keeps_its_word_and_choices_follow_the_title() -> None:
    words = vocabulary.Words(Random(1), "qingshigou", date(2026, 1, 31))
    assert words.fill("{mid_sum}") == words.fill("{mid_sum}")
    assert words.fill("<一|二>在{village}", 1).startswith("二在")
    assert words.fill("[甲|乙]") in {"甲", "乙"}
    assert (words["last_month"], words["two_back"], words["last_year"]) == ("12月", "11月", "2025年")
    assert words["plant"] == "青石沟煤矿"
    with pytest.raises(KeyError):
        words.fill("{nothing_of_the_kind}")


@pytest.mark.parametrize(("first", "last"), [("99001819491231002", "X"), ("99000818800101001", "4")])
def test_check_digit_of_identity_numbers(first: str, last: str) -> None:
    assert petitioners.check_digit(first) == last
