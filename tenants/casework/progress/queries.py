"""What the petitioner is told of one matter: its course, and what is owed next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tenants.casework.cases.models import Case
from tenants.casework.cases.rules import CaseClass
from tenants.casework.progress import rules
from tenants.casework.progress.rules import Course, Envelope
from tenants.core import slots
from tenants.obligations.deadlines import Remaining
from tenants.obligations.ledger import rule_of
from tenants.obligations.models import Obligation
from tenants.obligations.queries import chip, of_subject
from tenants.obligations.rules import RULES, Basis


@dataclass(frozen=True)
class Promise:
    """What the petitioner is owed next: by when, how much time is left, and on which ground."""

    rule: str
    due_on: date
    left: Remaining
    basis: Basis
    started_on: date
    length: int


@dataclass(frozen=True)
class Told:
    """What the petitioner is told. ``handed`` is the envelope by which another organisation handles the matter."""

    course: Course
    promise: Promise | None
    envelopes: Sequence[Envelope]
    handed: Envelope | None

    @property
    def is_confidential(self) -> bool:
        """Whether nothing but the receipt is told."""
        return self.course.case_class == CaseClass.ACCUSATION


def told_here(case: Case, duties: Iterable[Obligation] | None = None) -> Told:
    """Return what the petitioner is told of a case; the federation adds to whom it was given.

    :param duties: the rows of the ledger about the case and its envelopes, when the caller has read them already.
    """
    envelopes = [each for part in slots.collect("petitioner.envelopes", case=case) for each in part]
    return told(case, envelopes, duties)


def told(case: Case, envelopes: Sequence[Envelope], duties: Iterable[Obligation] | None = None) -> Told:
    """Return what the petitioner is told of a case that was given away in these envelopes, the oldest first."""
    if case.case_class == CaseClass.ACCUSATION:
        return Told(rules.course_of(case, None, ()), None, (), None)
    handed = rules.handed_over(case, envelopes)
    subjects = rules.subjects_of(case, handed)
    owed = rules.owed(of_subject(*subjects) if duties is None else duties, subjects)
    course = rules.course_of(case, handed, owed)
    return Told(course, _promise(course, handed, owed), envelopes, handed)


def _promise(course: Course, handed: Envelope | None, owed: list[Obligation]) -> Promise | None:
    if course.answered_on or course.is_closed:
        return None
    if handed and course.accepted_on and handed.promised_on:
        length = (handed.promised_on - course.accepted_on).days
        return _until("D05", handed.promised_on, RULES["D05"].basis, course.accepted_on, length)
    open_rows = [row for row in owed if row.state == "open"]
    first = min(open_rows, key=lambda row: row.due_on, default=None)
    if first is None:
        return None
    return _until(first.rule, first.due_on, rule_of(first).basis, first.started_on, first.length)


def _until(rule_id: str, due_on: date, basis: Basis, started_on: date, length: int) -> Promise | None:
    left = chip(due_on, rule_id)
    return Promise(rule_id, due_on, left, basis, started_on, length) if left else None
