"""From an uploaded stream to a kept attachment: judged, sealed, then written into the case, all or nothing."""

from collections.abc import Iterator
from typing import IO, BinaryIO, cast
from uuid import UUID

from sqlalchemy import select

from tenants.casework.attachments.file_types import examine
from tenants.casework.attachments.models import Attachment
from tenants.casework.cases.queries import case_for
from tenants.core import files, slots
from tenants.core.commands import Actor, execute
from tenants.core.database import current_session
from tenants.core.errors import TooLarge
from tenants.core.ids import new_id
from tenants.core.words import _

LIMIT = 20 * 1024 * 1024


def add_file(actor: Actor, case_id: UUID, stream: IO[bytes], file_name: str, *, origin: str = "unit") -> UUID:
    """Keep a file of a case and return its id.

    The sealed file is on disk before the row is; when the row is refused the file is removed, and a file that a crash
    left behind is swept. The same bytes in the same case are kept once, so a form sent twice adds nothing.

    :raises NotFound: no such case for this actor. :raises Unsupported, TooLarge: the file is refused, in a sentence.
    """
    case_for(actor, case_id)
    checked = examine(cast(BinaryIO, stream), file_name)
    if checked.size > LIMIT:
        raise TooLarge(
            _(
                "“%(name)s” is larger than 20 MB. Make it smaller or split it, and upload it again.",
                name=checked.display_name,
            )
        )
    file_id = new_id()
    kept = files.keep(file_id, stream, limit=LIMIT)
    payload = {
        "case_id": str(case_id),
        "attachment_id": str(file_id),
        "name": checked.display_name,
        "media_type": checked.kind.media_type,
        "size": kept.size,
        "sha256": kept.sha256.hex(),
        "origin": origin,
    }
    try:
        added = UUID(execute("attachment.add", payload, actor)["attachment_id"])
    except BaseException:
        files.discard(file_id)
        raise
    if added != file_id:
        files.discard(file_id)
    return added


def read_file(file_id: UUID) -> Iterator[bytes]:
    """Yield the clear bytes of a kept file; ask ``attachment.download`` first, which decides and records."""
    return files.read(file_id)


def sweep() -> list[str]:
    """Remove what a crash left behind in the bound tenant's folder; returns the names.

    Other rooms that keep files there name them through the slot ``files.needed``.
    """
    known = {str(row_id) for row_id in current_session().scalars(select(Attachment.id))}
    return files.sweep(known.union(*slots.collect("files.needed")))
