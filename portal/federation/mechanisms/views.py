"""Pages of a mechanism: its members, its charter, whom to call."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for

from portal.federation.mechanisms import queries, words
from portal.web.navigation import organisation_mark
from tenants.core import slots
from tenants.core.permissions import Permission
from tenants.people.doors import seat_required

blueprint = Blueprint("mechanisms", __name__, url_prefix="/o/<tenant_slug>/mechanisms")


@blueprint.get("/")
@seat_required(Permission.MECHANISM_READ)
def index() -> str:
    """List the mechanisms of this organisation."""
    found, members = queries.my_mechanisms(), queries.members()
    joined = {row.id: [member for member in members.get(row.id, []) if member.joined_at] for row in found}
    return render_template(
        "mechanisms/list.html",
        mechanisms=found,
        joined={row_id: len(rows) for row_id, rows in joined.items()},
        marks={
            row_id: [organisation_mark(member.tenant) for member in rows] for row_id, rows in joined.items()
        },
        kinds=words.KINDS,
    )


@blueprint.get("/<uuid:mechanism_id>")
@seat_required(Permission.MECHANISM_READ)
def detail(mechanism_id: UUID) -> str:
    """Show one mechanism."""
    found = queries.mechanism(mechanism_id)
    rows = [
        {"mark": organisation_mark(member.tenant), "part": words.PARTS[member.part], "member": member}  # type: ignore[index]
        for member in queries.members(mechanism_id).get(mechanism_id, [])
    ]
    joined = sum(1 for row in rows if row["member"].joined_at)
    kind = words.KINDS[found.kind]  # type: ignore[index]
    return render_template("mechanisms/detail.html", mechanism=found, kind=kind, rows=rows, joined=joined)


def menu_block() -> dict[str, Any] | None:
    """Return what the side menu says about this organisation's mechanisms; None when it has none."""
    found = queries.my_mechanisms()
    if not found:
        return None
    choices = [
        {
            "name": row.name_en if words.english() else row.name,
            "url": url_for("mechanisms.detail", mechanism_id=row.id),
        }
        for row in found
    ]
    return {**choices[0], "choices": choices}


slots.offer("menu.mechanism", menu_block)
