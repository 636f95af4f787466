"""What a petitioner is shown of a matter's course. Pure functions.

Shown are the steps that the rules for handling petitions online make public, with their dates: receipt, passing on,
acceptance, written answer, end. Nothing of what happens between them inside an organisation.
Sources: Regulations on Petition Work (2022), articles 23, 31 and 34.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from tenants.casework.cases.rules import CaseClass, CaseState

HANDLING_DAYS = 60


class Standing(StrEnum):
    """Where a matter stands, in the petitioner's eyes."""

    DECIDING = "deciding"
    CONSIDERING = "considering"
    PASSED_ON = "passed_on"
    LOOKING = "looking"
    ANSWERED = "answered"
    CLOSED = "closed"


class Step(StrEnum):
    """One stage of the way, in the order in which the petitioner goes through them."""

    RECEIVED = "received"
    PASSED_ON = "passed_on"
    ACCEPTED = "accepted"
    LOOKED_INTO = "looked_into"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Course:
    """The public dates of a matter. Whoever holds it now, the dates are those of the holder's acts."""

    case_class: str
    is_closed: bool
    received_on: date
    passed_on: date | None = None
    accepted_on: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None

    @property
    def is_appeal(self) -> bool:
        """Only an appeal is accepted before it is answered (article 31, item 6)."""
        return self.case_class == "appeal"


@dataclass(frozen=True)
class Stage:
    """A step as it is shown: done (with its day, where one is known), now, or next."""

    step: Step
    state: str
    on: date | None = None


def standing(course: Course) -> Standing:
    """Return where a matter stands: the furthest of its dates decides."""
    if course.is_closed:
        return Standing.CLOSED
    if course.answered_on:
        return Standing.ANSWERED
    if course.accepted_on:
        return Standing.LOOKING
    if course.passed_on:
        return Standing.PASSED_ON
    return Standing.DECIDING if course.is_appeal else Standing.CONSIDERING


_ORDER = tuple(Step)


def stages(course: Course) -> list[Stage]:
    """Return the stages of a matter in order. What lies behind and has no date did not happen, and is left out."""
    at, dates = standing(course), _dates(course)
    present = _first_undone(course)
    place = _ORDER.index(present) if present else len(_ORDER)
    done = [Stage(step, "done", dates.get(step)) for step in _ORDER[:place] if step in dates]
    if present:
        done.append(Stage(present, "next" if at == Standing.ANSWERED else "now"))
    return done + [Stage(step, "next") for step in _ORDER[place + 1 :]]


def _dates(course: Course) -> dict[Step, date | None]:
    dates = {
        Step.RECEIVED: course.received_on,
        Step.PASSED_ON: course.passed_on,
        Step.ACCEPTED: course.accepted_on,
        Step.ANSWERED: course.answered_on,
    }
    known: dict[Step, date | None] = {step: day for step, day in dates.items() if day}
    return known | {Step.CLOSED: course.closed_on} if course.is_closed else known


def _first_undone(course: Course) -> Step | None:
    at = standing(course)
    if at == Standing.CLOSED:
        return None
    if at == Standing.ANSWERED:
        return Step.CLOSED
    undecided = at in (Standing.DECIDING, Standing.PASSED_ON) and course.is_appeal
    return Step.ACCEPTED if undecided else Step.LOOKED_INTO


@dataclass(frozen=True)
class Envelope:
    """What a referral means for the petitioner: who was given the matter or asked for help, and the public dates.

    ``hands_over`` tells whether the receiver handles the matter, or only helps. ``promised_on`` is the day by which a
    receiver that accepted it owes the petitioner its decision. ``is_settled``: its answer brings the matter to its end.
    """

    referral_id: UUID
    receiver_name: str
    on: date
    hands_over: bool
    promised_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    is_settled: bool


class CaseDates(Protocol):
    """What the telling needs to know of a case."""

    id: UUID
    case_class: str
    state: str
    received_on: date
    accepted_on: date | None
    answered_on: date | None
    closed_on: date | None
    origin_referral_id: UUID | None


class Duty(Protocol):
    """What the telling needs to know of a row of the ledger."""

    subject_id: UUID
    rule: str
    creditor_kind: str
    settled_on: date | None


_Given = TypeVar("_Given", bound=Envelope)
_Row = TypeVar("_Row", bound=Duty)


def handed_over(case: CaseDates, envelopes: Sequence[_Given]) -> _Given | None:
    """Return the envelope by which another organisation handles the matter, or did when it was closed."""
    if case.state not in (CaseState.TRANSFERRED, CaseState.CLOSED) or case.answered_on:
        return None
    return next((each for each in reversed(envelopes) if each.hands_over), None)


def subjects_of(case: CaseDates, handed: Envelope | None) -> set[UUID]:
    """Return about what the petitioner is owed something: the matter here, or the envelope by which it moved on.

    Whoever only helps owes the petitioner word that it does; that is not when the matter moves.
    """
    if handed:
        return {handed.referral_id}
    return {subject for subject in (case.id, case.origin_referral_id) if subject}


def owed(duties: Iterable[_Row], subjects: set[UUID]) -> list[_Row]:
    """Return what of the ledger is, or was, owed to the petitioner about these subjects."""
    return [row for row in duties if row.creditor_kind == "petitioner" and row.subject_id in subjects]


def course_of(case: CaseDates, handed: Envelope | None, owed_rows: Iterable[Duty]) -> Course:
    """Return the public dates of a matter; after it was handed over those of the receiver's acts.

    Of an accusation nothing but its receipt is told (article 30).
    """
    if case.case_class == CaseClass.ACCUSATION:
        return Course(case.case_class, is_closed=False, received_on=case.received_on)
    accepted, answered = case.accepted_on, case.answered_on
    if handed:
        accepted = _told_on(owed_rows) if handed.promised_on else None
        answered = handed.answered_on if handed.is_settled else None
    return Course(
        case_class=case.case_class,
        is_closed=case.state == CaseState.CLOSED,
        received_on=case.received_on,
        passed_on=handed.on if handed else None,
        accepted_on=accepted,
        answered_on=answered,
        closed_on=case.closed_on,
    )


def _told_on(owed_rows: Iterable[Duty]) -> date | None:
    """Return when the organisation that handles the matter told the petitioner in writing that it does (D03)."""
    return next((row.settled_on for row in owed_rows if row.rule == "D03"), None)
