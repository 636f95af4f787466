"""The acts of the two sides on a referral: send, sign for, accept, answer, confirm, show what is masked.

Each takes the referral locked, refuses what the state or the side forbids, issues the next receipt of the chain, and
keeps the ledger, the accountable side and the own case in step. What concerns the other side's case is done there,
by ``following``, when the event is told.
"""

from typing import Any

from portal.federation.referrals import (
    custody,
    drafting,
    freezing,
    notices,
    packing,
    queries,
    rules,
    schemas,
    words,
)
from portal.federation.referrals.custody import Chain
from portal.federation.referrals.duties import owe_after_answer, owe_after_delivery, owe_after_signing
from portal.federation.referrals.following import mark_own_case
from portal.federation.referrals.models import Disclosure, Referral, ReferralLink
from portal.federation.referrals.packing import Package
from portal.federation.referrals.rules import Side
from tenants.casework.cases.course import load_locked, refresh_due, transfer
from tenants.casework.cases.models import Case
from tenants.casework.cases.referral_marks import mark_referral
from tenants.casework.handling.rules import Service
from tenants.casework.intake.rules import of_person
from tenants.core import clock
from tenants.core.commands import Context, command
from tenants.core.crypto import SealBroken
from tenants.core.database import current_session
from tenants.core.errors import NotAllowedNow, NotFound
from tenants.core.permissions import Permission
from tenants.obligations import ledger
from tenants.papers.issuing import issue_document, take_number

_FIRST_DUTIES = ("D01", "D02")
_CONSENT = ("consent_how", "consent_on", "consent_note")


@command("referral.send", schemas.SendReferral, Permission.REFERRAL_SEND)
def send(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Freeze a copy of the ticked items and send it; from here on nobody changes it.

    :raises Invalid: something is missing, or a text holds what identifies the petitioner.
    :raises NotAllowedNow: the matter may not be referred, or not to this receiver, or changed since it was checked.
    """
    case = load_locked(context, data["case_id"])
    package = packing.compose(context.actor, data)
    packing.check_may_refer(package)
    packing.check_ready(package, data)
    packing.check_confirmed(package, data)
    try:
        row = freezing.freeze(context, package)
    except SealBroken as error:
        raise NotAllowedNow(words.file_broken(), code="file_broken") from error
    custody.issue_receipt(row, "send", context.actor, context.now, None)
    _disclose(row, package, data)
    _mark_sent(context, case, row, package)
    drafting.forget(context.actor, case.id)
    _tell(context, row, "referral.sent")
    return {"referral_id": str(row.id), "number": row.number}


def _disclose(row: Referral, package: Package, data: dict[str, Any]) -> None:
    """Write down what the petitioner is told: the same list as the envelope's."""
    assert package.receiver is not None
    agreed = package.to_agree
    consent = {name: data[name] for name in _CONSENT} if 1 in agreed else {}
    further = [_consent_of(person, data) for person in agreed if person > 1]
    current_session().add(
        Disclosure(
            case_id=package.case.id,
            referral_id=row.id,
            referral_number=row.number,
            receiver_name=package.receiver.name,
            kind=row.kind,
            given=package.given,
            withheld=package.withheld,
            purpose=row.purpose,
            at=row.sent_at,
            further_consents=further,
            **consent,
        )
    )
    current_session().add(ReferralLink(referral_id=row.id, case_id=package.case.id, side=Side.SENDER))


def _consent_of(person: int, data: dict[str, Any]) -> dict[str, Any]:
    how, on, note = (data[of_person(name, person)] for name in _CONSENT)
    return {"person": person, "how": str(how), "on": on.isoformat(), "note": note}


def _mark_sent(context: Context, case: Case, row: Referral, package: Package) -> None:
    """Mark the sender's own case; where the matter is handed over, tell the petitioner in writing where it went."""
    assert package.receiver is not None
    if row.kind in rules.HANDS_OVER:
        transfer(context, case, receiver_name=package.receiver.short_name, referral_state=row.state)
        title, body = notices.path_notice(package)
        issue_document(
            case.id,
            "path_notice",
            number=take_number("path_notice"),
            title=title,
            body=body,
            issued_by=context.actor.name,
            served_how=Service.ONLINE,
            served_at=context.now,
        )
        for rule_id in _FIRST_DUTIES:
            ledger.settle(case.id, rule_id, clock.today())
        refresh_due(case)
    else:
        mark_referral(context, case.id, row.state, package.receiver.short_name)


def _tell(context: Context, row: Referral, event: str, **detail: Any) -> None:
    context.subject("referral", row.id, number=row.number, **detail)
    context.record(
        event, row.id, sender_tenant_id=row.sender_tenant_id, receiver_tenant_id=row.receiver_tenant_id
    )


def begin(context: Context, referral_id: Any, act: str) -> Chain:
    """Return the chain of a locked referral on which the actor's side may take ``act`` now.

    :raises NotFound: no such referral for this tenant.
    :raises NotAllowedNow: the wrong side, the wrong state, or a chain that no longer holds.
    """
    row = queries.locked(referral_id)
    if act != "deliver" and not queries.is_there(row):
        raise NotFound
    reason = rules.why_not(act, row.state, queries.side_of(row))
    if reason:
        raise NotAllowedNow(words.refusal(act, row.state, reason), code=reason)
    found = queries.chain(row)
    checked = custody.check(found)
    if checked.broken:
        place = checked.broken.chinese if not words.english() else checked.broken.english
        raise NotAllowedNow(words.chain_broken(place), code="chain_broken")
    return found


def finish(context: Context, found: Chain, act: str, note: str = "") -> None:
    """Take the referral to its next state: one receipt, the accountable side, the audit line, the event."""
    row = found.referral
    row.state = rules.STEPS[act].status_to
    setattr(row, f"{row.state}_at", context.now)
    row.accountable_tenant_id = rules.accountable(
        row.kind, row.state, row.sender_tenant_id, row.receiver_tenant_id
    )
    custody.issue_receipt(row, act, context.actor, context.now, found.receipts[-1], note)
    _tell(context, row, f"referral.{row.state}")


@command("referral.deliver", schemas.OneReferral, Permission.REFERRAL_RECEIVE)
def deliver(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Lay a sent envelope into the receiver's tray; the system's act there. A second delivery does nothing."""
    if context.actor.seat_id is not None:
        raise NotAllowedNow(words.REFUSALS["by_system"], code="by_system")
    row = queries.locked(data["referral_id"])
    if row.state != rules.State.SENT and queries.side_of(row) == Side.RECEIVER:
        context.subject("referral", row.id, number=row.number)
        return {"referral_id": str(row.id), "number": row.number}
    found = begin(context, row.id, "deliver")
    finish(context, found, "deliver")
    owe_after_delivery(row)
    return {"referral_id": str(row.id), "number": row.number}


@command("referral.sign_for", schemas.SignFor, Permission.REFERRAL_RECEIVE)
def sign_for(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Sign for an envelope: the whole content opens to the receiver, and its clocks start."""
    found = begin(context, data["referral_id"], "sign_for")
    finish(context, found, "sign_for", data["note"])
    ledger.settle(found.referral.id, "S01", clock.today())
    owe_after_signing(found.referral)
    return {"referral_id": str(found.referral.id)}


@command("referral.answer", schemas.AnswerReferral, Permission.REFERRAL_RECEIVE)
def answer(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Answer the sender; what is said here, and nothing else of the receiver's case, goes back."""
    found = begin(context, data["referral_id"], "answer")
    row = found.referral
    row.answer, row.outcome = data["answer"], data["outcome"]
    finish(context, found, "answer")
    for rule_id in ("A01", "D11"):
        ledger.settle(row.id, rule_id, clock.today())
    owe_after_answer(row)
    mark_own_case(context, row)
    return {"referral_id": str(row.id)}


@command("referral.confirm", schemas.ConfirmAnswer, Permission.REFERRAL_SEND)
def confirm(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Confirm that the answer arrived and is what was asked for; the chain is complete."""
    found = begin(context, data["referral_id"], "confirm")
    row = found.referral
    finish(context, found, "confirm", data["note"])
    ledger.settle(row.id, "A02", clock.today())
    mark_own_case(context, row)
    return {"referral_id": str(row.id)}
