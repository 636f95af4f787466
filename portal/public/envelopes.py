"""What left the organisation in envelopes, as the petitioner is told: to whom, when, which items and which not.

Read on the sender's side only. Of the course at the receiver nothing but its public dates; no note, no answer between
organisations, no name of staff, no reason of an objection.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.federation.referrals import queries as referrals
from portal.federation.referrals import words
from portal.federation.referrals.models import Disclosure, Referral
from portal.federation.referrals.rules import HANDS_OVER
from tenants.core import clock
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory

_TOLD_OTHERWISE = frozenset({"purpose", "internal_notes"})
"""What the receiver is asked for has its own line; that notes stay inside goes without saying, as in the letter."""
_ENDS = frozenset({"solved", "explained"})
"""Outcomes of a receiver's report that bring a matter to its answer; others leave it in hand."""


@dataclass(frozen=True)
class Shared:
    """One envelope of a matter: what it gave to whom, and the receiver's public dates.

    ``given`` and ``withheld`` are the labels of items; files are only counted. ``promised_on`` is the day by which a
    receiver that accepted a handed-over matter owes the petitioner its decision.
    """

    referral_id: UUID
    receiver: Tenant
    on: date
    purpose: str
    given: list[Any]
    withheld: list[Any]
    files_given: int
    files_withheld: int
    hands_over: bool
    holds: bool
    held_since: date
    promised_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    is_settled: bool


def office_and_envelopes(tenant_id: UUID, case_id: UUID) -> tuple[Tenant, list[Shared]]:
    """Return the bound tenant, and the envelopes that it sent about one of its cases, the oldest first."""
    told = {row.referral_id: row for row in referrals.disclosures(case_id)}
    sent = [row for row in referrals.sent_for_case(case_id) if row.id in told] if told else []
    parties = directory({tenant_id, *(row.receiver_tenant_id for row in sent)})
    office = parties[tenant_id]
    return office, [_shared(row, told[row.id], parties[row.receiver_tenant_id]) for row in sent]


def _shared(row: Referral, told: Disclosure, receiver: Tenant) -> Shared:
    sent_on = clock.office_date(told.at)
    return Shared(
        referral_id=row.id,
        receiver=receiver,
        on=sent_on,
        purpose=told.purpose,
        given=_labels(told.given),
        withheld=_labels(told.withheld),
        files_given=_files(told.given),
        files_withheld=_files(told.withheld),
        hands_over=row.kind in HANDS_OVER,
        holds=row.accountable_tenant_id == receiver.id,
        held_since=_day(row.accepted_at) or sent_on,
        promised_on=row.promised_on,
        answer_due_on=row.answer_due_on,
        answered_on=_day(row.answered_at),
        is_settled=row.outcome in _ENDS,
    )


def _labels(listed: Iterable[Mapping[str, str]]) -> list[Any]:
    names = [entry["item"] for entry in listed if "item" in entry]
    return [words.item_label(name) for name in names if name not in _TOLD_OTHERWISE]


def _files(listed: Iterable[Mapping[str, str]]) -> int:
    return sum("file" in entry for entry in listed)


def _day(moment: datetime | None) -> date | None:
    return clock.office_date(moment) if moment else None
