"""What the petitioner sees of a matter, on the phone and mirrored on the staff's case page: where it is, who holds it,
until when, what was served, what was given to whom. Nothing internal: only what the disclosure rules list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tenants.casework.cases.models import Case
from tenants.casework.cases.rules import CaseClass, CaseState
from tenants.core import slots
from tenants.core.database import bound_tenant, current_session
from tenants.core.errors import NotFound
from tenants.core.words import _
from tenants.obligations import queries as obligations
from tenants.organisations.queries import tenant
from tenants.papers.models import Document
from tenants.papers.queries import documents_of


@dataclass(frozen=True)
class Stage:
    """A step: done, now or next; ``on`` is the day it was done, or by which it will be."""

    text: Any
    state: str
    on: date | None = None
    detail: Any = ""


@dataclass(frozen=True)
class Progress:
    """The matter as its petitioner may see it. ``holder`` answers for it now; ``shared`` is what was given to whom."""

    number: str
    title: str
    state: str
    received_on: date
    stages: list[Stage]
    due_on: date | None
    holder: dict[str, Any]
    documents: list[Document]
    shared: list[Any]


def progress(case_id: UUID) -> Progress:
    """Return a case's progress for the petitioner; the session stands in the tenant the tracking code led to.

    Slots: ``petitioner.holder`` (case_id) gives {"name", "phone", "since"} of the organisation that handles it now;
    ``petitioner.stages`` (case) gives lists of ``Stage``; ``petitioner.shared`` (case_id) gives lists of disclosures.
    Of an accusation only its receipt is shown.

    :raises NotFound: no such case here.
    """
    case = current_session().scalars(select(Case).where(Case.id == case_id)).one_or_none()
    if case is None:
        raise NotFound
    is_sealed = case.case_class == CaseClass.ACCUSATION
    return Progress(
        number=case.number,
        title="" if is_sealed else case.title,
        state=case.state,
        received_on=case.received_on,
        stages=stages_of(case),
        due_on=answer_due_on(case),
        holder=_holder(case),
        documents=[] if is_sealed else documents_of(case_id),
        shared=[] if is_sealed else _joined("petitioner.shared", case_id=case_id),
    )


def _joined(slot: str, **values: Any) -> list[Any]:
    return [part for parts in slots.collect(slot, **values) for part in parts]


def _holder(case: Case) -> dict[str, Any]:
    found = slots.collect("petitioner.holder", case_id=case.id)
    own = tenant(bound_tenant())
    return found[0] if found else {"name": own.name, "phone": own.phone, "since": case.received_on}


def answer_due_on(case: Case, duties: Iterable[Any] | None = None) -> date | None:
    """Return by when the petitioner hears from this organisation: the answer once accepted, the first notice before.

    :param duties: the rows of the ledger about the case, when the caller has read them already.
    """
    wanted = ("D05",) if case.accepted_on else ("D01", "D02", "D03")
    if duties is None:
        duties = obligations.of_subject(
            *(subject for subject in (case.id, case.origin_referral_id) if subject)
        )
    dates = [row.due_on for row in duties if row.rule in wanted and row.state == "open"]
    return min(dates, default=None)


def stages_of(case: Case, duties: Iterable[Any] | None = None) -> list[Stage]:
    """Return the stages in the petitioner's words; exactly one is ``now`` until the matter is closed."""
    received = Stage(_("Received"), "done", case.received_on)
    if case.case_class == CaseClass.ACCUSATION:
        return [received, Stage(_("Passed to the confidential officer; no details are shown here"), "now")]
    more = _joined("petitioner.stages", case=case)
    if case.case_class == CaseClass.APPEAL:
        middle = _appeal_stages(case, more, duties)
    else:
        middle = [
            *more,
            *([] if case.answered_on else [Stage(_("Being looked into"), "now")]),
            _answer_stage(case, duties),
        ]
    closed = [Stage(_("Closed"), "done", case.closed_on)] if case.closed_on else []
    return [received, *middle, *closed]


def _appeal_stages(case: Case, more: list[Stage], duties: Iterable[Any] | None) -> list[Stage]:
    if case.state == CaseState.TRANSFERRED:
        return [*more, Stage(_("Sent to %(name)s", name=case.referral_to), "now")]
    if case.accepted_on is None and case.closed_on is None:
        told = Stage(_("Tell you in writing whether it is accepted"), "next", answer_due_on(case, duties))
        return [*more, Stage(_("Deciding whether to accept it"), "now"), told]
    accepted = [Stage(_("Accepted"), "done", case.accepted_on)] if case.accepted_on else []
    working = [Stage(_("Being investigated"), "now")] if case.state == CaseState.ACCEPTED else []
    answer = [_answer_stage(case, duties)] if case.accepted_on else []
    return [*accepted, *more, *working, *answer]


def _answer_stage(case: Case, duties: Iterable[Any] | None) -> Stage:
    if case.answered_on:
        state = "done" if case.closed_on else "now"
        return Stage(_("Answered in writing"), state, case.answered_on)
    return Stage(_("Answer you in writing"), "next", answer_due_on(case, duties))
