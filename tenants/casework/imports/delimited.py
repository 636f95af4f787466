"""Read a CSV file as Excel, WPS or another program wrote it: any usual encoding and separator, quoted cells."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from tenants.casework.attachments.plain_text import decode_text, is_markup
from tenants.casework.imports.tables import Line, NotAWorkbook, Table, UnreadableWorkbook
from tenants.core.words import _

_SEPARATORS = ",\t;|"
_RECORDS_LOOKED_AT = 20
_CELLS_IN_A_LINE = 10_000  # more is no ledger, and would only fill the memory


def open_csv(stream: BinaryIO, name: str) -> Table:
    """Open a CSV file; all cells come out as text.

    Raises ``NotAWorkbook`` when the content is not text, and ``UnreadableWorkbook`` while the lines are
    read when a quotation mark is out of place, for everything after it would land in one cell.
    """
    stream.seek(0)
    text = decode_text(stream.read())
    if text is None:
        raise _unreadable()
    if is_markup(text.lstrip()[:200]):
        raise NotAWorkbook(
            _(
                "This is a web page saved under the name of a workbook. Open it in Excel and save it as .xlsx."
            ),
            code="web_page",
        )
    return Table(name, _lines(text, find_separator(text)), text.count("\n") + 1)


def find_separator(text: str) -> str:
    """Return the separator under which most of the first lines have the same number of cells, at least two."""
    return max(_SEPARATORS, key=lambda separator: _evenness(text[:65_536], separator))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    records = islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _RECORDS_LOOKED_AT)
    try:
        widths = Counter(len(record) for record in records if len(record) > 1)
    except csv.Error:
        return 0, 0
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return times, width


def _lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(_bounded(text, separator), delimiter=separator, strict=True)
    number = 0
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise UnreadableWorkbook(
                _(
                    "A quotation mark is out of place near row %(row)s, so the cells after it cannot be told apart. "
                    "Open the file in Excel, save it as .xlsx and upload that.",
                    row=number + 1,
                ),
                code="quotation_marks",
            ) from error
        if record is None:
            return
        number += 1
        yield number, tuple(record)


def _bounded(text: str, separator: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if line.count(separator) > _CELLS_IN_A_LINE:
            raise _unreadable()
        yield line


def _unreadable() -> NotAWorkbook:
    return NotAWorkbook(
        _("The file is named .csv but holds no readable text. Save your ledger as .xlsx and upload that.")
    )
