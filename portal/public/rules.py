"""What a petitioner is shown of a matter's course, and how often codes may be tried. Pure functions.

Shown are the steps that the rules for handling petitions online make public, with their dates: receipt, passing on,
acceptance, written answer, end. Nothing of what happens between them inside an organisation.
Sources: Regulations on Petition Work (2022), articles 23, 31, 34 and 35; Civil Code, articles 201 and 203.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CODE_LENGTHS = (8, 12)
"""The short code goes with the last four digits of a telephone, the long one stands alone."""
TAIL_LENGTH = 4

TRIES_A_MINUTE = 10
TRIES_AN_HOUR = 60
ORDINARY_TRIES = 120
"""So many tries a minute the whole town may make before everybody's answers are slowed down."""
_TRIES_A_STEP, _STEP_SECONDS, _LONGEST_WAIT = 60, 0.5, 4.0

REVIEW_DAYS = 30
HANDLING_DAYS = 60
REVIEWABLE = "handling_opinion"
SHOWN_PAPERS = ("acceptance_notice", "path_notice", "handling_opinion")
"""Kinds of papers that are addressed to the petitioner; any other stays inside, served or not."""


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


def last_review_day(served_on: date) -> date:
    """Return the thirtieth day after service (article 35); the day of service is not counted (Civil Code, 201).

    It is a right of the petitioner: the caller rolls it past rest days (Civil Code, 203).
    """
    return served_on + timedelta(days=REVIEW_DAYS)


def wait_seconds(tries: int) -> float:
    """Return how long each answer waits when codes were tried ``tries`` times in this minute, by everybody together."""
    steps = -(-max(0, tries - ORDINARY_TRIES) // _TRIES_A_STEP)
    return min(_LONGEST_WAIT, steps * _STEP_SECONDS)
