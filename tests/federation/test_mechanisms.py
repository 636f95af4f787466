"""Founding and joining a mechanism, and what its members see of each other."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.federation.mechanisms import queries, rules
from portal.federation.mechanisms.models import Mechanism, MechanismMember
from tenants.core.database import MechanismMembership, current_session, tenant_scope, write_transaction
from tenants.core.errors import Forbidden, Invalid, NotFound
from tenants.core.ids import new_id
from tests.conftest import sign_in
from tests.federation.conftest import CHARTER, act


def found_payload(**changes):
    return {
        "kind": "plant_locality",
        "name": "厂地联动",
        "name_en": "Plant and town",
        "charter": CHARTER,
        "invited": [],
        **changes,
    }


@pytest.mark.usefixtures("in_app")
def test_members_see_each_other_and_strangers_nothing(mechanism, mine, county, town, twin):
    for organisation in (mine, county, town):
        with tenant_scope(organisation.id):
            assert [row.id for row in queries.my_mechanisms()] == [mechanism]
            members = queries.members(mechanism)[mechanism]
            assert {member.tenant.id for member in members} == {mine.id, county.id, town.id}
            assert {member.tenant.id for _m, member in queries.fellow_members()} == (
                {mine.id, county.id, town.id} - {organisation.id}
            )
    with tenant_scope(twin.id):
        assert queries.my_mechanisms() == []
        assert queries.members() == {}
        with pytest.raises(NotFound):
            queries.mechanism(mechanism)


@pytest.mark.usefixtures("in_app")
def test_only_who_is_invited_joins(mechanism, twin, mine):
    with pytest.raises(NotFound):
        act(twin.id, "mechanism.join", {"mechanism_id": str(mechanism)})
    with pytest.raises(NotFound):
        act(twin.id, "mechanism.join", {"mechanism_id": str(new_id())})
    with tenant_scope(twin.id):
        assert current_session().scalars(select(MechanismMembership)).all() == []
    with pytest.raises(Forbidden):
        act(mine.id, "mechanism.join", {"mechanism_id": str(mechanism)}, mine.clerk)
    act(mine.id, "mechanism.join", {"mechanism_id": str(mechanism), "liaison_name": "新联络员"}, mine.admin)
    with tenant_scope(mine.id):
        (own,) = [member for member in queries.members(mechanism)[mechanism] if member.is_own]
        assert own.liaison_name == "新联络员"
        assert len(current_session().scalars(select(MechanismMember)).all()) == 3


@pytest.mark.usefixtures("in_app")
def test_an_invited_tenant_is_no_receiver_before_it_joins(mine, twin):
    invited = [{"tenant_id": str(twin.id)}, {"tenant_id": str(mine.id)}]
    made = act(mine.id, "mechanism.found", found_payload(invited=invited))
    with tenant_scope(mine.id):
        assert queries.fellow_members() == []
        members = queries.members()[UUID(made["mechanism_id"])]
        assert [(member.tenant.id, member.joined_at is None) for member in members] == [
            (mine.id, False),
            (twin.id, True),
        ]
    act(twin.id, "mechanism.join", {"mechanism_id": made["mechanism_id"]})
    with tenant_scope(mine.id):
        assert [member.tenant.id for _m, member in queries.fellow_members()] == [twin.id]


@pytest.mark.usefixtures("in_app")
def test_who_left_sees_nothing_any_more(mechanism, mine):
    with tenant_scope(mine.id), write_transaction() as session:
        ticket = session.scalars(select(MechanismMembership)).one()
        ticket.left_at = datetime(2026, 4, 20, tzinfo=UTC)
    with tenant_scope(mine.id):
        assert queries.my_mechanisms() == []
        assert current_session().scalars(select(Mechanism)).all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "club"}, "kind"),
        ({"charter": {**CHARTER, "answer_working_days": 0}}, "charter"),
        ({"charter": {}}, "charter"),
        ({"invited": [{"tenant_id": "019da882-39c0-722c-8bd1-d7948401a8c1"}]}, "invited"),
    ],
)
@pytest.mark.usefixtures("in_app")
def test_bad_input(mine, changes, field):
    with pytest.raises(Invalid) as refused:
        act(mine.id, "mechanism.found", found_payload(**changes))
    assert field in refused.value.fields
    with tenant_scope(mine.id):
        assert queries.my_mechanisms() == []


def test_charter_terms():
    assert rules.answer_working_days({}) == 10
    assert rules.answer_working_days({"answer_working_days": 5}) == 5
    assert rules.rules_name({}, "某会议") == "某会议规则"
    assert rules.referral_clause({}) == ""


def test_pages(app, mechanism, mine, twin):
    client = sign_in(app, mine)
    listing = client.get("/o/minea/mechanisms/").get_data(as_text=True)
    assert "岚阳矿区联席会议" in listing
    page = client.get(f"/o/minea/mechanisms/{mechanism}").get_data(as_text=True)
    for words in ("县信访局", "镇政府", "周联络", "0998-0000002", "第八条", "逐项列明提供的内容"):
        assert words in page
    stranger = sign_in(app, twin)
    absent = stranger.get(f"/o/mineb/mechanisms/{new_id()}")
    foreign = stranger.get(f"/o/mineb/mechanisms/{mechanism}")
    assert (absent.status_code, foreign.status_code) == (404, 404)
    assert "还没有联动机制" in stranger.get("/o/mineb/mechanisms/").get_data(as_text=True)
