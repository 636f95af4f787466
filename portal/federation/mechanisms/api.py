"""Mechanisms in the JSON API: those of this organisation, their charters and members. Reading only."""

from typing import Any
from uuid import UUID

from portal.federation.mechanisms import api_schemas as shapes
from portal.federation.mechanisms import queries
from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.obligations.outgoing import party
from tenants.people.resources import Resources
from tenants.people.token_doors import token_seat_required

blueprint = Resources(
    "mechanisms_api",
    __name__,
    url_prefix="/o/<tenant_slug>/mechanisms",
    description=N_("Mechanisms and their members"),
)


@blueprint.route("", summary=N_("List the mechanisms of this organisation with their members"))
@blueprint.response(200, shapes.MechanismOut(many=True))
@token_seat_required(Permission.MECHANISM_READ)
def list_mechanisms() -> list[dict[str, Any]]:
    """Return the mechanisms, the oldest first; two statements for all members."""
    members = queries.members()
    return [_shown(found, members.get(found.id, [])) for found in queries.my_mechanisms()]


@blueprint.route("/<uuid:mechanism_id>", summary=N_("Read one mechanism"))
@blueprint.response(200, shapes.MechanismOut)
@token_seat_required(Permission.MECHANISM_READ)
def mechanism(mechanism_id: UUID) -> dict[str, Any]:
    """Return one mechanism of this organisation."""
    found = queries.mechanism(mechanism_id)
    return _shown(found, queries.members(found.id).get(found.id, []))


def _shown(found: Any, members: list[queries.Member]) -> dict[str, Any]:
    names = ("id", "kind", "name", "name_en", "charter", "founded_at")
    return {**{name: getattr(found, name) for name in names}, "members": [_member(row) for row in members]}


def _member(row: queries.Member) -> dict[str, Any]:
    names = ("part", "liaison_name", "liaison_phone", "joined_at", "is_own")
    told = {name: getattr(row, name) for name in names}
    return {**told, "organisation": party(row.tenant), "kind": row.tenant.kind}
