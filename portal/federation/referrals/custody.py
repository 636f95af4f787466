"""The custody chain: what a receipt says, how it is signed, whether the chain holds, and the file to take away.

The signed text of a receipt and the list of the package are never trusted as stored: they are derived again from the
rows, and the sealed values behind the list are opened and hashed again. So a changed row no longer fits. What a
stranger may read (the custody file) holds no value, only hashes salted with the two parties' key.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from portal.federation.referrals import rules, verify_custody
from portal.federation.referrals.models import CustodyReceipt, Referral, ReferralFile, ReferralItem
from portal.federation.referrals.verify_custody import Broken, Verdict, canonical
from tenants.core import clock, crypto
from tenants.core.commands import Actor
from tenants.core.crypto import PublishedKey, SealBroken
from tenants.core.database import current_session
from tenants.core.ids import new_id

SYSTEM_NAME = "系统"
_FIRST = bytes(32)


@dataclass(frozen=True)
class Chain:
    """A referral with all that its custody rests on."""

    referral: Referral
    items: Sequence[ReferralItem]
    files: Sequence[ReferralFile]
    receipts: Sequence[CustodyReceipt]
    keys: Sequence[PublishedKey]


def pair_key(referral: Referral) -> bytes:
    """Return the key that only the two parties of this referral share."""
    return crypto.shared_key(referral.sender_tenant_id, referral.receiver_tenant_id, referral.id)


def salted_hash(key: bytes, what: str, text: str) -> bytes:
    """Return the hash that stands for ``text`` in what strangers may read; without the key it cannot be guessed."""
    salt = hmac.digest(key, f"salt {what}".encode(), "sha256")
    return hashlib.sha256(salt + text.encode()).digest()


def seal_item(key: bytes, item_id: UUID, value: str) -> bytes:
    """Seal an item's value for the two parties, bound to its row."""
    return crypto.seal_with(key, value, _bound_to(item_id))


def open_item(key: bytes, item: ReferralItem) -> str:
    """Return an item's value, or raise ``SealBroken``."""
    return crypto.open_with(key, item.value_sealed, _bound_to(item.id))


def _bound_to(item_id: UUID) -> bytes:
    return f"referral item {item_id}".encode()


def item_hash(key: bytes, item_id: UUID, value: str) -> bytes:
    """Return the salted hash of an item's value."""
    return salted_hash(key, f"item {item_id}", value)


def manifest(
    referral: Referral,
    parties: tuple[str, str],
    items: Iterable[ReferralItem],
    files: Iterable[ReferralFile],
) -> str:
    """Return the list of the package in canonical JSON; its SHA-256 freezes the envelope.

    :param parties: the names of sender and receiver at the time of sending.
    """
    key = pair_key(referral)
    return canonical(
        {
            "format": verify_custody.PACKAGE_FORMAT,
            "referral": str(referral.id),
            "number": referral.number,
            "kind": referral.kind,
            "purpose": referral.purpose,
            "basis": referral.basis,
            "answer_due_on": referral.answer_due_on.isoformat() if referral.answer_due_on else "",
            "sender": {"id": str(referral.sender_tenant_id), "name": parties[0]},
            "receiver": {"id": str(referral.receiver_tenant_id), "name": parties[1]},
            "items": [_listed_item(item) for item in items],
            "files": [_listed_file(key, file) for file in files],
        }
    )


def _listed_item(item: ReferralItem) -> dict[str, Any]:
    return {
        "position": item.position,
        "name": item.name,
        "label": item.label,
        "personal": item.is_personal,
        "value_hash": item.value_hash.hex(),
    }


def _listed_file(key: bytes, file: ReferralFile) -> dict[str, Any]:
    return {
        "position": file.position,
        "media_type": file.media_type,
        "size": file.size,
        "name_hash": salted_hash(key, f"file name {file.id}", file.name).hex(),
        "sha256": file.sha256.hex(),
    }


def issue_receipt(
    referral: Referral, step: str, actor: Actor, at: datetime, last: CustodyReceipt | None, note: str = ""
) -> CustodyReceipt:
    """Return the next receipt of the chain, signed with the bound tenant's key, in the present transaction.

    Call it when the referral already holds what the act changed: an answer is part of what its receipt covers.

    :param last: the receipt before, None for the first.
    """
    receipt = CustodyReceipt(
        id=new_id(),
        sender_tenant_id=referral.sender_tenant_id,
        receiver_tenant_id=referral.receiver_tenant_id,
        referral_id=referral.id,
        number=last.number + 1 if last else 1,
        step=step,
        actor_tenant_id=actor.tenant_id,
        actor_name=actor.name if actor.seat_id else SYSTEM_NAME,
        at=max(at, last.at) if last else at,
        note=note,
        package_hash=referral.package_hash,
        previous_hash=last.hash if last else _FIRST,
        key_id=crypto.signing_key_id(),
    )
    receipt.content_hash = _content_hash(referral, receipt)
    body = receipt_body(referral, receipt)
    receipt.hash = hashlib.sha256(body.encode()).digest()
    _key_id, receipt.signature = crypto.sign(body.encode())
    current_session().add(receipt)
    return receipt


def _content_hash(referral: Referral, receipt: CustodyReceipt) -> bytes:
    said = {"note": receipt.note}
    if receipt.step == "answer":
        said |= {"answer": referral.answer, "outcome": referral.outcome}
    return salted_hash(pair_key(referral), f"receipt {receipt.number}", canonical(said))


def receipt_body(referral: Referral, receipt: CustodyReceipt) -> str:
    """Return the text that a receipt's signature covers, as its columns give it."""
    return canonical(
        {
            "format": verify_custody.RECEIPT_FORMAT,
            "referral": str(referral.id),
            "number": referral.number,
            "receipt": receipt.number,
            "step": receipt.step,
            "actor_tenant": str(receipt.actor_tenant_id),
            "actor_name": receipt.actor_name,
            "at": _moment(receipt.at),
            "content_hash": receipt.content_hash.hex(),
            "package_hash": receipt.package_hash.hex(),
            "previous_hash": receipt.previous_hash.hex(),
            "key_id": str(receipt.key_id),
        }
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def document(chain: Chain) -> dict[str, Any]:
    """Return the custody file without its closing statement."""
    rows = [
        {"key_id": str(key.id), "tenant_id": str(key.tenant_id), "public_key": key.public_key.hex()}
        for key in chain.keys
    ]
    return {
        "format": verify_custody.FILE_FORMAT,
        "package": chain.referral.package,
        "receipts": [
            {"body": receipt_body(chain.referral, receipt), "signature": receipt.signature.hex()}
            for receipt in chain.receipts
        ],
        "keys": sorted(rows, key=lambda row: row["key_id"]),
    }


def export(chain: Chain, exported_by: UUID, name: str) -> str:
    """Return the custody file: the chain, its keys, and a closing statement signed by the bound tenant.

    The statement says how many receipts there are, so that a file whose end was cut off is found out.
    """
    found = document(chain)
    last = chain.receipts[-1]
    body = canonical(
        {
            "format": verify_custody.CLOSING_FORMAT,
            "referral": str(chain.referral.id),
            "number": chain.referral.number,
            "receipts": last.number,
            "last_hash": last.hash.hex(),
            "package_hash": chain.referral.package_hash.hex(),
            "keys_hash": verify_custody.sha256(canonical(found["keys"])),
            "exported_at": _moment(max(clock.now(), last.at)),
            "exported_by": str(exported_by),
            "exported_by_name": name,
            "key_id": str(crypto.signing_key_id()),
        }
    )
    _key_id, signature = crypto.sign(body.encode())
    found["closing"] = {"body": body, "signature": signature.hex()}
    return verify_custody.indented(found)


@dataclass(frozen=True)
class Check:
    """What a check of a chain found: the verdicts that hold, and the first thing that does not."""

    receipts: int
    verdicts: tuple[Verdict, ...]
    broken: Broken | None

    @property
    def holds(self) -> bool:
        """Tell whether the whole chain holds."""
        return self.broken is None


def check(chain: Chain) -> Check:
    """Check a chain as the database holds it now: rows against list, list against hash, receipts, signatures, state."""
    verdicts: list[Verdict] = []
    broken: Broken | None = None
    try:
        for verdict in _verdicts(chain):
            verdicts.append(verdict)  # noqa: PERF402 - what held before the break is kept
    except Broken as found:
        broken = found
    return Check(len(chain.receipts), tuple(verdicts), broken)


def _verdicts(chain: Chain) -> Iterator[Verdict]:
    yield _check_package(chain)
    yield from verify_custody.verify_chain(document(chain))
    for receipt in chain.receipts:
        _check_receipt_row(chain.referral, receipt)
    last = chain.receipts[-1]
    step = rules.STEPS.get(last.step)
    if step is None or step.status_to != chain.referral.state:
        raise Broken("转办的状态与最后一份回执不符", "the state does not fit the last receipt")
    yield Verdict("状态与最后一份回执一致", "the state fits the last receipt")


def _check_package(chain: Chain) -> Verdict:
    referral, key = chain.referral, pair_key(chain.referral)
    for item in chain.items:
        if not _opens_as_hashed(key, item):
            raise Broken(f"信封里的“{item.label}”被改动", f"the item {item.name} was changed")
    package = verify_custody.read_json(referral.package, "信封清单")
    verify_custody.fit(package, verify_custody.PACKAGE, "信封清单")
    names = package["sender"]["name"], package["receiver"]["name"]
    if manifest(referral, names, chain.items, chain.files) != referral.package:
        raise Broken("信封内容与清单不符", "the content does not fit the list")
    if hashlib.sha256(referral.package.encode()).digest() != referral.package_hash:
        raise Broken("信封清单被改动", "the list was changed")
    return Verdict("信封里的每一项与清单相符", "every item of the envelope fits the list")


def _opens_as_hashed(key: bytes, item: ReferralItem) -> bool:
    try:
        value = open_item(key, item)
    except SealBroken:
        return False
    return hmac.compare_digest(item_hash(key, item.id, value), item.value_hash)


def _check_receipt_row(referral: Referral, receipt: CustodyReceipt) -> None:
    body = receipt_body(referral, receipt)
    said = hmac.compare_digest(_content_hash(referral, receipt), receipt.content_hash)
    if not said or hashlib.sha256(body.encode()).digest() != receipt.hash:
        raise Broken(
            f"第 {receipt.number} 份回执写的内容被改动", f"what receipt {receipt.number} says was changed"
        )
