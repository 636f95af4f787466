"""Reads of files."""

from uuid import UUID

from sqlalchemy import select

from tenants.casework.attachments.models import Attachment
from tenants.core.database import current_session


def attachments_of(case_id: UUID) -> list[Attachment]:
    """Return the files of a case, the oldest first."""
    statement = select(Attachment).where(Attachment.case_id == case_id)
    return list(current_session().scalars(statement.order_by(Attachment.added_at, Attachment.id)))


def attachment(case_id: UUID, attachment_id: UUID) -> Attachment | None:
    """Return one file of a case, or None."""
    statement = select(Attachment).where(Attachment.case_id == case_id, Attachment.id == attachment_id)
    return current_session().scalars(statement).one_or_none()


def same_bytes(case_id: UUID, sha256: bytes) -> Attachment | None:
    """Return the file of a case that holds exactly these bytes, or None."""
    statement = select(Attachment).where(Attachment.case_id == case_id, Attachment.sha256 == sha256)
    return current_session().scalars(statement.limit(1)).one_or_none()
