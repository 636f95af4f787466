"""Reads of submissions, petitioners and receipts."""

from uuid import UUID

from sqlalchemy import select

from tenants.casework.intake.identity import phone_tail_hash
from tenants.casework.intake.models import Petitioner, Submission
from tenants.casework.intake.tracking import current_code, lookup
from tenants.core.database import current_session

__all__ = [
    "current_tracking_code",
    "has_name",
    "has_phone",
    "lookup",
    "petitioners_of",
    "phone_tail_fits",
    "submissions_of",
]


def petitioners_of(case_id: UUID) -> list[Petitioner]:
    """Return who brought a case; pages show the masked columns only."""
    return list(
        current_session().scalars(
            select(Petitioner).where(Petitioner.case_id == case_id).order_by(Petitioner.id)
        )
    )


def submissions_of(case_id: UUID) -> list[Submission]:
    """Return the original texts of a case, the first one first."""
    statement = select(Submission).where(Submission.case_id == case_id)
    return list(current_session().scalars(statement.order_by(Submission.recorded_at, Submission.id)))


def has_name(case_id: UUID) -> bool:
    """Tell whether a name is kept, so that a paper can be addressed to somebody."""
    return any(row.name_sealed for row in petitioners_of(case_id))


def has_phone(case_id: UUID) -> bool:
    """Tell whether a telephone was given, so that its last four digits are asked for beside the code."""
    return any(row.phone_tail_hash for row in petitioners_of(case_id))


def phone_tail_fits(case_id: UUID, tail: str) -> bool:
    """Tell whether ``tail`` is the last four digits of a telephone of this case; True when none was given."""
    kept = [row.phone_tail_hash for row in petitioners_of(case_id) if row.phone_tail_hash]
    return not kept or phone_tail_hash(case_id, tail.strip()) in kept


def current_tracking_code(case_id: UUID) -> str | None:
    """Return the case's issued code. Only for the receipt page of the seat that has just registered or asked for it."""
    return current_code(case_id, has_phone=has_phone(case_id))
