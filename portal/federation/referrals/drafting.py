"""Drafts: what a clerk has put together and not yet sent. Each seat has its own of a case; nobody else reads it.

It is the sender's own and sealed, because what is typed into it may name somebody. Sending takes it away.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from portal.federation.referrals import schemas
from portal.federation.referrals.models import ReferralDraft
from tenants.casework.cases.queries import case_for
from tenants.core import crypto, forgetting, schema
from tenants.core.commands import Actor, Context, command
from tenants.core.database import current_session, lock_row
from tenants.core.errors import Invalid, NotAllowedNow
from tenants.core.ids import new_id
from tenants.core.permissions import Permission
from tenants.core.words import _

_FIELD = "typed"


@dataclass(frozen=True)
class Draft:
    """A draft as it was saved: ``typed`` in the shape of ``DraftReferral``, with texts for ids and days."""

    typed: Mapping[str, Any]
    saved_at: datetime


def draft_of(actor: Actor, case_id: UUID) -> Draft | None:
    """Return the seat's own draft of a case, None when there is none or it no longer fits the form."""
    row = current_session().scalars(_own(actor, case_id)).one_or_none()
    if row is None:
        return None
    typed = json.loads(crypto.open_sealed(row.id, _FIELD, row.typed_sealed))
    try:
        read = schema.load(schemas.SaveDraft, typed)
    except Invalid:
        return None
    # Written out anew: an earlier release may have kept fewer fields.
    return Draft(schemas.SaveDraft().dump(read), row.saved_at)


def _own(actor: Actor, case_id: UUID) -> Any:
    return select(ReferralDraft).where(
        ReferralDraft.case_id == case_id, ReferralDraft.seat_id == actor.seat_id
    )


def forget(actor: Actor, case_id: UUID) -> None:
    """Take the seat's draft of a case away; for commands."""
    current_session().execute(
        delete(ReferralDraft).where(ReferralDraft.case_id == case_id, ReferralDraft.seat_id == actor.seat_id)
    )


def forget_old(before: datetime) -> int:
    """Delete the drafts of the bound tenant that were last saved before a moment; returns how many."""
    return forgetting.forget(ReferralDraft, ReferralDraft.saved_at < before)


@command("referral.save_draft", schemas.SaveDraft, Permission.REFERRAL_SEND)
def save_draft(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Keep what is typed so far in place of what this seat saved before; nothing of it needs to be ready.

    :raises NotFound: no such case for this actor. :raises NotAllowedNow: the system drafts nothing.
    """
    case = case_for(context.actor, data["case_id"])
    seat_id = context.actor.seat_id
    if seat_id is None:
        raise NotAllowedNow(_("A draft belongs to a seat."), code="no_seat")
    row = lock_row(_own(context.actor, case.id)) or ReferralDraft(
        id=new_id(), case_id=case.id, seat_id=seat_id
    )
    typed = schemas.SaveDraft().dump(data)
    row.typed_sealed = crypto.seal(row.id, _FIELD, json.dumps(typed, ensure_ascii=False))
    row.saved_at = context.now
    current_session().add(row)
    context.subject("case", case.id, number=case.number)
    return {"case_id": str(case.id), "saved_at": context.now.isoformat()}


@command("referral.discard_draft", schemas.OneDraft, Permission.REFERRAL_SEND)
def discard_draft(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Throw the seat's draft of a case away; doing it twice is the same as once.

    :raises NotFound: no such case for this actor.
    """
    case = case_for(context.actor, data["case_id"])
    forget(context.actor, case.id)
    context.subject("case", case.id, number=case.number)
    return {"case_id": str(case.id)}
