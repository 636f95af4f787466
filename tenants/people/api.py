"""People in the JSON API: whose token this is, and the seats of its organisation. Reading only."""

from typing import Any

from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.organisations.words import name_of
from tenants.people import queries, schemas
from tenants.people.doors import current_actor, current_tenant, current_unit, token_required
from tenants.people.resources import Resources

blueprint = Resources("people_api", __name__, description=N_("Seats of the token's organisation"))


def _out(seat: Any, unit: Any) -> dict[str, Any]:
    names = ("id", "name", "title", "unit_id", "roles", "opened_at", "revoked_at")
    return {name: getattr(seat, name) for name in names} | {"unit": name_of(unit)}


@blueprint.route("/me", summary=N_("Tell whose token this is: organisation, seat and roles"))
@blueprint.response(200, schemas.MeOut)
@token_required(Permission.API_TOKEN)
def me() -> dict[str, Any]:
    """Tell whose token this is: organisation, seat and roles."""
    seat = queries.seat(current_actor().seat_id)  # type: ignore[arg-type]
    return {"tenant": current_tenant().slug, "seat": _out(seat, current_unit())}


@blueprint.route("/seats", summary=N_("List the organisation's seats, those in force first"))
@blueprint.response(200, schemas.SeatOut(many=True))
@token_required(Permission.PEOPLE_MANAGE)
def seats() -> list[dict[str, Any]]:
    """List the organisation's seats, those in force first."""
    return [_out(seat, unit) for seat, _login, unit in queries.seats_with_logins()]
