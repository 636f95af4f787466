"""Taking a matter on: the receiver opens its own case from the copy and, if it wishes, serves the written notice."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.federation.referrals import custody, envelope_files, notices, queries, rules, schemas, words
from portal.federation.referrals.commands import begin, finish
from portal.federation.referrals.custody import Chain
from portal.federation.referrals.models import Referral, ReferralLink
from portal.federation.referrals.rules import Side
from tenants.casework.cases.course import refresh_due
from tenants.casework.cases.models import Case
from tenants.casework.handling.commands import accept_case
from tenants.casework.intake.from_envelope import Enclosure, Origin, keep_enclosures, open_from_envelope
from tenants.core import clock, files, slots
from tenants.core.commands import Context, command
from tenants.core.crypto import SealBroken
from tenants.core.database import current_session
from tenants.core.errors import NotAllowedNow
from tenants.core.permissions import Permission
from tenants.obligations import ledger
from tenants.obligations import queries as obligations
from tenants.organisations.queries import tenant
from tenants.papers.issuing import issue_document, take_number


@command("referral.accept", schemas.AcceptReferral, Permission.REFERRAL_RECEIVE)
def accept(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Accept a signed-for referral: an own case with an own number, sealed with this organisation's key.

    With ``served_how`` the written notice goes out at once; without it, accepting or answering the own case meets
    that duty later.

    :raises Invalid: title, unit or seat cannot be used. :raises NotAllowedNow: also when a file is broken.
    """
    found = begin(context, data["referral_id"], "accept")
    row = found.referral
    case = _open_case(context, found, data)
    current_session().add(ReferralLink(referral_id=row.id, case_id=case.id, side=Side.RECEIVER))
    current_session().flush()
    try:
        enclosed = keep_enclosures(context, case, _enclosures(found))
    except SealBroken as error:
        raise NotAllowedNow(words.file_broken(), code="file_broken") from error
    try:
        finish(context, found, "accept", data["note"])
        ledger.settle(row.id, "D04", clock.today())
        if data["served_how"]:
            _serve_notice(context, row, case, data)
        refresh_due(case)
        current_session().flush()
    except BaseException:
        for file_id in enclosed:
            files.discard(file_id)
        raise
    return {"referral_id": str(row.id), "case_id": str(case.id), "number": case.number}


def _open_case(context: Context, found: Chain, data: dict[str, Any]) -> Case:
    row, key = found.referral, custody.pair_key(found.referral)
    assert row.signed_for_at is not None
    items = {item.name: custody.open_item(key, item) for item in found.items}
    people = _people(items)
    origin = Origin(row.id, tenant(row.sender_tenant_id).short_name, clock.office_date(row.signed_for_at))
    place_of_work = {name: data[name] for name in ("unit_id", "handler_seat_id")}
    return open_from_envelope(context, origin, items, people, data["title"], place_of_work)


def _people(items: Mapping[str, str]) -> list[dict[str, str]]:
    """Return whom the envelope names, the first representative first; who is not named is left out."""
    named: dict[int, dict[str, str]] = {}
    for item in rules.CATALOGUE.values():
        if item.person and item.name in items:
            named.setdefault(item.person, {})[item.field] = items[item.name]
    return [named[person] for person in sorted(named)]


def _enclosures(found: Chain) -> Iterator[Enclosure]:
    for file in found.files:
        pieces = envelope_files.read(found.referral, file)
        yield Enclosure(file.name, file.media_type, envelope_files.as_stream(pieces))


def _serve_notice(context: Context, row: Referral, case: Case, data: dict[str, Any]) -> None:
    """Tell the petitioner in writing: the acceptance of a matter that was handed over, or that one only helps."""
    if row.kind in rules.HANDS_OVER:
        accept_case(context, case, served_how=data["served_how"], path=data["path"])
        return
    own = tenant(context.tenant_id)
    title, body = notices.assistance_notice(row, case, own, tenant(row.sender_tenant_id).name)
    issue_document(
        case.id,
        "path_notice",
        number=take_number("path_notice"),
        title=title,
        body=body,
        issued_by=context.actor.name,
        served_how=data["served_how"],
        served_at=context.now,
    )
    ledger.settle(row.id, "D03", clock.today())


def note_promise(context: Context, case: Case, document: object) -> None:
    """Let the sender know by when the petitioner gets a decision, once a matter that was handed over is accepted.

    Fills the slot ``case.accepted``: acceptance of the own case may come with the referral's or days later.
    """
    if case.origin_referral_id is None:
        return
    row = queries.locked(case.origin_referral_id)
    if row.kind in rules.HANDS_OVER:
        current_session().flush()
        terms = [duty.due_on for duty in obligations.of_subject(case.id) if duty.rule == "D05"]
        row.promised_on = min(terms, default=None)


slots.offer("case.accepted", note_promise)
