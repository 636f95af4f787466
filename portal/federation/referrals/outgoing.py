"""Referrals as the JSON API gives them, from the side that asks."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from portal.federation.referrals import custody, queries, shown, words
from portal.federation.referrals.api_schemas import ListedReferral
from portal.federation.referrals.custody import Chain
from portal.federation.referrals.models import Referral
from portal.federation.referrals.packing import Package
from tenants.casework.cases.queries import case_card
from tenants.core.commands import Actor
from tenants.obligations.outgoing import party
from tenants.organisations.queries import directory

_PARTIES = {
    "sender": "sender_tenant_id",
    "receiver": "receiver_tenant_id",
    "accountable": "accountable_tenant_id",
}
_COPIED = tuple(ListedReferral._declared_fields.keys() - {"side", *_PARTIES})

Parties = Mapping[UUID, dict[str, Any]]


def listed(rows: Iterable[Referral]) -> list[dict[str, Any]]:
    """Return referrals without their envelopes; one statement for all organisations."""
    rows = list(rows)
    ids = {getattr(row, column) for row in rows for column in _PARTIES.values()}
    parties = {found.id: party(found) for found in directory(ids).values()} if ids else {}
    return [_listed(row, parties) for row in rows]


def _listed(row: Referral, parties: Parties) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _COPIED},
        **{name: parties[getattr(row, column)] for name, column in _PARTIES.items()},
        "side": queries.side_of(row).value,
    }


def whole(actor: Actor, found: Chain) -> dict[str, Any]:
    """Return a referral with everything that the actor's side may see of it now."""
    row = found.referral
    parties = {tenant.id: party(tenant) for tenant in shown.parties(row).values()}
    link, told = queries.link(row.id), queries.disclosure(row.id)
    return {
        **_listed(row, parties),
        "package_hash": row.package_hash,
        "envelope": queries.envelope(found),
        "receipts": [_receipt(receipt, parties) for receipt in found.receipts],
        "chain": chain_said(found),
        "readings": [_reading(reading, parties) for reading in queries.readings(row)],
        "own_case": case_card(actor, link.case_id) if link else None,
        "disclosure": told,
        "acts": [
            {"name": f"referral.{act['name']}", "allowed": not act["reason"], "reason": str(act["reason"])}
            for act in shown.acts_for(actor, row)
        ],
    }


def _receipt(receipt: Any, parties: Parties) -> dict[str, Any]:
    names = ("number", "step", "actor_name", "at", "note")
    copied = {name: getattr(receipt, name) for name in names}
    return {**copied, "by": parties[receipt.actor_tenant_id], "hash": receipt.hash.hex()}


def _reading(reading: Any, parties: Parties) -> dict[str, Any]:
    names = ("reader_name", "what", "at")
    return {**{name: getattr(reading, name) for name in names}, "by": parties[reading.reader_tenant_id]}


def chain_said(found: Chain) -> dict[str, Any]:
    """Return whether the custody chain holds, and its first broken place in the reader's language."""
    checked = custody.check(found)
    broken = checked.broken
    place = "" if broken is None else (broken.english if words.english() else broken.chinese)
    return {"holds": checked.holds, "receipts": checked.receipts, "broken": place}


def previewed(package: Package, wrong: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return what a draft would give and hold back, personal values masked as the receiver will see them."""
    items = [
        {
            "name": packed.item.name,
            "label": packed.item.label,
            "is_personal": packed.item.is_personal,
            "value": packed.masked if packed.item.is_personal else packed.value,
        }
        for packed in package.items
    ]
    return {
        "ready": not wrong,
        "wrong": {name: [str(sentence) for sentence in found] for name, found in wrong.items()},
        "seen": package.fingerprint(),
        "items": items,
        "files": package.files,
        "people": package.people,
        "offered": [item.name for item in package.offered_items],
        "withheld": package.withheld,
        "basis": package.ground.citation if package.ground else "",
        "answer_due_on": package.answer_due_on,
    }
