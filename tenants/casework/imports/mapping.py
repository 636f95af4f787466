"""Which column of a ledger is which field: suggested from headings and sample cells, decided by a person.

Every office words its ledger in its own way. A heading is compared with known wordings, whole or as its
ending; the cells below raise or lower the guess, and find telephone numbers and the like under headings
nobody has seen.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import Any

from openpyxl.utils import get_column_letter

from tenants.casework.imports.tables import Cell
from tenants.casework.imports.values import (
    BadValue,
    cell_text,
    compared,
    read_id_number,
    read_moment,
    read_phones,
    says_nothing,
)
from tenants.casework.imports.vocabulary import CHANNELS, CLASSES, NO, YES
from tenants.casework.imports.wordings import LINE_NUMBERS, NEVER_PART_OF, WORDINGS
from tenants.core.words import _

FIELDS: Mapping[str, Any] = {
    "received_at": _("Date received"),
    "title": _("Title"),
    "text": _("What is brought forward"),
    "petitioner_name": _("Petitioner’s name"),
    "phone": _("Telephone"),
    "id_number": _("Identity number"),
    "address": _("Address"),
    "channel": _("Channel"),
    "category": _("Category"),
    "case_class": _("Class"),
    "place": _("Place of the matter"),
    "reply": _("Reply"),
    "replied_at": _("Date of reply"),
    "outcome": _("Outcome"),
    "handler": _("Handler"),
    "former_number": _("Former number"),
    "anonymous": _("Anonymous"),
}
"""The fields of a past matter, in the order in which they are offered, with their names on screen."""

_WHOLE, _ENDING, _INSIDE, _CELLS_ONLY = 100.0, 70.0, 42.0, 60.0
_ENOUGH = 45.0
_FEW, _MOST = 0.2, 0.6
_LATER_WORDING = 0.1  # so that 来访日期 goes before 登记日期 when a ledger has both
_LONG, _SHORT = 40, 15


def suggest(headers: Sequence[str], sample_rows: Iterable[Sequence[Cell]]) -> dict[str, int]:
    """Return the likely column (from 0) of each field that seems to be there; no column is used twice."""
    rows = list(sample_rows)
    columns = [_cells(rows, column) for column in range(len(headers))]
    guesses = [
        (score, -order, -column, field)
        for column, heading in enumerate(headers)
        for order, field in enumerate(FIELDS)
        if (score := _score(field, heading, columns[column])) >= _ENOUGH
    ]
    chosen: dict[str, int] = {}
    for _points, _order, negative_column, field in sorted(guesses, reverse=True):
        if field not in chosen and -negative_column not in chosen.values():
            chosen[field] = -negative_column
    return {field: chosen[field] for field in FIELDS if field in chosen}


def check(mapping: Mapping[str, int], width: int) -> dict[str, list[Any]]:
    """Return what is wrong with a mapping, by field; empty when it can be used.

    A past matter needs the date it was received, and a title or a text; ``width`` is the number of columns.
    """
    problems: dict[str, list[Any]] = {}
    if "received_at" not in mapping:
        problems["received_at"] = [_("Choose the column that holds the date received.")]
    if "title" not in mapping and "text" not in mapping:
        problems["text"] = [_("Choose the column that holds the text of the matter, or its title.")]
    uses = Counter(mapping.values())
    for field, column in mapping.items():
        if field not in FIELDS or not 0 <= column < width:
            problems[field] = [_("This column is not in the file. Choose another.")]
        elif uses[column] > 1:
            letter = get_column_letter(column + 1)
            problems[field] = [
                _("Column %(letter)s is chosen for two fields. Choose it for one.", letter=letter)
            ]
    return problems


def unused_columns(headers: Sequence[str], mapping: Mapping[str, int]) -> list[int]:
    """Return the columns that will not be imported, so that a person can see it before."""
    return [column for column in range(len(headers)) if column not in mapping.values()]


def normal_heading(heading: str) -> str:
    """Return a heading as it is compared: no spaces, marks, remarks in brackets or closing digits; lower case."""
    folded = unicodedata.normalize("NFKC", heading).lower()
    folded = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】", "", folded)
    return re.sub(r"[\s*:,.;、。_\-/\\|“”\"'’#]+|\d+$", "", folded)


def is_known_heading(text: str) -> bool:
    """Tell whether a text is a heading of some ledger; the heading line is found by it."""
    return normal_heading(text) in _HEADINGS


def _known() -> Iterator[tuple[str, str, int]]:
    for field, wordings in WORDINGS.items():
        for place, wording in enumerate(wordings.split("|")):
            yield field, normal_heading(wording), place


_PLACES = {(field, wording): place for field, wording, place in _known()}
_LINE_NUMBERS = frozenset(normal_heading(wording) for wording in LINE_NUMBERS.split("|"))
_FOREIGN = {field: words.split("|") for field, words in NEVER_PART_OF.items()}
_HEADINGS = frozenset(wording for _field, wording in _PLACES) | _LINE_NUMBERS


def _score(field: str, heading: str, cells: list[Cell]) -> float:
    """Return how likely a column is a field, 0 to about 120."""
    folded = normal_heading(heading)
    if folded in _LINE_NUMBERS:
        return 0
    points = max(
        (_likeness(folded, field, wording) for owner, wording in _PLACES if owner == field), default=0
    )
    looks = _LOOKS.get(field)
    if looks and len(cells) > 0:
        return _weighed(points, _share(cells, looks), field)
    return points + _length_bonus(field, cells) if points else 0


def _likeness(folded: str, field: str, wording: str) -> float:
    """Compare one heading with one wording: the same, ends in it, or holds it."""
    if folded == wording:
        return _WHOLE - _LATER_WORDING * _PLACES[field, wording]
    if len(wording) < 2 or wording not in folded or any(word in folded for word in _FOREIGN.get(field, ())):
        return 0
    part = len(wording) / len(folded)
    return _ENDING * sqrt(part) if folded.endswith(wording) else _INSIDE * part


def _weighed(points: float, share: float, field: str) -> float:
    """Let the cells speak: a date column holds dates, a telephone column telephone numbers."""
    if points:
        return points + 10 if share >= _MOST else points * (0.3 if share < _FEW else 1)
    return _CELLS_ONLY * share if field in _TOLD_BY_CELLS and share >= _MOST else 0


def _length_bonus(field: str, cells: list[Cell]) -> float:
    """Texts and replies are long, titles and verdicts short: decides between wordings that serve both."""
    if not cells or field not in ("text", "reply", "title", "outcome"):
        return 0
    length = sum(len(cell_text(cell)) for cell in cells) / len(cells)
    if field in ("text", "reply"):
        return 8 if length > _LONG else (-8 if length < _SHORT else 0)
    return 8 if length <= _SHORT else (-20 if length > _LONG else 0)


def _cells(rows: list[Sequence[Cell]], column: int) -> list[Cell]:
    """Return the cells of a column that say something."""
    return [row[column] for row in rows if column < len(row) and not says_nothing(row[column])]


def _share(cells: list[Cell], looks: Callable[[Cell], bool]) -> float:
    return sum(looks(cell) for cell in cells) / len(cells)


def _readable(reader: Callable[[Cell], Any]) -> Callable[[Cell], bool]:
    def can_read(cell: Cell) -> bool:
        try:
            reader(cell)
        except BadValue:
            return False
        return True

    return can_read


def _one_of(words: Iterable[str]) -> Callable[[Cell], bool]:
    known = frozenset(words)
    return lambda cell: compared(cell_text(cell)) in known


_LOOKS: Mapping[str, Callable[[Cell], bool]] = {
    "received_at": _readable(read_moment),
    "replied_at": _readable(read_moment),
    "phone": _readable(read_phones),
    "id_number": _readable(read_id_number),
    "channel": _one_of(CHANNELS),
    "case_class": _one_of(CLASSES),
    "anonymous": _one_of(YES | NO),
}
_TOLD_BY_CELLS = frozenset({"phone", "id_number", "channel", "case_class"})
