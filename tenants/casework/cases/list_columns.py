"""The columns of the list of cases: which can be shown, which are by default, how a choice is written down.

Number and title are always there. A choice never changes the order of the columns, so that lists stay comparable.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache

from tenants.core.words import _


class Column(StrEnum):
    """The columns that a person may leave out, in their order on the page."""

    PETITIONER = "petitioner"
    CATEGORY = "category"
    CHANNEL = "channel"
    STATE = "state"
    DUE = "due"
    EXCHANGE = "exchange"
    HANDLER = "handler"
    REGISTERED = "registered"
    RECEIVED = "received"


Columns = tuple[Column, ...]

USUAL: Columns = tuple(column for column in Column if column is not Column.RECEIVED)
"""What a list shows to somebody who never chose. On narrow screens the least important of these give way."""

NAMES = {
    Column.PETITIONER: _("Petitioner"),
    Column.CATEGORY: _("Category"),
    Column.CHANNEL: _("Source"),
    Column.STATE: _("State"),
    Column.DUE: _("Due"),
    Column.EXCHANGE: _("Exchange"),
    Column.HANDLER: _("Handler"),
    Column.REGISTERED: _("Registered on"),
    Column.RECEIVED: _("Date received"),
}

_NONE = "-"


@cache
def names_in(_english: bool) -> Mapping[Column, str]:
    """Return the names in the language of the page that asks first; there are two, and every list shows them twice."""
    return {column: str(name) for column, name in NAMES.items()}


def write_columns(columns: Columns) -> str:
    """Return a choice as it stands in an address, a cookie or a saved view: ``petitioner.state``."""
    return ".".join(columns) or _NONE


def read_columns(text: str) -> Columns:
    """Return the choice that ``text`` writes.

    :raises ValueError: it names a column that does not exist.
    """
    names = [] if text == _NONE else [Column(name) for name in text.split(".")]
    return choose(names)


def choose(names: Iterable[str]) -> Columns:
    """Return those of the named columns that exist, in their order on the page."""
    chosen = set(names)
    return tuple(column for column in Column if column in chosen)
