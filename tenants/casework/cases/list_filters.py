"""What a list of cases is asked to show: its view, its filters and its page, read from a query string.

A value that makes no sense is left out and named in ``ignored``, so that a mistyped address still shows a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tenants.casework.cases.list_columns import Columns, read_columns, write_columns
from tenants.casework.cases.rules import CaseState
from tenants.casework.cases.words import CHANNELS, STATES
from tenants.core.ids import parse_id
from tenants.core.words import _

LONGEST_WORDS = 60


class View(StrEnum):
    """The tabs above the list."""

    ALL = "all"
    MINE = "mine"
    OVERDUE = "overdue"
    TODAY = "today"
    TO_ACCEPT = "to_accept"
    TRANSFERRED = "transferred"
    ANSWERED = "answered"
    CLOSED = "closed"


class Sort(StrEnum):
    """The two orders of a list. A search is always by newest."""

    DUE = "due"
    NEWEST = "newest"


VIEW_NAMES = {
    View.ALL: _("All"),
    View.MINE: _("Handled by me"),
    View.OVERDUE: _("Overdue"),
    View.TODAY: _("Due today"),
    View.TO_ACCEPT: _("To accept"),
    View.TRANSFERRED: _("Sent to others"),
    View.ANSWERED: _("Answered"),
    View.CLOSED: _("Closed"),
}

FIELD_NAMES = {
    "view": _("View"),
    "q": _("Keyword"),
    "state": _("State"),
    "category": _("Category"),
    "channel": _("Source"),
    "first": _("Registered from"),
    "last": _("Registered until"),
    "unit": _("Unit"),
    "handler": _("Handler"),
    "imported": _("Import"),
    "sort": _("Order"),
    "after": _("Page"),
    "before": _("Page"),
    "saved": _("View"),
    "columns": _("Columns"),
}
"""The parts of the query string, as they are called on the page."""


@dataclass(frozen=True)
class Cursor:
    """A place in the order of the list: behind (or before) the row with this value and id.

    ``leg`` names the order: ``due`` (by date, most urgent first), ``newest`` (closed ones) or ``found`` (a search).
    """

    leg: str
    value: date | datetime | None
    row_id: UUID

    def __str__(self) -> str:
        value = self.value.isoformat() if self.value else ""
        return f"{self.leg}~{value}~{self.row_id.hex}"


@dataclass(frozen=True)
class ListFilter:
    """Everything a list is asked for. Empty values do not narrow it.

    ``saved_id`` says which saved view it began from, ``columns`` what is shown of each case; neither narrows it.
    """

    view: View = View.ALL
    words: str = ""
    state: str = ""
    category: str = ""
    channel: str = ""
    first: date | None = None
    last: date | None = None
    unit_id: UUID | None = None
    handler_id: UUID | None = None
    import_id: UUID | None = None
    sort: Sort = Sort.DUE
    after: Cursor | None = None
    before: Cursor | None = None
    saved_id: UUID | None = field(default=None, compare=False)
    columns: Columns | None = field(default=None, compare=False)
    ignored: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the view narrows the list."""
        return self.first_page() != ListFilter(view=self.view, sort=self.sort)

    @property
    def narrows_a_search(self) -> bool:
        """Whether anything but the keyword narrows the list."""
        return replace(self.first_page(), words="", sort=Sort.DUE) != ListFilter()

    def first_page(self) -> "ListFilter":
        """Return the same list from its beginning."""
        return replace(self, after=None, before=None, ignored=())

    def as_query(self) -> dict[str, str]:
        """Return the query string that shows this list again; what does not narrow it is left out."""
        values: dict[str, Any] = {
            "view": "" if self.view is View.ALL else self.view,
            "q": self.words,
            "state": self.state,
            "category": self.category,
            "channel": self.channel,
            "first": self.first,
            "last": self.last,
            "unit": self.unit_id,
            "handler": self.handler_id,
            "imported": self.import_id,
            "sort": "" if self.sort is Sort.DUE else self.sort,
            "saved": self.saved_id,
            "columns": "" if self.columns is None else write_columns(self.columns),
            "after": self.after,
            "before": self.before,
        }
        return {name: str(value) for name, value in values.items() if value}


class _Reader:
    """Reads one value after another and remembers the names of those that made no sense."""

    def __init__(self, query: Mapping[str, str]):
        self.query = query
        self.ignored: list[str] = []

    def read(self, name: str, reader: Any, nothing: Any) -> Any:
        text = self.query.get(name, "").strip()
        if not text:
            return nothing
        try:
            value = reader(text)
        except ValueError:
            value = None
        if value is None:
            self.ignored.append(name)
            return nothing
        return value


def read_filter(query: Mapping[str, str], categories: Mapping[str, Any]) -> ListFilter:
    """Return the filter that a query string asks for; never fails.

    :param categories: the known category codes.
    """
    reader = _Reader(query)
    first, last = reader.read("first", _day, None), reader.read("last", _day, None)
    if first and last and first > last:
        first, last = last, first
    return ListFilter(
        view=reader.read("view", View, View.ALL),
        words=" ".join(query.get("q", "").split())[:LONGEST_WORDS],
        state=reader.read("state", _known(STATES), ""),
        category=reader.read("category", _known(categories), ""),
        channel=reader.read("channel", _known(CHANNELS), ""),
        first=first,
        last=last,
        unit_id=reader.read("unit", parse_id, None),
        handler_id=reader.read("handler", parse_id, None),
        import_id=reader.read("imported", parse_id, None),
        sort=reader.read("sort", Sort, Sort.DUE),
        after=reader.read("after", read_cursor, None),
        before=reader.read("before", read_cursor, None),
        saved_id=reader.read("saved", parse_id, None),
        columns=reader.read("columns", read_columns, None),
        ignored=tuple(reader.ignored),
    )


def read_cursor(text: str) -> Cursor:
    """Return the cursor that ``text`` writes, or raise ValueError."""
    leg, value, row = text.split("~")
    row_id = parse_id(row)
    if row_id is None or leg not in _CURSOR_VALUES:
        raise ValueError("no such place in the list")
    return Cursor(leg, _CURSOR_VALUES[leg](value), row_id)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment must carry its zone")
    return moment


_CURSOR_VALUES: Mapping[str, Any] = {"due": date.fromisoformat, "newest": _moment, "found": lambda text: None}


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year < 1900:  # a year that is still being typed
        raise ValueError("too long ago")
    return day


def _known(values: Mapping[Any, Any]) -> Any:
    return lambda text: text if text in values else None


STATE_OF_VIEW = {
    View.TO_ACCEPT: CaseState.REGISTERED,
    View.TRANSFERRED: CaseState.TRANSFERRED,
    View.ANSWERED: CaseState.ANSWERED,
    View.CLOSED: CaseState.CLOSED,
}
"""Views that are one state of the case."""
