"""The content of the demo world: counts, spread, dates, words; no database."""

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta

import pytest

from portal.demo import matters, organisations, people, petitioners
from portal.demo.shapes import Matter, Phase, ReferralStage, Step, StepKind
from portal.demo.texts import TOPICS
from portal.demo.texts.envelopes import ITEMS, PERSONAL_ITEMS
from portal.demo.writing import LONGEST_TEXT, LONGEST_TITLE, SHORTEST_TEXT
from tenants.obligations.calendar import shipped_calendar

TODAY = date(2026, 4, 20)
# An ordinary Monday, the end of Spring Festival, National Day, a Sunday in winter, a year without a calendar yet.
DAYS = (TODAY, date(2026, 2, 24), date(2026, 10, 5), date(2026, 12, 6), date(2028, 6, 1))
FORBIDDEN = (
    "上访户|维稳|稳控|摆平|重点人|重点人员|闹访|缠访|无理|刁民|钉子户|黑名单|积分|风险等级|敏感人|出墙|墙外|欠账|"
    "非法上访|进京|截访|懒人|素质低|精神病|不稳定因素|打招呼|TODO|lorem|温馨提示|请您于"
)
CHANNELS = {"letter", "visit", "phone", "web", "email", "drop_box", "outreach"}


@pytest.fixture(scope="module", params=DAYS, ids=str)
def day(request: pytest.FixtureRequest) -> date:
    chosen: date = request.param
    return chosen


@pytest.fixture(scope="module")
def world(day: date) -> list[Matter]:
    return matters.generate(day)


def _at(matter: Matter, kind: StepKind) -> Step | None:
    return next((step for step in matter.steps if step.kind is kind), None)


def _words(matter: Matter) -> list[str]:
    """Return everything of a matter that somebody will read."""
    envelopes = [step.envelope for step in matter.steps if step.envelope is not None]
    return [
        matter.title,
        matter.summary,
        matter.place,
        matter.text,
        *(step.text for step in matter.steps),
        *(word for envelope in envelopes for word in (envelope.ask, envelope.summary, envelope.consent)),
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
    assert 0.04 <= groups / len(world) <= 0.13
    assert 0.04 <= unnamed / len(world) <= 0.12
    assert {one.channel for one in world} == CHANNELS
    assert len({one.category for one in world}) >= 60
    assert len({one.topic for one in world}) >= 90
    assert len({one.title for one in world}) >= 250
    assert len({one.text for one in world}) >= len(world) - 12
    repeated = len(world) - len({(one.tenant, one.title) for one in world})
    assert repeated <= 4


def test_categories_and_classes_are_those_of_the_product(world: list[Matter]) -> None:
    classes = matters.default_classes()
    for one in world:
        assert one.case_class == classes[one.category]
        assert one.case_class != "accusation"
        assert (one.case_class == "litigation_related") == (one.phase is Phase.REDIRECTED)


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
        StepKind.REFERRED: "liaison",
        StepKind.SIGNED: "liaison",
        StepKind.REPLIED: "liaison",
        StepKind.CONFIRMED: "liaison",
    }
    for one in world:
        assert one.unit == seats[one.handler, one.tenant].unit
        for step in one.steps:
            assert role_of.get(step.kind, "handler") in seats[step.actor, step.tenant].roles


def test_phases_are_what_they_say(world: list[Matter], day: date) -> None:
    for one in world:
        accepted, answered = _at(one, StepKind.ACCEPTED), _at(one, StepKind.ANSWERED)
        waited = (accepted.at.date() if accepted else day) - one.received_at.date()
        if one.phase is Phase.FRESH:
            assert accepted is None
            assert waited <= timedelta(days=15)
        elif one.phase is Phase.OVERDUE:
            assert answered is None
            assert (
                waited > timedelta(days=15)
                if accepted is None
                else day - accepted.at.date() > timedelta(days=60)
            )
        elif one.phase is Phase.HANDLING:
            assert accepted is not None
            assert answered is None
            assert waited <= timedelta(days=15)
            assert day - accepted.at.date() <= timedelta(days=60)
        else:
            assert (answered is None) == (one.phase is Phase.REDIRECTED)
            assert (one.steps[-1].kind is StepKind.CLOSED) == (one.phase is Phase.CLOSED)


def test_both_kinds_of_overdue_and_some_late_answers(world: list[Matter]) -> None:
    overdue = [one for one in world if one.phase is Phase.OVERDUE]
    unaccepted = sum(_at(one, StepKind.ACCEPTED) is None for one in overdue)
    assert 3 <= unaccepted <= len(overdue) - 3
    late = 0
    for one in world:
        accepted, answered = _at(one, StepKind.ACCEPTED), _at(one, StepKind.ANSWERED)
        if accepted and answered:
            late += answered.at - accepted.at > timedelta(days=60)
    assert 3 <= late <= 40


def test_referrals_in_every_stage(world: list[Matter]) -> None:
    referred = [one for one in world if one.referral_stage is not None]
    assert len(referred) / len(world) == pytest.approx(0.10, abs=0.01)
    expected = Counter(matters.OPEN_REFERRALS)
    expected[ReferralStage.CONFIRMED] += matters.CLOSED_REFERRALS
    assert Counter(one.referral_stage for one in referred) == expected
    last = {
        ReferralStage.SENT: StepKind.REFERRED,
        ReferralStage.SENT_LATE: StepKind.REFERRED,
        ReferralStage.SIGNED: StepKind.SIGNED,
        ReferralStage.SIGNED_LATE: StepKind.SIGNED,
        ReferralStage.REPLIED: StepKind.REPLIED,
        ReferralStage.CONFIRMED: StepKind.CONFIRMED,
    }
    order = [StepKind.ACCEPTED, StepKind.REFERRED, StepKind.SIGNED, StepKind.REPLIED, StepKind.CONFIRMED]
    for one in referred:
        assert one.referral_stage is not None
        found = [step.kind for step in one.steps if step.kind in order]
        assert found == order[: order.index(last[one.referral_stage]) + 1]


def test_late_referrals_are_late_by_the_charter(world: list[Matter], day: date) -> None:
    calendar = shipped_calendar()
    for one in world:
        sent, signed = _at(one, StepKind.REFERRED), _at(one, StepKind.SIGNED)
        if sent is None or one.referral_stage in {ReferralStage.REPLIED, ReferralStage.CONFIRMED}:
            continue
        since, limit = (signed.at.date(), 10) if signed else (sent.at.date(), 1)
        passed = calendar.working_days_between(since, day - timedelta(days=1))
        late = one.referral_stage in {ReferralStage.SENT_LATE, ReferralStage.SIGNED_LATE}
        assert (passed > limit) == late, one.key


def test_envelopes_go_to_fellow_members_with_consent(world: list[Matter]) -> None:
    members = {one.slug: {member.tenant for member in one.members} for one in organisations.MECHANISMS}
    for one in world:
        sent = _at(one, StepKind.REFERRED)
        if sent is None:
            continue
        envelope = sent.envelope
        assert envelope is not None
        assert {one.tenant, envelope.receiver} <= members[envelope.mechanism]
        assert one.tenant != envelope.receiver
        assert envelope.kind in {"transfer", "assign", "co_handle", "guidance"}
        assert set(envelope.items) <= set(ITEMS)
        assert {"summary", "facts"} <= set(envelope.items)
        assert bool(envelope.consent) == bool(PERSONAL_ITEMS & set(envelope.items))
        assert not one.petitioner.is_anonymous
        receiver_acts = {
            step.tenant for step in one.steps if step.kind in {StepKind.SIGNED, StepKind.REPLIED}
        }
        assert receiver_acts <= {envelope.receiver}
        for contact in one.petitioner.contacts:
            assert contact.name not in envelope.summary


def test_routes_lead_to_topics_that_the_sender_has() -> None:
    by_key = {topic.key: topic for topic in TOPICS}
    for route in matters.ROUTES:
        assert len(route.asks) == len(route.replies)
        for key in route.topics:
            assert key in by_key
        for sender in route.senders:
            assert any(sender in by_key[key].tenants for key in route.topics), (sender, route.topics)


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
        assert petitioners.check_digit(number[:17]) == number[17]
    for contact in contacts:
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
    assert 5 <= sum(length < 40 for length in lengths) <= 50
    assert 3 <= sum(length > 400 for length in lengths) <= 40
    ordinary = [length for length in lengths if SHORTEST_TEXT <= length <= 400]
    assert len(ordinary) / len(lengths) > 0.85
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


def test_answers_say_what_why_and_how_to_go_on(world: list[Matter]) -> None:
    outcomes: Counter[str] = Counter()
    for one in world:
        answer = _at(one, StepKind.ANSWERED)
        if answer is None:
            continue
        outcomes[answer.outcome] += 1
        if one.case_class == "appeal":
            assert f"向{organisations.organisation(one.tenant).review_body}" in answer.text or (
                f"请求{organisations.organisation(one.tenant).review_body}复查" in answer.text
            )
            assert "30日内" in answer.text
        else:
            assert answer.outcome != "reject"
    assert set(outcomes) == {"uphold", "explain", "reject"}
    assert outcomes["uphold"] > outcomes["explain"] > outcomes["reject"]


def test_notices_name_the_last_day(world: list[Matter]) -> None:
    for one in world:
        accepted = _at(one, StepKind.ACCEPTED)
        if accepted is None:
            continue
        due = accepted.at.date() + timedelta(days=60)
        assert f"{due.year}年{due.month}月{due.day}日" in accepted.text or "60日" in accepted.text
