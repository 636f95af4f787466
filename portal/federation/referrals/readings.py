"""Showing what is masked and taking files out: allowed to both sides, written down where both sides see it."""

from typing import Any

from portal.federation.referrals import custody, queries, rules, schemas
from portal.federation.referrals.custody import Chain
from portal.federation.referrals.models import ReferralReading
from portal.federation.referrals.rules import Side
from tenants.core.commands import Context, command, refuse
from tenants.core.database import current_session
from tenants.core.errors import Invalid, NotFound
from tenants.core.permissions import Permission
from tenants.core.words import _


@command("referral.reveal", schemas.RevealFromEnvelope, Permission.REFERRAL_READ, keeps_result=False)
def reveal(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Return one personal item in the clear, or say that one file may be read; the reading is kept for both sides.

    :raises NotFound: no such referral, item or file, or the receiver has not signed for the envelope yet.
    """
    if (data["item_id"] is None) == (data["file_id"] is None):
        raise Invalid({"item_id": [_("Name one item or one file.")]})
    found = queries.chain(queries.referral(data["referral_id"]))
    row = found.referral
    if queries.side_of(row) == Side.RECEIVER and row.state not in rules.READABLE:
        raise NotFound
    shown = _item(context, found, data) if data["item_id"] else _file(found, data)
    what = str(shown["name"] if "value" in shown else f"file:{shown['file_id']}")
    current_session().add(
        ReferralReading(
            sender_tenant_id=row.sender_tenant_id,
            receiver_tenant_id=row.receiver_tenant_id,
            referral_id=row.id,
            reader_tenant_id=context.tenant_id,
            reader_name=context.actor.name,
            what=what,
            at=context.now,
        )
    )
    context.subject("referral", row.id, number=row.number, what=what)
    return shown


def _item(context: Context, found: Chain, data: dict[str, Any]) -> dict[str, Any]:
    item = next((item for item in found.items if item.id == data["item_id"]), None)
    if item is None:
        raise NotFound
    if not context.actor.may(Permission.IDENTITY_REVEAL):
        refuse(Permission.IDENTITY_REVEAL)
    value = custody.open_item(custody.pair_key(found.referral), item)
    return {"item_id": str(item.id), "name": item.name, "value": value}


def _file(found: Chain, data: dict[str, Any]) -> dict[str, Any]:
    file = next((file for file in found.files if file.id == data["file_id"]), None)
    if file is None:
        raise NotFound
    return {"file_id": str(file.id), "name": file.name, "media_type": file.media_type, "size": file.size}
