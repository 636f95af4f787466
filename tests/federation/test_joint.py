"""Several who bring one matter: each representative is chosen, and agrees, for itself; all reach the opened case."""

import json
import re
from datetime import date
from uuid import UUID

import pytest

from portal.federation.referrals import custody, packing, queries, schemas, verify_custody
from portal.public import envelopes
from tenants.casework.intake.identity import open_field, sealed_petitioner
from tenants.casework.intake.queries import petitioners_of
from tenants.casework.intake.rules import MOST_REPRESENTATIVES
from tenants.core import schema
from tenants.core.database import current_session, tenant_scope, write_transaction
from tenants.core.errors import Invalid
from tests.federation.conftest import NAME, PHONE, act
from tests.federation.test_referral_pages import (
    receiver,
    refer_url,
    referral_url,
    send,
    sender,
    standing_in,
    text_of,
    typed,
)

__all__ = ["receiver", "sender"]

SECOND = {"name": "李秀兰", "phone": "13900001111", "id_number": "990101198506120024", "address": "西村3号"}
THIRD = {"name": "王德福", "phone": "13700002222"}
AGREED = {
    "consent_how_2": "in_person",
    "consent_on_2": "2026-04-18",
    "consent_note_2": "当面签字",
}


@pytest.fixture
def joint(matter):
    """The matter, brought by three."""
    join(matter, SECOND, THIRD)
    return matter


def join(matter, *people):
    with matter.app.app_context(), tenant_scope(matter.owner.id), write_transaction() as session:
        for person in people:
            session.add(sealed_petitioner(matter.case_id, person))
            session.flush()


def wrong_with(matter, **changes):
    """Return what keeps a package from being sent."""
    with standing_in(matter.app, matter.owner):
        data = schema.load(schemas.SendReferral, matter.draft(**changes))
        package = packing.compose(matter.owner.clerk, data)
        try:
            packing.check_ready(package, data)
        except Invalid as problem:
            return set(problem.fields)
    return set()


def test_the_form_offers_each_by_name_and_ticks_nobody(sender, joint):
    page = text_of(sender.get(refer_url(joint)))
    for words in ("第 1 位代表", "第 2 位代表", "第 3 位代表", "陈**", "李**", "王**", "需要每位代表同意"):
        assert words in page
    offered = re.findall(r'name="items" value="((?:name|phone|id_number|address)(?:_\d)?)"( checked)?', page)
    assert [name for name, _ticked in offered] == [
        "name", "phone", "id_number", "address", "name_2", "phone_2", "id_number_2", "address_2", "name_3", "phone_3",
    ]  # fmt: skip
    assert not any(ticked for _name, ticked in offered)
    for secret in (*SECOND.values(), *THIRD.values()):
        assert secret not in page


def test_alone_the_form_says_nothing_of_representatives(sender, matter):
    page = text_of(sender.get(refer_url(matter)))
    assert "位代表" not in page
    assert 'name="consent_how_2"' not in page


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"items": ["name_2"]}, {"consent_how_2", "consent_on_2"}),
        ({"items": ["name", "name_2"], **AGREED}, set()),
        ({"items": ["name_2"], **AGREED, "consent_how": "", "consent_on": None}, set()),
        ({"items": ["name_2"], **AGREED, "consent_on_2": "2027-01-01"}, {"consent_on_2"}),
        ({"items": ["original_text"], **AGREED}, {"consent_how_3", "consent_on_3"}),
        ({"items": ["phone_4"]}, {"items"}),
        ({"items": [], "purpose": f"请联系{SECOND['name']}"}, {"purpose"}),
    ],
)
def test_each_agrees_for_itself(joint, changes, wrong):
    assert wrong_with(joint, **changes) == wrong


def test_a_state_organs_ground_is_no_way_out_for_an_enterprise(joint):
    ways = {"items": ["name_2"], **AGREED, "consent_how_2": "statutory_duty"}
    assert wrong_with(joint, **ways) == {"consent_how_2"}


def test_no_more_than_five_are_offered(matter):
    join(matter, *({"name": f"第{number}人"} for number in "二三四五六"))
    with standing_in(matter.app, matter.owner):
        package = matter.package(items=[])
        names = [item.name for item in package.offered_items if item.field == "name"]
        assert names == ["name", "name_2", "name_3", "name_4", "name_5"]
        assert len(package.people) == MOST_REPRESENTATIVES


def test_preview_window_and_envelope_name_each(sender, receiver, joint):
    form = typed(joint, step="check", items=["name", "name_2", "phone_2"], **AGREED)
    window = text_of(sender.post(refer_url(joint), data=form, headers={"HX-Request": "true"}))
    for words in ("姓名（第 2 位代表）", "联系电话（第 2 位代表）", "姓名（第 3 位代表）"):
        assert words in window
    referral_id = send(joint, items=["name", "name_2", "phone_2"], **AGREED)
    own = text_of(sender.get(referral_url(joint.owner, referral_id)))
    assert "信访人：电话征得同意" in own
    assert "第 2 位代表：当面征得同意，2026年4月18日 · 当面签字" in own
    url = referral_url(joint.receiver, referral_id)
    receiver.post(f"{url}/sign-for")
    page = text_of(receiver.get(url))
    assert "李**" in page
    assert "139****1111" in page
    assert "当面签字" not in page
    for secret in (SECOND["name"], SECOND["phone"], *THIRD.values()):
        assert secret not in page
    with standing_in(joint.app, joint.receiver):
        found = queries.chain(queries.referral(referral_id))
        item = next(item for item in found.items if item.name == "phone_2")
    assert SECOND["phone"] in text_of(receiver.post(f"{url}/items/{item.id}"))
    assert "联系电话（第 2 位代表）" in text_of(sender.get(referral_url(joint.owner, referral_id)))


@pytest.mark.usefixtures("in_app")
def test_the_opened_case_has_all_who_were_named(joint):
    referral_id = joint.send(items=["name", "phone", "name_2", "phone_2", "id_number_2"], **AGREED)
    opened = accept(joint, referral_id)
    with tenant_scope(joint.receiver.id):
        people = petitioners_of(opened)
        assert [open_field(row, "name") for row in people] == [NAME, SECOND["name"]]
        assert [open_field(row, "phone") for row in people] == [PHONE, SECOND["phone"]]
        assert open_field(people[1], "id_number") == SECOND["id_number"]
        assert open_field(people[1], "address") == ""
        found = queries.chain(queries.referral(referral_id))
        text = custody.export(found, joint.receiver.id, "县信访局")
    assert list(verify_custody.verify(text, None))
    assert not any(value in text for value in (NAME, PHONE, *SECOND.values(), *THIRD.values()))
    kept = {item["name"] for item in json.loads(json.loads(text)["package"])["items"]}
    assert {"name_2", "phone_2", "id_number_2"} < kept


@pytest.mark.usefixtures("in_app")
def test_who_is_named_alone_comes_first_at_the_receiver(joint):
    referral_id = joint.send(items=["name_2"], **AGREED)
    opened = accept(joint, referral_id)
    with tenant_scope(joint.receiver.id):
        assert [open_field(row, "name") for row in petitioners_of(opened)] == [SECOND["name"]]
    with tenant_scope(joint.owner.id):
        told = queries.disclosure(referral_id)
        assert told is not None
        assert (told.consent_how, told.consent_on) == ("", None)
        assert told.further_consents == [
            {"person": 2, "how": "in_person", "on": date(2026, 4, 18).isoformat(), "note": "当面签字"}
        ]


@pytest.mark.usefixtures("in_app")
def test_the_petitioners_list_names_each(joint):
    joint.send(items=["name", "name_2"], **AGREED)
    with tenant_scope(joint.owner.id):
        _office, (shared,) = envelopes.office_and_envelopes(joint.owner.id, joint.case_id)
        given = [str(label) for label in shared.given]
        withheld = [str(label) for label in shared.withheld]
        current_session().rollback()
    assert any("2" in label for label in given)
    assert any("3" in label for label in withheld)
    assert not any(secret in str(given + withheld) for secret in (*SECOND.values(), *THIRD.values()))


def accept(matter, referral_id):
    receiver, named = matter.receiver, {"referral_id": str(referral_id)}
    act(receiver.id, "referral.sign_for", named, receiver.clerk)
    made = act(receiver.id, "referral.accept", {**named, "title": "三人反映补缴"}, receiver.clerk)
    return UUID(made["case_id"])
