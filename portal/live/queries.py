"""Reads of a seat's notices. A seat sees those to all or to itself, of kinds that its roles may read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, func, or_, select

from portal.live.models import Notice, NoticeReading
from portal.live.rules import TELLINGS
from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.core.permissions import Permission
from tenants.people.models import Seat

MOST_COUNTED = 100


_SEAT: BindParameter[UUID] = bindparam("seat")
_FOR = Notice.name.in_(bindparam("names", expanding=True)) & or_(
    Notice.seat_id.is_(None), Notice.seat_id == _SEAT
)
_READ_UNTIL = func.coalesce(
    select(NoticeReading.read_until).where(NoticeReading.seat_id == _SEAT).scalar_subquery(),
    select(Seat.opened_at).where(Seat.id == _SEAT).scalar_subquery(),
)
"""Up to when the seat has read; a seat that has read nothing starts with the day it was opened."""
_UNREAD = select(func.count()).select_from(
    select(Notice.id).where(_FOR, Notice.at > _READ_UNTIL).limit(MOST_COUNTED).subquery()
)
"""Asked on every page, so it is built once."""


def _of(actor: Actor) -> dict[str, Any]:
    names = [name for name, telling in TELLINGS.items() if actor.may(Permission(telling.permission))]
    return {"names": names, "seat": actor.seat_id}


def unread_count(actor: Actor) -> int:
    """Count the seat's unread notices, up to ``MOST_COUNTED``: the bell shows no more."""
    return current_session().scalar(_UNREAD, _of(actor)) or 0


def read_until(actor: Actor) -> datetime | None:
    """Return up to when the seat has read."""
    return current_session().scalar(select(_READ_UNTIL), _of(actor))


def notices(actor: Actor, limit: int = 30, before: UUID | None = None) -> list[Notice]:
    """Return the seat's notices, the latest first; ``before`` goes on after the last one of the page before."""
    statement = select(Notice).where(_FOR)
    if before is not None:
        statement = statement.where(Notice.id < before)
    return list(current_session().scalars(statement.order_by(Notice.id.desc()).limit(limit), _of(actor)))


def notice(actor: Actor, notice_id: UUID) -> Notice | None:
    """Return one notice that the seat may see."""
    statement = select(Notice).where(_FOR, Notice.id == notice_id)
    return current_session().scalars(statement, _of(actor)).one_or_none()


def reading(seat_id: UUID) -> NoticeReading | None:
    """Return the row that holds up to when a seat has read."""
    return (
        current_session().scalars(select(NoticeReading).where(NoticeReading.seat_id == seat_id)).one_or_none()
    )
