"""Write a list as XLSX or CSV: streamed, counted, and with formulas defused.

A matter's text is written by strangers. ``=HYPERLINK(…)`` in it must not run on the clerk's computer, so
every text is written as text (never guessed), and one that begins like a formula is also marked so in the
cell, for Excel would otherwise take it for a formula when somebody edits the cell. CSV knows no types:
there it gets an apostrophe.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from tenants.core.clock import OFFICE_ZONE
from tenants.core.words import _

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
"""OWASP, CSV injection: what spreadsheets take for the beginning of a formula, full-width forms included."""

SHEET_ROWS = 1_048_576
"""Rows of one Excel sheet, header included; a longer list goes on in the next sheet."""

CELL_CHARACTERS = 32_767
"""What one Excel cell holds."""

_EXACT_DIGITS = 10**15  # Excel keeps 15 digits of a number; a longer one is written as text
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def write_workbook(
    stream: BinaryIO,
    title: str,
    headers: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    notes: Iterable[tuple[Any, Any]] = (),
) -> int:
    """Write ``rows`` under ``headers`` as an XLSX workbook and return how many rows were written.

    ``rows`` may be a generator of any length; memory stays constant. A second sheet says the row count and
    the ``notes`` (label, value), such as who exported what by which filter. Moments are shown in office
    time.
    """
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    try:
        count = _Sheets(book, title, headers).write(rows)
        _write_notes(book, [(_("Rows in this export"), count), *notes])
    finally:
        book.close()
    return count


def write_csv(stream: BinaryIO, headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> int:
    """Write ``rows`` as CSV in UTF-8 with a mark, as Excel expects, and return how many rows were written."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow([_csv_cell(header) for header in headers])
        count = 0
        for row in rows:
            writer.writerow([_csv_cell(value) for value in row])
            count += 1
        return count
    finally:
        text.detach()


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet might take this text for a formula."""
    return text.startswith(FORMULA_STARTS)


class _Sheets:
    """The sheets of one list: opens the next one when a sheet is full."""

    def __init__(self, book: Any, title: str, headers: Sequence[Any]):
        self.book, self.title, self.headers = book, title, [str(header) for header in headers]
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.body = book.add_format({"text_wrap": True, "valign": "top"})
        self.guarded = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
        self.number = 0

    def write(self, rows: Iterable[Sequence[Any]]) -> int:
        sheet, line, count = self._open(), 0, 0
        for row in rows:
            if line == SHEET_ROWS - 1:
                sheet.autofilter(0, 0, line, len(self.headers) - 1)
                sheet, line = self._open(), 0
            line, count = line + 1, count + 1
            for column, value in enumerate(row):
                self._write_cell(sheet, line, column, value)
        if self.headers:
            sheet.autofilter(0, 0, line, len(self.headers) - 1)
        return count

    def _open(self) -> Any:
        self.number += 1
        sheet = self.book.add_worksheet(_sheet_name(self.title, self.number))
        for column, header in enumerate(self.headers):
            sheet.set_column(column, column, min(max(2 * len(header) + 4, 12), 40))
            sheet.write_string(0, column, _xml_text(header), self.heading)
        sheet.freeze_panes(1, 0)
        return sheet

    def _write_cell(self, sheet: Any, line: int, column: int, value: Any) -> None:
        value = plain_value(value)
        if value == "":
            return
        if isinstance(value, str):
            text = _xml_text(value)
            sheet.write_string(line, column, text, self.guarded if is_formula_like(text) else self.body)
        elif isinstance(value, date):
            shape = self.moment if isinstance(value, datetime) else self.day
            sheet.write_datetime(line, column, value, shape)
        else:
            sheet.write_number(line, column, value)


def plain_value(value: Any) -> str | int | float | date:
    """Return what is written for a value: a number, a date, a moment in office time without zone, or text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, int | float | Decimal):
        return _plain_number(value)
    if isinstance(value, date):
        return _plain_date(value)
    return str(value)


def _plain_date(value: date) -> str | date:
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(OFFICE_ZONE).replace(tzinfo=None)
    return value if value.year >= 1900 else value.isoformat()  # Excel's calendar begins there


def _plain_number(value: int | float | Decimal) -> str | int | float:
    number = value if isinstance(value, int) else float(value)
    exact = abs(number) < _EXACT_DIGITS if isinstance(number, int) else math.isfinite(number)
    return number if exact else str(value)


def _csv_cell(value: Any) -> str | int | float:
    plain = plain_value(value)
    if isinstance(plain, datetime):
        return plain.isoformat(sep=" ", timespec="minutes")
    if isinstance(plain, date):
        return plain.isoformat()
    if isinstance(plain, str):
        text = _NOT_IN_XML.sub("", plain)
        return "'" + text if is_formula_like(text) else text
    return plain


def _xml_text(text: str) -> str:
    """Return a text that XML and one Excel cell can hold; a cut is said in the cell, never silent."""
    text = _NOT_IN_XML.sub("", text)
    if len(text.encode("utf-16-le")) // 2 <= CELL_CHARACTERS:
        return text
    remark = " …" + str(_("[cut: an Excel cell holds no more]"))
    fitting = text.encode("utf-16-le")[: 2 * (CELL_CHARACTERS - len(remark))]
    return fitting.decode("utf-16-le", "ignore") + remark


def _sheet_name(title: str, number: int) -> str:
    """Return a name Excel accepts: at most 31 characters, none of them special, not empty."""
    name = re.sub(r"[\[\]:*?/\\]", " ", _NOT_IN_XML.sub("", str(title))).strip(" '") or "Sheet"
    suffix = f" {number}" if number > 1 else ""
    return name[: 31 - len(suffix)].rstrip(" '") + suffix


def _write_notes(book: Any, notes: Iterable[tuple[Any, Any]]) -> None:
    sheet = book.add_worksheet(_sheet_name(str(_("About this export")), 1))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    for line, (label, value) in enumerate(notes):
        sheet.write_string(line, 0, _xml_text(str(label)))
        shown = _csv_cell(value) if isinstance(value, date) else plain_value(value)
        sheet.write_string(line, 1, _xml_text(str(shown)))
