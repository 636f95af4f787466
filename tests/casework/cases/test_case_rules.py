"""Every act from every state and class: what the table allows, and nothing else."""

import itertools

import pytest

from tenants.casework.cases import rules, words
from tenants.casework.cases.rules import CaseClass, CaseState

R, T, A, W, C = (
    CaseState.REGISTERED,
    CaseState.TRANSFERRED,
    CaseState.ACCEPTED,
    CaseState.ANSWERED,
    CaseState.CLOSED,
)

APPEAL_MOVES = {
    ("case.accept", R): A,
    ("case.answer", A): W,
    ("case.close", W): C,
    ("case.close", T): C,
    ("case.transfer", R): T,
    ("case.take_back", T): R,
}
OTHER_MOVES = {
    ("case.answer", R): W,
    ("case.answer", A): W,
    ("case.close", W): C,
    ("case.close", T): C,
    ("case.transfer", R): T,
    ("case.take_back", T): R,
}
MOVING = ("case.accept", "case.answer", "case.close", "case.transfer", "case.take_back")


@pytest.mark.parametrize(("act", "state"), list(itertools.product(MOVING, CaseState)))
def test_appeal_moves_exactly_as_the_table_says(act: str, state: CaseState) -> None:
    reason = rules.why_not(act, state, CaseClass.APPEAL, referral_state="answered")
    assert (reason is None) == ((act, state) in APPEAL_MOVES)
    if reason is None:
        assert rules.next_state(act, state) == APPEAL_MOVES[act, state]


@pytest.mark.parametrize(
    ("act", "state", "case_class"),
    list(
        itertools.product(
            MOVING, CaseState, (CaseClass.SUGGESTION, CaseClass.LITIGATION_RELATED, CaseClass.NOT_PETITION)
        )
    ),
)
def test_what_is_no_appeal_is_answered_without_acceptance(
    act: str, state: CaseState, case_class: CaseClass
) -> None:
    reason = rules.why_not(act, state, case_class, referral_state="answered")
    assert (reason is None) == ((act, state) in OTHER_MOVES)


@pytest.mark.parametrize(("act", "state"), list(itertools.product(MOVING, CaseState)))
def test_an_accusation_never_takes_the_ordinary_track(act: str, state: CaseState) -> None:
    assert rules.why_not(act, state, CaseClass.ACCUSATION, "answered") == "confidential_track"


@pytest.mark.parametrize("act", ["case.edit", "case.assign", "attachment.add"])
@pytest.mark.parametrize("state", list(CaseState))
def test_entries_change_until_the_case_is_closed(act: str, state: CaseState) -> None:
    assert rules.allows(act, state) == (state != C)
    assert rules.next_state(act, state) == state


@pytest.mark.parametrize("state", list(CaseState))
def test_a_note_can_always_be_written(state: CaseState) -> None:
    assert rules.why_not("case.note", state, CaseClass.APPEAL) is None


@pytest.mark.parametrize("referral_state", ["", "sent", "signed_for", "accepted", "objected", "revoked"])
def test_a_transferred_case_closes_only_after_the_other_answered(referral_state: str) -> None:
    assert rules.why_not("case.close", T, CaseClass.APPEAL, referral_state) == "not_answered_yet"


def test_every_refusal_has_its_sentence() -> None:
    combinations = itertools.product(rules.TRANSITIONS, CaseState, CaseClass, ("", "answered"))
    found = {rules.why_not(*combination) for combination in combinations} - {None}
    assert found == set(words.REFUSALS)


def test_every_word_list_is_whole() -> None:
    assert set(words.STATES) == set(words.STATE_TONES) == set(CaseState)
    assert set(words.CLASSES) == set(CaseClass)
    assert set(words.CHANNELS) == set(rules.Channel)
    assert set(words.OUTCOMES) == set(rules.Outcome)
