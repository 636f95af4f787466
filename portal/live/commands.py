"""Marking notices as read."""

from typing import Any

from portal.live import queries, schemas
from portal.live.models import NoticeReading
from tenants.core.commands import Context, command
from tenants.core.database import current_session
from tenants.core.errors import NotFound
from tenants.core.permissions import Permission


@command("notice.read", schemas.ReadNotices, Permission.SIGN_IN)
def read(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Note that the seat has read everything up to this notice; what came meanwhile stays unread."""
    notice = queries.notice(context.actor, data["notice_id"])
    if notice is None or context.actor.seat_id is None:
        raise NotFound
    row = queries.reading(context.actor.seat_id)
    if row is None:
        current_session().add(NoticeReading(seat_id=context.actor.seat_id, read_until=notice.at))
    else:
        row.read_until = max(row.read_until, notice.at)
    context.subject("notice", notice.id)
    return {"read_until": notice.at.isoformat()}
