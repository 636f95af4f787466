"""The deadline chip of every page: one function, so that the same duty reads the same everywhere."""

from datetime import date
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from tenants.core.words import _, catalogue, ngettext
from tenants.obligations.queries import chip
from tenants.obligations.words import say_remaining


def due_chip(due_on: date | None, rule_id: str) -> dict[str, Any] | None:
    """Return kind, words and date of an open duty's chip, counted in days or working days as its rule counts."""
    left = chip(due_on, rule_id)
    if left is None:
        return None
    return {
        "kind": left.kind,
        "text": _words(catalogue(), left.kind, left.number, left.unit),
        "on": due_on,
    }


@lru_cache(maxsize=1024)
def _words(_language: NullTranslations, kind: str, number: int, unit: str) -> str:
    """Return the words of a chip in the reader's language; the same few come again on every page."""
    return str(say_remaining(kind, number, unit, ngettext, _))
