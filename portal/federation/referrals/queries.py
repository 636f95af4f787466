"""Reads of referrals: lists, one envelope as a side may see it, its chain, what awaits whom.

A receiver sees nothing of a referral before it is delivered, and only its cover sheet before it has signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from portal.federation.referrals import custody, rules
from portal.federation.referrals.custody import Chain
from portal.federation.referrals.models import (
    CustodyReceipt,
    Disclosure,
    Referral,
    ReferralFile,
    ReferralItem,
    ReferralLink,
    ReferralReading,
)
from portal.federation.referrals.rules import Side, State
from tenants.casework.attachments.models import Attachment
from tenants.core.crypto import PublishedKey
from tenants.core.database import bound_tenant, current_session, lock_row
from tenants.core.errors import NotFound

PAGE = 25


def side_of(referral: Referral) -> Side:
    """Return on which side of a referral the bound tenant stands."""
    return Side.SENDER if referral.sender_tenant_id == bound_tenant() else Side.RECEIVER


def is_there(referral: Referral | None) -> bool:
    """Tell whether a referral exists for the bound tenant: a receiver's envelope does once it is delivered."""
    return referral is not None and (side_of(referral) == Side.SENDER or referral.state != State.SENT)


def referral(referral_id: UUID) -> Referral:
    """Return a referral of the bound tenant, or raise ``NotFound``."""
    found = current_session().scalars(select(Referral).where(Referral.id == referral_id)).one_or_none()
    if found is None or not is_there(found):
        raise NotFound
    return found


def locked(referral_id: UUID) -> Referral:
    """Return a referral for the length of the transaction, as it is now, or raise ``NotFound``. For commands."""
    statement = select(Referral).where(Referral.id == referral_id)
    found = lock_row(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def chain(row: Referral) -> Chain:
    """Return a referral with everything that its custody rests on."""
    session = current_session()
    items = session.scalars(
        select(ReferralItem).where(*_of(ReferralItem, row)).order_by(ReferralItem.position)
    ).all()
    files = session.scalars(
        select(ReferralFile).where(*_of(ReferralFile, row)).order_by(ReferralFile.position)
    ).all()
    receipts = session.scalars(
        select(CustodyReceipt).where(*_of(CustodyReceipt, row)).order_by(CustodyReceipt.number)
    ).all()
    keys = session.scalars(
        select(PublishedKey).where(PublishedKey.tenant_id.in_((row.sender_tenant_id, row.receiver_tenant_id)))
    ).all()
    return Chain(row, items, files, receipts, keys)


def _of(model: Any, row: Referral) -> list[ColumnElement[bool]]:
    return [
        model.sender_tenant_id == row.sender_tenant_id,
        model.receiver_tenant_id == row.receiver_tenant_id,
        model.referral_id == row.id,
    ]


@dataclass(frozen=True)
class Shown:
    """An item as a page may show it: a personal one masked, with its id for the button that reveals it."""

    id: UUID
    name: str
    label: str
    is_personal: bool
    value: str


@dataclass(frozen=True)
class Envelope:
    """What a side may see of an envelope. On the cover sheet there are counts only: no item, no file."""

    is_cover: bool
    item_count: int
    file_count: int
    items: Sequence[Shown]
    files: Sequence[ReferralFile]


def envelope(found: Chain) -> Envelope:
    """Return what the bound tenant may see of an envelope now."""
    row = found.referral
    if side_of(row) == Side.RECEIVER and row.state not in rules.READABLE:
        return Envelope(True, row.item_count, row.file_count, (), ())
    key = custody.pair_key(row)
    items = [
        Shown(
            item.id,
            item.name,
            item.label,
            item.is_personal,
            item.masked if item.is_personal else custody.open_item(key, item),
        )
        for item in found.items
    ]
    return Envelope(False, row.item_count, row.file_count, items, found.files)


def readings(row: Referral, limit: int = 50) -> list[ReferralReading]:
    """Return who was shown what of an envelope, the latest first; both sides see the same list."""
    statement = select(ReferralReading).where(*_of(ReferralReading, row))
    return list(current_session().scalars(statement.order_by(ReferralReading.at.desc()).limit(limit)))


def link(referral_id: UUID) -> ReferralLink | None:
    """Return which of the bound tenant's own cases belongs to a referral."""
    statement = select(ReferralLink).where(ReferralLink.referral_id == referral_id)
    return current_session().scalars(statement).one_or_none()


def sent_for_case(case_id: UUID) -> list[Referral]:
    """Return the referrals that the bound tenant sent about one of its cases, the oldest first."""
    links = select(ReferralLink.referral_id).where(
        ReferralLink.case_id == case_id, ReferralLink.side == Side.SENDER
    )
    return list(
        current_session().scalars(select(Referral).where(Referral.id.in_(links)).order_by(Referral.id))
    )


def of_case(case_id: UUID) -> list[Referral]:
    """Return the referrals of one of the bound tenant's cases, sent and received, the newest first."""
    links = select(ReferralLink.referral_id).where(ReferralLink.case_id == case_id)
    statement = select(Referral).where(Referral.id.in_(links)).order_by(Referral.id.desc())
    return list(current_session().scalars(statement))


def disclosures(case_id: UUID) -> list[Disclosure]:
    """Return what of a case was given to whom, the latest first: what the petitioner is told under the code."""
    statement = select(Disclosure).where(Disclosure.case_id == case_id).order_by(Disclosure.at.desc())
    return list(current_session().scalars(statement))


def disclosure(referral_id: UUID) -> Disclosure | None:
    """Return the sender's own record of what one referral gave and held back."""
    return (
        current_session()
        .scalars(select(Disclosure).where(Disclosure.referral_id == referral_id))
        .one_or_none()
    )


_OPEN = tuple(state for state in State if state != State.CONFIRMED)


def _listed(side: Side, *, only_open: bool) -> list[ColumnElement[bool]]:
    own = Referral.sender_tenant_id if side == Side.SENDER else Referral.receiver_tenant_id
    conditions: list[ColumnElement[bool]] = [own == bound_tenant()]
    states = [
        state for state in (_OPEN if only_open else State) if side == Side.SENDER or state != State.SENT
    ]
    if len(states) < len(State):
        conditions.append(Referral.state.in_(states))
    return conditions


def listed(side: Side, *, only_open: bool, before: UUID | None = None, limit: int = PAGE) -> list[Referral]:
    """Return one page of what was sent or received, the newest first; one row more than ``limit`` if there are more."""
    statement = select(Referral).where(*_listed(side, only_open=only_open))
    if before is not None:
        statement = statement.where(Referral.id < before)
    return list(current_session().scalars(statement.order_by(Referral.id.desc()).limit(limit + 1)))


_SENT = Referral.sender_tenant_id == bindparam("own")
_RECEIVED = Referral.receiver_tenant_id == bindparam("own")
_COUNTS = select(
    func.count().filter(_SENT),
    func.count().filter(_RECEIVED & (Referral.state != State.SENT)),
    func.count().filter(_RECEIVED & (Referral.state == State.DELIVERED)),
    func.count().filter(_SENT & (Referral.state == State.ANSWERED)),
).where(Referral.state.in_(_OPEN))
"""Asked on every page, so it is built once."""


def counts() -> dict[str, int]:
    """Return how many referrals are open on each side, and how many wait for the bound tenant's signature."""
    names = ("out", "in", "to_sign", "to_confirm")
    found = current_session().execute(_COUNTS, {"own": bound_tenant()}).one()
    return dict(zip(names, (int(number) for number in found), strict=True))


def to_sign(limit: int = 5) -> list[Referral]:
    """Return the envelopes that wait for the bound tenant's signature, the oldest first."""
    statement = select(Referral).where(
        Referral.receiver_tenant_id == bound_tenant(), Referral.state == State.DELIVERED
    )
    return list(current_session().scalars(statement.order_by(Referral.id).limit(limit)))


def waiting() -> dict[str, int]:
    """Return ``counts``, read once for each request: the side menu and the desk both ask."""
    kept = current_session().info
    if "referral_counts" not in kept:
        kept["referral_counts"] = counts()
    return dict(kept["referral_counts"])


def waiting_count() -> int:
    """Return how many envelopes wait for this organisation: to be signed for, or answered and to be confirmed."""
    found = waiting()
    return found["to_sign"] + found["to_confirm"]


def receipts_of(rows: Sequence[Referral]) -> list[CustodyReceipt]:
    """Return the receipts of several referrals, in order of their time."""
    statement = select(CustodyReceipt).where(or_(*(and_(*_of(CustodyReceipt, row)) for row in rows)))
    return list(current_session().scalars(statement.order_by(CustodyReceipt.at, CustodyReceipt.number)))


def given_attachments(case_id: UUID, sent: Sequence[Referral]) -> list[UUID]:
    """Return which attachments of a case lie in one of these envelopes, by the bytes they hold."""
    given = select(ReferralFile.sha256).where(or_(*(and_(*_of(ReferralFile, row)) for row in sent)))
    statement = select(Attachment.id).where(Attachment.case_id == case_id, Attachment.sha256.in_(given))
    return list(current_session().scalars(statement))


def published_keys(tenant_ids: Sequence[UUID]) -> list[PublishedKey]:
    """Return the published keys of these tenants, the oldest first."""
    statement = select(PublishedKey).where(PublishedKey.tenant_id.in_(tenant_ids)).order_by(PublishedKey.id)
    return list(current_session().scalars(statement))
