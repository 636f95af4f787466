"""Keeping, changing and deleting a seat's own views."""

from typing import Any
from uuid import UUID

from tenants.casework.saved_views import queries, schemas
from tenants.casework.saved_views.models import SavedView
from tenants.casework.saved_views.rules import MOST
from tenants.core.commands import Actor, Context, command
from tenants.core.database import current_session
from tenants.core.errors import Invalid, NotAllowedNow, NotFound
from tenants.core.permissions import Permission
from tenants.core.words import _


@command("saved_view.save", schemas.SaveView, Permission.CASE_READ)
def save(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Keep what a list shows under a name of its own."""
    seat_id = context.actor.seat_id
    if seat_id is None:
        raise NotFound
    if len(queries.views_of(context.actor)) >= MOST:
        raise NotAllowedNow(
            _("You keep %(most)d views already. Delete one that you do not need any more.", most=MOST)
        )
    _check_name_is_free(context.actor, data["name"])
    row = SavedView(seat_id=seat_id, saved_at=context.now, **data)
    current_session().add(row)
    context.subject("saved_view", row.id)
    return {"view_id": str(row.id)}


@command("saved_view.change", schemas.ChangeView, Permission.CASE_READ)
def change(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Give a view another name; put other filters and columns in the place of its own where they are given."""
    row = queries.view_of(context.actor, data["view_id"])
    _check_name_is_free(context.actor, data["name"], besides=row.id)
    row.name = data["name"]
    if data["filters"] is not None:
        row.filters = data["filters"]
    if data["columns"] is not None:
        row.columns = data["columns"]
    context.subject("saved_view", row.id)
    return {"view_id": str(row.id)}


@command("saved_view.delete", schemas.DeleteView, Permission.CASE_READ)
def delete(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Forget a view; the cases it showed stay as they are."""
    row = queries.view_of(context.actor, data["view_id"])
    current_session().delete(row)
    context.subject("saved_view", row.id)
    return {"view_id": str(row.id)}


def _check_name_is_free(actor: Actor, name: str, *, besides: UUID | None = None) -> None:
    """Refuse a name that another view of the seat has; the audit trail keeps no name, it may be a person's."""
    if any(row.name == name and row.id != besides for row in queries.views_of(actor)):
        raise Invalid({"name": [_("You have a view of this name already. Choose another name.")]})
