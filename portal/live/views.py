"""The bell's pages."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from portal.live import queries, words
from tenants.core.commands import execute
from tenants.core.errors import NotFound
from tenants.core.ids import parse_id
from tenants.core.permissions import Permission
from tenants.people.doors import current_actor, current_tenant, seat_required

blueprint = Blueprint("live", __name__, url_prefix="/o/<tenant_slug>/notices")
PAGE = 30
IN_MENU = 8


def unread_count() -> int:
    """Return the number on the bell of the present page; fills the slot ``bell.unread``."""
    return queries.unread_count(current_actor())


def _line(row: Any, read_until: Any = None) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": words.sentence(row.name, row.subject_number, row.from_name),
        "icon": words.icon_of(row.name),
        "at": row.at,
        "url": f"/o/{current_tenant().slug}/{row.subject_kind}s/{row.subject_id}",
        "unread": read_until is not None and row.at > read_until,
    }


@blueprint.get("/")
@seat_required(Permission.SIGN_IN)
def notices() -> str:
    """Show what was told to this seat; the first few of it to htmx, for the bell's menu."""
    actor = current_actor()
    in_menu = "HX-Request" in request.headers
    size = IN_MENU if in_menu else PAGE
    rows = queries.notices(actor, size + 1, parse_id(request.args.get("before", "")))
    until = queries.read_until(actor)
    lines = [_line(row, until) for row in rows[:size]]
    if in_menu:
        return render_template("live/_menu.html", lines=lines)
    older = url_for("live.notices", before=rows[size - 1].id) if len(rows) > size else ""
    newest = lines[0]["id"] if lines and not request.args.get("before") else None
    return render_template(
        "live/notices.html", lines=lines, older=older, newest=newest, paged="before" in request.args
    )


@blueprint.get("/unread")
@seat_required(Permission.SIGN_IN)
def unread() -> str:
    """Return the bell's number, for the page's corner."""
    return render_template("parts/bell.html")


@blueprint.get("/<uuid:notice_id>")
@seat_required(Permission.SIGN_IN)
def toast(notice_id: UUID) -> str:
    """Return the words of one notice, for the corner of a page that has just been told of it."""
    row = queries.notice(current_actor(), notice_id)
    if row is None:
        raise NotFound
    return render_template("live/_toast.html", line=_line(row))


@blueprint.post("/read")
@seat_required(Permission.SIGN_IN)
def read() -> Any:
    """Mark as read everything up to the newest notice that the page showed."""
    payload = {"notice_id": request.form.get("notice_id", "")}
    execute("notice.read", payload, current_actor(), key=request.form.get("key"))
    return redirect(url_for("live.notices"), 303)
