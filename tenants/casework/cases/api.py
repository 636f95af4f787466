"""Cases in the JSON API: the list with its filters and search, one case, edit, assign, the sum behind its dates."""

from typing import Any
from uuid import UUID

from flask import request

from tenants.casework.attachments.queries import attachments_of
from tenants.casework.cases import acts, clocks, list_queries, queries
from tenants.casework.cases import api_schemas as shapes
from tenants.casework.cases import commands as _commands  # noqa: F401 - the commands carried out here
from tenants.casework.cases.categories import tree
from tenants.casework.cases.list_filters import read_filter
from tenants.casework.intake.queries import petitioners_of, submissions_of
from tenants.core.errors import Invalid
from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.obligations.api_schemas import ExplanationsOut
from tenants.obligations.outgoing import explained
from tenants.papers.queries import documents_of
from tenants.people.doors import current_actor
from tenants.people.resources import Resources
from tenants.people.token_doors import token_seat_required

blueprint = Resources(
    "cases_api", __name__, url_prefix="/o/<tenant_slug>/cases", description=N_("Cases of this organisation")
)


@blueprint.route("", summary=N_("List or search cases, page by page"))
@blueprint.response(200, shapes.CasesOut)
@token_seat_required(Permission.CASE_READ)
@blueprint.asks(shapes.ListCases)
def list_cases(asked: dict[str, Any]) -> dict[str, Any]:
    """Return one page of the list; the same views, filters and order as on the page.

    :raises Invalid: a filter or a place in the list makes no sense.
    """
    wanted = read_filter({**request.args, "q": asked["q"]}, tree())
    if wanted.ignored:
        sentence = _("Take “after” and “before” from an earlier answer; check the other values.")
        raise Invalid({name: [sentence] for name in wanted.ignored})
    page = list_queries.list_page(current_actor(), wanted, asked["limit"])
    return {
        "items": page.rows,
        "after": str(page.after) if page.after else None,
        "before": str(page.before) if page.before else None,
    }


@blueprint.route("/places", summary=N_("List the units and the people to whom a case can be given"))
@blueprint.response(200, shapes.PlacesOut)
@token_seat_required(Permission.CASE_READ)
def places() -> dict[str, Any]:
    """Return this organisation's units and open seats."""
    named = (
        [{"id": row_id, "name": name} for row_id, name in rows] for rows in list_queries.places_of_work()
    )
    return dict(zip(("units", "seats"), named, strict=True))


@blueprint.route("/categories", summary=N_("List the categories of matters"))
@blueprint.response(200, shapes.CategoryOut(many=True))
@token_seat_required(Permission.CASE_READ)
def categories() -> list[Any]:
    """Return the category tree, subjects before what belongs to them."""
    return list(tree().values())


@blueprint.route("/<uuid:case_id>", summary=N_("Read one case; identities are masked"))
@blueprint.response(200, shapes.CaseOut)
@token_seat_required(Permission.CASE_READ)
def case(case_id: UUID) -> dict[str, Any]:
    """Return a case with its texts, course, papers and files, and with what can be done now."""
    actor = current_actor()
    found = queries.case_for(actor, case_id)
    names = [field.attribute or name for name, field in shapes.CaseOut._declared_fields.items()]
    return {
        **{name: getattr(found, name) for name in names if hasattr(found, name)},
        "petitioners": petitioners_of(found.id),
        "submissions": submissions_of(found.id),
        "course": queries.entries_of(found.id),
        "documents": documents_of(found.id),
        "files": attachments_of(found.id),
        "acts": [
            {"name": act.name, "allowed": not act.reason, "reason": str(act.reason)}
            for act in acts.acts_of(actor, found)
        ],
    }


@blueprint.route(
    "/<uuid:case_id>", methods=["PUT"], summary=N_("Correct a case's own words; needs the version you read")
)
@blueprint.response(200, shapes.CaseDone)
@blueprint.carries_out("case.edit", "case_id")
def edit(made: dict[str, Any]) -> dict[str, Any]:
    """Change title, summary, category, class and place together; 409 with both texts when somebody was faster."""
    return made


@blueprint.route("/<uuid:case_id>/assign", methods=["POST"], summary=N_("Give a case to a unit or a person"))
@blueprint.response(200, shapes.CaseDone)
@blueprint.carries_out("case.assign", "case_id")
def assign(made: dict[str, Any]) -> dict[str, Any]:
    """Lay a case into a unit's tray or into a person's hands."""
    return made


@blueprint.route("/<uuid:case_id>/obligations", summary=N_("Explain every date of a case, day by day"))
@blueprint.response(200, ExplanationsOut)
@token_seat_required(Permission.CASE_READ)
def obligations(case_id: UUID) -> dict[str, Any]:
    """Return the obligations about a case and its referrals, each with the sum behind its date."""
    found = queries.case_for(current_actor(), case_id)
    return {"items": explained(clock.row for clock in clocks.clocks_of(found))}
