"""Read the first filled sheet of an .xlsx workbook, line by line, however it was made.

openpyxl does the reading; around it stand the checks that it does not make: what the file really is, how
much it unpacks to, no document type definition (its entities can grow without end), no formula without a
result.
"""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

import openpyxl

from tenants.casework.attachments.containers import MEBIBYTE, inspect_container
from tenants.casework.attachments.plain_text import decode_text, is_markup
from tenants.casework.imports.parts import PartTooLarge, check_parts
from tenants.casework.imports.tables import (
    Cell,
    Line,
    NotAWorkbook,
    SheetLimits,
    Table,
    UnreadableWorkbook,
    is_blank,
)
from tenants.core.words import _

# Whatever a broken or hostile file makes zipfile, expat and openpyxl raise. ParseError is a SyntaxError.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, SyntaxError, OSError, EOFError,
    ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError, AssertionError,
)  # fmt: skip
_LAST_ROW = 1_048_576
_LAST_COLUMN = 256  # beyond the widest ledger; enough to see that a sheet is too wide
_LINES_LOOKED_AT = 200  # to tell whether a sheet is filled

_ESCAPED_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")
_UNCOMPUTED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


def open_xlsx(stream: BinaryIO, limits: SheetLimits) -> Table:
    """Open a workbook and return its first visible sheet that holds anything.

    Raises ``NotAWorkbook`` for anything but a plain .xlsx, ``UnreadableWorkbook`` for a damaged, empty or
    locked one. Damage further down is raised while the lines are read.
    """
    _check_container(stream, limits)
    try:
        check_parts(stream)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except PartTooLarge as error:
        raise _too_much_inside() from error
    except _DAMAGE as error:
        raise _damaged() from error
    try:
        return _first_filled(book, stream)
    except BaseException:
        book.close()
        raise


def _first_filled(book: Any, stream: BinaryIO) -> Table:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    filled = [sheet for sheet in visible if _is_filled(sheet)]
    if not filled:
        raise UnreadableWorkbook(
            _("The workbook holds no row. Check that you chose the right file and upload it again."),
            code="empty_workbook",
        )
    first, others = filled[0], tuple(sheet.title for sheet in filled[1:])
    estimate = _examine_formulas(stream, first)
    return Table(first.title, _lines(first), estimate, others, book.close)


def _check_container(stream: BinaryIO, limits: SheetLimits) -> None:
    container = inspect_container(stream, limits.container)
    if container is None:
        raise _not_a_container(stream)
    if container.encrypted:
        raise NotAWorkbook(
            _("The workbook is locked with a password. Take the password off in Excel and upload it again."),
            code="encrypted",
        )
    if container.macros or container.kind in ("xlsm", "xlsb"):
        raise NotAWorkbook(
            _("The workbook holds macros. Save it as .xlsx without macros and upload that."), code="macros"
        )
    if container.bomb:
        raise _too_much_inside()
    if container.kind == "damaged":
        raise _damaged()
    if container.kind == "xls":
        raise NotAWorkbook(
            _("This is a workbook of Excel 97-2003. Open it, save it as .xlsx and upload that."),
            code="old_excel",
        )
    if container.kind != "xlsx":
        raise NotAWorkbook(
            _("The file is named .xlsx but is no Excel workbook. Save your ledger as .xlsx and upload that.")
        )


def _not_a_container(stream: BinaryIO) -> NotAWorkbook:
    """Name the two impostors offices meet: a web page or a CSV file that a program saved as Excel."""
    stream.seek(0)
    text = decode_text(stream.read(MEBIBYTE))
    if text is not None and is_markup(text):
        return NotAWorkbook(
            _(
                "This is a web page saved under the name of a workbook. Open it in Excel and save it as .xlsx."
            ),
            code="web_page",
        )
    return NotAWorkbook(
        _("The file is named .xlsx but is no Excel workbook. Save your ledger as .xlsx and upload that.")
    )


def _too_much_inside() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _("The workbook unpacks to far more than a ledger holds. Copy the rows into a new workbook."),
        code="too_much_inside",
    )


def _damaged() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _(
            "The workbook is damaged and cannot be read to its end. Open it in Excel, save it, upload it again."
        ),
        code="damaged",
    )


def _is_filled(sheet: Any) -> bool:
    for number, cells in _lines(sheet):
        if any(not is_blank(cell) for cell in cells):
            return True
        if number >= _LINES_LOOKED_AT:
            return False
    return False


def _lines(sheet: Any) -> Iterator[Line]:
    # Bounds are given outright: many programs write a wrong size into the sheet, and openpyxl would believe it.
    rows = sheet.iter_rows(min_row=1, max_row=_LAST_ROW, max_col=_LAST_COLUMN, values_only=True)
    number = 0
    while (row := _next_row(rows)) is not None:
        number += 1
        yield number, tuple(_decoded(cell) for cell in row)


def _next_row(rows: Iterator[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # an impossible date comes out as #VALUE!, which is reported by row
            return next(rows, None)
    except _DAMAGE as error:
        raise _damaged() from error


def _decoded(cell: Any) -> Cell:
    """Undo the way XML writes control characters: Windows line ends come out of openpyxl as ``_x000D_``."""
    if isinstance(cell, str) and "_x00" in cell:
        return _ESCAPED_CONTROL.sub(lambda match: "\n" if match[1].upper() == "0A" else "", cell)
    return cell  # type: ignore[no-any-return]


def _examine_formulas(stream: BinaryIO, sheet: Any) -> int | None:
    """Return how many lines the sheet claims; refuse it when a formula has no result.

    Programs other than Excel store formulas without results, and such a cell would be read as empty.
    """
    lines, rest = 0, b""
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(sheet._worksheet_path) as source:
            while chunk := source.read(MEBIBYTE):
                whole, mark, rest = (rest + chunk).rpartition(b"</row>")
                lines += whole.count(b"<row ") + whole.count(b"<row>")
                if b"<f" in whole and _UNCOMPUTED.search(whole + mark):
                    raise UnreadableWorkbook(
                        _(
                            "Some formulas hold no result yet. Open the workbook in Excel, save it, upload it again."
                        ),
                        code="formulas_without_results",
                    )
    except _DAMAGE as error:
        raise _damaged() from error
    return lines or None
