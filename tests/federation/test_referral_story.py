"""The whole story by commands: a mine refers a worker's matter, the county signs, accepts, answers; it confirms."""

from uuid import UUID

import pytest
from sqlalchemy import select

from portal.federation.referrals import custody, queries
from portal.federation.referrals.rules import State
from tenants.casework.cases import queries as cases
from tenants.casework.intake.queries import petitioners_of, submissions_of
from tenants.core.database import current_session, tenant_scope
from tenants.obligations import queries as obligations
from tenants.papers.models import Document
from tests.conftest import tell_all
from tests.federation.conftest import NAME, PHONE, SUMMARY, act

pytestmark = pytest.mark.usefixtures("in_app")


def seen_by(organisation, referral_id):
    with tenant_scope(organisation.id):
        return queries.envelope(queries.chain(queries.referral(referral_id)))


def duties(organisation, referral_id):
    with tenant_scope(organisation.id):
        return {row.rule: row for row in obligations.of_subject(referral_id)}


def accept(matter, referral_id, **changes):
    payload = {
        "referral_id": str(referral_id),
        "title": "职工要求补缴养老保险",
        "served_how": "post",
        **changes,
    }
    return act(matter.receiver.id, "referral.accept", payload, matter.receiver.clerk)


def sign(matter, referral_id):
    return act(
        matter.receiver.id, "referral.sign_for", {"referral_id": str(referral_id)}, matter.receiver.clerk
    )


def test_the_whole_story(app, matter):
    mine, county = matter.owner, matter.receiver
    referral_id = matter.send()
    cover = seen_by(county, referral_id)
    assert (cover.is_cover, cover.item_count, cover.file_count) == (True, 7, 1)
    assert not cover.items
    assert not cover.files

    sign(matter, referral_id)
    shown = {item.name: item.value for item in seen_by(county, referral_id).items}
    assert shown["demand_summary"] == SUMMARY
    assert (shown["name"], shown["phone"]) == ("陈**", "138****5620")
    assert "id_number" not in shown

    taken = accept(matter, referral_id)
    tell_all(app)
    answer = {"referral_id": str(referral_id), "outcome": "solved", "answer": "基数已核定，可补缴九个月。"}
    act(county.id, "referral.answer", answer, county.clerk)
    tell_all(app)
    with tenant_scope(mine.id):
        own = cases.case_for(mine.clerk, matter.case_id)
        assert (own.state, own.referral_state, own.referral_to) == ("transferred", "answered", "县信访局")
        assert queries.referral(referral_id).answer == "基数已核定，可补缴九个月。"
    act(mine.id, "referral.confirm", {"referral_id": str(referral_id)}, mine.clerk)
    tell_all(app)

    with tenant_scope(county.id):
        row = queries.referral(referral_id)
        assert row.state == State.CONFIRMED
        assert row.accountable_tenant_id == county.id
        checked = custody.check(queries.chain(row))
        assert (checked.holds, checked.receipts) == (True, 6)
        case = cases.case_for(county.clerk, UUID(taken["case_id"]))
        assert case.origin_referral_id == referral_id
    assert {rule: row.state for rule, row in duties(mine, referral_id).items()} == {
        "S01": "met",
        "D03": "met",
        "D04": "met",
        "A02": "met",
    }


def test_the_receiver_opens_its_own_case_from_the_copy(matter):
    referral_id = matter.send()
    sign(matter, referral_id)
    taken = accept(matter, referral_id)
    county = matter.receiver
    with tenant_scope(county.id):
        case = cases.case_for(county.clerk, UUID(taken["case_id"]))
        assert case.number.startswith("XF-2026-")
        assert (case.state, case.summary, case.place) == ("accepted", SUMMARY, "东麓选煤厂")
        assert case.origin_tenant_name == "甲矿公司"
        (person,) = petitioners_of(case.id)
        assert (person.name_masked, person.phone_masked, person.id_number_sealed) == (
            "陈**",
            "138****5620",
            None,
        )
        (original,) = submissions_of(case.id)
        assert original.text == SUMMARY
        from tenants.casework.attachments.queries import attachments_of
        from tenants.casework.attachments.storing import read_file

        (file,) = attachments_of(case.id)
        assert (file.name, file.origin) == ("缴费明细.txt", "referral")
        assert b"".join(read_file(file.id)) == "缴费明细：九个月未缴。".encode()
        (paper,) = current_session().scalars(select(Document).where(Document.case_id == case.id))
        assert paper.kind == "acceptance_notice"
        row = queries.referral(referral_id)
        assert row.promised_on is not None
        assert row.promised_on.isoformat() == "2026-06-19"


def test_duties_open_with_signature_and_are_seen_by_both(matter):
    referral_id = matter.send(kind="assign", answer_due_on="2026-05-08")
    assert set(duties(matter.owner, referral_id)) == {"S01"}
    sign(matter, referral_id)
    for side in (matter.owner, matter.receiver):
        found = duties(side, referral_id)
        assert set(found) == {"S01", "D03", "D04", "A01"}
        assert found["S01"].state == "met"
        assert found["D03"].due_on.isoformat() == "2026-05-05"
        assert found["D03"].creditor_kind == "petitioner"
        assert found["D04"].due_on.isoformat() == "2026-04-27"
        assert found["A01"].due_on.isoformat() == "2026-05-08"
        assert all(row.debtor_tenant_id == matter.receiver.id for row in found.values())
        assert all(row.among_peers for row in found.values())


def test_handing_over_meets_the_first_duty_with_a_written_notice(matter):
    matter.send()
    with tenant_scope(matter.owner.id):
        (first,) = obligations.of_subject(matter.case_id)
        assert (first.rule, first.state) == ("D02", "met")
        (paper,) = current_session().scalars(select(Document).where(Document.case_id == matter.case_id))
        assert "县信访局" in paper.body
        assert "没有提供：身份证号、住址、诉求原文" in paper.body
        case = cases.case_for(matter.owner.clerk, matter.case_id)
        assert case.next_due_on is None


def test_asking_for_help_leaves_the_matter_with_the_sender(app, matter):
    referral_id = matter.send(kind="co_handle")
    sign(matter, referral_id)
    taken = accept(matter, referral_id)
    tell_all(app)
    with tenant_scope(matter.owner.id):
        row = queries.referral(referral_id)
        assert row.accountable_tenant_id == matter.owner.id
        assert row.answer_due_on is not None
        assert row.answer_due_on.isoformat() == "2026-05-07"
        case = cases.case_for(matter.owner.clerk, matter.case_id)
        assert (case.state, case.referral_state) == ("registered", "accepted")
    with tenant_scope(matter.receiver.id):
        case = cases.case_for(matter.receiver.clerk, UUID(taken["case_id"]))
        assert case.state == "registered"
        assert {row.rule for row in obligations.of_subject(case.id)} == set()
    assert duties(matter.owner, referral_id)["D03"].state == "met"


def test_the_notice_may_follow_later(app, matter):
    referral_id = matter.send()
    sign(matter, referral_id)
    taken = accept(matter, referral_id, served_how="")
    assert duties(matter.owner, referral_id)["D03"].state == "open"
    act(
        matter.receiver.id,
        "case.accept",
        {"case_id": taken["case_id"], "served_how": "in_person"},
        matter.receiver.clerk,
    )
    assert duties(matter.owner, referral_id)["D03"].state == "met"
    with tenant_scope(matter.owner.id):
        assert queries.referral(referral_id).promised_on is not None


def test_the_list_told_to_the_petitioner_is_the_envelopes(matter):
    referral_id = matter.send()
    with tenant_scope(matter.owner.id):
        (told,) = queries.disclosures(matter.case_id)
        found = queries.chain(queries.referral(referral_id))
        given = [{"item": item.name} for item in found.items]
        assert told.given == [*given, *({"file": file.name} for file in found.files)]
        assert {entry.get("item") for entry in told.withheld} == {
            "id_number",
            "address",
            "original_text",
            "internal_notes",
        }
        assert (told.consent_how, told.consent_note) == ("phone", "录音 0417")


def test_what_is_shown_is_written_down_for_both(matter):
    referral_id = matter.send()
    sign(matter, referral_id)
    county = matter.receiver
    items = {item.name: item.id for item in seen_by(county, referral_id).items}
    payload = {"referral_id": str(referral_id), "item_id": str(items["phone"])}
    assert act(county.id, "referral.reveal", payload, county.clerk)["value"] == PHONE
    file = seen_by(county, referral_id).files[0]
    act(
        county.id, "referral.reveal", {"referral_id": str(referral_id), "file_id": str(file.id)}, county.clerk
    )
    for side in (matter.owner, county):
        with tenant_scope(side.id):
            found = queries.readings(queries.referral(referral_id))
            assert {row.what for row in found} == {"phone", f"file:{file.id}"}
            assert {row.reader_tenant_id for row in found} == {county.id}
    assert NAME not in str(payload)
