"""The deadline chip of every page: one function, so that the same duty reads the same everywhere."""

from datetime import date
from typing import Any

from tenants.core.words import _, ngettext
from tenants.obligations.queries import chip
from tenants.obligations.words import say_remaining


def due_chip(due_on: date | None, rule_id: str) -> dict[str, Any] | None:
    """Return kind, words and date of an open duty's chip, counted in days or working days as its rule counts."""
    left = chip(due_on, rule_id)
    if left is None:
        return None
    return {
        "kind": left.kind,
        "text": say_remaining(left.kind, left.number, left.unit, ngettext, _),
        "on": due_on,
    }
