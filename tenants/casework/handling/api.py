"""Handling a case in the JSON API: note, accept, answer, close; the papers that were issued."""

from typing import Any
from uuid import UUID

from tenants.casework.cases import api_schemas as shapes
from tenants.casework.cases.queries import case_for
from tenants.casework.handling import commands as _commands  # noqa: F401 - the commands carried out here
from tenants.core.errors import NotFound
from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.papers.queries import document as find_document
from tenants.people.doors import current_actor
from tenants.people.resources import Resources
from tenants.people.token_doors import token_seat_required

blueprint = Resources(
    "handling_api",
    __name__,
    url_prefix="/o/<tenant_slug>/cases/<uuid:case_id>",
    description=N_("Handling a case"),
)


@blueprint.route("/note", methods=["POST"], summary=N_("Write a note that only this organisation reads"))
@blueprint.response(200, shapes.CaseDone)
@blueprint.carries_out("case.note", "case_id")
def note(made: dict[str, Any]) -> dict[str, Any]:
    """Write a line for colleagues."""
    return made


@blueprint.route("/accept", methods=["POST"], summary=N_("Accept an appeal and issue the notice"))
@blueprint.response(200, shapes.CasePaperDone)
@blueprint.carries_out("case.accept", "case_id")
def accept(made: dict[str, Any]) -> dict[str, Any]:
    """Accept; the notice is numbered, the 60 days begin."""
    return made


@blueprint.route("/answer", methods=["POST"], summary=N_("Answer a case in writing"))
@blueprint.response(200, shapes.CasePaperDone)
@blueprint.carries_out("case.answer", "case_id")
def answer(made: dict[str, Any]) -> dict[str, Any]:
    """Answer; the paper is numbered."""
    return made


@blueprint.route("/close", methods=["POST"], summary=N_("Close a case after the three gates"))
@blueprint.response(200, shapes.CaseDone)
@blueprint.carries_out("case.close", "case_id")
def close(made: dict[str, Any]) -> dict[str, Any]:
    """Close."""
    return made


@blueprint.route("/documents/<uuid:document_id>", summary=N_("Read an issued paper"))
@blueprint.response(200, shapes.DocumentTextOut)
@token_seat_required(Permission.CASE_READ)
def document(case_id: UUID, document_id: UUID) -> Any:
    """Return what a paper says; it never changes."""
    found = find_document(case_for(current_actor(), case_id).id, document_id)
    if found is None:
        raise NotFound
    return found
