"""Reads of seats, sessions and tokens."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from tenants.core import clock, slots
from tenants.core.commands import Actor
from tenants.core.database import current_session, tenant_scope
from tenants.core.permissions import Role
from tenants.organisations.models import Tenant, Unit
from tenants.people import rules
from tenants.people.models import Account, AccountTenant, ApiToken, LoginSession, Seat

_SEAT_AND_UNIT = (
    select(Seat, Unit)
    .join(Unit, (Unit.tenant_id == Seat.tenant_id) & (Unit.id == Seat.unit_id))
    .where(Seat.account_id == bindparam("account"), Seat.revoked_at.is_(None))
)
_TENANTS_OF = (
    select(Tenant)
    .join(AccountTenant, AccountTenant.tenant_id == Tenant.id)
    .where(
        AccountTenant.account_id == bindparam("account"),
        AccountTenant.ended_at.is_(None),
        Tenant.status == "active",
    )
    .order_by(AccountTenant.id)
)
"""Asked on every page, so they are built once: building a statement costs as much as its answer."""


def seat_of(account_id: UUID) -> Seat | None:
    """Return the account's seat in the bound tenant, unless it was revoked."""
    statement = select(Seat).where(Seat.account_id == account_id, Seat.revoked_at.is_(None))
    return current_session().scalars(statement).one_or_none()


def seat_and_unit(account_id: UUID) -> tuple[Seat, Unit] | None:
    """Return the account's seat in the bound tenant with its unit, unless it was revoked."""
    found = current_session().execute(_SEAT_AND_UNIT, {"account": account_id}).one_or_none()
    return (found[0], found[1]) if found else None


def actor_of(seat: Seat) -> Actor:
    """Return the seat as the actor of commands."""
    return Actor(seat.tenant_id, seat.id, seat.account_id, seat.unit_id, seat.name, frozenset(seat.roles))


def seats() -> list[Seat]:
    """Return the bound tenant's seats, revoked ones last."""
    statement = select(Seat).order_by(Seat.revoked_at.is_not(None), Seat.unit_id, Seat.opened_at)
    return list(current_session().scalars(statement))


def seats_with_logins() -> list[tuple[Seat, str, Unit]]:
    """Return the bound tenant's seats with the login and the unit of each, revoked ones last."""
    statement = (
        select(Seat, Account.login, Unit)
        .join(Account, Account.id == Seat.account_id)
        .join(Unit, (Unit.tenant_id == Seat.tenant_id) & (Unit.id == Seat.unit_id))
        .order_by(Seat.revoked_at.is_not(None), Unit.tier, Unit.id, Seat.opened_at)
    )
    return [(seat, login, unit) for seat, login, unit in current_session().execute(statement)]


def seat(seat_id: UUID, *, fresh: bool = False) -> Seat | None:
    """Return one seat of the bound tenant; ``fresh`` reads it anew even when this session has read it before."""
    statement = select(Seat).where(Seat.id == seat_id).execution_options(populate_existing=fresh)
    return current_session().scalars(statement).one_or_none()


def login_of(account_id: UUID) -> str:
    """Return the login of an account."""
    return current_session().get_one(Account, account_id).login


def others_administer(seat_id: UUID) -> bool:
    """Tell whether an open seat other than ``seat_id`` administers the tenant; the seats stay locked until the end."""
    statement = select(Seat).where(Seat.revoked_at.is_(None)).order_by(Seat.id).with_for_update()
    rows = current_session().scalars(statement.execution_options(populate_existing=True)).all()
    return rules.administrator_remains((row.roles for row in rows if row.id != seat_id), Role.TENANT_ADMIN)


def tenant_ids_of(account_id: UUID) -> list[UUID]:
    """Return the tenants in which the account has a seat, in the order in which it got its seats."""
    statement = select(AccountTenant.tenant_id).where(
        AccountTenant.account_id == account_id, AccountTenant.ended_at.is_(None)
    )
    return list(current_session().scalars(statement.order_by(AccountTenant.id)))


def tenants_of(account_id: UUID) -> list[Tenant]:
    """Return the active tenants in which the account has a seat, in the order in which it got its seats."""
    return list(current_session().scalars(_TENANTS_OF, {"account": account_id}))


def account_tenant(account_id: UUID, tenant_id: UUID) -> AccountTenant | None:
    """Return the row that leads the account to the tenant, also when its seat has ended."""
    statement = select(AccountTenant).where(
        AccountTenant.account_id == account_id, AccountTenant.tenant_id == tenant_id
    )
    return current_session().scalars(statement).one_or_none()


@dataclass(frozen=True)
class Place:
    """One seat of a person, as the chooser shows it: read inside its tenant, never beside another's rows."""

    tenant: Tenant
    unit: Unit
    seat: Seat
    actor: Actor
    counts: dict[str, Any]


def places_of(account_id: UUID) -> list[Place]:
    """Return all seats of a person; each is read in a session of its own that stands in that tenant only."""
    return [place for tenant in tenants_of(account_id) if (place := place_in(tenant, account_id)) is not None]


def place_in(tenant: Tenant, account_id: UUID) -> Place | None:
    """Return the person's seat in one tenant, or None. What waits there is said through the slot ``seat.counts``."""
    with tenant_scope(tenant.id):
        found = seat_and_unit(account_id)
        if found is None:
            return None
        actor = actor_of(found[0])
        counts = {
            name: value for part in slots.collect("seat.counts", actor=actor) for name, value in part.items()
        }
        return Place(tenant, found[1], found[0], actor, counts)


def open_sessions(account_id: UUID) -> list[LoginSession]:
    """Return the account's sessions that still count, the latest first."""
    statement = select(LoginSession).where(
        LoginSession.account_id == account_id, LoginSession.ended_at.is_(None)
    )
    rows = current_session().scalars(statement.order_by(LoginSession.seen_at.desc(), LoginSession.id.desc()))
    return [row for row in rows if not _ended(row)]


def _ended(row: LoginSession) -> bool:
    return rules.session_ended(row.created_at, row.seen_at, row.ended_at, clock.now())


def tokens_of(account_id: UUID, tenant_id: UUID) -> list[ApiToken]:
    """Return the account's unrevoked tokens for one tenant."""
    statement = select(ApiToken).where(
        ApiToken.account_id == account_id, ApiToken.tenant_id == tenant_id, ApiToken.revoked_at.is_(None)
    )
    return list(current_session().scalars(statement.order_by(ApiToken.id.desc())))


def sessions_ended_since(moment: datetime) -> set[UUID]:
    """Return the login sessions that were ended after ``moment``; which socket that concerns, the caller knows."""
    return set(current_session().scalars(select(LoginSession.id).where(LoginSession.ended_at > moment)))


def seats_ended_since(moment: datetime) -> set[tuple[UUID, UUID]]:
    """Return account and tenant of the seats that were ended after ``moment``."""
    statement = select(AccountTenant.account_id, AccountTenant.tenant_id).where(
        AccountTenant.ended_at > moment
    )
    return {(account_id, tenant_id) for account_id, tenant_id in current_session().execute(statement)}


def sessions_that_count(session_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the login sessions that still count: not ended, not too old, of an active account."""
    statement = (
        select(LoginSession)
        .join(Account, Account.id == LoginSession.account_id)
        .where(LoginSession.id.in_(session_ids), Account.active)
    )
    rows: Iterable[LoginSession] = current_session().scalars(statement)
    return {row.id for row in rows if not _ended(row)}
