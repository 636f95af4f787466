"""Reads of issued papers."""

from uuid import UUID

from sqlalchemy import select

from tenants.core.database import current_session
from tenants.papers.models import Document


def documents_of(case_id: UUID) -> list[Document]:
    """Return the papers of a case, the oldest first."""
    statement = select(Document).where(Document.case_id == case_id).order_by(Document.issued_at, Document.id)
    return list(current_session().scalars(statement))


def document(case_id: UUID, document_id: UUID) -> Document | None:
    """Return one paper of a case, or None."""
    statement = select(Document).where(Document.case_id == case_id, Document.id == document_id)
    return current_session().scalars(statement).one_or_none()
