"""How far the keeping of a ledger is, for the progress page, whichever process is asked.

The rows themselves are seen by nobody before their one commit, the import's row is locked until then, and SQLite lets
nobody else write meanwhile. So the count lies beside the sealed file, in the folder that all processes share: a number,
nothing else. One that a dead process left behind goes with the sweep of that folder.
"""

from pathlib import Path
from uuid import UUID

from tenants.core import files
from tenants.core.database import bound_tenant


def _path(import_id: UUID) -> Path:
    return files.folder_of(str(bound_tenant())) / f"{import_id}.progress"


def note_kept(import_id: UUID, count: int) -> None:
    """Say how many matters of the bound tenant's import are written by now."""
    path = _path(import_id)
    part = path.with_suffix(".part")
    part.write_text(str(count), encoding="ascii")
    part.replace(path)


def kept_so_far(import_id: UUID) -> int:
    """Return how many matters of the bound tenant's running import are written; 0 when none is running."""
    try:
        return int(_path(import_id).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def forget_kept(import_id: UUID) -> None:
    """Remove the count of an import that has ended, one way or the other."""
    _path(import_id).unlink(missing_ok=True)
