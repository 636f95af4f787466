"""Reads of cases. Who may see which case is decided here, in ``visible_to``, and nowhere else."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from tenants.casework.cases.models import Case, CaseEntry
from tenants.casework.cases.rules import CaseClass
from tenants.core.audit import AuditEntry
from tenants.core.commands import Actor
from tenants.core.database import current_session
from tenants.core.errors import NotFound
from tenants.core.permissions import Role
from tenants.organisations.models import Unit
from tenants.people.models import Seat

READINGS = ("identity.reveal", "receipt.show", "attachment.download", "document.address")
"""Acts of reading that leave a line in the audit trail, shown to whoever owns the data."""


def may_see_accusations(actor: Actor) -> bool:
    """Tell whether accusations exist for this actor: confidential officers, and the system for its own jobs."""
    return actor.seat_id is None or Role.CONFIDENTIAL_OFFICER in actor.roles


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which cases exist for ``actor``. Every read of cases carries it (article 30)."""
    return visible_if(may_see_accusations(actor))


def visible_if(sees_accusations: bool) -> ColumnElement[bool]:
    """Return the same condition, for statements that are built once for those who see accusations or do not."""
    return true() if sees_accusations else Case.case_class != CaseClass.ACCUSATION


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


@dataclass(frozen=True)
class Headed:
    """A case with what the head of its pages names: its unit in both languages, its handler, how often it was read."""

    case: Case
    unit_name: str
    unit_name_en: str
    handler_name: str
    handler_title: str
    readings: int


def headed_case(actor: Actor, case_id: UUID) -> Headed:
    """Return a case with its unit, its handler and its number of readings; one statement.

    A handler whose seat was revoked holds nothing any more and is not named.

    :raises NotFound: it is absent, another tenant's, or not for this actor.
    """
    unit = and_(Unit.tenant_id == Case.tenant_id, Unit.id == Case.unit_id)
    handler = and_(
        Seat.tenant_id == Case.tenant_id, Seat.id == Case.handler_seat_id, Seat.revoked_at.is_(None)
    )
    readings = select(func.count()).select_from(AuditEntry).where(*_reading_of(case_id))
    statement = (
        select(Case, Unit.name, Unit.name_en, Seat.name, Seat.title, readings.scalar_subquery())
        .join(Unit, unit)
        .outerjoin(Seat, handler)
        .where(Case.id == case_id, visible_to(actor))
    )
    row = current_session().execute(statement).one_or_none()
    if row is None:
        raise NotFound
    found, unit_name, unit_name_en, name, title, number = row
    return Headed(found, unit_name, unit_name_en, name or "", title or "", number)


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
    statement = select(AuditEntry).where(*_reading_of(case_id))
    return list(current_session().scalars(statement.order_by(AuditEntry.sequence.desc()).limit(limit)))


def _reading_of(case_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return AuditEntry.subject_id == case_id, AuditEntry.action.in_(READINGS)
