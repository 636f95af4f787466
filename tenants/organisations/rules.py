"""Kinds and states of a tenant."""

from enum import StrEnum


class TenantKind(StrEnum):
    """What an organisation is. Enterprises and other offices owe D02 to D04; petition offices owe D01."""

    ENTERPRISE = "enterprise"
    GOVERNMENT = "government"
    PETITION_OFFICE = "petition_office"
    SECRETARIAT = "secretariat"


def register_rule(kind: str) -> str:
    """Return the rule that a directly received submission starts: D01 or D02 (Regulations, articles 22 and 23)."""
    return "D01" if kind == TenantKind.PETITION_OFFICE else "D02"


LOWEST_TIER = 3


def may_hold_units(tier: int) -> bool:
    """Tell whether a unit of this tier may have units under it: the tree has three tiers."""
    return tier < LOWEST_TIER
