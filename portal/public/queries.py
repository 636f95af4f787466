"""What the petitioner's page shows of one matter. Everything here is meant for their eyes; nothing else is read.

The session stands in the matter's tenant.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from portal.public import rules
from portal.public.envelopes import Shared, office_and_envelopes
from tenants.casework.cases.queries import case_for
from tenants.casework.cases.rules import CaseClass
from tenants.casework.handling.rules import Service
from tenants.casework.intake.opening import KeptCode
from tenants.casework.progress.queries import Promise, Told, told
from tenants.casework.progress.rules import Course, handed_over
from tenants.core import clock
from tenants.core.commands import Actor
from tenants.core.errors import NotFound
from tenants.obligations.queries import working_calendar
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory, tenant
from tenants.papers.models import Document
from tenants.papers.queries import document, documents_of
from tenants.papers.rules import addressed_to


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
    told: Told
    title: str = ""
    number: str = ""
    review: Review | None = None
    shared: list[Shared] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)

    @property
    def course(self) -> Course:
        """The public dates."""
        return self.told.course

    @property
    def promise(self) -> Promise | None:
        """What the petitioner is owed next."""
        return self.told.promise

    @property
    def is_confidential(self) -> bool:
        """Whether nothing but the receipt is shown."""
        return self.told.is_confidential


def matter(kept: KeptCode) -> Matter:
    """Return what the owner of a kept code may see; of an accusation only that it was received (article 30)."""
    case = case_for(Actor.system(kept.tenant_id), kept.case_id)
    if case.case_class == CaseClass.ACCUSATION:
        office = tenant(case.tenant_id)
        return Matter(office, office, case.received_on, told(case, ()))
    office, envelopes = office_and_envelopes(case.tenant_id, case.id)
    seen, handed = told(case, envelopes), handed_over(case, envelopes)
    papers = [_paper(row) for row in documents_of(case.id) if _is_shown(row)]
    holder = handed.receiver if handed and handed.holds else office
    return Matter(
        office=office,
        holder=holder,
        held_since=handed.held_since if handed and handed.holds else case.received_on,
        told=seen,
        title=case.title,
        number=case.number,
        review=_review(seen.course, holder, papers),
        shared=envelopes,
        papers=papers,
    )


def paper(kept: KeptCode, paper_id: UUID) -> Paper:
    """Return one served paper of the matter with its text, or raise ``NotFound``."""
    case = case_for(Actor.system(kept.tenant_id), kept.case_id)
    row = document(case.id, paper_id)
    if row is None or case.case_class == CaseClass.ACCUSATION or not _is_shown(row):
        raise NotFound
    # The page is opened with a code that may have been lost: it names nobody, not even in part.
    return _paper(row, text=addressed_to(row.body, ""))


def published_phones() -> list[Tenant]:
    """Return the organisations that publish a telephone number for petitioners."""
    return [each for each in directory().values() if each.phone and each.status == "active"]


def _review(course: Course, holder: Tenant, papers: list[Paper]) -> Review | None:
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
