"""The second wall: row-level security on PostgreSQL, one rule for each kind of row.

Migrations write the policies out; ``tests/walls/test_row_security.py`` holds every table's policy against this. A
migration that adds a table adds its policy, for all commands, with the rule both for reading and for writing.
Policies are FORCEd, so they hold for the tables' owner too. An unset or empty tenant reads as NULL and sees nothing:
after a transaction the setting is an empty string, and a bare cast of it would raise instead.
"""

from collections.abc import Sequence
from typing import Any

from tenants.core import wall

TENANT = "(select nullif(current_setting('app.tenant', true), '')::uuid)"
TENANT_RULE = f"tenant_id = {TENANT}"
MECHANISM_RULE = (
    "mechanism_id IN (SELECT m.mechanism_id FROM mechanism_memberships m "
    f"WHERE m.tenant_id = {TENANT} AND m.left_at IS NULL)"
)


def parties_rule(parties: Sequence[str]) -> str:
    """Return the rule of rows that exactly two tenants share, by the names of their two columns."""
    return " OR ".join(f"{column} = {TENANT}" for column in parties)


def condition(table: Any) -> str | None:
    """Return the rule under which ``table`` must stand, or None for a platform table."""
    kind = wall.kind_of(table)
    if kind == wall.PARTIES:
        return parties_rule(table.info["parties"])
    return {wall.TENANT: TENANT_RULE, wall.MECHANISM: MECHANISM_RULE}.get(kind or "")
