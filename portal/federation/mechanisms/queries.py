"""Reads of mechanisms: which the bound tenant belongs to, who else does, what they agreed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.federation.mechanisms.models import Mechanism, MechanismMember
from tenants.core.database import bound_tenant, current_session
from tenants.core.errors import NotFound
from tenants.organisations.queries import directory


@dataclass(frozen=True)
class Member:
    """A member or invited tenant of a mechanism, with what the public directory says about it."""

    tenant: Any
    part: str
    liaison_name: str
    liaison_phone: str
    joined_at: datetime | None

    @property
    def is_own(self) -> bool:
        """Tell whether this is the tenant whose page it is."""
        return bool(self.tenant.id == bound_tenant())


_MY_MECHANISMS = select(Mechanism).order_by(Mechanism.founded_at, Mechanism.id)


def my_mechanisms() -> list[Mechanism]:
    """Return the mechanisms of which the bound tenant is a member, the oldest first.

    Kept for the length of the request: the side menu asks on every page.
    """
    kept = current_session().info
    if "my_mechanisms" not in kept:
        kept["my_mechanisms"] = current_session().scalars(_MY_MECHANISMS).all()
    return list(kept["my_mechanisms"])


def mechanism(mechanism_id: UUID) -> Mechanism:
    """Return a mechanism of the bound tenant, or raise ``NotFound``."""
    found = current_session().scalars(select(Mechanism).where(Mechanism.id == mechanism_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def members(mechanism_id: UUID | None = None) -> dict[UUID, list[Member]]:
    """Return the members of one mechanism or of all of the bound tenant's, by mechanism, joined ones first."""
    statement = select(MechanismMember).where(MechanismMember.left_at.is_(None))
    if mechanism_id is not None:
        statement = statement.where(MechanismMember.mechanism_id == mechanism_id)
    order = (MechanismMember.joined_at.is_(None), MechanismMember.joined_at, MechanismMember.id)
    rows = current_session().scalars(statement.order_by(*order)).all()
    tenants = directory({row.tenant_id for row in rows})
    found: dict[UUID, list[Member]] = {}
    for row in rows:
        member = Member(tenants[row.tenant_id], row.part, row.liaison_name, row.liaison_phone, row.joined_at)
        found.setdefault(row.mechanism_id, []).append(member)
    return found


def fellow_members() -> list[tuple[Mechanism, Member]]:
    """Return to whom the bound tenant may refer: joined, active members of its mechanisms, itself left out."""
    kept = current_session().info
    if "all_members" not in kept:
        kept["all_members"] = members()
    by_mechanism = kept["all_members"]
    return [
        (found, member)
        for found in my_mechanisms()
        for member in by_mechanism.get(found.id, [])
        if member.joined_at and not member.is_own and member.tenant.status == "active"
    ]
