"""Opening a tenant: the platform operator's act, and the tenant's own unit tree."""

from typing import Any
from uuid import UUID

from tenants.core import audit, clock, crypto
from tenants.core.database import current_session, platform_scope, tenant_scope, write_transaction
from tenants.core.ids import new_id
from tenants.organisations.models import Tenant, Unit


def open_tenant(values: dict[str, Any]) -> UUID:
    """Add a tenant to the directory, with its keys and its top unit; returns its id. The operator sees no case.

    :param values: the columns of ``Tenant`` without id and opened_at.
    """
    tenant_id = new_id()
    with platform_scope("directory"), write_transaction() as session:
        session.add(Tenant(id=tenant_id, opened_at=clock.now(), **values))
    with tenant_scope(tenant_id), write_transaction():
        crypto.create_tenant_keys()
        add_unit(values["name"], values["name_en"], tier=1, parent_id=None)
        audit.append(
            "organisation.open",
            seat_id=None,
            actor_name="operator",
            subject_kind="tenant",
            subject_id=tenant_id,
        )
    return tenant_id


def add_unit(name: str, name_en: str, *, tier: int, parent_id: UUID | None) -> Unit:
    """Add a unit to the bound tenant's tree, inside the present transaction."""
    unit = Unit(name=name, name_en=name_en, tier=tier, parent_id=parent_id)
    current_session().add(unit)
    current_session().flush()
    return unit
