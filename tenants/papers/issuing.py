"""Issuing an official paper: numbered, kept for ever, served."""

from datetime import datetime
from uuid import UUID

from tenants.core import clock
from tenants.core.database import bound_tenant, current_session
from tenants.organisations.queries import tenant
from tenants.papers.models import Document
from tenants.papers.numbering import next_number
from tenants.papers.rules import WORDS, document_number


def take_number(kind: str) -> str:
    """Return the next number of a kind of paper for the bound tenant and this year: 岚矿信告〔2026〕12号."""
    year = clock.today().year
    return document_number(
        tenant(bound_tenant()).document_code, WORDS[kind], year, next_number(WORDS[kind], year)
    )


def issue_document(
    case_id: UUID,
    kind: str,
    *,
    number: str,
    title: str,
    body: str,
    issued_by: str,
    served_how: str = "",
    served_at: datetime | None = None,
) -> Document:
    """Keep a paper in the present transaction and return it. What it says never changes.

    :param number: from ``take_number``. :param served_at: the moment it reached the petitioner, if it did.
    """
    row = Document(
        case_id=case_id,
        kind=kind,
        number=number,
        title=title,
        body=body,
        issued_at=clock.now(),
        issued_by=issued_by,
        served_at=served_at,
        served_how=served_how,
    )
    current_session().add(row)
    return row
