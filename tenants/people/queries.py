"""Reads of seats, sessions and tokens."""

from uuid import UUID

from sqlalchemy import select

from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.people.models import AccountTenant, ApiToken, LoginSession, Seat


def seat_of(account_id: UUID) -> Seat | None:
    """Return the account's seat in the bound tenant, unless it was revoked."""
    statement = select(Seat).where(Seat.account_id == account_id, Seat.revoked_at.is_(None))
    return current_session().scalars(statement).one_or_none()


def actor_of(seat: Seat) -> Actor:
    """Return the seat as the actor of commands."""
    return Actor(seat.tenant_id, seat.id, seat.account_id, seat.unit_id, seat.name, frozenset(seat.roles))


def seats() -> list[Seat]:
    """Return the bound tenant's seats, revoked ones last."""
    statement = select(Seat).order_by(Seat.revoked_at.is_not(None), Seat.unit_id, Seat.opened_at)
    return list(current_session().scalars(statement))


def seat(seat_id: UUID) -> Seat | None:
    """Return one seat of the bound tenant."""
    return current_session().scalars(select(Seat).where(Seat.id == seat_id)).one_or_none()


def tenant_ids_of(account_id: UUID) -> list[UUID]:
    """Return the tenants that the account may try to enter, in the order in which it got its seats."""
    statement = select(AccountTenant.tenant_id).where(AccountTenant.account_id == account_id)
    return list(current_session().scalars(statement.order_by(AccountTenant.id)))


def open_sessions(account_id: UUID) -> list[LoginSession]:
    """Return the account's sessions that were not ended, the latest first."""
    statement = select(LoginSession).where(
        LoginSession.account_id == account_id, LoginSession.ended_at.is_(None)
    )
    return list(current_session().scalars(statement.order_by(LoginSession.seen_at.desc())))


def tokens_of(account_id: UUID, tenant_id: UUID) -> list[ApiToken]:
    """Return the account's unrevoked tokens for one tenant."""
    statement = select(ApiToken).where(
        ApiToken.account_id == account_id, ApiToken.tenant_id == tenant_id, ApiToken.revoked_at.is_(None)
    )
    return list(current_session().scalars(statement.order_by(ApiToken.id.desc())))
