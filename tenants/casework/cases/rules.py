"""States, classes and channels of a case as data, and which act may follow which state.

Sources: Regulations on Petition Work (2022), articles 17 to 34; the accusation track, article 30.
"""

from dataclasses import dataclass
from enum import StrEnum


class CaseState(StrEnum):
    """Where a matter stands. ``transferred``: another organisation handles it; this one still owes the petitioner."""

    REGISTERED = "registered"
    TRANSFERRED = "transferred"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"


class CaseClass(StrEnum):
    """What kind of demand it is; decides the track (Regulations, articles 29 to 31)."""

    APPEAL = "appeal"
    ACCUSATION = "accusation"
    SUGGESTION = "suggestion"
    LITIGATION_RELATED = "litigation_related"
    NOT_PETITION = "not_petition"


class Channel(StrEnum):
    """How a submission came in."""

    LETTER = "letter"
    VISIT = "visit"
    PHONE = "phone"
    WEB = "web"
    EMAIL = "email"
    DROP_BOX = "drop_box"
    OUTREACH = "outreach"


class Outcome(StrEnum):
    """The three statutory outcomes of an appeal (Regulations, article 32)."""

    UPHOLD = "uphold"
    EXPLAIN = "explain"
    REJECT = "reject"


class Audience(StrEnum):
    """Who may read a line of a case's course."""

    UNIT = "unit"
    PAIR = "pair"
    PETITIONER = "petitioner"


@dataclass(frozen=True)
class Transition:
    """From which states an act is allowed, and where it leads; ``status_to`` None leaves the state as it is."""

    status_from: frozenset[CaseState]
    status_to: CaseState | None = None


_S = CaseState
_OPEN = frozenset(CaseState) - {_S.CLOSED}

TRANSITIONS: dict[str, Transition] = {
    "case.edit": Transition(_OPEN),
    "case.assign": Transition(_OPEN),
    "case.note": Transition(frozenset(CaseState)),
    "attachment.add": Transition(_OPEN),
    "case.accept": Transition(frozenset({_S.REGISTERED}), _S.ACCEPTED),
    "case.answer": Transition(frozenset({_S.REGISTERED, _S.ACCEPTED}), _S.ANSWERED),
    "case.close": Transition(frozenset({_S.ANSWERED, _S.TRANSFERRED}), _S.CLOSED),
    "case.transfer": Transition(frozenset({_S.REGISTERED}), _S.TRANSFERRED),
    "case.take_back": Transition(frozenset({_S.TRANSFERRED}), _S.REGISTERED),
}
"""``case.transfer`` and ``case.take_back`` are steps of a referral; the federation takes them through this room."""

ANSWERED_REFERRALS = frozenset({"answered", "confirmed"})
"""States of a referral after which the organisation that sent it may close its own matter."""


def allows(act: str, state: str) -> bool:
    """Tell whether ``act`` may follow ``state``, classes and referrals aside."""
    return CaseState(state) in TRANSITIONS[act].status_from


def next_state(act: str, state: str) -> CaseState:
    """Return the state after ``act``."""
    return TRANSITIONS[act].status_to or CaseState(state)


def why_not(act: str, state: str, case_class: str, referral_state: str = "") -> str | None:
    """Return why ``act`` is not allowed, as a code of ``words.REFUSALS``, or None when it is.

    An appeal is accepted before it is answered (article 31, item 6). A suggestion, a matter of the courts and an
    ordinary enquiry are never accepted: they are answered at once with the way to go (articles 22, 23 and 29).
    An accusation leaves the ordinary track (article 30).
    """
    if case_class == CaseClass.ACCUSATION and TRANSITIONS[act].status_to:
        return "confidential_track"
    if not allows(act, state):
        return f"is_{CaseState(state)}"
    if act == "case.accept" and case_class != CaseClass.APPEAL:
        return "nothing_to_accept"
    if act == "case.answer" and state == CaseState.REGISTERED and case_class == CaseClass.APPEAL:
        return "accept_first"
    if act == "case.close" and state == CaseState.TRANSFERRED and referral_state not in ANSWERED_REFERRALS:
        return "not_answered_yet"
    return None


def path_of(case_class: str) -> str:
    """Return which paper an answer is: the handling opinion of an appeal, else a notice of the way to go."""
    return "handling_opinion" if case_class == CaseClass.APPEAL else "path_notice"
