"""What a case keeps of its referral: to whom it went and how far it got. Called by the federation.

These marks follow what two organisations did; they are written whoever the actor is, also by the system.
"""

from uuid import UUID

from sqlalchemy import select

from tenants.casework.cases.course import refresh_due, touch
from tenants.casework.cases.models import Case
from tenants.core.commands import Context
from tenants.core.database import lock_row
from tenants.core.errors import NotFound


def own_case(case_id: UUID) -> Case:
    """Return a case of the bound tenant for the length of the transaction, its next due date worked out again."""
    statement = select(Case).where(Case.id == case_id).execution_options(populate_existing=True)
    case: Case | None = lock_row(statement)
    if case is None:
        raise NotFound
    refresh_due(case)
    return case


def mark_referral(context: Context, case_id: UUID, state: str, to: str) -> Case:
    """Write on a case how far its referral got and return the case.

    :param to: the short name of the organisation to which it was referred.
    """
    case = own_case(case_id)
    case.referral_state, case.referral_to = state, to
    touch(context, case)
    return case
