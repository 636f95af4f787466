"""Referrals, their envelopes and their custody chains."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core.database import Model, PartyShared, TenantOwned

_PARTIES = ["sender_tenant_id", "receiver_tenant_id", "referral_id"]
_REFERRAL = ["referrals.sender_tenant_id", "referrals.receiver_tenant_id", "referrals.id"]


class Referral(PartyShared, Model):
    """An envelope and where it stands. It holds no key into either side's cases.

    ``package`` is the list of everything inside, in canonical JSON with salted hashes instead of values, and
    ``package_hash`` its SHA-256; ``accountable_tenant_id`` is the one who answers for the matter now. What was left
    out is not here: the receiver has no need to know it. ``promised_on`` is the day by which a receiver that took the
    matter over owes the petitioner its decision; the sender sees that date and nothing else of the receiver's case.
    """

    __tablename__ = "referrals"
    number: Mapped[str]
    mechanism_id: Mapped[UUID]
    kind: Mapped[str]
    purpose: Mapped[str]
    basis: Mapped[str]
    basis_follows: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    sender_unit: Mapped[str]
    sender_name: Mapped[str]
    sender_phone: Mapped[str]
    answer_due_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    item_count: Mapped[int]
    file_count: Mapped[int]
    package: Mapped[str] = mapped_column(Text)
    package_hash: Mapped[bytes] = mapped_column(LargeBinary)
    accountable_tenant_id: Mapped[UUID]
    sent_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    signed_for_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_referrals_id", "id"),
        Index("ix_referrals_out", "sender_tenant_id", "state", "id"),
        Index("ix_referrals_out_newest", "sender_tenant_id", "id"),
        Index("ix_referrals_in", "receiver_tenant_id", "state", "id"),
        Index("ix_referrals_in_newest", "receiver_tenant_id", "id"),
        Index("ix_referrals_number", "sender_tenant_id", "number", unique=True),
    )


class ReferralItem(PartyShared, Model):
    """One item of the envelope, sealed with the key of these two tenants. Personal items are masked on pages."""

    __tablename__ = "referral_items"
    referral_id: Mapped[UUID]
    position: Mapped[int]
    name: Mapped[str]
    label: Mapped[str]
    is_personal: Mapped[bool]
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    masked: Mapped[str]
    value_hash: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (
        ForeignKeyConstraint(_PARTIES, _REFERRAL),
        Index("ix_referral_items_order", *_PARTIES, "position", unique=True),
    )


class ReferralFile(PartyShared, Model):
    """A copied file of the envelope; the bytes lie in the files folder, sealed with the key of these two tenants."""

    __tablename__ = "referral_files"
    referral_id: Mapped[UUID]
    position: Mapped[int]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (
        ForeignKeyConstraint(_PARTIES, _REFERRAL),
        Index("ix_referral_files_order", *_PARTIES, "position", unique=True),
    )


class CustodyReceipt(PartyShared, Model):
    """One step of custody: numbered, linked to the one before by hash, signed with the acting tenant's key.

    ``content_hash`` is the salted hash of what was said with it (the note, the answer); ``custody`` derives the signed
    text from these columns, so that a changed column no longer fits.
    """

    __tablename__ = "custody_receipts"
    referral_id: Mapped[UUID]
    number: Mapped[int]
    step: Mapped[str]
    actor_tenant_id: Mapped[UUID]
    actor_name: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    package_hash: Mapped[bytes] = mapped_column(LargeBinary)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (
        ForeignKeyConstraint(_PARTIES, _REFERRAL),
        Index("ix_custody_receipts_order", *_PARTIES, "number", unique=True),
    )


class ReferralReading(PartyShared, Model):
    """That a personal item was shown or a file downloaded: who, when, which; both sides see it."""

    __tablename__ = "referral_readings"
    referral_id: Mapped[UUID]
    reader_tenant_id: Mapped[UUID]
    reader_name: Mapped[str]
    what: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(_PARTIES, _REFERRAL),
        Index("ix_referral_readings_order", *_PARTIES, "at"),
    )


class ReferralLink(TenantOwned, Model):
    """Which of this tenant's own cases belongs to a referral; the other side never sees this row."""

    __tablename__ = "referral_links"
    referral_id: Mapped[UUID]
    case_id: Mapped[UUID]
    side: Mapped[str]
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index(None, "tenant_id", "case_id"),
        Index(None, "tenant_id", "referral_id", unique=True),
    )


class Disclosure(TenantOwned, Model):
    """What was given to whom, as the petitioner is told under the code; the sender's own row.

    ``given`` and ``withheld`` are lists of {"item": name in the catalogue} or {"file": name of the file}. The consent
    columns say on which ground personal items were given; ``further_consents`` the same of a group's further
    representatives, as {"person": 2 to 5, "how", "on", "note"}.
    """

    __tablename__ = "disclosures"
    case_id: Mapped[UUID]
    referral_id: Mapped[UUID]
    referral_number: Mapped[str]
    receiver_name: Mapped[str]
    kind: Mapped[str]
    given: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    withheld: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    purpose: Mapped[str]
    consent_how: Mapped[str] = mapped_column(default="")
    consent_on: Mapped[date | None]
    consent_note: Mapped[str] = mapped_column(default="")
    further_consents: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index(None, "tenant_id", "case_id"),
    )


class ReferralDraft(TenantOwned, Model):
    """What a seat has put together for a case and not yet sent; its own, sealed, and gone once it is sent."""

    __tablename__ = "referral_drafts"
    case_id: Mapped[UUID]
    seat_id: Mapped[UUID]
    typed_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        ForeignKeyConstraint(["tenant_id", "seat_id"], ["seats.tenant_id", "seats.id"]),
        Index(None, "tenant_id", "case_id", "seat_id", unique=True),
    )
