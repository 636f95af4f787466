"""Adding a file to a case, and noting that one was taken out to read."""

from typing import Any

from tenants.casework.attachments import queries, schemas
from tenants.casework.attachments.models import Attachment
from tenants.casework.cases.course import add_entry, check_allowed, load_locked, tell
from tenants.core.commands import Context, command
from tenants.core.database import current_session
from tenants.core.errors import NotFound
from tenants.core.permissions import Permission


@command("attachment.add", schemas.AddAttachment, Permission.CASE_HANDLE)
def add(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Keep what a stored file is. Called by ``storing.add_file``, which has judged and sealed the bytes.

    The same bytes in the same case are one file: the result then names the one that is there already.
    """
    case = load_locked(context, data["case_id"])
    check_allowed("attachment.add", case)
    sha256 = bytes.fromhex(data["sha256"])
    present = queries.same_bytes(case.id, sha256)
    if present is not None:
        context.subject("case", case.id, attachment_id=present.id)
        return {"case_id": str(case.id), "attachment_id": str(present.id)}
    row = Attachment(
        id=data["attachment_id"],
        case_id=case.id,
        name=data["name"],
        media_type=data["media_type"],
        size=data["size"],
        sha256=sha256,
        origin=data["origin"],
        added_at=context.now,
        added_by=context.actor.name,
    )
    current_session().add(row)
    add_entry(case.id, "file_added", context.actor.name, text=data["name"], origin=data["origin"])
    tell(context, case, "attachment.added", attachment_id=row.id)
    return {"case_id": str(case.id), "attachment_id": str(row.id)}


@command("attachment.download", schemas.DownloadAttachment, Permission.CASE_READ, keeps_result=False)
def download(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Note in the audit trail that a file is taken out, and say how it is to be served."""
    case = load_locked(context, data["case_id"])
    row = queries.attachment(case.id, data["attachment_id"])
    if row is None:
        raise NotFound
    context.subject("case", case.id, attachment_id=row.id)
    return {"attachment_id": str(row.id), "name": row.name, "media_type": row.media_type, "size": row.size}
