"""States, sides, who is accountable, what an envelope may hold: every combination, without a database."""

from itertools import product
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from portal.federation.referrals import rules, verify_custody, words
from portal.federation.referrals.rules import CATALOGUE, STEPS, ConsentWay, Group, Kind, Side, State

ALLOWED = {
    ("sign_for", State.DELIVERED, Side.RECEIVER),
    ("deliver", State.SENT, Side.RECEIVER),
    ("accept", State.SIGNED_FOR, Side.RECEIVER),
    ("answer", State.ACCEPTED, Side.RECEIVER),
    ("confirm", State.ANSWERED, Side.SENDER),
}
TRANSLATIONS = Path(__file__).parents[2] / "translations" / "zh_CN"


def chinese(message):
    for path in sorted(TRANSLATIONS.glob("*.po")):
        with path.open("rb") as file:
            found = read_po(file, locale="zh_CN").get(message)
        if found:
            return found.string
    return None


@pytest.mark.parametrize("act", [name for name in STEPS if name != "send"])
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("side", Side)
def test_every_act_from_every_state_by_every_side(act, state, side):
    reason = rules.why_not(act, state, side)
    assert (reason is None) == ((act, state, side) in ALLOWED)
    if reason:
        assert str(words.refusal(act, state, reason))


def test_the_steps_form_one_chain():
    step, states = STEPS["send"], [STEPS["send"].status_to]
    while following := rules.next_act(step.status_to):
        step = following
        states.append(step.status_to)
    assert states == list(State)


def test_the_offline_verifier_knows_the_same_steps():
    order = [None, *STEPS.values()]
    assert {
        step.name: (before.name if before else "", str(step.side))
        for before, step in zip(order, STEPS.values(), strict=False)
    } == verify_custody.ORDER
    assert set(verify_custody.STEP_NAMES) == set(STEPS)


@given(
    st.sampled_from(Kind),
    st.lists(st.tuples(st.sampled_from(list(STEPS)), st.sampled_from(Side)), max_size=40),
)
def test_exactly_one_party_is_accountable_whatever_is_tried(kind, tries):
    """Random acts by random sides: the state moves only by what is allowed, and always one of the two answers."""
    state, holders = State.SENT, []
    for act, side in tries:
        if act != "send" and rules.why_not(act, state, side) is None:
            state = STEPS[act].status_to
        holders.append(rules.accountable(kind, state, "mine", "county"))
    assert set(holders) <= {"mine", "county"}
    handed = [number for number, holder in enumerate(holders) if holder == "county"]
    assert not handed or holders[handed[0] :] == ["county"] * (len(holders) - handed[0])
    assert not handed or kind in rules.HANDS_OVER


@pytest.mark.parametrize(("kind", "state"), list(product(Kind, State)))
def test_the_sender_answers_until_a_matter_that_is_handed_over_is_accepted(kind, state):
    accepted = state in (State.ACCEPTED, State.ANSWERED, State.CONFIRMED)
    expected = "county" if accepted and kind in (Kind.TRANSFER, Kind.ASSIGN) else "mine"
    assert rules.accountable(kind, state, "mine", "county") == expected


def test_what_must_be_given_is_and_what_may_never_be_is_not():
    given_names = [item.name for item in rules.chosen(CATALOGUE, CATALOGUE)]
    assert "internal_notes" not in given_names
    assert "accusation" not in given_names
    bare = [item.name for item in rules.chosen(CATALOGUE, [])]
    assert bare == list(rules.MUST_ITEMS)
    assert not [name for name in bare if CATALOGUE[name].is_personal]


@given(st.sets(st.sampled_from(list(CATALOGUE))), st.sets(st.sampled_from(list(CATALOGUE))))
def test_nothing_is_given_that_is_not_held_and_ticked_or_required(held, ticked):
    for item in rules.chosen(held, ticked):
        assert item.name in held
        assert item.group == Group.MUST or item.name in ticked
        assert item.group != Group.NEVER


def test_only_a_state_organ_gives_by_duty():
    assert ConsentWay.STATUTORY_DUTY not in rules.consent_ways("enterprise")
    assert ConsentWay.STATUTORY_DUTY in rules.consent_ways("petition_office")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("职工要求补缴养老保险。", []),
        ("陈建国要求补缴。", ["name"]),
        ("陈 建 国要求补缴，电话 138 0000 5620", ["name", "phone"]),
        ("另一人电话13911112222", ["phone"]),
        ("证件号99000619900307001X", ["id_number"]),
        ("证件号990006-19900307-001x", ["id_number"]),
        ("家住岚阳县北沟镇东村12号", ["address"]),
        ("2019年7月至2020年3月断缴9个月，单位电话0998-0000106", []),
    ],
)
def test_what_identifies_is_found_in_free_text(text, found):
    identity = {"name": "陈建国", "phone": "13800005620", "address": "岚阳县北沟镇东村12号"}
    assert rules.leaks(text, identity) == found


@pytest.mark.parametrize(
    ("case_class", "state", "kind", "handed_over", "came_in", "reason"),
    [
        ("appeal", "registered", "transfer", False, False, None),
        ("suggestion", "registered", "guidance", False, False, None),
        ("accusation", "registered", "guidance", False, False, "class_accusation"),
        ("litigation_related", "registered", "transfer", False, False, "class_litigation_related"),
        ("appeal", "closed", "co_handle", False, False, "case_closed"),
        ("appeal", "answered", "co_handle", False, False, "case_answered"),
        ("appeal", "accepted", "transfer", False, False, "case_accepted"),
        ("appeal", "accepted", "co_handle", False, False, None),
        ("appeal", "transferred", "assign", True, False, "handed_over"),
        ("appeal", "transferred", "guidance", True, False, None),
        ("appeal", "registered", "transfer", False, True, "came_in_envelope"),
        ("appeal", "registered", "co_handle", False, True, None),
    ],
)
def test_which_matters_may_be_referred(case_class, state, kind, handed_over, came_in, reason):
    found = rules.refusal_to_refer(case_class, state, kind, handed_over=handed_over, came_in_envelope=came_in)
    assert found == reason
    assert reason is None or str(words.REFUSALS[reason])


def test_grounds():
    by_office = rules.ground("assign", "petition_office", "某规则", "第八条")
    assert by_office.citation == "《信访工作条例》第二十二条第一款第三项、第二十三条第三款"
    assert by_office.follows == ""
    peers = rules.ground("transfer", "enterprise", "某规则", "第八条")
    assert peers.citation == "《某规则》第八条"
    assert peers.follows == "《信访工作条例》第二十三条第三款"
    helped = rules.ground("co_handle", "petition_office", "某规则", "第八条")
    assert helped.citation == "《某规则》第八条"


def test_small_words():
    assert rules.referral_number(2026, 93) == "ZB-2026-0093"
    assert rules.receipt_code(1, bytes.fromhex("7f3a91c2") + bytes(28)) == "R1 7F3A-91C2"
    assert rules.same_word(" 人社局 ", "人社局")
    assert not rules.same_word("人社", "人社局")
    assert rules.first_clause("要求补缴养老保险；并计入工龄。") == "要求补缴养老保险"
    assert len(rules.first_clause("长" * 100)) == rules.TITLE_LENGTH


def test_papers_and_screens_call_items_the_same():
    """What the petitioner's letter names and what the screen shows in Chinese must be one word."""
    of_a_representative = chinese("%(item)s (representative %(number)d)")
    for name, item in CATALOGUE.items():
        label = chinese(str(words.ITEMS[item.field or name]))
        if item.person > 1:
            label = of_a_representative % {"item": label, "number": item.person}
        assert label == item.label, name
