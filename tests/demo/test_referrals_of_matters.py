"""The referrals among the matters of the demo world: stages, dates, who answers, what is given; no database."""

from collections import Counter
from datetime import date, timedelta

import pytest

from portal.demo import matters, organisations
from portal.demo.shapes import Matter, ReferralStage, Step, StepKind
from portal.demo.texts import TOPICS
from portal.federation.referrals import rules as referral_rules
from tenants.casework.intake.rules import IDENTITY_FIELDS, of_person
from tenants.obligations.calendar import shipped_calendar

LAST_ACTS = {
    ReferralStage.SENT: StepKind.REFERRED,
    ReferralStage.SENT_LATE: StepKind.REFERRED,
    ReferralStage.SIGNED: StepKind.SIGNED,
    ReferralStage.TAKEN: StepKind.TAKEN,
    ReferralStage.REPLY_LATE: StepKind.TAKEN,
    ReferralStage.REPLIED: StepKind.REPLIED,
    ReferralStage.CONFIRMED: StepKind.CONFIRMED,
}


def test_referrals_in_every_stage(world: list[Matter]) -> None:
    referred = [one for one in world if one.referral_stage is not None]
    assert len(referred) / len(world) == pytest.approx(0.10, abs=0.01)
    expected = Counter(matters.OPEN_REFERRALS)
    expected[ReferralStage.CONFIRMED] += matters.CLOSED_REFERRALS
    assert Counter(one.referral_stage for one in referred) == expected
    assert set(expected) == set(ReferralStage)
    order = [StepKind.REFERRED, StepKind.SIGNED, StepKind.TAKEN, StepKind.REPLIED, StepKind.CONFIRMED]
    for one in referred:
        assert one.referral_stage is not None
        found = [step.kind for step in one.steps if step.kind in order]
        assert found == order[: order.index(LAST_ACTS[one.referral_stage]) + 1]


def test_late_referrals_are_late_and_the_others_are_not(world: list[Matter], day: date) -> None:
    calendar = shipped_calendar()
    for one in world:
        sent, signed = one.first(StepKind.REFERRED), one.first(StepKind.SIGNED)
        taken, replied = one.first(StepKind.TAKEN), one.first(StepKind.REPLIED)
        if sent is None:
            continue

        def waited(step: Step, until: Step | None) -> int:
            end = until.at.date() if until else day - timedelta(days=1)
            return calendar.working_days_between(step.at.date(), end)

        assert (waited(sent, signed) > 1) == (one.referral_stage is ReferralStage.SENT_LATE), one.key
        if signed is not None:
            assert waited(signed, taken) <= 5
            assert (waited(sent, replied) > 10) == (one.referral_stage is ReferralStage.REPLY_LATE), one.key
        if replied is not None:
            assert waited(replied, one.first(StepKind.CONFIRMED)) <= 5


def test_who_takes_a_matter_over_answers_the_petitioner(world: list[Matter]) -> None:
    kinds: Counter[str] = Counter()
    for one in world:
        sent, replied = one.first(StepKind.REFERRED), one.first(StepKind.REPLIED)
        if sent is None or sent.envelope is None:
            continue
        kinds[sent.envelope.kind] += 1
        handed_over = sent.envelope.kind in referral_rules.HANDS_OVER
        answering = {step.tenant for step in one.steps if step.kind is StepKind.ANSWERED}
        if replied is not None and handed_over:
            assert answering == {sent.envelope.receiver}
            answered = one.first(StepKind.ANSWERED)
            assert answered is not None
            assert replied.answer == answered.answer
            assert answered.at < replied.at
        else:
            assert answering <= {one.tenant}
        assert handed_over == (one.first(StepKind.ACCEPTED) is None)
    assert kinds["co_handle"] > 5
    assert kinds["guidance"] + kinds["transfer"] + kinds["assign"] > 5


def test_envelopes_go_to_fellow_members_on_lawful_ground(world: list[Matter]) -> None:
    members = {one.slug: {member.tenant for member in one.members} for one in organisations.MECHANISMS}
    for one in world:
        sent = one.first(StepKind.REFERRED)
        if sent is None:
            continue
        envelope = sent.envelope
        assert envelope is not None
        assert {one.tenant, envelope.receiver} <= members[envelope.mechanism]
        assert one.tenant != envelope.receiver
        assert set(envelope.items) <= set(referral_rules.PERSONAL_ITEMS)
        assert 0 < len(envelope.ask) <= 200
        assert bool(envelope.consent_how) == bool(envelope.items) == (envelope.consent_on is not None)
        if envelope.items:
            assert envelope.consent_how in referral_rules.consent_ways(
                organisations.organisation(one.tenant).kind
            )
            assert envelope.consent_on is not None
            assert one.received_at.date() <= envelope.consent_on <= sent.at.date()
        receiver_acts = {
            step.tenant
            for step in one.steps
            if step.kind in {StepKind.SIGNED, StepKind.TAKEN, StepKind.REPLIED}
        }
        assert receiver_acts <= {envelope.receiver}
        identity = {
            of_person(name, number): getattr(contact, name) or ""
            for number, contact in enumerate(one.petitioner.contacts, start=1)
            for name in IDENTITY_FIELDS
        }
        assert all(identity.get(item, one.text) for item in envelope.items)
        assert referral_rules.leaks(envelope.summary, identity) == []
        assert referral_rules.leaks(envelope.ask, identity) == []


def test_some_envelopes_name_two_of_a_group_and_each_named_has_agreed(world: list[Matter]) -> None:
    of_groups = 0
    for one in world:
        sent = one.first(StepKind.REFERRED)
        if sent is None or sent.envelope is None:
            continue
        items, agreed = sent.envelope.items, sent.envelope.agreed
        assert {referral_rules.CATALOGUE[item].person for item in items} - {0} <= set(agreed)
        if "original_text" in items:
            assert len(agreed) == len(one.petitioner.contacts)
        assert len(agreed) <= max(1, len(one.petitioner.contacts))
        of_groups += {"name", "name_2"} <= set(items)
    assert of_groups


def test_routes_lead_to_topics_that_the_sender_has() -> None:
    by_key = {topic.key: topic for topic in TOPICS}
    for route in matters.ROUTES:
        assert len(route.asks) == len(route.replies)
        for key in route.topics:
            assert key in by_key
        for sender in route.senders:
            assert any(sender in by_key[key].tenants for key in route.topics), (sender, route.topics)
