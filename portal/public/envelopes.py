"""What left the organisation in envelopes, as the petitioner is told: to whom, when, which items and which not.

Read on the sender's side only. Of the course at the receiver nothing but its public dates; no note, no answer between
organisations, no name of staff, no reason of an objection.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal.federation.referrals import queries as referrals
from portal.federation.referrals import words
from portal.federation.referrals.models import Disclosure, Referral
from portal.federation.referrals.petitioner import day_of, envelope_of
from tenants.casework.progress.rules import Envelope
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory

_TOLD_OTHERWISE = frozenset({"purpose", "internal_notes"})
"""What the receiver is asked for has its own line; that notes stay inside goes without saying, as in the letter."""


@dataclass(frozen=True)
class Shared(Envelope):
    """One envelope of a matter: what it gave to whom, and the receiver's public dates.

    ``given`` and ``withheld`` are the labels of items; files are only counted.
    """

    receiver: Tenant
    purpose: str
    given: list[Any]
    withheld: list[Any]
    files_given: int
    files_withheld: int
    holds: bool
    held_since: date


def office_and_envelopes(tenant_id: UUID, case_id: UUID) -> tuple[Tenant, list[Shared]]:
    """Return the bound tenant, and the envelopes that it sent about one of its cases, the oldest first."""
    told = {row.referral_id: row for row in referrals.disclosures(case_id)}
    sent = [row for row in referrals.sent_for_case(case_id) if row.id in told] if told else []
    parties = directory({tenant_id, *(row.receiver_tenant_id for row in sent)})
    office = parties[tenant_id]
    return office, [_shared(row, told[row.id], parties[row.receiver_tenant_id]) for row in sent]


def _shared(row: Referral, told: Disclosure, receiver: Tenant) -> Shared:
    envelope = envelope_of(row, receiver)
    return Shared(
        **vars(envelope),
        receiver=receiver,
        purpose=told.purpose,
        given=_labels(told.given),
        withheld=_labels(told.withheld),
        files_given=_files(told.given),
        files_withheld=_files(told.withheld),
        holds=row.accountable_tenant_id == receiver.id,
        held_since=day_of(row.accepted_at) or envelope.on,
    )


def _labels(listed: Iterable[Mapping[str, str]]) -> list[Any]:
    names = [entry["item"] for entry in listed if "item" in entry]
    return [words.item_label(name) for name in names if name not in _TOLD_OTHERWISE]


def _files(listed: Iterable[Mapping[str, str]]) -> int:
    return sum("file" in entry for entry in listed)
