"""Saved views in the JSON API: those of the token's seat."""

from collections.abc import Sequence
from typing import Any

from tenants.casework.saved_views import api_schemas as shapes
from tenants.casework.saved_views import commands as _commands  # noqa: F401 - the commands carried out here
from tenants.casework.saved_views.queries import views_of
from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.people.doors import current_actor
from tenants.people.resources import Resources
from tenants.people.token_doors import token_seat_required

blueprint = Resources(
    "saved_views_api",
    __name__,
    url_prefix="/o/<tenant_slug>/cases/views",
    description=N_("Views of the list of cases that a seat keeps"),
)


@blueprint.route("", summary=N_("List the views that this seat keeps"))
@blueprint.response(200, shapes.ViewOut(many=True))
@token_seat_required(Permission.CASE_READ)
def list_views() -> Sequence[Any]:
    """Return the seat's own views; the list of cases takes their filters as they are."""
    return views_of(current_actor())


@blueprint.route("", methods=["POST"], summary=N_("Keep filters of the list under a name"))
@blueprint.response(201, shapes.ViewDone)
@blueprint.carries_out("saved_view.save")
def save(made: dict[str, Any]) -> dict[str, Any]:
    """Save a view. Its name is new among the seat's views; a keyword is not kept."""
    return made


@blueprint.route("/<uuid:view_id>", methods=["PUT"], summary=N_("Rename a view or give it other filters"))
@blueprint.response(200, shapes.ViewDone)
@blueprint.carries_out("saved_view.change", "view_id")
def change(made: dict[str, Any]) -> dict[str, Any]:
    """Change a view's name; its filters and columns only where they are given."""
    return made


@blueprint.route("/<uuid:view_id>", methods=["DELETE"], summary=N_("Delete a view"))
@blueprint.response(200, shapes.ViewDone)
@blueprint.carries_out("saved_view.delete", "view_id")
def delete(made: dict[str, Any]) -> dict[str, Any]:
    """Forget a view; the cases it showed stay as they are."""
    return made
