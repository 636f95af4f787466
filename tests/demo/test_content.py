"""The content of the demo world: counts, spread, dates, words; no database."""

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta

import pytest

from portal.demo import matters, people
from portal.demo.shapes import Matter, Phase, StepKind
from portal.demo.writing import LONGEST_TEXT, LONGEST_TITLE, SHORTEST_TEXT
from portal.federation.referrals import rules as referral_rules
from tenants.casework.cases import rules as case_rules
from tenants.casework.cases.categories import tree
from tenants.casework.handling.rules import Service
from tenants.casework.intake import rules as intake_rules
from tenants.obligations.calendar import shipped_calendar

TODAY = date(2026, 4, 20)
FORBIDDEN = (
    "上访户|维稳|稳控|摆平|重点人|重点人员|闹访|缠访|无理|刁民|钉子户|黑名单|积分|风险等级|敏感人|出墙|墙外|欠账|"
    "非法上访|进京|截访|懒人|素质低|精神病|不稳定因素|打招呼|TODO|lorem|温馨提示|请您于"
)
OWN_ACTS = {
    StepKind.ACCEPTED: "case.accept",
    StepKind.NOTED: "case.note",
    StepKind.ANSWERED: "case.answer",
    StepKind.CLOSED: "case.close",
}
REFERRAL_ACTS = {
    StepKind.SIGNED: "sign_for",
    StepKind.TAKEN: "accept",
    StepKind.REPLIED: "answer",
    StepKind.CONFIRMED: "confirm",
}
UNTOUCHED = {"handed_over": False, "came_in_envelope": False}
FIRST_PAPERS = {StepKind.ACCEPTED, StepKind.REFERRED, StepKind.ANSWERED}
CHANNELS = {"letter", "visit", "phone", "web", "email", "drop_box", "outreach"}


def _words(matter: Matter) -> list[str]:
    """Return everything of a matter that somebody will read."""
    envelopes = [step.envelope for step in matter.steps if step.envelope is not None]
    answers = [step.answer for step in matter.steps if step.answer is not None]
    return [
        matter.title,
        matter.summary,
        matter.place,
        matter.text,
        *(step.text for step in matter.steps),
        *(word for one in answers for word in (one.demand, one.facts, one.opinion, one.legal_basis)),
        *(word for envelope in envelopes for word in (envelope.ask, envelope.summary, envelope.consent_note)),
        *(word for one in matter.petitioner.contacts for word in (one.name, one.address)),
    ]


def test_the_same_day_and_seed_give_the_same_world() -> None:
    assert matters.generate(TODAY) == matters.generate(TODAY, matters.SEED)
    assert matters.generate(TODAY, 7) != matters.generate(TODAY, 8)


def test_counts_and_spread(world: list[Matter]) -> None:
    assert len(world) == 372
    assert [one.key for one in world] == [f"demo-{number:04d}" for number in range(1, 373)]
    assert Counter(one.tenant for one in world) == matters.VOLUMES
    phases = Counter(one.phase for one in world)
    assert phases == matters.PHASES
    for phase, share in {
        Phase.CLOSED: 0.55,
        Phase.HANDLING: 0.25,
        Phase.FRESH: 0.08,
        Phase.OVERDUE: 0.06,
    }.items():
        assert phases[phase] / len(world) == pytest.approx(share, abs=0.01)
    groups = sum(one.petitioner.person_count > 1 for one in world)
    unnamed = sum(one.petitioner.is_anonymous for one in world)
    assert groups / len(world) == pytest.approx(0.08, abs=0.02)
    assert unnamed / len(world) == pytest.approx(0.08, abs=0.02)
    assert {one.channel for one in world} == CHANNELS
    assert len({one.category for one in world}) >= 60
    assert len({one.topic for one in world}) >= 90
    assert len({one.title for one in world}) >= 250
    assert len({one.text for one in world}) >= len(world) - 12
    repeated = len(world) - len({(one.tenant, one.title) for one in world})
    assert repeated <= 4


def test_classes_are_those_of_the_categories(world: list[Matter]) -> None:
    for one in world:
        assert one.case_class == tree()[one.category].default_class
        assert one.case_class != "accusation"
        assert (one.case_class == "litigation_related") == (one.phase is Phase.REDIRECTED)
        assert one.tenant != "lianxi" or one.case_class == "suggestion"
    assert sum(one.case_class == "suggestion" for one in world) >= 20


def test_the_rules_of_the_product_allow_every_course(world: list[Matter]) -> None:
    for one in world:
        _replay(one)


def _replay(matter: Matter) -> None:
    """Take the acts one after another, each only if the rules let it follow."""
    states = {matter.tenant: "registered"}
    referral = kind = ""
    for step in matter.steps[1:]:
        act = OWN_ACTS.get(step.kind)
        if act is not None:
            case_class = matter.case_class if step.tenant == matter.tenant else "appeal"
            refused = case_rules.why_not(act, states[step.tenant], case_class, referral)
            assert refused is None, (matter.key, act, refused)
            states[step.tenant] = case_rules.next_state(act, states[step.tenant])
        elif step.kind is StepKind.REFERRED:
            assert step.envelope is not None
            kind, referral = step.envelope.kind, "delivered"
            state = states[matter.tenant]
            assert referral_rules.refusal_to_refer(matter.case_class, state, kind, **UNTOUCHED) is None
            if kind in referral_rules.HANDS_OVER:
                states[matter.tenant] = case_rules.next_state("case.transfer", state)
        else:
            side = "sender" if step.tenant == matter.tenant else "receiver"
            refused = referral_rules.why_not(REFERRAL_ACTS[step.kind], referral, side)
            assert refused is None, (matter.key, step.kind, refused)
            referral = referral_rules.STEPS[REFERRAL_ACTS[step.kind]].status_to
            if step.kind is StepKind.TAKEN:
                states[step.tenant] = "accepted" if kind in referral_rules.HANDS_OVER else "registered"


def test_everything_happened_in_the_year_before(world: list[Matter], day: date) -> None:
    for one in world:
        times = [one.received_at, *(step.at for step in one.steps)]
        assert times == sorted(times), one.key
        assert len(set(times)) == len(times)
        assert day - timedelta(days=365) <= times[0].date()
        assert times[-1].date() < day
        assert all(at.utcoffset() == timedelta(hours=8) for at in times)


def test_offices_act_in_office_hours_on_working_days(world: list[Matter]) -> None:
    for one in world:
        for step in one.steps:
            assert shipped_calendar().is_working_day(step.at.date()), one.key
            assert 8 <= step.at.hour < 18
        assert 6 <= one.received_at.hour <= 22


def test_actors_sit_where_they_act(world: list[Matter]) -> None:
    seats = {(person.login, seat.tenant): seat for person in people.PEOPLE for seat in person.seats}
    role_of = {
        StepKind.REGISTERED: "registrar",
        StepKind.ANSWERED: "unit_head",
        **dict.fromkeys((StepKind.REFERRED, StepKind.CONFIRMED, *REFERRAL_ACTS), "liaison"),
    }
    for one in world:
        assert one.unit == seats[one.handler, one.tenant].unit
        for step in one.steps:
            assert role_of.get(step.kind, "handler") in seats[step.actor, step.tenant].roles


def test_phases_are_what_they_say(world: list[Matter], day: date) -> None:
    for one in world:
        first = next((step for step in one.steps[1:] if step.kind in FIRST_PAPERS), None)
        waited = (first.at.date() if first else day) - one.received_at.date()
        accepted = one.first(StepKind.ACCEPTED)
        open_for = day - accepted.at.date() if accepted else timedelta()
        own = {step.kind for step in one.steps if step.tenant == one.tenant}
        assert (StepKind.CLOSED in own) == (one.phase in {Phase.CLOSED, Phase.REDIRECTED}), one.key
        if one.phase is Phase.OVERDUE:
            assert waited > timedelta(days=15) or open_for > timedelta(days=60)
            assert StepKind.ANSWERED not in own
        elif one.phase in {Phase.FRESH, Phase.HANDLING}:
            assert (first is None) == (one.phase is Phase.FRESH)
            assert waited <= timedelta(days=15)
            assert open_for <= timedelta(days=60)
            assert StepKind.ANSWERED not in own
        elif one.phase is Phase.ANSWERED:
            assert StepKind.ANSWERED in own


def test_both_kinds_of_overdue_and_some_late_answers(world: list[Matter]) -> None:
    overdue = [one for one in world if one.phase is Phase.OVERDUE]
    unaccepted = sum(one.first(StepKind.ACCEPTED) is None for one in overdue)
    assert 3 <= unaccepted <= len(overdue) - 3
    late = 0
    for one in world:
        accepted, answered = one.first(StepKind.ACCEPTED), one.first(StepKind.ANSWERED)
        if accepted and answered:
            late += answered.at - accepted.at > timedelta(days=60)
    assert 3 <= late <= 40


def test_suggestions_and_matters_of_the_courts_are_answered_at_once(world: list[Matter]) -> None:
    for one in world:
        answered = one.first(StepKind.ANSWERED)
        if one.case_class != "appeal" and answered is not None:
            assert answered.at.date() - one.received_at.date() <= timedelta(days=15), one.key


def test_petitioners_are_invented(world: list[Matter]) -> None:
    contacts = [contact for one in world for contact in one.petitioner.contacts]
    assert len({one.name for one in contacts}) == len(contacts)
    assert len({one.phone for one in contacts}) == len(contacts)
    assert any("䶮" in one.name for one in contacts)
    assert any("𠮷" in one.name for one in contacts)
    numbers = [one.id_number for one in contacts if one.id_number]
    assert 0.2 < len(numbers) / len(contacts) < 0.6
    for number in numbers:
        assert number.startswith("990000")
        assert intake_rules.is_id_number(number)
    for contact in contacts:
        assert intake_rules.is_phone(contact.phone)
        assert re.fullmatch(r"1990000\d{4}", contact.phone)
        assert contact.address.startswith("岚阳县")


def test_groups_have_at_most_five_representatives(world: list[Matter]) -> None:
    for one in world:
        count, speakers = one.petitioner.person_count, len(one.petitioner.contacts)
        if count > 1:
            assert 5 <= count <= 30
            assert 2 <= speakers <= 5
            assert one.channel == "visit"
        else:
            assert speakers <= 1


def test_texts_keep_their_limits(world: list[Matter]) -> None:
    lengths = sorted(len(one.text) for one in world)
    assert lengths[-1] <= LONGEST_TEXT
    assert lengths[0] >= 8
    assert 5 <= sum(length < 40 for length in lengths) <= 60
    assert 3 <= sum(length > 400 for length in lengths) <= 40
    ordinary = [length for length in lengths if SHORTEST_TEXT <= length <= 400]
    assert len(ordinary) / len(lengths) > 0.8
    for one in world:
        assert 6 <= len(one.title) <= LONGEST_TITLE
        assert len(one.summary) <= 120
        assert all(len(step.text) <= LONGEST_TEXT for step in one.steps)


def test_no_forbidden_word_no_open_slot_no_emoji(world: list[Matter]) -> None:
    forbidden = re.compile(FORBIDDEN)
    for one in world:
        for text in _words(one):
            assert not forbidden.search(text), (one.key, text)
            assert not set("{}[]<>|") & set(text), (one.key, text)
            assert not any(unicodedata.category(sign) == "So" and sign != "℃" for sign in text), (
                one.key,
                text,
            )
            assert "。。" not in text
            assert "，。" not in text


def test_answers_have_all_their_parts(world: list[Matter]) -> None:
    outcomes: Counter[str] = Counter()
    answers = [(one, step.answer) for one in world for step in one.steps if step.kind is StepKind.ANSWERED]
    for one, answer in answers:
        assert answer is not None
        assert answer.outcome in set(case_rules.Outcome)
        for part in (answer.demand, answer.facts, answer.opinion, answer.legal_basis):
            assert part.endswith(("。", "）"))
            assert len(part) > 5
        if one.case_class == "suggestion":
            assert answer.outcome != "reject"
        outcomes[answer.outcome] += 1
    assert outcomes["uphold"] > outcomes["explain"] > outcomes["reject"] > 0
    assert len({answer.opinion for _one, answer in answers if answer}) > 120


def test_papers_say_how_they_were_served(world: list[Matter]) -> None:
    for one in world:
        for step in one.steps:
            paper = step.kind in {StepKind.ACCEPTED, StepKind.ANSWERED}
            if paper:
                assert step.served_how in set(Service)
            elif step.kind is not StepKind.TAKEN:
                assert step.served_how == ""
            assert step.answer is None or step.kind in {StepKind.ANSWERED, StepKind.REPLIED}


def test_who_gave_no_name_is_not_met_or_called(world: list[Matter]) -> None:
    for one in world:
        if one.petitioner.is_anonymous:
            words = [step.text for step in one.steps] + [
                step.answer.opinion for step in one.steps if step.answer
            ]
            assert not any(re.search("当面|信访人确认|电话回访", word) for word in words), one.key
            assert all(step.served_how in {"", "online"} for step in one.steps)
