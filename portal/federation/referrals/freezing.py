"""Freezing a package: the rows of an envelope, each value sealed for the two parties, its list hashed."""

import hashlib

from portal.federation.referrals import custody, envelope_files, rules
from portal.federation.referrals.models import Referral, ReferralFile, ReferralItem
from portal.federation.referrals.packing import Package, PackedItem
from portal.federation.referrals.rules import State
from tenants.core import clock
from tenants.core.commands import Context
from tenants.core.database import current_session
from tenants.core.ids import new_id
from tenants.organisations.queries import units
from tenants.papers.numbering import next_number

NUMBER_CODE = "ZB"


def freeze(context: Context, package: Package) -> Referral:
    """Keep the envelope of a package that is ready, in the present transaction, and return it.

    :raises SealBroken: an attachment is not the file that was kept; copies already made are removed.
    """
    row = _referral(context, package)
    items = [_item(row, position, packed) for position, packed in enumerate(package.items, start=1)]
    files = _copies(row, package)
    try:
        assert package.receiver is not None
        parties = package.sender.name, package.receiver.name
        row.package = custody.manifest(row, parties, items, files)
        row.package_hash = hashlib.sha256(row.package.encode()).digest()
        session = current_session()
        session.add(row)
        session.flush()
        session.add_all([*items, *files])
        session.flush()
    except BaseException:
        envelope_files.discard(files)
        raise
    return row


def _referral(context: Context, package: Package) -> Referral:
    assert package.receiver is not None
    assert package.mechanism is not None
    assert package.ground is not None
    year = clock.today().year
    sender, receiver = package.sender.id, package.receiver.id
    return Referral(
        id=new_id(),
        sender_tenant_id=sender,
        receiver_tenant_id=receiver,
        number=rules.referral_number(year, next_number(NUMBER_CODE, year)),
        mechanism_id=package.mechanism.id,
        kind=package.kind,
        purpose=package.purpose,
        basis=package.ground.citation,
        basis_follows=package.ground.follows,
        state=State.SENT,
        sender_unit=_unit_name(context),
        sender_name=context.actor.name,
        sender_phone=package.sender.phone,
        answer_due_on=package.answer_due_on,
        item_count=len(package.items),
        file_count=len(package.files),
        accountable_tenant_id=rules.accountable(package.kind, State.SENT, sender, receiver),
        sent_at=context.now,
    )


def _unit_name(context: Context) -> str:
    return next((unit.name for unit in units() if unit.id == context.actor.unit_id), "")


def _item(row: Referral, position: int, packed: PackedItem) -> ReferralItem:
    key, item_id = custody.pair_key(row), new_id()
    return ReferralItem(
        id=item_id,
        sender_tenant_id=row.sender_tenant_id,
        receiver_tenant_id=row.receiver_tenant_id,
        referral_id=row.id,
        position=position,
        name=packed.item.name,
        label=packed.item.label,
        is_personal=packed.item.is_personal,
        value_sealed=custody.seal_item(key, item_id, packed.value),
        masked=packed.masked,
        value_hash=custody.item_hash(key, item_id, packed.value),
    )


def _copies(row: Referral, package: Package) -> list[ReferralFile]:
    copies: list[ReferralFile] = []
    try:
        for position, attachment in enumerate(package.files, start=1):
            copies.append(envelope_files.copy_in(row, attachment, position))
    except BaseException:
        envelope_files.discard(copies)
        raise
    return copies
