"""What each command of a referral refuses, and what happens twice happens once."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.federation.referrals import queries
from portal.federation.referrals.listeners import deliver
from portal.federation.referrals.models import (
    CustodyReceipt,
    Disclosure,
    Referral,
    ReferralItem,
    ReferralLink,
)
from portal.federation.referrals.rules import STEPS, Side, State, accountable
from tenants.core import events
from tenants.core.database import current_session, tenant_scope
from tenants.core.errors import Forbidden, Invalid, NotAllowedNow, NotFound
from tenants.core.ids import new_id
from tenants.obligations import queries as obligations
from tests.conftest import tell_all
from tests.federation.conftest import ADDRESS, NAME, PHONE, SUMMARY, act, matter_of

pytestmark = pytest.mark.usefixtures("in_app")

PAYLOADS = {
    "sign_for": {},
    "accept": {"title": "职工要求补缴"},
    "answer": {"outcome": "solved", "answer": "已核定。"},
    "confirm": {},
}
ORDER = ["sign_for", "accept", "answer", "confirm"]


def take(organisation, name, referral_id, part="clerk", **changes):
    payload = {"referral_id": str(referral_id), **PAYLOADS[name], **changes}
    return act(organisation.id, f"referral.{name}", payload, organisation.actors[part])


def bring_to(matter, state):
    """Return a referral that stands at ``state``."""
    if state == State.SENT:
        sent = act(matter.owner.id, "referral.send", matter.draft(), matter.owner.clerk)
        return UUID(sent["referral_id"])
    referral_id = matter.send()
    for name in ORDER:
        if STEPS[name].status_to == state or state == State.DELIVERED:
            break
        take(matter.receiver if STEPS[name].side == "receiver" else matter.owner, name, referral_id)
    if state != State.DELIVERED:
        step = next(step for step in STEPS.values() if step.status_to == state)
        take(matter.receiver if step.side == "receiver" else matter.owner, step.name, referral_id)
    return referral_id


def count(organisation, model, *conditions):
    with tenant_scope(organisation.id):
        return current_session().scalar(select(func.count()).select_from(model).where(*conditions))


@pytest.mark.parametrize("state", State)
def test_every_command_in_every_state_by_both_sides(matter, state):
    referral_id = bring_to(matter, state)
    for name in ORDER:
        step = STEPS[name]
        for side, organisation in (("sender", matter.owner), ("receiver", matter.receiver)):
            if step.status_from == state and step.side == side:
                continue
            before = count(matter.owner, CustodyReceipt)
            expected = NotFound if (state, side) == (State.SENT, "receiver") else NotAllowedNow
            with pytest.raises(expected):
                take(organisation, name, referral_id)
            assert count(matter.owner, CustodyReceipt) == before
    with tenant_scope(matter.owner.id):
        row = queries.referral(referral_id)
        assert row.state == state
        expected_holder = accountable(row.kind, state, matter.owner.id, matter.receiver.id)
        assert row.accountable_tenant_id == expected_holder


@pytest.mark.parametrize("name", ORDER)
def test_a_third_organisation_finds_nothing(matter, town, twin, name):
    referral_id = matter.send()
    for stranger in (town, twin):
        with pytest.raises(NotFound):
            take(stranger, name, referral_id)
        with pytest.raises(NotFound):
            act(stranger.id, "referral.reveal", {"referral_id": str(referral_id), "item_id": str(new_id())})
        with tenant_scope(stranger.id):
            assert queries.listed(Side.RECEIVER, only_open=False) == []
            assert current_session().scalars(select(ReferralItem)).all() == []
            assert current_session().scalars(select(CustodyReceipt)).all() == []


def test_who_only_reads_may_not_act(matter):
    with pytest.raises(Forbidden):
        act(matter.owner.id, "referral.send", matter.draft(), matter.owner.actors["leader"])
    referral_id = matter.send()
    with pytest.raises(Forbidden):
        take(matter.receiver, "sign_for", referral_id, part="leader")


def test_delivery_is_the_systems_alone_and_happens_once(matter):
    referral_id = bring_to(matter, State.SENT)
    with pytest.raises(NotAllowedNow):
        act(matter.receiver.id, "referral.deliver", {"referral_id": str(referral_id)}, matter.receiver.clerk)
    with pytest.raises(NotAllowedNow):
        act(matter.owner.id, "referral.deliver", {"referral_id": str(referral_id)})
    body = {"sender_tenant_id": str(matter.owner.id), "receiver_tenant_id": str(matter.receiver.id)}
    event = events.Event(new_id(), matter.owner.id, "referral.sent", referral_id, body)
    for _time in range(3):
        deliver(event)
    assert count(matter.owner, CustodyReceipt) == 2
    with tenant_scope(matter.receiver.id):
        assert [row.rule for row in obligations.of_subject(referral_id)] == ["S01"]


def test_before_delivery_the_envelope_does_not_exist_for_the_receiver(matter):
    referral_id = bring_to(matter, State.SENT)
    with tenant_scope(matter.receiver.id):
        assert queries.listed(Side.RECEIVER, only_open=False) == []
        assert queries.counts()["in"] == 0
        with pytest.raises(NotFound):
            queries.referral(referral_id)


def test_the_same_form_sent_twice_gives_one_referral(matter):
    payload = matter.draft()
    first = act(matter.owner.id, "referral.send", payload, matter.owner.clerk, key="form-1")
    again = act(matter.owner.id, "referral.send", payload, matter.owner.clerk, key="form-1")
    assert first == again
    assert count(matter.owner, Referral) == 1
    assert count(matter.owner, Disclosure) == 1


def test_numbers_run_without_gaps_and_are_each_senders_own(app, matter, mechanism, town):
    first = act(matter.owner.id, "referral.send", matter.draft(), matter.owner.clerk)
    other = matter_of(app, matter.owner, town, mechanism)
    with pytest.raises(Invalid):
        act(matter.owner.id, "referral.send", other.draft(confirmation="错"), matter.owner.clerk)
    second = act(matter.owner.id, "referral.send", other.draft(), matter.owner.clerk)
    theirs = matter_of(app, town, matter.owner, mechanism)
    third = act(town.id, "referral.send", theirs.draft(), town.clerk)
    assert [made["number"] for made in (first, second, third)] == [
        "ZB-2026-0001",
        "ZB-2026-0002",
        "ZB-2026-0001",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"confirmation": "镇政府"}, "confirmation"),
        ({"confirmation": ""}, "confirmation"),
        ({"checked": False}, "checked"),
        ({"purpose": " "}, "purpose"),
        ({"summary": ""}, "summary"),
        ({"summary": f"{NAME}要求补缴。"}, "summary"),
        ({"summary": f"电话 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}，要求补缴。"}, "summary"),
        ({"purpose": f"请与{ADDRESS}的住户联系"}, "purpose"),
        ({"consent_how": ""}, "consent_how"),
        ({"consent_how": "statutory_duty"}, "consent_how"),
        ({"consent_on": "2026-04-21"}, "consent_on"),
        ({"items": ["original_text"], "consent_how": ""}, "consent_how"),
        ({"items": ["internal_notes"]}, "items"),
        ({"items": ["accusation"]}, "items"),
        ({"kind": "assign", "answer_due_on": "2026-04-20"}, "answer_due_on"),
        ({"kind": "assign", "answer_due_on": "2028-04-20"}, "answer_due_on"),
        ({"kind": "gift"}, "kind"),
        ({"files": ["019da882-39c0-722c-8bd1-d7948401a8c1"]}, "files"),
        ({"surprise": "1"}, "surprise"),
    ],
)
def test_bad_input_names_its_field_and_keeps_nothing(matter, changes, field):
    with pytest.raises(Invalid) as refused:
        act(matter.owner.id, "referral.send", matter.draft(**changes), matter.owner.clerk)
    assert field in refused.value.fields
    assert all(str(sentence) for sentence in refused.value.fields[field])
    assert count(matter.owner, Referral) == 0


def test_a_receiver_outside_the_mechanism_cannot_be_chosen(matter, twin):
    for receiver in (twin, matter.owner):
        payload = matter.draft(receiver_tenant_id=str(receiver.id))
        with pytest.raises(Invalid) as refused:
            act(matter.owner.id, "referral.send", payload, matter.owner.clerk)
        assert "receiver" in refused.value.fields


def test_an_accusation_never_leaves(app, matter):
    with tenant_scope(matter.owner.id):
        from tenants.casework.cases.models import Case
        from tenants.core.database import write_transaction

        with write_transaction() as session:
            session.scalars(select(Case).where(Case.id == matter.case_id)).one().case_class = "accusation"
    with pytest.raises(NotFound):
        act(matter.owner.id, "referral.send", matter.draft(), matter.owner.clerk)
    with pytest.raises(NotAllowedNow) as refused:
        act(matter.owner.id, "referral.send", matter.draft())
    assert refused.value.code == "class_accusation"


def test_a_matter_is_handed_over_to_one_organisation_at_a_time(matter, town):
    matter.send(kind="transfer")
    for receiver, kind, code in (
        (town, "assign", "handed_over"),
        (matter.receiver, "guidance", "same_receiver"),
    ):
        with pytest.raises(NotAllowedNow) as refused:
            act(matter.owner.id, "referral.send", matter.to(receiver).draft(kind=kind), matter.owner.clerk)
        assert refused.value.code == code
    matter.to(town).send(kind="guidance")
    assert count(matter.owner, Referral) == 2


def test_what_came_in_an_envelope_is_not_handed_on(app, matter, mechanism, town):
    referral_id = bring_to(matter, State.ACCEPTED)
    with tenant_scope(matter.receiver.id):
        found = queries.link(referral_id)
        assert found is not None
    payload = {**matter.draft(kind="transfer", items=[], files=[]), "case_id": str(found.case_id)}
    payload |= {"receiver_tenant_id": str(town.id), "confirmation": "镇政府"}
    with pytest.raises(NotAllowedNow) as refused:
        act(matter.receiver.id, "referral.send", payload, matter.receiver.clerk)
    assert refused.value.code == "came_in_envelope"
    sent = act(matter.receiver.id, "referral.send", {**payload, "kind": "guidance"}, matter.receiver.clerk)
    assert sent["number"] == "ZB-2026-0001"


def test_what_was_checked_is_what_is_sent(matter):
    with tenant_scope(matter.owner.id):
        package = matter.package()
        seen, version = package.fingerprint(), package.case.version
    edit = {
        "title": "改过的标题",
        "case_class": "appeal",
        "place": "西麓选煤厂",
        "category": "",
        "summary": "",
        "version": version,
    }
    act(matter.owner.id, "case.edit", {**edit, "case_id": str(matter.case_id)}, matter.owner.clerk)
    with pytest.raises(NotAllowedNow) as refused:
        act(matter.owner.id, "referral.send", matter.draft(seen=seen), matter.owner.clerk)
    assert refused.value.code == "changed_since_seen"
    with tenant_scope(matter.owner.id):
        seen = matter.package().fingerprint()
    act(matter.owner.id, "referral.send", matter.draft(seen=seen), matter.owner.clerk)


def test_the_sender_never_sees_the_receivers_case(matter):
    from tenants.casework.cases.models import Case

    bring_to(matter, State.ACCEPTED)
    with tenant_scope(matter.owner.id):
        links = current_session().scalars(select(ReferralLink)).all()
        assert [(row.side, row.case_id) for row in links] == [("sender", matter.case_id)]
        assert [case.id for case in current_session().scalars(select(Case))] == [matter.case_id]


def test_the_receiver_never_reads_a_row_of_the_senders(matter):
    bring_to(matter, State.CONFIRMED)
    with tenant_scope(matter.receiver.id):
        assert current_session().scalars(select(Disclosure)).all() == []
        assert queries.disclosures(matter.case_id) == []
        assert queries.sent_for_case(matter.case_id) == []


def test_before_signing_no_value_and_no_file_can_be_had(matter):
    referral_id = matter.send()
    with tenant_scope(matter.owner.id):
        found = queries.chain(queries.referral(referral_id))
        wanted = [{"item_id": str(row.id)} for row in found.items] + [
            {"file_id": str(row.id)} for row in found.files
        ]
    for one in wanted:
        with pytest.raises(NotFound):
            act(
                matter.receiver.id,
                "referral.reveal",
                {"referral_id": str(referral_id), **one},
                matter.receiver.clerk,
            )
    with tenant_scope(matter.receiver.id):
        cover = queries.envelope(queries.chain(queries.referral(referral_id)))
        assert (cover.items, cover.files) == ((), ())
        assert queries.readings(queries.referral(referral_id)) == []


def test_a_personal_value_needs_the_right_to_reveal(matter):
    referral_id = bring_to(matter, State.SIGNED_FOR)
    with tenant_scope(matter.receiver.id):
        items = queries.envelope(queries.chain(queries.referral(referral_id))).items
    personal = next(item for item in items if item.is_personal)
    payload = {"referral_id": str(referral_id), "item_id": str(personal.id)}
    with pytest.raises(Forbidden):
        act(matter.receiver.id, "referral.reveal", payload, matter.receiver.actors["leader"])
    with pytest.raises(Invalid):
        act(matter.receiver.id, "referral.reveal", {"referral_id": str(referral_id)}, matter.receiver.clerk)


def test_a_petition_office_assigns_under_the_regulations(app, matter, mechanism):
    office, mine = matter.receiver, matter.owner
    assigned = matter_of(app, office, mine, mechanism)
    referral_id = assigned.send(kind="assign", consent_how="statutory_duty", answer_due_on="2026-05-20")
    take(mine, "sign_for", referral_id)
    with tenant_scope(mine.id):
        found = {row.rule: row for row in obligations.of_subject(referral_id)}
        assert set(found) == {"S01", "D03", "D04", "D11"}
        assert not any(row.among_peers for row in found.values())
        assert queries.referral(referral_id).basis.startswith("《信访工作条例》第二十二条")
    with tenant_scope(office.id):
        first = [row for row in obligations.of_subject(assigned.case_id) if row.rule == "D01"]
        assert [row.state for row in first] == ["met"]


def test_signed_for_after_the_day_named_for_the_answer(matter):
    from datetime import timedelta

    from tenants.core import clock

    referral_id = matter.send(kind="assign", answer_due_on="2026-04-22")
    with clock.frozen(clock.now() + timedelta(days=5)):
        take(matter.receiver, "sign_for", referral_id)
        with tenant_scope(matter.receiver.id):
            found = {row.rule: row for row in obligations.of_subject(referral_id)}
            assert found["A01"].due_on.isoformat() == "2026-04-22"
            assert found["S01"].late


def test_nothing_is_sent_without_personal_items_being_consented_but_bare_is_fine(matter):
    bare = matter.draft(items=[], files=[], consent_how="", consent_on=None, consent_note="")
    sent = act(matter.owner.id, "referral.send", bare, matter.owner.clerk)
    with tenant_scope(matter.owner.id):
        found = queries.chain(queries.referral(UUID(sent["referral_id"])))
        assert not any(item.is_personal for item in found.items)
        assert found.files == []
        told = queries.disclosure(UUID(sent["referral_id"]))
        assert told is not None
        assert told.consent_how == ""
        values = {item.name: item.value for item in queries.envelope(found).items}
        assert values["demand_summary"] == SUMMARY


def test_following_a_step_twice_changes_nothing(app, matter):
    referral_id = matter.send(kind="co_handle")
    take(matter.receiver, "sign_for", referral_id)
    payload = {"referral_id": str(referral_id), "event": "referral.signed_for"}
    act(matter.owner.id, "referral.follow", payload, key="follow 1")
    act(matter.owner.id, "referral.follow", payload, key="follow 1")
    tell_all(app)
    from tenants.casework.cases import queries as cases

    with tenant_scope(matter.owner.id):
        assert cases.case_for(matter.owner.clerk, matter.case_id).referral_state == "signed_for"
