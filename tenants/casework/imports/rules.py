"""The states of an import as data, and what each act needs. Pure."""

from datetime import timedelta
from enum import StrEnum


class ImportState(StrEnum):
    """Where an uploaded file stands."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    REFUSED = "refused"
    READY = "ready"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = ImportState

STATUS_FROM = {
    "import.check": frozenset({_S.UPLOADED, _S.REFUSED, _S.READY}),
    "import.note_check": frozenset({_S.CHECKING}),
    "import.confirm": frozenset({_S.READY}),
    "case.import": frozenset({_S.IMPORTING}),
    "import.cancel": frozenset({_S.UPLOADED, _S.REFUSED, _S.READY}),
    "import.fail": frozenset({_S.CHECKING, _S.IMPORTING}),
}
"""From which states an act is allowed."""

BUSY = frozenset({_S.CHECKING, _S.IMPORTING})
"""States in which a job works on the file."""
HOLDS_FILE = frozenset({_S.UPLOADED, _S.CHECKING, _S.REFUSED, _S.READY, _S.IMPORTING})
"""States in which the sealed file is still needed."""

LEASE = timedelta(seconds=60)
"""How long a job may be silent before another one takes its place."""
ABANDONED_AFTER = timedelta(days=7)
"""How long a file that nobody went on with is kept."""
MOST_ERRORS = 5_000
"""Errors that are kept word by word; of a ledger with more, the rows are named."""


def allows(act: str, state: str) -> bool:
    """Tell whether ``act`` may follow ``state``."""
    return ImportState(state) in STATUS_FROM[act]


def usual_channel(headers: list[str]) -> str:
    """Return how the matters of a ledger without such a column came in, as its headings suggest."""
    text = " ".join(headers)
    for word, channel in (
        ("留言", "web"),
        ("网", "web"),
        ("来访", "visit"),
        ("接访", "visit"),
        ("来电", "phone"),
    ):
        if word in text:
            return channel
    return "letter"
