"""What a referral means for the petitioner's way, told on the petitioner's page and mirrored on the staff's."""

from datetime import date, datetime

from portal.federation.referrals.models import Referral
from portal.federation.referrals.rules import HANDS_OVER
from tenants.casework.progress.rules import Envelope
from tenants.core import clock
from tenants.organisations.models import Tenant
from tenants.organisations.words import name_of

_ENDS = frozenset({"solved", "explained"})
"""Outcomes of a receiver's report that bring a matter to its answer; others leave it in hand."""


def envelope_of(row: Referral, receiver: Tenant) -> Envelope:
    """Return a sent referral as its petitioner is told of it."""
    return Envelope(
        referral_id=row.id,
        receiver_name=name_of(receiver),
        on=clock.office_date(row.sent_at),
        hands_over=row.kind in HANDS_OVER,
        promised_on=row.promised_on,
        answer_due_on=row.answer_due_on,
        answered_on=day_of(row.answered_at),
        is_settled=row.outcome in _ENDS,
    )


def day_of(moment: datetime | None) -> date | None:
    """Return the office's date of a moment, if there is one."""
    return clock.office_date(moment) if moment else None
