"""Names of organisations and units in the reader's language, and the words of their kinds."""

from typing import Any

from flask_babel import get_locale

from tenants.core.errors import Wording
from tenants.core.words import _
from tenants.organisations.models import Tenant, Unit
from tenants.organisations.rules import TenantKind

KIND_NAMES = {
    TenantKind.ENTERPRISE: _("Enterprise"),
    TenantKind.GOVERNMENT: _("Government office"),
    TenantKind.PETITION_OFFICE: _("Petition office"),
    TenantKind.SECRETARIAT: _("Secretariat of a mechanism"),
}
PROFILE = {
    "phone": _("Telephone for petitioners"),
    "address": _("Reception address"),
    "reception_hours": _("Reception hours"),
}
UNIT = {"name": _("Name of the unit"), "name_en": _("Name in English")}
"""What forms and conflicts call the entries of an organisation and of a unit."""
PROFILE_WORDING, UNIT_WORDING = Wording(PROFILE), Wording(UNIT)
TIER_NAMES = {1: _("The organisation itself"), 2: _("Department or works"), 3: _("Team or section")}


def _in_english() -> bool:
    return getattr(get_locale(), "language", "zh") == "en"


def name_of(row: Tenant | Unit) -> str:
    """Return the full name of an organisation or a unit; a unit without an English name keeps its Chinese one."""
    return row.name_en if _in_english() and row.name_en else row.name


def short_name_of(tenant: Tenant) -> str:
    """Return the short name of an organisation."""
    return tenant.short_name_en if _in_english() and tenant.short_name_en else tenant.short_name


def mark_of(tenant: Tenant) -> dict[str, Any]:
    """Return an organisation as the macros ``org`` and ``seal`` want it."""
    return {"name": name_of(tenant), "seal": tenant.seal, "hue": tenant.hue, "slug": tenant.slug}
