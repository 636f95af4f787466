"""What a referral does to this side's own case: how far it got, and the next due date.

The wall keeps one side from writing the other's case. So each side follows the referral by itself, when the relay
tells what the other side did; the shared row says how far it is, whatever the order in which events arrive.
"""

from typing import Any

from portal.federation.referrals import queries, schemas
from portal.federation.referrals.models import Referral
from portal.federation.referrals.rules import Side
from tenants.casework.cases.referral_marks import mark_referral, own_case
from tenants.core.commands import Context, command
from tenants.core.permissions import Permission
from tenants.organisations.queries import tenant


def mark_own_case(context: Context, row: Referral) -> None:
    """Write how far the referral is on the sender's case; the receiver's case only gets its due date anew."""
    link = queries.link(row.id)
    if link is None:
        return
    if link.side == Side.RECEIVER:
        own_case(link.case_id)
    else:
        mark_referral(context, link.case_id, row.state, tenant(row.receiver_tenant_id).short_name)


@command("referral.follow", schemas.FollowReferral, Permission.REFERRAL_READ)
def follow(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Note on this side's own case what the other side did; the system's act, once for each event."""
    row = queries.referral(data["referral_id"])
    context.subject("referral", row.id, number=row.number, event=data["event"])
    mark_own_case(context, row)
    return {"referral_id": str(row.id)}
