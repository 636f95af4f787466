"""What happens when a referral's events are told: the envelope is delivered, and the other side's case follows.

Called by the relay, at least once for each event and outside any tenant. Each listener opens the scope it needs and
does nothing the second time: a delivered envelope stays delivered, and an event's key is kept.
"""

from uuid import UUID

from portal.federation.referrals import accepting, commands, drafting, following, readings
from tenants.core import events
from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tenants.core.events import Event

__all__ = ["accepting", "commands", "drafting", "following", "readings"]

_FOLLOWED = frozenset(
    {
        "referral.delivered",
        "referral.signed_for",
        "referral.accepted",
        "referral.answered",
        "referral.confirmed",
    }
)


@events.on("referral.sent")
def deliver(event: Event) -> None:
    """Lay the envelope into the receiver's tray, in the receiver's own scope."""
    receiver = UUID(event.body["receiver_tenant_id"])
    with tenant_scope(receiver):
        execute("referral.deliver", {"referral_id": str(event.subject_id)}, Actor.system(receiver))


@events.on("referral.")
def follow(event: Event) -> None:
    """Let the case of the side that did not act follow what the other one did."""
    if event.name not in _FOLLOWED:
        return
    parties = {UUID(event.body[name]) for name in ("sender_tenant_id", "receiver_tenant_id")}
    (other,) = parties - {event.tenant_id}
    with tenant_scope(other):
        payload = {"referral_id": str(event.subject_id), "event": event.name}
        execute("referral.follow", payload, Actor.system(other), key=f"follow {event.id}")
