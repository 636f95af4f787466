"""Notices in the JSON API, for programs that ask now and then instead of holding a socket."""

from typing import Any

from portal.live import api_schemas as shapes
from portal.live import commands as _commands  # noqa: F401 - the command carried out here
from portal.live import queries, words
from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.people.doors import current_actor
from tenants.people.resources import Resources
from tenants.people.token_doors import token_seat_required

blueprint = Resources(
    "notices_api", __name__, url_prefix="/o/<tenant_slug>/notices", description=N_("Notices of the seat")
)

_COPIED = ("id", "name", "subject_kind", "subject_id", "subject_number", "from_name", "at")


@blueprint.route("", summary=N_("List what was told to this seat, newest first"))
@blueprint.response(200, shapes.NoticesOut)
@token_seat_required(Permission.SIGN_IN)
@blueprint.asks(shapes.ListNotices)
def notices(asked: dict[str, Any]) -> dict[str, Any]:
    """Return one page of the bell's notices."""
    limit = asked["limit"]
    rows = queries.notices(current_actor(), limit + 1, asked["before"])
    until = queries.read_until(current_actor())
    items = [
        {
            **{name: getattr(row, name) for name in _COPIED},
            "text": words.sentence(row.name, row.subject_number, row.from_name),
            "unread": until is not None and row.at > until,
        }
        for row in rows[:limit]
    ]
    return {"items": items, "before": rows[limit - 1].id if len(rows) > limit else None}


@blueprint.route("/read", methods=["POST"], summary=N_("Mark as read everything up to a notice"))
@blueprint.response(200, shapes.ReadUntil)
@blueprint.carries_out("notice.read")
def read(made: dict[str, Any]) -> dict[str, Any]:
    """Note up to where the seat has read."""
    return made
