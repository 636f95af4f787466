"""Reads of saved views: always those of one seat."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from tenants.casework.saved_views.models import SavedView
from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.core.errors import NotFound

_VIEWS_OF_SEAT = select(SavedView).where(SavedView.seat_id == bindparam("seat")).order_by(SavedView.id)


def views_of(actor: Actor) -> Sequence[SavedView]:
    """Return the views that the actor's seat keeps, in the order in which they were saved."""
    return current_session().scalars(_VIEWS_OF_SEAT, {"seat": actor.seat_id}).all()


def view_of(actor: Actor, view_id: UUID) -> SavedView:
    """Return one of the actor's views.

    :raises NotFound: there is none, or it is somebody else's.
    """
    statement = select(SavedView).where(SavedView.seat_id == actor.seat_id, SavedView.id == view_id)
    found = current_session().scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found
