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
from portal.federation.referrals.rules import HANDS_OVER, is_forwarding
from tenants.core import clock
from tenants.obligations.deadlines import compute
from tenants.obligations.queries import working_calendar
from tenants.obligations.rules import RULES, Rule, for_peers
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory

_PURPOSE = "purpose"


@dataclass(frozen=True)
class Shared:
    """One envelope of a matter. ``given`` and ``withheld`` are the labels of items; files are only counted.

    What the receiver was asked for is an item of the envelope too; here it is ``purpose``.
    """

    receiver: Tenant
    on: date
    purpose: str
    given: list[Any]
    withheld: list[Any]
    files_given: int
    files_withheld: int
    hands_over: bool
    holds: bool
    accepted_on: date | None
    answered_on: date | None
    held_since: date
    rule: Rule | None
    due_on: date | None


def office_and_envelopes(tenant_id: UUID, case_id: UUID) -> tuple[Tenant, list[Shared]]:
    """Return the bound tenant, and the envelopes that it sent about one of its cases, the oldest first."""
    told = {row.referral_id: row for row in referrals.disclosures(case_id)}
    sent = [row for row in referrals.sent_for_case(case_id) if row.id in told] if told else []
    parties = directory({tenant_id, *(row.receiver_tenant_id for row in sent)})
    office = parties[tenant_id]
    return office, [_shared(row, told[row.id], office, parties[row.receiver_tenant_id]) for row in sent]


def _shared(row: Referral, told: Disclosure, sender: Tenant, receiver: Tenant) -> Shared:
    rule, due_on = _owed_next(row, among_peers=not is_forwarding(row.kind, sender.kind))
    sent_on = clock.office_date(told.at)
    return Shared(
        receiver=receiver,
        on=sent_on,
        purpose=told.purpose,
        given=_labels(told.given),
        withheld=_labels(told.withheld),
        files_given=_files(told.given),
        files_withheld=_files(told.withheld),
        hands_over=row.kind in HANDS_OVER,
        holds=row.accountable_tenant_id == receiver.id,
        accepted_on=_day(row.accepted_at),
        answered_on=_day(row.answered_at),
        held_since=_day(row.accepted_at) or sent_on,
        rule=rule,
        due_on=due_on,
    )


def _owed_next(row: Referral, *, among_peers: bool) -> tuple[Rule | None, date | None]:
    """Return what the receiver owes next and by when: word of the acceptance, then the answer; None when all is done.

    An envelope that only asks for help owes its answer from the start. A date that is not fixed yet is None.
    """
    if row.answered_at:
        return None, None
    if row.kind in HANDS_OVER and not row.accepted_at:
        rule, due_on = RULES["D03"], _notice_due(row)
    else:
        rule, due_on = RULES["A01" if among_peers else "D11"], row.answer_due_on
    return (for_peers(rule) if among_peers else rule), due_on


def _notice_due(row: Referral) -> date | None:
    """Return by when the receiver tells the petitioner of the acceptance: fifteen days after it signed (D03)."""
    signed_on = _day(row.signed_for_at)
    return compute(RULES["D03"], signed_on, working_calendar()).due if signed_on else None


def _labels(listed: Iterable[Mapping[str, str]]) -> list[Any]:
    return [words.item_label(entry["item"]) for entry in listed if entry.get("item", _PURPOSE) != _PURPOSE]


def _files(listed: Iterable[Mapping[str, str]]) -> int:
    return sum("file" in entry for entry in listed)


def _day(moment: datetime | None) -> date | None:
    return clock.office_date(moment) if moment else None
