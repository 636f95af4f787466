"""Reads of a seat's notices. A seat sees those to all or to itself, of kinds that its roles may read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from portal.live.models import Notice, NoticeReading
from portal.live.rules import TELLINGS
from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.core.permissions import Permission
from tenants.people.models import Seat

MOST_COUNTED = 100


def _for(actor: Actor) -> ColumnElement[bool]:
    names = [name for name, telling in TELLINGS.items() if actor.may(Permission(telling.permission))]
    return Notice.name.in_(names) & or_(Notice.seat_id.is_(None), Notice.seat_id == actor.seat_id)


def _read_until(actor: Actor) -> ColumnElement[datetime]:
    """Return up to when the seat has read; a seat that has read nothing starts with the day it was opened."""
    read = select(NoticeReading.read_until).where(NoticeReading.seat_id == actor.seat_id).scalar_subquery()
    opened = select(Seat.opened_at).where(Seat.id == actor.seat_id).scalar_subquery()
    return func.coalesce(read, opened)


def unread_count(actor: Actor) -> int:
    """Count the seat's unread notices, up to ``MOST_COUNTED``: the bell shows no more."""
    found = (
        select(Notice.id).where(_for(actor), Notice.at > _read_until(actor)).limit(MOST_COUNTED).subquery()
    )
    return current_session().scalar(select(func.count()).select_from(found)) or 0


def read_until(actor: Actor) -> datetime | None:
    """Return up to when the seat has read."""
    return current_session().scalar(select(_read_until(actor)))


def notices(actor: Actor, limit: int = 30, before: UUID | None = None) -> list[Notice]:
    """Return the seat's notices, the latest first; ``before`` goes on after the last one of the page before."""
    statement = select(Notice).where(_for(actor))
    if before is not None:
        statement = statement.where(Notice.id < before)
    return list(current_session().scalars(statement.order_by(Notice.id.desc()).limit(limit)))


def notice(actor: Actor, notice_id: UUID) -> Notice | None:
    """Return one notice that the seat may see."""
    return current_session().scalars(select(Notice).where(_for(actor), Notice.id == notice_id)).one_or_none()


def reading(seat_id: UUID) -> NoticeReading | None:
    """Return the row that holds up to when a seat has read."""
    return (
        current_session().scalars(select(NoticeReading).where(NoticeReading.seat_id == seat_id)).one_or_none()
    )
