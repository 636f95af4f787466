"""Opening a tenant: the platform operator's act, and the tenant's own unit tree."""

from typing import Any
from uuid import UUID

from tenants.core import audit, clock, crypto
from tenants.core.commands import Context, check_version, command
from tenants.core.database import current_session, platform_scope, tenant_scope, write_transaction
from tenants.core.errors import Invalid, NotAllowedNow, NotFound
from tenants.core.ids import new_id
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.organisations import queries, rules, schemas
from tenants.organisations.models import Tenant, Unit
from tenants.organisations.words import PROFILE_WORDING, UNIT_WORDING


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


def _free_name(name: str, parent_id: UUID | None, *, besides: UUID | None = None) -> None:
    taken = (row for row in queries.units() if row.parent_id == parent_id and row.id != besides)
    if any(row.name == name for row in taken):
        raise Invalid({"name": [_("A unit of this name stands at the same place already.")]})


@command("unit.add", schemas.AddUnit, Permission.PEOPLE_MANAGE)
def add(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Add a unit under another one; the tree has three tiers."""
    parent = queries.unit(data["parent_id"])
    if parent is None:
        raise Invalid({"parent_id": [_("Choose a unit of this organisation.")]})
    if not rules.may_hold_units(parent.tier):
        raise Invalid({"parent_id": [_("A team has no units under it. Choose a department or works.")]})
    _free_name(data["name"], parent.id)
    unit = add_unit(data["name"], data["name_en"], tier=parent.tier + 1, parent_id=parent.id)
    context.subject("unit", unit.id, name=unit.name)
    context.record("unit.added", unit.id)
    return {"unit_id": str(unit.id)}


@command("unit.rename", schemas.RenameUnit, Permission.PEOPLE_MANAGE)
def rename(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Give a unit other names. What was written under the old name keeps it."""
    unit = queries.unit(data["unit_id"])
    if unit is None:
        raise NotFound
    if unit.parent_id is None:
        raise NotAllowedNow(_("The organisation's own name is changed by the platform's operator."))
    names = {"name": data["name"], "name_en": data["name_en"]}
    theirs = {"name": unit.name, "name_en": unit.name_en}
    by = str(_("Another administrator"))
    check_version(unit, data["version"], theirs=theirs, yours=names, wording=UNIT_WORDING, by=by)
    _free_name(data["name"], unit.parent_id, besides=unit.id)
    unit.name, unit.name_en = data["name"], data["name_en"]
    context.subject("unit", unit.id, before=theirs["name"], name=unit.name)
    context.record("unit.renamed", unit.id)
    return {"unit_id": str(unit.id)}


@command("organisation.change_profile", schemas.ChangeProfile, Permission.PEOPLE_MANAGE)
def change_profile(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Change the telephone, address and reception hours that the directory and the petitioners' pages show."""
    tenant = queries.tenant(context.tenant_id)
    changed = {name: data[name] for name in ("phone", "address", "reception_hours")}
    theirs = {name: getattr(tenant, name) for name in changed}
    by = str(_("Another administrator"))
    check_version(tenant, data["version"], theirs=theirs, yours=changed, wording=PROFILE_WORDING, by=by)
    for name, value in changed.items():
        setattr(tenant, name, value)
    context.subject("tenant", tenant.id, **changed)
    context.record("organisation.profile_changed", tenant.id)
    return {"tenant_id": str(tenant.id)}
