"""Check every row of a ledger and turn the good ones into past matters.

All errors of all rows are named, each with its cell, the reason and the remedy; whoever imports decides on
the whole report, never on half of it. Words are kept as they were written; only numbers, dates and codes
are brought into form.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from tenants.casework.imports import vocabulary
from tenants.casework.imports.report import ImportRow, Report, RowError
from tenants.casework.imports.tables import Cell
from tenants.casework.imports.values import (
    EXCEL_ERRORS,
    BadValue,
    Moment,
    cell_text,
    compared,
    masked,
    read_id_number,
    read_moment,
    read_phones,
    says_nothing,
)
from tenants.casework.imports.vocabulary import Categories, Category
from tenants.casework.imports.workbook import Sheet, SheetRow
from tenants.core.words import _

EARLIEST = date(1949, 10, 1)
"""No unit that keeps a ledger here is older."""

PROGRESS_EVERY = 200

LONGEST = {
    "title": 200,
    "text": 20_000,
    "reply": 20_000,
    "petitioner_name": 100,
    "address": 200,
    "place": 200,
    "handler": 100,
    "former_number": 64,
    "outcome": 500,
}
"""Characters a field may have."""

_MANY_LINES = frozenset({"text", "reply", "outcome"})
_PERSONAL = frozenset({"petitioner_name", "phone", "id_number", "address"})
_SHOWN_VALUE = 40
_DERIVED_TITLE = 40


def validate(
    sheet: Sheet,
    mapping: Mapping[str, int],
    today: date,
    categories: Iterable[Category],
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Check all rows of a sheet under a mapping that ``mapping.check`` found good.

    ``progress`` is called with the number of rows read, every 200 rows and at the end. Raises
    ``UnreadableWorkbook`` when the file turns out damaged or too long on the way.
    """
    report = Report()
    tell = progress or (lambda rows_read: None)
    check = _Check(sheet.headers, mapping, today, Categories(categories))
    for row in sheet.rows:
        if row.is_empty:
            report.empty_rows += 1
            continue
        report.rows_read += 1
        accepted, errors = check.row(row)
        report.errors += errors
        if accepted is not None:
            report.rows_ok.append(accepted)
        if report.rows_read % PROGRESS_EVERY == 0:
            tell(report.rows_read)
    tell(report.rows_read)
    return report


def derived_title(text: str) -> str:
    """Return the first sentence of a text as its title, at most forty characters."""
    first = re.split(r"[。！？!?；;\n]", text.strip(), maxsplit=1)[0].strip() or text.strip()
    first = " ".join(first.split())
    return first if len(first) <= _DERIVED_TITLE else first[: _DERIVED_TITLE - 1] + "…"


class _Check:
    """Checks one row after another and remembers what must not come twice."""

    def __init__(
        self, headers: tuple[str, ...], mapping: Mapping[str, int], today: date, categories: Categories
    ):
        self.headers, self.mapping, self.today, self.categories = headers, mapping, today, categories
        self.seen: dict[tuple[Any, ...], int] = {}
        self.current = SheetRow(0, ())
        self.errors: list[RowError] = []
        self.broken: set[str] = set()

    def row(self, row: SheetRow) -> tuple[ImportRow | None, list[RowError]]:
        """Return the matter, or ``None`` and everything that is wrong with the row."""
        self.current, self.errors = row, []
        self._report_excel_errors()
        received, replied = self._moment("received_at"), self._moment("replied_at")
        texts = {name: self._text(name) for name in LONGEST}
        self._check_presence(received, texts)
        self._check_order(received, replied)
        texts["petitioner_name"], anonymous = self._petitioner(texts["petitioner_name"])
        phones = self._read("phone", read_phones) or ()
        codes = {
            "id_number": self._read("id_number", read_id_number) or "",
            "channel": self._code("channel", vocabulary.CHANNELS),
            "case_class": self._case_class(),
            "category": self._category(),
            "outcome_code": vocabulary.OUTCOMES.get(compared(texts["outcome"]), ""),
        }
        self._check_twice(received, texts)
        if self.errors or received is None:
            return None, self.errors
        texts["title"], texts["text"] = (
            texts["title"] or derived_title(texts["text"]),
            texts["text"] or texts["title"],
        )
        accepted = ImportRow(
            row_number=row.number,
            received_at=received.at,
            received_on=received.day,
            received_time_known=received.has_time,
            phone="".join(phones[:1]),
            other_phones=phones[1:],
            replied_at=replied.at if replied else None,
            replied_on=replied.day if replied else None,
            anonymous=anonymous,
            **texts,
            **codes,
        )
        return accepted, []

    def _report_excel_errors(self) -> None:
        """Name every mapped cell in which Excel shows an error; it then counts as empty, not as a second error."""
        self.broken = set()
        for name, column in self.mapping.items():
            cell = self.current.cells[column]
            if isinstance(cell, str) and cell.strip() in EXCEL_ERRORS:
                self._fail(
                    name,
                    _("The formula in this cell shows an error."),
                    _("Correct the formula or type the value itself."),
                )
                self.broken.add(name)

    def _cell(self, name: str) -> Cell:
        column = self.mapping.get(name)
        return None if column is None or name in self.broken else self.current.cells[column]

    def _read(self, name: str, reader: Callable[[Cell], Any]) -> Any:
        """Read an optional cell; ``None`` when it says nothing or was refused."""
        cell = self._cell(name)
        if says_nothing(cell):
            return None
        try:
            return reader(cell)
        except BadValue as problem:
            self._fail(name, problem.reason, problem.suggestion)
            self.broken.add(name)
            return None

    def _moment(self, name: str) -> Moment | None:
        moment: Moment | None = self._read(name, read_moment)
        if moment is None:
            return None
        if moment.day > self.today:
            self._fail(
                name,
                _("This date lies in the future."),
                _("A ledger of past matters ends today. Check the year."),
            )
        elif moment.day < EARLIEST:
            self._fail(name, _("This date lies before 1 October 1949."), _("Check the year."))
        return moment

    def _text(self, name: str) -> str:
        """Return a text as it was written; names, places and numbers on one line, numbers in half-width."""
        cell = self._cell(name)
        if says_nothing(cell):
            return ""
        text = cell_text(cell)
        if name not in _MANY_LINES:
            text = " ".join(text.split())
        if name == "former_number":
            text = unicodedata.normalize("NFKC", text)
        if len(text) > LONGEST[name]:
            self._fail(
                name,
                _("This is longer than %(limit)s characters.", limit=f"{LONGEST[name]:,}"),
                _("Shorten it; the full text can be attached to the matter as a file."),
            )
        return text

    def _check_presence(self, received: Moment | None, texts: Mapping[str, str]) -> None:
        """A past matter has a date received, and a text or a title."""
        if received is None and "received_at" not in self.broken:
            self._fail("received_at", _("The date received is missing."), _("Write it like 2026-03-01."))
        named = next((name for name in ("text", "title") if name in self.mapping), "")
        if named and not texts["text"] and not texts["title"] and not self.broken & {"text", "title"}:
            self._fail(
                named,
                _("The row says nothing about the matter: text and title are empty."),
                _("Write what was brought forward, or delete the row."),
            )

    def _check_order(self, received: Moment | None, replied: Moment | None) -> None:
        if received is None or replied is None:
            return
        both_timed = received.has_time and replied.has_time
        if replied.at < received.at if both_timed else replied.day < received.day:
            self._fail(
                "replied_at",
                _(
                    "The reply is dated before the matter was received (%(day)s).",
                    day=received.day.isoformat(),
                ),
                _("Correct one of the two dates."),
            )

    def _petitioner(self, name: str) -> tuple[str, bool]:
        """Return the name and whether the petitioner is anonymous; a name and the mark 匿名 exclude each other."""
        nameless = compared(name) in vocabulary.NAMELESS
        word = compared(cell_text(self._cell("anonymous")))
        if word and word not in vocabulary.YES | vocabulary.NO and not says_nothing(word):
            self._fail(
                "anonymous", _("This is neither yes nor no."), _("Write 是 or 否, or leave the cell empty.")
            )
        marked = word in vocabulary.YES
        if marked and name and not nameless:
            self._fail(
                "anonymous",
                _("The row is marked as anonymous but gives a name."),
                _("Delete the name, or write 否 here."),
            )
        return "" if nameless else name, marked or nameless

    def _code(self, name: str, words: Mapping[str, str]) -> str:
        """Return the code for a word of a fixed list, such as a channel."""
        cell = self._cell(name)
        if says_nothing(cell):
            return ""
        text = cell_text(cell)
        code = words.get(compared(text), "")
        if not code:
            near = vocabulary.close_words(text, words) or vocabulary.usual_words(words)
            self._fail(name, _("This word is not known here."), _one_of(near))
        return code

    def _case_class(self) -> str:
        code = self._code("case_class", vocabulary.CLASSES)
        if code == "accusation":
            self._refuse_accusation("case_class")
        return code

    def _category(self) -> str:
        cell = self._cell("category")
        if says_nothing(cell):
            return ""
        text = cell_text(cell)
        found = self.categories.find(text)
        if len(found) == 1:
            if found[0].confidential:
                self._refuse_accusation("category")
            return found[0].code
        if found:
            self._fail(
                "category", _("Several categories have this name."), _one_of(map(Categories.label, found))
            )
        else:
            self._fail(
                "category", _("This category is not in your tree."), _one_of(self.categories.close_to(text))
            )
        return ""

    def _refuse_accusation(self, name: str) -> None:
        """Accusations live in a vault: a ledger that many can open must not carry them in (T22, article 30)."""
        self._fail(
            name,
            _("Accusations are kept by the confidential officer and do not come in with a general ledger."),
            _("Take the row out and hand it to the confidential officer."),
        )

    def _check_twice(self, received: Moment | None, texts: Mapping[str, str]) -> None:
        """Refuse a second row of the same number; without numbers, of the same day, text and name.

        Rows that only share their text are kept apart by their numbers or names: several people may hand in
        the same letter on one day.
        """
        number = compared(texts["former_number"])
        words = compared(texts["text"] or texts["title"])
        if number:
            key: tuple[Any, ...] = (number,)
        elif received is not None and words:
            key = (received.day, words, compared(texts["petitioner_name"]))
        else:
            return
        first = self.seen.setdefault(key, self.current.number)
        if first == self.current.number:
            return
        if number:
            self._fail("former_number", _("The same number stands in row %(row)s.", row=first), _DELETE_ONE)
        else:
            name = "text" if "text" in self.mapping else "title"
            self._fail(
                name, _("The same matter of the same day stands in row %(row)s.", row=first), _DELETE_ONE
            )

    def _fail(self, name: str, message: Any, suggestion: Any = "") -> None:
        column = self.mapping[name]
        shown = " ".join(cell_text(self.current.cells[column]).split())
        if name in _PERSONAL:
            shown = masked(shown, name)
        if len(shown) > _SHOWN_VALUE:
            shown = shown[: _SHOWN_VALUE - 1] + "…"
        letter, header = get_column_letter(column + 1), self.headers[column]
        self.errors.append(RowError(self.current.number, letter, header, name, shown, message, suggestion))


_DELETE_ONE = _("Delete one of the two rows, or correct it.")


def _one_of(words: Iterable[str]) -> Any:
    choice = "、".join(words)
    if not choice:
        return _("Look the name up in the list of categories, or leave the cell empty.")
    return _("Write one of: %(choice)s. Or leave the cell empty.", choice=choice)
