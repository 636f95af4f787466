"""Founding a mechanism and joining it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.federation.mechanisms import schemas
from portal.federation.mechanisms.models import Mechanism, MechanismMember
from tenants.core.commands import Context, command
from tenants.core.database import MechanismMembership, current_session
from tenants.core.errors import Invalid, NotFound
from tenants.core.ids import new_id
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.organisations.queries import directory


@command("mechanism.found", schemas.FoundMechanism, Permission.MECHANISM_MANAGE)
def found(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Found a mechanism with this tenant as its first member; the others stand on the roster as invited.

    :raises Invalid: an invited tenant is not in the directory.
    """
    mechanism_id = new_id()
    _take_ticket(context, mechanism_id)
    charter = {**data["charter"], "adopted_on": data["charter"]["adopted_on"].isoformat()}
    current_session().add(
        Mechanism(
            mechanism_id=mechanism_id,
            id=mechanism_id,
            kind=data["kind"],
            name=data["name"],
            name_en=data["name_en"],
            charter=charter,
            founded_at=context.now,
        )
    )
    current_session().flush()
    _write_roster(context, mechanism_id, data)
    context.subject("mechanism", mechanism_id, name=data["name"])
    context.record("mechanism.founded", mechanism_id)
    return {"mechanism_id": str(mechanism_id)}


def _take_ticket(context: Context, mechanism_id: UUID) -> None:
    """Make this tenant a member; kept before any row of the mechanism, for both walls ask for it."""
    current_session().add(MechanismMembership(mechanism_id=mechanism_id, joined_at=context.now))
    current_session().flush()


def _write_roster(context: Context, mechanism_id: UUID, data: dict[str, Any]) -> None:
    invited = {row["tenant_id"]: row["part"] for row in data["invited"]}
    invited.pop(context.tenant_id, None)
    if set(directory(invited)) != set(invited):
        raise Invalid({"invited": [_("Choose organisations of the directory.")]})
    liaison = {name: data[name] for name in ("liaison_name", "liaison_phone")}
    own = MechanismMember(
        mechanism_id=mechanism_id,
        tenant_id=context.tenant_id,
        part=data["part"],
        joined_at=context.now,
        **liaison,
    )
    others = [
        MechanismMember(mechanism_id=mechanism_id, tenant_id=tenant_id, part=part)
        for tenant_id, part in invited.items()
    ]
    current_session().add_all([own, *others])


@command("mechanism.join", schemas.JoinMechanism, Permission.MECHANISM_MANAGE)
def join(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Join a mechanism to which this tenant was invited; joining again changes the liaison only.

    :raises NotFound: no such mechanism, or no invitation; the two are not told apart.
    """
    mechanism_id = data["mechanism_id"]
    session = current_session()
    known = session.scalars(
        select(MechanismMembership).where(MechanismMembership.mechanism_id == mechanism_id)
    )
    if known.one_or_none() is None:
        # The roster can be read by members only: the ticket comes first, and is given back when there is no invitation.
        _take_ticket(context, mechanism_id)
    statement = select(MechanismMember).where(
        MechanismMember.mechanism_id == mechanism_id, MechanismMember.tenant_id == context.tenant_id
    )
    row = session.scalars(statement).one_or_none()
    if row is None or row.left_at is not None:
        raise NotFound
    row.joined_at = row.joined_at or context.now
    row.liaison_name, row.liaison_phone = data["liaison_name"], data["liaison_phone"]
    context.subject("mechanism", mechanism_id)
    context.record("mechanism.joined", mechanism_id)
    return {"mechanism_id": str(mechanism_id)}
