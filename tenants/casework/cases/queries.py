"""Reads of cases. Who may see which case is decided here, in ``visible_to``, and nowhere else."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true

from tenants.casework.cases.models import Case, CaseEntry
from tenants.casework.cases.rules import CaseClass
from tenants.core.audit import AuditEntry
from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.core.errors import NotFound
from tenants.core.permissions import Role

READINGS = ("identity.reveal", "receipt.show", "attachment.download")
"""Acts of reading that leave a line in the audit trail, shown to whoever owns the data."""


def may_see_accusations(actor: Actor) -> bool:
    """Tell whether accusations exist for this actor: confidential officers, and the system for its own jobs."""
    return actor.seat_id is None or Role.CONFIDENTIAL_OFFICER in actor.roles


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which cases exist for ``actor``. Every read of cases carries it (article 30)."""
    if may_see_accusations(actor):
        return true()
    return Case.case_class != CaseClass.ACCUSATION


def select_cases(actor: Actor) -> Select[Case]:
    """Return the statement of all cases that exist for ``actor``, to be narrowed by lists, searches and exports."""
    return select(Case).where(visible_to(actor))


def count_cases(actor: Actor, *conditions: ColumnElement[bool]) -> int:
    """Count the cases that exist for ``actor`` under further conditions."""
    return (
        current_session().scalar(select(func.count()).select_from(Case).where(visible_to(actor), *conditions))
        or 0
    )


def case_for(actor: Actor, case_id: UUID) -> Case:
    """Return a case, or raise ``NotFound`` when it is absent, another tenant's, or not for this actor."""
    found = current_session().scalars(select_cases(actor).where(Case.id == case_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def case_card(actor: Actor, case_id: UUID) -> dict[str, Any] | None:
    """Return what other rooms show of a case (number, title, state, label), or None when it is not for this actor."""
    found = current_session().scalars(select_cases(actor).where(Case.id == case_id)).one_or_none()
    if found is None:
        return None
    names = ("id", "number", "title", "state", "case_class", "category", "petitioner_label", "next_due_on")
    return {name: getattr(found, name) for name in names}


def entries_of(case_id: UUID) -> list[CaseEntry]:
    """Return the course of a case, the newest line first. Look the case up with ``case_for`` before."""
    statement = select(CaseEntry).where(CaseEntry.case_id == case_id)
    return list(current_session().scalars(statement.order_by(CaseEntry.at.desc(), CaseEntry.id.desc())))


def readings_of(case_id: UUID, limit: int = 200) -> list[AuditEntry]:
    """Return who looked at what is masked, took files out or saw the code, newest first."""
    statement = select(AuditEntry).where(AuditEntry.subject_id == case_id, AuditEntry.action.in_(READINGS))
    return list(current_session().scalars(statement.order_by(AuditEntry.sequence.desc()).limit(limit)))


def count_readings(case_id: UUID) -> int:
    """Count these lines of the audit trail."""
    found = (AuditEntry.subject_id == case_id, AuditEntry.action.in_(READINGS))
    return current_session().scalar(select(func.count()).select_from(AuditEntry).where(*found)) or 0
