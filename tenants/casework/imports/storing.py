"""From an uploaded stream to a kept file, and from the kept file to its sheet. The clear bytes are in memory only."""

import io
from typing import IO, BinaryIO, cast
from uuid import UUID

from tenants.casework.attachments.file_types import safe_display_name
from tenants.casework.imports import mapping
from tenants.casework.imports.tables import SheetLimits
from tenants.casework.imports.workbook import Sheet, read_sheet
from tenants.core import files
from tenants.core.aside import run_aside
from tenants.core.commands import Actor, execute
from tenants.core.ids import new_id

PREVIEW_ROWS = 5


def add_file(actor: Actor, stream: IO[bytes], file_name: str, *, locale: str = "") -> UUID:
    """Judge and keep an uploaded ledger; returns the import's id.

    :raises NotAWorkbook, UnreadableWorkbook, TooLarge: it cannot be read, in a sentence; nothing is kept.
    :raises Invalid: the very same file was imported before.
    """
    name = safe_display_name(file_name)
    headers, columns, total = run_aside(lambda: _look_into(stream, name))
    import_id = new_id()
    stream.seek(0)
    kept = files.keep(import_id, cast(BinaryIO, stream), limit=SheetLimits().file_bytes)
    payload = {
        "import_id": str(import_id),
        "file_name": name,
        "sha256": kept.sha256.hex(),
        "headers": list(headers),
        "columns": columns,
        "total": total,
        "locale": locale,
    }
    try:
        result = execute("import.upload", payload, actor)
    except BaseException:
        files.discard(import_id)
        raise
    added = UUID(result["import_id"])
    for ended in [*result.get("ended", ()), *([str(import_id)] if added != import_id else [])]:
        files.discard(UUID(ended))
    return added


def _look_into(stream: IO[bytes], name: str) -> tuple[tuple[str, ...], dict[str, int], int]:
    """Return a file's headings, the suggested columns, and about how many rows it has."""
    with read_sheet(cast(BinaryIO, stream), name) as sheet:
        rows = max((sheet.row_estimate or 0) - sheet.header_row, len(sheet.sample))
        return sheet.headers, mapping.suggest(sheet.headers, [row.cells for row in sheet.sample]), rows


def open_file(import_id: UUID) -> BinaryIO:
    """Return the clear bytes of a kept ledger, in memory."""
    return io.BytesIO(b"".join(files.read(import_id)))


def open_sheet(stream: BinaryIO, file_name: str) -> Sheet:
    """Return the sheet of a kept ledger; close it afterwards."""
    return read_sheet(stream, file_name)


def preview(import_id: UUID, file_name: str) -> list[tuple[int, tuple[object, ...]]]:
    """Return the first rows of a kept ledger, with the row numbers that Excel shows."""
    stream = open_file(import_id)

    def read() -> list[tuple[int, tuple[object, ...]]]:
        with read_sheet(stream, file_name) as sheet:
            return [(row.number, row.cells) for row in sheet.sample[:PREVIEW_ROWS]]

    return run_aside(read)
