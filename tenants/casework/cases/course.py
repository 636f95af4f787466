"""What every act on a case does besides its own change: lock it, write a line of its course, refresh its date."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from tenants.casework.cases import rules, words
from tenants.casework.cases.models import Case, CaseEntry
from tenants.casework.cases.queries import visible_to
from tenants.core import clock
from tenants.core.commands import Context
from tenants.core.database import current_session, lock_row
from tenants.core.errors import NotAllowedNow, NotFound
from tenants.obligations import queries as obligations
from tenants.obligations.ledger import Subject


def load_locked(context: Context, case_id: UUID) -> Case:
    """Return a case for the length of the transaction, or raise ``NotFound`` when it does not exist for the actor."""
    statement = select(Case).where(Case.id == case_id, visible_to(context.actor))
    found = lock_row(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def check_allowed(act: str, case: Case) -> None:
    """Raise ``NotAllowedNow`` with the reason when ``act`` may not follow the case's state."""
    reason = rules.why_not(act, case.state, case.case_class, case.referral_state)
    if reason:
        raise NotAllowedNow(words.REFUSALS[reason], code=reason)


def step(context: Context, act: str, case: Case) -> None:
    """Take a case to the state after ``act`` and note who changed it; refuses what the rules forbid."""
    check_allowed(act, case)
    case.state = rules.next_state(act, case.state)
    touch(context, case)


def touch(context: Context, case: Case) -> None:
    """Note who changed the case last, and when."""
    case.changed_by, case.changed_at = context.actor.name, context.now


def add_entry(
    case_id: UUID,
    kind: str,
    actor_name: str,
    *,
    audience: str = rules.Audience.UNIT,
    text: str = "",
    **facts: Any,
) -> CaseEntry:
    """Write one line of a case's course, which is never edited.

    :param facts: small values the line's sentence needs (names, numbers, dates as text); no petitioner's identity.
    """
    row = CaseEntry(
        case_id=case_id,
        at=clock.now(),
        kind=kind,
        actor_name=actor_name,
        audience=audience,
        text=text,
        facts={name: str(value) for name, value in facts.items() if value not in (None, "")},
    )
    current_session().add(row)
    return row


def tell(context: Context, case: Case, event: str, **detail: Any) -> None:
    """Say in the audit trail what the act was about, and record the event; of an accusation nothing is told."""
    if case.case_class == rules.CaseClass.ACCUSATION:
        context.subject("case", case.id)
        return
    context.subject("case", case.id, number=case.number, **detail)
    context.record(event, case.id)


def subject_of(case: Case) -> Subject:
    """Return the case as the ledger names it."""
    return Subject("case", case.id, case.number, case.title)


def refresh_due(case: Case) -> None:
    """Keep date and rule of the most urgent open duty of this organisation; call it after every change of the ledger.

    A matter that came in an envelope also owes what its referral set running.
    """
    subjects = (case.id, case.origin_referral_id)
    found = obligations.next_due(*(subject for subject in subjects if subject))
    case.next_due_on, case.next_due_rule = found or (None, "")


def transfer(context: Context, case: Case, *, receiver_name: str, referral_state: str) -> None:
    """Note that another organisation handles the matter now; a step of a referral, called by the federation."""
    step(context, "case.transfer", case)
    case.referral_to, case.referral_state = receiver_name, referral_state


def take_back(context: Context, case: Case) -> None:
    """Note that a transferred matter returned; a step of a referral, called by the federation."""
    step(context, "case.take_back", case)
    case.referral_to, case.referral_state = "", ""
