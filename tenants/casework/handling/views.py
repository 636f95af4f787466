"""Pages of handling: note, accept, answer, close; and the papers that were issued."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from tenants.casework.cases import acts, page, queries, timeline, words
from tenants.casework.cases.posted import empty_form, form_again, posted
from tenants.casework.handling import papers
from tenants.casework.handling.rules import GATES
from tenants.casework.handling.serving import with_way_to_paper
from tenants.casework.intake.queries import has_name, submissions_of
from tenants.core.commands import execute
from tenants.core.errors import NotFound, Problem
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.organisations.rules import TenantKind
from tenants.papers.queries import document as find_document
from tenants.papers.rules import addressed_to
from tenants.people.doors import current_actor, current_tenant, seat_required

blueprint = Blueprint("handling", __name__, url_prefix="/o/<tenant_slug>/cases/<uuid:case_id>")

_FIELDS = {
    "case.note": ("text",),
    "case.accept": ("served_how", "path"),
    "case.answer": ("outcome", "demand", "facts", "opinion", "legal_basis", "served_how"),
    "case.close": tuple(f"{gate}{end}" for gate in GATES for end in ("", "_reason")),
}
_DONE = {
    "case.note": _("The note is saved. Only your organisation sees it."),
    "case.accept": _("Accepted. The notice is numbered and on record; the 60 days run from today."),
    "case.answer": _("Answered. The paper is numbered and on record."),
    "case.close": _("The matter is closed."),
}


def _act(case_id: UUID, name: str, template: str, start: dict[str, Any]) -> Any:
    """Show the form of an act, or carry the act out and lead back to the case."""
    found = queries.headed_case(current_actor(), case_id)
    form, status = empty_form(**start), 200
    if request.method == "POST":
        try:
            done = execute(
                name,
                {"case_id": str(case_id), **posted(*_FIELDS[name])},
                current_actor(),
                key=request.form.get("key"),
            )
        except Problem as problem:
            form, status = form_again(problem), problem.status
            found = queries.headed_case(current_actor(), case_id)
        else:
            flash(_said(name, case_id, done), "ok")
            return redirect(url_for("cases.case", case_id=case_id), 303)
    reason = acts.why_not(current_actor(), name, found.case)
    return render_template(template, form=form, reason=reason, **_more(name, found)), status


def _said(name: str, case_id: UUID, done: dict[str, Any]) -> Any:
    """Return the sentence after an act, with the way to the paper that the act has made and that is to be served."""
    if "document_id" not in done:
        return _DONE[name]
    return with_way_to_paper(_DONE[name], current_actor(), case_id, done["document_id"], done["number"])


def _more(name: str, found: queries.Headed) -> dict[str, Any]:
    values = page.head_of(found, current_actor())
    if name == "case.answer":
        values["outcomes"] = list(words.OUTCOMES.items())
        values["remedy"] = papers.remedy_line(current_tenant())
        values["submissions"] = submissions_of(found.case.id)
    return values


@blueprint.route("/note", methods=["GET", "POST"])
@seat_required(Permission.CASE_HANDLE)
def note(case_id: UUID) -> Any:
    """Write a line for colleagues."""
    return _act(case_id, "case.note", "handling/note.html", {})


@blueprint.route("/accept", methods=["GET", "POST"])
@seat_required(Permission.CASE_HANDLE)
def accept(case_id: UUID) -> Any:
    """Accept an appeal with its notice."""
    return _act(case_id, "case.accept", "handling/accept.html", {"served_how": "in_person"})


@blueprint.route("/answer", methods=["GET", "POST"])
@seat_required(Permission.CASE_HANDLE)
def answer(case_id: UUID) -> Any:
    """Write the answer."""
    return _act(case_id, "case.answer", "handling/answer.html", {"served_how": "in_person"})


@blueprint.route("/close", methods=["GET", "POST"])
@seat_required(Permission.CASE_HANDLE)
def close(case_id: UUID) -> Any:
    """Pass the three gates and close."""
    return _act(case_id, "case.close", "handling/close.html", {})


@blueprint.get("/documents/<uuid:document_id>")
@seat_required(Permission.CASE_READ)
def document(case_id: UUID, document_id: UUID) -> Any:
    """Show an issued paper as it is kept: its addressee masked."""
    return _paper_page(case_id, document_id)


@blueprint.post("/documents/<uuid:document_id>")
@seat_required(Permission.IDENTITY_REVEAL)
def address_document(case_id: UUID, document_id: UUID) -> Any:
    """Show the copy that is served, with the addressee's name; it is recorded who had it. Nothing of it is kept."""
    payload = {"case_id": str(case_id), "document_id": str(document_id)}
    shown = execute("document.address", payload, current_actor())
    return _paper_page(case_id, document_id, name=shown["name"])


def _paper_page(case_id: UUID, document_id: UUID, name: str = "") -> str:
    found = queries.case_for(current_actor(), case_id)
    paper = find_document(found.id, document_id)
    if paper is None:
        raise NotFound
    may_name = not name and current_actor().may(Permission.IDENTITY_REVEAL) and has_name(found.id)
    return render_template(
        "papers/document.html",
        case=found,
        paper=paper,
        lines=(addressed_to(paper.body, name) if name else paper.body).splitlines(),
        may_name=may_name,
        is_named=bool(name),
        services=timeline.SERVICES,
        issuer=current_tenant(),
        is_office=current_tenant().kind != TenantKind.ENTERPRISE,
        back_url=url_for("cases.case", case_id=case_id),
    )
