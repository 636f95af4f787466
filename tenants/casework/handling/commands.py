"""What a unit does with a case: note, accept, answer, close."""

from itertools import islice
from typing import Any

from tenants.casework.cases.course import (
    add_entry,
    check_allowed,
    load_locked,
    refresh_due,
    step,
    subject_of,
    tell,
)
from tenants.casework.cases.models import Case
from tenants.casework.cases.rules import Audience, path_of
from tenants.casework.handling import papers, rules, schemas
from tenants.casework.handling.rules import addressee
from tenants.casework.intake.identity import open_field
from tenants.casework.intake.queries import petitioners_of
from tenants.core import clock, slots
from tenants.core.commands import Context, command
from tenants.core.database import bound_tenant
from tenants.core.errors import NotFound
from tenants.core.permissions import Permission
from tenants.obligations import ledger
from tenants.organisations.queries import tenant
from tenants.papers.issuing import issue_document, take_number
from tenants.papers.models import Document
from tenants.papers.queries import document as find_document

FIRST_DUTIES = ("D01", "D02", "D03")
"""Duties that a first written notice to the petitioner fulfils."""


@command("case.note", schemas.NoteCase, Permission.CASE_HANDLE)
def note(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Write a line that only this organisation reads."""
    case = load_locked(context, data["case_id"])
    check_allowed("case.note", case)
    add_entry(case.id, "note", context.actor.name, text=data["text"])
    tell(context, case, "case.noted")
    return {"case_id": str(case.id)}


@command("case.accept", schemas.AcceptCase, Permission.CASE_HANDLE)
def accept(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Accept an appeal: the notice is numbered and served, the first duty met, the 60 days begin (articles 23, 34)."""
    case = load_locked(context, data["case_id"])
    document = accept_case(context, case, served_how=data["served_how"], path=data["path"])
    return {"case_id": str(case.id), "document_id": str(document.id), "number": document.number}


def accept_case(context: Context, case: Case, *, served_how: str, path: str = "") -> Document:
    """Accept a locked case in the present transaction; the federation calls this when a referral is accepted."""
    step(context, "case.accept", case)
    case.accepted_on = clock.today()
    _meet_first_duty(case)
    term = ledger.owe(
        "D05", subject_of(case), case.accepted_on, creditor_kind="petitioner", debtor_unit_id=case.unit_id
    )
    body = papers.acceptance_notice(case, tenant(bound_tenant()), term.due_on, path)
    document = _issue(context, case, "acceptance_notice", body, served_how)
    add_entry(
        case.id,
        "accepted",
        context.actor.name,
        audience=Audience.PETITIONER,
        number=document.number,
        document_id=document.id,
        due_on=term.due_on.isoformat(),
        served_how=served_how,
    )
    refresh_due(case)
    slots.collect("case.accepted", context=context, case=case, document=document)
    tell(context, case, "case.accepted", document=document.number)
    return document


def _meet_first_duty(case: Case) -> None:
    for subject_id in filter(None, (case.id, case.origin_referral_id)):
        for rule_id in FIRST_DUTIES:
            ledger.settle(subject_id, rule_id, clock.today())


def _issue(context: Context, case: Case, kind: str, body: str, served_how: str) -> Document:
    return issue_document(
        case.id,
        kind,
        number=take_number(kind),
        title=papers.TITLES[kind],
        body=body,
        issued_by=context.actor.name,
        served_how=served_how,
        served_at=context.now,
    )


@command("case.answer", schemas.AnswerCase, Permission.CASE_HANDLE)
def answer(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Answer in writing: the handling opinion of an appeal, or the notice of the way to go for anything else."""
    case = load_locked(context, data["case_id"])
    document = answer_case(context, case, data)
    return {"case_id": str(case.id), "document_id": str(document.id), "number": document.number}


def answer_case(context: Context, case: Case, data: dict[str, Any]) -> Document:
    """Answer a locked case in the present transaction.

    :param data: outcome, demand, facts, opinion, legal_basis, served_how.
    """
    step(context, "case.answer", case)
    case.answered_on, case.outcome = clock.today(), data["outcome"]
    _meet_first_duty(case)
    ledger.settle(case.id, "D05", clock.today())
    kind = path_of(case.case_class)
    body = papers.answer_text(case, tenant(bound_tenant()), data, remedy=kind == "handling_opinion")
    document = _issue(context, case, kind, body, data["served_how"])
    add_entry(
        case.id,
        "answered",
        context.actor.name,
        audience=Audience.PETITIONER,
        number=document.number,
        document_id=document.id,
        title=document.title,
        outcome=case.outcome,
        served_how=data["served_how"],
    )
    refresh_due(case)
    slots.collect("case.answered", context=context, case=case, document=document)
    tell(context, case, "case.answered", document=document.number, outcome=case.outcome)
    return document


@command("case.close", schemas.CloseCase, Permission.CASE_HANDLE)
def close(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Close a matter after the three gates. A first duty still open, as after a transfer, ends now: in time or late."""
    case = load_locked(context, data["case_id"])
    step(context, "case.close", case)
    case.closed_on = clock.today()
    _meet_first_duty(case)
    answers = {gate: "yes" if data[gate] else data[f"{gate}_reason"] for gate in rules.GATES}
    add_entry(case.id, "closed", context.actor.name, audience=Audience.PETITIONER)
    add_entry(case.id, "gates", context.actor.name, **answers)
    refresh_due(case)
    tell(context, case, "case.closed")
    return {"case_id": str(case.id)}


@command("document.address", schemas.AddressDocument, Permission.IDENTITY_REVEAL, keeps_result=False)
def address(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Return to whom a paper is addressed, in clear, for the copy that is printed and served.

    The kept paper holds the masked name only; who had the clear one, for which paper and when, stays in the trail.
    """
    case = load_locked(context, data["case_id"])
    paper = find_document(case.id, data["document_id"])
    if paper is None:
        raise NotFound
    context.subject("case", case.id, document_id=paper.id, number=paper.number)
    named = (row for row in petitioners_of(case.id) if row.name_sealed)
    names = [open_field(row, "name") for row in islice(named, 1)]
    return {"document_id": str(paper.id), "name": addressee(names[0], case.person_count) if names else ""}
