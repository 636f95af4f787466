"""Open an uploaded ledger and find its headings: one way in for Excel and CSV.

Ledgers are made for people: a title and a date stand above the headings, headings go over two lines, the
last lines are signatures. The heading line is found by known wordings; nothing below it is left out.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from tenants.casework.attachments.file_types import extension_of, safe_display_name, size_label
from tenants.casework.imports.delimited import open_csv
from tenants.casework.imports.mapping import is_known_heading
from tenants.casework.imports.tables import (
    Cell,
    Line,
    NotAWorkbook,
    SheetLimits,
    Table,
    UnreadableWorkbook,
    is_blank,
)
from tenants.casework.imports.xlsx import open_xlsx
from tenants.core.errors import TooLarge
from tenants.core.words import _

SAMPLE_ROWS = 30
_HEADING_LENGTH = 30  # a longer text in the heading line is a remark, not a heading


class SheetRow(NamedTuple):
    """One line below the headings: its number as Excel shows it, and as many cells as there are headings."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return all(is_blank(cell) for cell in self.cells)


class Sheet:
    """A ledger ready to be read once: headings first, then rows. Use it in a ``with`` block.

    ``sample`` holds the first rows for the preview and the suggestion; ``rows`` begins with them all the
    same.
    """

    def __init__(self, table: Table, limits: SheetLimits):
        self._table = table
        self._limits = limits
        top = list(islice(table.lines, limits.heading_lines))
        place, headers = find_headings(top)
        self.name = table.name
        self.header_row = top[place][0]
        self.row_estimate = table.estimate
        self.other_sheets = table.other_names
        below = chain(top[place + 1 :], table.lines)
        first = list(islice(below, SAMPLE_ROWS))
        self.headers = self._named(headers, first)
        self.rows = self._counted(chain(first, below))
        self.sample = tuple(row for row in map(self._row, first) if not row.is_empty)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; the stream itself stays open."""
        self._table.close()

    def _named(self, headers: Sequence[str], first: list[Line]) -> tuple[str, ...]:
        """Return one heading for each column in use; a column with cells but no heading gets an empty one."""
        used = max((_last_filled(cells) for _number, cells in first), default=0)
        width = max(used, _last_filled(headers))
        if width > self._limits.columns:
            raise UnreadableWorkbook(
                _(
                    "The sheet has %(count)s columns or more; at most %(limit)s are read. "
                    "Delete the columns that are not needed and upload it again.",
                    count=width,
                    limit=self._limits.columns,
                ),
                code="too_many_columns",
            )
        return (*headers, *[""] * width)[:width]

    def _row(self, line: Line) -> SheetRow:
        number, cells = line
        width, longest = len(self.headers), self._limits.cell_characters + 1
        shaped = (*cells[:width], *[None] * (width - len(cells)))
        return SheetRow(number, tuple(c[:longest] if isinstance(c, str) else c for c in shaped))

    def _counted(self, lines: Iterator[Line]) -> Iterator[SheetRow]:
        """Yield rows up to the limit; empty rows at the end of the sheet are not rows."""
        count, waiting = 0, 0
        for line in lines:
            row = self._row(line)
            if row.is_empty:
                waiting += 1
                continue
            for earlier in range(waiting, 0, -1):
                yield SheetRow(row.number - earlier, (None,) * len(self.headers))
            waiting, count = 0, count + 1
            if count > self._limits.rows:
                raise UnreadableWorkbook(
                    _(
                        "The sheet has more than %(limit)s rows. Split it, by year for instance, and import the parts.",
                        limit=f"{self._limits.rows:,}",
                    ),
                    code="too_many_rows",
                )
            yield row


def read_sheet(stream: BinaryIO, filename: str, limits: SheetLimits | None = None) -> Sheet:
    """Open an uploaded .xlsx or .csv file and return its sheet, headings found.

    Raises ``NotAWorkbook`` (415) for another kind of file, ``TooLarge`` (413), and ``UnreadableWorkbook``
    (422) for a file that is damaged, empty, too wide or without headings. Damage and too many rows further
    down are raised while the rows are read.
    """
    limits = limits or SheetLimits()
    size = stream.seek(0, 2)
    if size > limits.file_bytes:
        raise TooLarge(
            _(
                "The file has %(size)s; at most %(limit)s are read. "
                "Split it, by year for instance, and import the parts.",
                size=size_label(size),
                limit=size_label(limits.file_bytes),
            ),
            code="file_too_large",
        )
    table = _open(stream, filename, limits)
    try:
        return Sheet(table, limits)
    except BaseException:
        table.close()
        raise


def find_headings(lines: Sequence[Line]) -> tuple[int, tuple[str, ...]]:
    """Return which of the first lines holds the headings (the lower of two), and the headings.

    The line with most known headings wins; where none is known, the first line with two texts side by side.
    """
    known = [_known_headings(cells) for _number, cells in lines]
    place = known.index(max(known)) if max(known, default=0) >= 2 else _first_of_texts(lines)
    for upper in (place - 1, place):
        if 0 <= upper < len(lines) - 1:
            joined = _join_headings(lines[upper][1], lines[upper + 1][1])
            if joined:
                return upper + 1, joined
    return place, _headings(lines[place][1])


def _open(stream: BinaryIO, filename: str, limits: SheetLimits) -> Table:
    extension = extension_of(filename)
    if extension == "xlsx":
        return open_xlsx(stream, limits)
    if extension == "csv":
        return open_csv(stream, safe_display_name(filename).removesuffix(".csv"))
    if extension in ("xls", "et", "xlsm", "xlsb", "ods"):
        raise NotAWorkbook(
            _(
                "Files ending in .%(extension)s are not read. Open it, save it as .xlsx and upload that.",
                extension=extension,
            ),
            code="old_excel" if extension == "xls" else "not_a_workbook",
        )
    raise NotAWorkbook(_("Only .xlsx and .csv files are read. Save your ledger as .xlsx and upload that."))


def _known_headings(cells: Sequence[Cell]) -> int:
    return len({cell for cell in cells if isinstance(cell, str) and is_known_heading(cell)})


def _first_of_texts(lines: Sequence[Line]) -> int:
    for place, (_number, cells) in enumerate(lines):
        filled = [cell for cell in cells if not is_blank(cell)]
        if len(filled) >= 2 and all(
            isinstance(cell, str) and len(cell) <= _HEADING_LENGTH for cell in filled
        ):
            return place
    raise UnreadableWorkbook(
        _(
            "No line with headings was found among the first lines. "
            "Put a name over each column, such as the date received and the text, and upload it again."
        ),
        code="no_headings",
    )


def _join_headings(upper: Sequence[Cell], lower: Sequence[Cell]) -> tuple[str, ...] | None:
    """Join headings over two lines (信访人 over 姓名 and 电话); ``None`` when the two lines are not such a pair."""
    tops, bottoms = _headings(upper), _headings(lower)
    width = max(len(tops), len(bottoms))
    tops, bottoms = tops + ("",) * (width - len(tops)), bottoms + ("",) * (width - len(bottoms))
    below = [bottom for bottom in bottoms if bottom]
    alone = any(top and not bottom for top, bottom in zip(tops, bottoms, strict=True))
    if not alone or len(below) < 2 or 2 * sum(map(is_known_heading, below)) < len(below):
        return None
    joined, group = [], ""
    for top, bottom in zip(tops, bottoms, strict=True):
        group = top or group
        joined.append(group + bottom if bottom else top)
    return tuple(joined)


def _headings(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return the cells of a heading line as texts, cut after the last one."""
    texts = tuple("" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells)
    return texts[: _last_filled(texts)]


def _last_filled(cells: Sequence[Cell]) -> int:
    """Return how many cells there are up to the last that holds something."""
    return max((place for place, cell in enumerate(cells, start=1) if not is_blank(cell)), default=0)
