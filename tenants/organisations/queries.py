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
    """Return tenants of the directory by id: those asked for, or all, in the order in which they were opened.

    Those asked for are read once for each session, for several parts of a page name the same few.
    """
    session, wanted = current_session(), None if ids is None else set(ids)
    kept: dict[UUID, Tenant] = session.info.setdefault("directory", {})
    if wanted is None or not wanted <= kept.keys():
        statement = select(Tenant)
        if wanted is not None:
            statement = statement.where(Tenant.id.in_(wanted - kept.keys()))
        kept.update((found.id, found) for found in session.scalars(statement))
    found = [row for row in kept.values() if wanted is None or row.id in wanted]
    return {row.id: row for row in sorted(found, key=lambda row: (row.opened_at, row.id))}


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
