"""Which duties a referral opens, and when: rows of the ledger that both sides see.

Between members of a mechanism its own rules are the ground; where a petition office forwards, the Regulations are
(article 23). The clocks of the receiver start on the day it signs.
"""

from datetime import date

from portal.federation.referrals import rules
from portal.federation.referrals.models import Referral
from portal.federation.referrals.rules import Kind
from tenants.core import clock
from tenants.obligations import ledger
from tenants.obligations.ledger import Subject
from tenants.organisations.queries import tenant


def subject_of(row: Referral) -> Subject:
    """Return the referral as the ledger names it: its number and what is asked for."""
    return Subject("referral", row.id, row.number, row.purpose)


def _receiver_owes(
    row: Referral, rule_id: str, start: date, *, to: str = "tenant", due: date | None = None
) -> None:
    ledger.owe(
        rule_id,
        subject_of(row),
        start,
        creditor_kind=to,
        debtor=row.receiver_tenant_id,
        creditor=row.sender_tenant_id,
        due=due,
        among_peers=not _is_forwarded(row),
    )


def _is_forwarded(row: Referral) -> bool:
    return rules.is_forwarding(row.kind, tenant(row.sender_tenant_id).kind)


def owe_after_delivery(row: Referral) -> None:
    """The receiver signs within one working day."""
    _receiver_owes(row, "S01", clock.today())


def owe_after_signing(row: Referral) -> None:
    """The receiver accepts or objects, tells the petitioner, and answers by the day that was named.

    Who is asked for guidance has nothing to tell the petitioner. An answer asked for by a day that has passed before
    the signature is late from the start.
    """
    today = clock.today()
    _receiver_owes(row, "D04", today)
    if row.kind != Kind.GUIDANCE:
        _receiver_owes(row, "D03", today, to="petitioner")
    if row.answer_due_on is not None:
        rule_id = "D11" if _is_forwarded(row) else "A01"
        _receiver_owes(row, rule_id, min(today, row.answer_due_on), due=row.answer_due_on)


def owe_after_answer(row: Referral) -> None:
    """The sender confirms the answer."""
    ledger.owe(
        "A02",
        subject_of(row),
        clock.today(),
        creditor_kind="tenant",
        debtor=row.sender_tenant_id,
        creditor=row.receiver_tenant_id,
        among_peers=True,
    )
