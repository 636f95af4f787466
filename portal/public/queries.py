"""What the petitioner's page shows of one matter. Everything here is meant for their eyes; nothing else is read.

The session stands in the matter's tenant.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from portal.public import rules
from portal.public.envelopes import Shared, office_and_envelopes
from tenants.casework.cases.models import Case
from tenants.casework.cases.queries import case_for
from tenants.casework.cases.rules import CaseClass, CaseState
from tenants.casework.handling.rules import Service
from tenants.casework.intake.opening import KeptCode
from tenants.core import clock
from tenants.core.commands import Actor
from tenants.core.errors import NotFound
from tenants.obligations import ledger
from tenants.obligations.deadlines import Remaining
from tenants.obligations.models import Obligation
from tenants.obligations.queries import chip, of_subject, working_calendar
from tenants.obligations.rules import RULES, Basis
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory, tenant
from tenants.papers.models import Document
from tenants.papers.queries import document, documents_of


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
class Paper:
    """A paper that was served, as its reader may see it."""

    id: UUID
    kind: str
    number: str
    title: str
    served_on: date
    came_by_post: bool = False
    text: str = ""


@dataclass(frozen=True)
class Review:
    """The right to ask for a review: of whose answer, and until when, where the day of receipt is known."""

    of: Tenant
    until: date | None


@dataclass(frozen=True)
class Matter:
    """One matter as its petitioner sees it."""

    office: Tenant
    holder: Tenant
    held_since: date
    course: rules.Course
    is_confidential: bool = False
    title: str = ""
    number: str = ""
    promise: Promise | None = None
    review: Review | None = None
    shared: list[Shared] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)


def matter(kept: KeptCode) -> Matter:
    """Return what the owner of a kept code may see; of an accusation only that it was received (article 30)."""
    case = case_for(Actor.system(kept.tenant_id), kept.case_id)
    if case.case_class == CaseClass.ACCUSATION:
        office = tenant(case.tenant_id)
        only_received = rules.Course(case.case_class, is_closed=False, received_on=case.received_on)
        return Matter(office, office, case.received_on, only_received, is_confidential=True)
    office, envelopes = office_and_envelopes(case.tenant_id, case.id)
    handed_over = _handed_over(case, envelopes)
    owed = _owed(case, handed_over)
    course = _course(case, handed_over, owed)
    papers = [_paper(row) for row in documents_of(case.id) if _is_shown(row)]
    holder = handed_over.receiver if handed_over and handed_over.holds else office
    return Matter(
        office=office,
        holder=holder,
        held_since=handed_over.held_since if handed_over and handed_over.holds else case.received_on,
        course=course,
        title=case.title,
        number=case.number,
        promise=_promise(course, handed_over, owed),
        review=_review(course, holder, papers),
        shared=envelopes,
        papers=papers,
    )


def paper(kept: KeptCode, paper_id: UUID) -> Paper:
    """Return one served paper of the matter with its text, or raise ``NotFound``."""
    case = case_for(Actor.system(kept.tenant_id), kept.case_id)
    row = document(case.id, paper_id)
    if row is None or case.case_class == CaseClass.ACCUSATION or not _is_shown(row):
        raise NotFound
    return _paper(row, text=_without_name(row.body))


def published_phones() -> list[Tenant]:
    """Return the organisations that publish a telephone number for petitioners."""
    return [each for each in directory().values() if each.phone and each.status == "active"]


def _handed_over(case: Case, envelopes: list[Shared]) -> Shared | None:
    """Return the envelope by which another organisation handles the matter, or did when it was closed."""
    if case.state not in (CaseState.TRANSFERRED, CaseState.CLOSED) or case.answered_on:
        return None
    return next((each for each in reversed(envelopes) if each.hands_over), None)


def _owed(case: Case, handed_over: Shared | None) -> list[Obligation]:
    """Return what the petitioner is, or was, owed: by this organisation, or by the one that handles the matter now.

    Whoever only helps owes the petitioner word that it does; that is not when the matter moves.
    """
    subjects = [handed_over.referral_id] if handed_over else [case.id, case.origin_referral_id]
    duties = of_subject(*(subject for subject in subjects if subject))
    return [row for row in duties if row.creditor_kind == "petitioner"]


def _course(case: Case, handed_over: Shared | None, owed: list[Obligation]) -> rules.Course:
    accepted, answered = case.accepted_on, case.answered_on
    if handed_over:
        accepted = _told_on(owed) if handed_over.promised_on else None
        answered = handed_over.answered_on if handed_over.is_settled else None
    return rules.Course(
        case_class=case.case_class,
        is_closed=case.state == CaseState.CLOSED,
        received_on=case.received_on,
        passed_on=handed_over.on if handed_over else None,
        accepted_on=accepted,
        answered_on=answered,
        closed_on=case.closed_on,
    )


def _told_on(owed: list[Obligation]) -> date | None:
    """Return when the organisation that handles the matter told the petitioner in writing that it does (D03)."""
    return next((row.settled_on for row in owed if row.rule == "D03"), None)


def _promise(course: rules.Course, handed_over: Shared | None, owed: list[Obligation]) -> Promise | None:
    if course.answered_on or course.is_closed:
        return None
    if handed_over and course.accepted_on and handed_over.promised_on:
        length = (handed_over.promised_on - course.accepted_on).days
        return _until("D05", handed_over.promised_on, RULES["D05"].basis, course.accepted_on, length)
    open_rows = [row for row in owed if row.state == "open"]
    first = min(open_rows, key=lambda row: row.due_on, default=None)
    if first is None:
        return None
    return _until(first.rule, first.due_on, ledger.rule_of(first).basis, first.started_on, first.length)


def _until(rule_id: str, due_on: date, basis: Basis, started_on: date, length: int) -> Promise | None:
    left = chip(due_on, rule_id)
    return Promise(rule_id, due_on, left, basis, started_on, length) if left else None


def _review(course: rules.Course, holder: Tenant, papers: list[Paper]) -> Review | None:
    """Return the right to a review once an appeal was answered, until its last day has passed (article 35)."""
    if not (course.is_appeal and course.answered_on):
        return None
    opinion = next((each for each in papers if each.kind == rules.REVIEWABLE), None)
    is_day_known = opinion is not None and not opinion.came_by_post
    first = rules.last_review_day(opinion.served_on if opinion else course.answered_on)
    last = working_calendar().next_working_day_on_or_after(first)
    if last < clock.today() and (is_day_known or course.is_closed):
        return None
    return Review(holder, last if is_day_known else None)


def _is_shown(row: Document) -> bool:
    return row.kind in rules.SHOWN_PAPERS and row.served_at is not None


def _paper(row: Document, text: str = "") -> Paper:
    assert row.served_at is not None
    return Paper(
        id=row.id,
        kind=row.kind,
        number=row.number,
        title=row.title,
        served_on=clock.office_date(row.served_at),
        came_by_post=row.served_how == Service.POST,
        text=text,
    )


def _without_name(text: str) -> str:
    """Return a paper's text with the salutation that papers use for nobody in particular.

    The page is opened with a code that may have been lost: it names nobody, not even in part.
    """
    salutation, line_end, rest = text.partition("\n")
    return f"信访人：{line_end}{rest}" if salutation.endswith("：") else text
