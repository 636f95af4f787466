"""What the readers of Excel and of CSV give alike: lines of cells, or a refusal that says what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tenants.casework.attachments.containers import MEBIBYTE, ContainerLimits
from tenants.core.errors import Problem

Cell = str | int | float | bool | datetime | date | time | timedelta | None
Line = tuple[int, tuple[Cell, ...]]
"""The row number as Excel shows it, and the cells from column A."""


class UnreadableWorkbook(Problem):
    """The file is of the right kind but cannot be imported as it is: damaged, too long, without headings."""

    status = 422
    code = "unreadable_workbook"


class NotAWorkbook(UnreadableWorkbook):
    """The file is not a workbook or CSV file that is read here."""

    status = 415
    code = "not_a_workbook"


@dataclass(frozen=True)
class SheetLimits:
    """How much one import may hold. The cell length is that of a matter's text."""

    file_bytes: int = 30 * MEBIBYTE
    rows: int = 20_000
    columns: int = 60
    cell_characters: int = 20_000
    heading_lines: int = 10
    """Lines from the top among which the headings are looked for: ledgers have titles and dates above them."""
    container: ContainerLimits = field(default_factory=ContainerLimits)


@dataclass
class Table:
    """A sheet before its headings are known. ``lines`` can be read once; call ``close`` afterwards."""

    name: str
    lines: Iterator[Line]
    estimate: int | None
    """About how many lines there are, for a progress bar; ``None`` when it cannot be told without reading."""
    other_names: tuple[str, ...] = ()
    close: Callable[[], None] = lambda: None


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
