"""Reads of the directory and of the bound tenant's units."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import select

from tenants.core.database import current_session
from tenants.organisations.models import Tenant, Unit


def tenant_by_slug(slug: str) -> Tenant | None:
    """Return the active tenant with this slug, or None."""
    statement = select(Tenant).where(Tenant.slug == slug, Tenant.status == "active")
    return current_session().scalars(statement).one_or_none()


def tenant(tenant_id: UUID) -> Tenant:
    """Return a tenant of the directory by its id."""
    return current_session().get_one(Tenant, tenant_id)


def directory(ids: Iterable[UUID] | None = None) -> dict[UUID, Tenant]:
    """Return tenants of the directory by id: those asked for, or all."""
    statement = select(Tenant).order_by(Tenant.opened_at, Tenant.id)
    if ids is not None:
        statement = statement.where(Tenant.id.in_(list(ids)))
    return {found.id: found for found in current_session().scalars(statement)}


def units() -> list[Unit]:
    """Return the bound tenant's units, top tier first."""
    return list(current_session().scalars(select(Unit).order_by(Unit.tier, Unit.id)))


def unit(unit_id: UUID) -> Unit | None:
    """Return one unit of the bound tenant."""
    return current_session().scalars(select(Unit).where(Unit.id == unit_id)).one_or_none()


def tree(rows: Iterable[Unit]) -> list[Unit]:
    """Return units in the order of their tree: each followed by those under it."""
    under: dict[UUID | None, list[Unit]] = {}
    for row in rows:
        under.setdefault(row.parent_id, []).append(row)

    def walk(parent_id: UUID | None) -> Iterator[Unit]:
        for row in under.get(parent_id, []):
            yield row
            yield from walk(row.id)

    return list(walk(None))
