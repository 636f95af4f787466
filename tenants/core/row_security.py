"""The second wall: row-level security on PostgreSQL, one policy text for each kind of row.

Policies are FORCEd, so they hold for the tables' owner too. An unset or empty tenant reads as NULL and sees nothing:
after a transaction the setting is an empty string, and a bare cast of it would raise instead.
"""

from collections.abc import Sequence
from typing import Any

from tenants.core import wall

TENANT = "(select nullif(current_setting('app.tenant', true), '')::uuid)"
PURPOSE = "(select current_setting('app.purpose', true))"


TENANT_RULE = f"tenant_id = {TENANT}"
MECHANISM_RULE = (
    "mechanism_id IN (SELECT m.mechanism_id FROM mechanism_memberships m "
    f"WHERE m.tenant_id = {TENANT} AND m.left_at IS NULL)"  # noqa: S608 - constants only
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


def statements(name: str, rule: str) -> list[str]:
    """Return the SQL that puts table ``name`` under ``rule`` for reading and writing alike."""
    return [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY wall ON {name} USING ({rule}) WITH CHECK ({rule})",
    ]


def outbox_statements(name: str) -> list[str]:
    """Return the SQL of the outbox: a tenant adds its own events, only the relay reads and marks them."""
    relay = f"{PURPOSE} = 'relay'"
    return [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY wall_add ON {name} FOR INSERT WITH CHECK ({TENANT_RULE})",
        f"CREATE POLICY wall_relay ON {name} USING ({relay}) WITH CHECK ({relay})",
    ]
