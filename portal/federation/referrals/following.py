"""What a referral does to this side's own case: marks, lines of its course, its next due date.

The wall keeps one side from writing the other's case. So each side follows the referral by itself, when the relay
tells what the other side did; the shared row says how far it is, whatever the order in which events arrive.
"""

from typing import Any

from portal.federation.referrals import queries, schemas
from portal.federation.referrals.models import Referral
from portal.federation.referrals.rules import HANDS_OVER, Side
from tenants.casework.cases.models import Case
from tenants.casework.cases.referral_marks import mark_referral, note_referral, own_case
from tenants.core.commands import Context, command
from tenants.core.permissions import Permission
from tenants.organisations.queries import tenant

TOLD_TO_PETITIONER = frozenset({"referral.signed_for", "referral.accepted"})
"""Steps that the petitioner reads under the code: who has it now. Answers between organisations are not among them."""


def mark_own_case(context: Context, row: Referral) -> Case | None:
    """Write how far the referral is on the sender's case; the receiver's case only gets its due date anew."""
    link = queries.link(row.id)
    if link is None:
        return None
    if link.side == Side.RECEIVER:
        return own_case(link.case_id)
    return mark_referral(context, link.case_id, row.state, tenant(row.receiver_tenant_id).short_name)


def note_own_case(row: Referral, kind: str, actor_name: str, *, text: str = "", **facts: Any) -> None:
    """Write a line about the referral into this side's own case, if it has one."""
    link = queries.link(row.id)
    if link is None:
        return
    other = row.receiver_tenant_id if link.side == Side.SENDER else row.sender_tenant_id
    told = link.side == Side.SENDER and kind in TOLD_TO_PETITIONER
    note_referral(
        own_case(link.case_id),
        kind,
        actor_name,
        text=text,
        to_petitioner=told,
        number=row.number,
        other=tenant(other).short_name,
        referral_id=row.id,
        **facts,
    )


@command("referral.follow", schemas.FollowReferral, Permission.REFERRAL_READ)
def follow(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Note on this side's own case what the other side did; the system's act, once for each event."""
    row = queries.referral(data["referral_id"])
    context.subject("referral", row.id, number=row.number, event=data["event"])
    mark_own_case(context, row)
    if data["event"] != "referral.delivered":
        note_own_case(row, data["event"], _who(row, data["event"]), **_said(row, data["event"]))
    return {"referral_id": str(row.id)}


def _who(row: Referral, event: str) -> str:
    acting = row.sender_tenant_id if event == "referral.confirmed" else row.receiver_tenant_id
    return tenant(acting).short_name


def _said(row: Referral, event: str) -> dict[str, Any]:
    if event == "referral.answered":
        return {"text": row.answer, "outcome": row.outcome}
    if event == "referral.accepted" and row.kind in HANDS_OVER and row.promised_on:
        return {"due_on": row.promised_on.isoformat()}
    return {}
