"""What the check of a ledger finds: past matters, errors, and the list of errors as a file to correct by."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from tenants.casework.export.workbook import write_csv, write_workbook
from tenants.casework.imports.mapping import FIELDS
from tenants.core.words import _


@dataclass(frozen=True)
class ImportRow:
    """One past matter. Texts are never ``None``; an empty one was not given. Moments are in UTC.

    ``title`` is made from the text where the ledger has none, and ``text`` is the title where there is no
    text. ``channel``, ``case_class`` and ``outcome_code`` are codes of the glossary, ``category`` is the
    tenant's own code; ``outcome`` keeps the ledger's wording. ``anonymous`` is true also when the name says
    so (匿名).
    """

    row_number: int
    received_at: datetime
    received_on: date
    title: str
    text: str
    received_time_known: bool = False
    petitioner_name: str = ""
    phone: str = ""
    other_phones: tuple[str, ...] = ()
    id_number: str = ""
    address: str = ""
    channel: str = ""
    category: str = ""
    case_class: str = ""
    place: str = ""
    reply: str = ""
    replied_at: datetime | None = None
    replied_on: date | None = None
    outcome: str = ""
    outcome_code: str = ""
    handler: str = ""
    former_number: str = ""
    anonymous: bool = False


@dataclass(frozen=True)
class RowError:
    """One thing that is wrong with one cell. ``value`` is shortened, and masked where it tells who a person is."""

    row_number: int
    column: str
    header: str
    field: str
    value: str
    message: Any
    suggestion: Any = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the error as it is kept and sent, in the language of the moment."""
        return {**asdict(self), "message": str(self.message), "suggestion": str(self.suggestion)}


@dataclass
class Report:
    """What a check found: the good rows, all errors, and how many rows were read and how many were empty."""

    rows_ok: list[ImportRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    rows_read: int = 0
    empty_rows: int = 0

    @property
    def bad_rows(self) -> list[int]:
        """The numbers of all rows with an error."""
        return sorted({error.row_number for error in self.errors})

    @property
    def may_be_imported(self) -> bool:
        """Whether every row is good and there is one at all."""
        return bool(self.rows_ok) and not self.errors


def write_report_workbook(report: Report, stream: BinaryIO) -> int:
    """Write the errors as an Excel workbook to correct the ledger by; return how many there are."""
    notes = [
        (_("Rows read"), report.rows_read),
        (_("Empty rows left out"), report.empty_rows),
        (_("Rows with errors"), len(report.bad_rows)),
    ]
    return write_workbook(stream, str(_("Errors by row")), _headers(), _lines(report), notes)


def write_report_csv(report: Report, stream: BinaryIO) -> int:
    """Write the errors as CSV; return how many there are."""
    return write_csv(stream, _headers(), _lines(report))


def _headers() -> list[Any]:
    return [_("Row"), _("Column"), _("Heading"), _("Field"), _("Value"), _("What is wrong"), _("What to do")]


def _lines(report: Report) -> Iterator[list[Any]]:
    for error in report.errors:
        name = FIELDS[error.field]
        yield [
            error.row_number, error.column, error.header, name, error.value, error.message, error.suggestion,
        ]  # fmt: skip
