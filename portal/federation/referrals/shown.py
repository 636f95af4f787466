"""What the pages of a referral show: steps, lanes, duties, envelope and acts, as the templates' macros want them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import format_date, format_datetime

from portal.federation.referrals import queries, rules, words
from portal.federation.referrals.custody import Chain, Check
from portal.federation.referrals.models import (
    CustodyReceipt,
    Disclosure,
    Referral,
    ReferralFile,
    ReferralReading,
)
from portal.federation.referrals.packing import Package
from portal.federation.referrals.queries import Envelope
from portal.federation.referrals.rules import Kind, Side, State
from portal.web.navigation import organisation_mark
from tenants.casework.cases.clocks import Clock, clock_of, term_words
from tenants.casework.cases.words import listed
from tenants.core.commands import Actor
from tenants.core.permissions import ROLE_NAMES, Permission, roles_granting
from tenants.core.words import _, ngettext
from tenants.obligations import queries as obligations
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory

ACT_PERMISSIONS = {
    "sign_for": Permission.REFERRAL_RECEIVE,
    "accept": Permission.REFERRAL_RECEIVE,
    "answer": Permission.REFERRAL_RECEIVE,
    "confirm": Permission.REFERRAL_SEND,
}
ACT_BUTTONS: dict[str, dict[str, Any]] = {
    "sign_for": {"text": _("Sign for it"), "icon": "mail-opened"},
    "accept": {"text": _("Accept and tell"), "icon": "check"},
    "answer": {"text": _("Answer the sender"), "icon": "message-reply"},
    "confirm": {"text": _("Confirm the answer"), "icon": "circle-check"},
}
_AWAITED_DUTIES = {"sign_for": ("S01",), "accept": ("D04",), "answer": ("A01", "D11"), "confirm": ("A02",)}


def long_day(day: date | None) -> str:
    """Return a day as sentences write it: 4月23日."""
    return format_date(day, "d MMM" if words.english() else "M月d日") if day else ""


def _moment(at: Any) -> str:
    return format_datetime(at, "d MMM HH:mm" if words.english() else "M月d日 HH:mm") if at else ""


def parties(row: Referral) -> dict[UUID, Tenant]:
    """Return both organisations of a referral by id."""
    return directory((row.sender_tenant_id, row.receiver_tenant_id))


def side_mark(row: Referral, side: Side, tenants: Mapping[UUID, Tenant], own: Side) -> dict[str, Any]:
    """Return one party as the envelope and the lanes show it."""
    found = tenants[row.sender_tenant_id if side == Side.SENDER else row.receiver_tenant_id]
    roles = words.SENDER_ROLES if side == Side.SENDER else words.RECEIVER_ROLES
    mark = organisation_mark(found)
    contact = [row.sender_unit, row.sender_name, row.sender_phone] if side == Side.SENDER else [found.phone]
    return {
        **mark,
        "name": mark["full_name"],
        "role": roles[Kind(row.kind)],
        "own": side == own,
        "detail": " · ".join(part for part in contact if part),
    }


def head(row: Referral, tenants: Mapping[UUID, Tenant]) -> dict[str, Any]:
    """Return number, title, state and parties for the head of the page."""
    return {
        "row": row,
        "kind": words.KINDS[Kind(row.kind)],
        "state": {"text": words.STATES[State(row.state)], "tone": words.STATE_TONES[State(row.state)]},
        "sender": organisation_mark(tenants[row.sender_tenant_id]),
        "receiver": organisation_mark(tenants[row.receiver_tenant_id]),
        "accountable": organisation_mark(tenants[row.accountable_tenant_id]),
    }


def duties_of(row: Referral, tenants: Mapping[UUID, Tenant]) -> dict[str, Clock]:
    """Return the duties of a referral by rule, as both sides see them."""
    names = {found.id: found.name for found in tenants.values()}
    return {duty.rule: clock_of(duty, names) for duty in obligations.of_subject(row.id)}


def duty_lines(
    row: Referral, duties: Mapping[str, Clock], tenants: Mapping[UUID, Tenant]
) -> list[dict[str, Any]]:
    """Return the card of both sides' duties: who owes what by when on which ground; the open ones first."""
    ordered = sorted(duties.values(), key=lambda duty: (not duty.is_open, duty.row.due_on))
    return [
        {
            "organisation": organisation_mark(tenants[duty.row.debtor_tenant_id]),
            "name": _("Accept or object") if duty.row.rule == "D04" else duty.name,
            "term": term_words(duty.row, duty.rule),
            "due": duty.due,
            "basis": basis_of(row, duty),
        }
        for duty in ordered
    ]


def basis_of(row: Referral, duty: Clock) -> dict[str, str]:
    """Return the ground of a duty: among peers the clause of their mechanism's rules, with the article it follows."""
    if not duty.row.among_peers:
        return duty.basis
    follows = f"（参照{row.basis_follows}）" if row.basis_follows else ""
    return {"text": short_ground(row.basis), "tooltip": f"{row.basis}{follows}：{duty.rule.basis.text}"}


def short_ground(citation: str) -> str:
    """Return a mechanism's rules as chips and cards cite them: 规则第八条."""
    clause = citation.rpartition("》")[2]
    return f"规则{clause}" if clause else citation


def steps(row: Referral, duties: Mapping[str, Clock]) -> list[dict[str, Any]]:
    """Return the steps over the page: what was done and when, what comes now, what follows."""
    told = duties.get("D03")
    marks: list[tuple[Any, Any, Any]] = [
        (words.STATES[State.SENT], row.sent_at, ""),
        (_("Delivered"), row.delivered_at, ""),
        (_said(row.signed_for_at, "sign_for", _("Sign for")), row.signed_for_at, _by(duties, "S01")),
        (_said(row.accepted_at, "accept", _("Accept or object")), row.accepted_at, _by(duties, "D04")),
    ]
    if row.kind != Kind.GUIDANCE:
        done = told.row.settled_at if told and told.row.state == "met" else None
        marks.append((_("Petitioner told"), done, _by(duties, "D03")))
    asked = _("by %(day)s", day=long_day(row.answer_due_on)) if row.answer_due_on else _("no date set")
    marks.append((_said(row.answered_at, "answer", _("Result answered")), row.answered_at, asked))
    marks.append((_("Confirmed by the sender"), row.confirmed_at, _by(duties, "A02")))
    current = next((number for number, mark in enumerate(marks) if mark[1] is None), len(marks))
    return [
        {
            "text": text,
            "when": _moment(at) if at else later,
            "state": "done" if at else ("now" if number == current else ""),
        }
        for number, (text, at, later) in enumerate(marks)
    ]


def _said(at: Any, act: str, awaited: Any) -> Any:
    """Return what a step is called: once it is done, what was done."""
    return words.ACTS[act] if at else awaited


def _by(duties: Mapping[str, Clock], rule_id: str) -> Any:
    duty = duties.get(rule_id)
    return _("by %(day)s", day=long_day(duty.row.due_on)) if duty and duty.is_open else ""


def lanes(found: Chain, duties: Mapping[str, Clock], tenants: Mapping[UUID, Tenant]) -> dict[str, Any]:
    """Return the custody chain for the macro: both sides, every receipt, and what is awaited from whom."""
    row, own = found.referral, queries.side_of(found.referral)
    return {
        "sender": side_mark(row, Side.SENDER, tenants, own),
        "receiver": side_mark(row, Side.RECEIVER, tenants, own),
        "receipts": [_receipt(row, receipt) for receipt in found.receipts],
        "awaited": _awaited(row, duties, tenants),
    }


def _receipt(row: Referral, receipt: CustodyReceipt) -> dict[str, Any]:
    return {
        "side": "sender" if receipt.actor_tenant_id == row.sender_tenant_id else "receiver",
        "title": words.ACTS[receipt.step],
        "when": _moment(receipt.at),
        "text": _receipt_text(row, receipt),
        "number": rules.receipt_code(receipt.number, receipt.hash),
        "ok": receipt.step == "sign_for",
    }


def _receipt_text(row: Referral, receipt: CustodyReceipt) -> Any:
    if receipt.step == "deliver":
        return _("in the tray for signature")
    if receipt.step == "send":
        given = packed_words(row.item_count, row.file_count)
        return _("%(who)s, giving %(what)s", who=receipt.actor_name, what=given)
    said = words.OUTCOMES.get(row.outcome, "") if receipt.step == "answer" else receipt.note
    return _("%(who)s, %(what)s", who=receipt.actor_name, what=said) if said else receipt.actor_name


def packed_words(items: int, files: int) -> Any:
    """Return how much is in an envelope: 8 items, 2 attachments."""
    given = ngettext("%(num)d item", "%(num)d items", items)
    return listed([given, ngettext("%(num)d attachment", "%(num)d attachments", files)]) if files else given


def _awaited(
    row: Referral, duties: Mapping[str, Clock], tenants: Mapping[UUID, Tenant]
) -> dict[str, Any] | None:
    step = rules.next_act(row.state)
    if step is None:
        return None
    debtor = tenants[row.sender_tenant_id if step.side == Side.SENDER else row.receiver_tenant_id]
    name = organisation_mark(debtor)["full_name"]
    duty = next((duties[rule] for rule in _AWAITED_DUTIES.get(step.name, ()) if rule in duties), None)
    due = long_day(duty.row.due_on) if duty else ""
    text = (
        _("With %(name)s, due %(day)s", name=name, day=due)
        if due
        else _("With %(name)s, no date set", name=name)
    )
    return {
        "side": str(step.side),
        "title": words.AWAITED[step.name],
        "text": text,
        "due": duty.due if duty and duty.is_open else None,
    }


def acts_for(actor: Actor, row: Referral) -> list[dict[str, Any]]:
    """Return the acts of the reader's side, each with the reason why it cannot be taken now, empty when it can."""
    side = queries.side_of(row)
    found = []
    for name, permission in ACT_PERMISSIONS.items():
        if rules.STEPS[name].side != side:
            continue
        reason = rules.why_not(name, row.state, side)
        sentence: Any = words.refusal(name, row.state, reason) if reason else ""
        if not sentence and not actor.may(permission):
            roles = listed(ROLE_NAMES[role] for role in roles_granting(permission))
            sentence = _("Your seat only reads. These roles can: %(roles)s.", roles=roles)
        found.append({"name": name, **ACT_BUTTONS[name], "reason": sentence})
    return found


def envelope_view(
    row: Referral, found: Envelope, revealed: Mapping[UUID, str], *, may_reveal: bool
) -> dict[str, Any]:
    """Return an envelope as its template part wants it; on the cover sheet there is nothing but counts."""
    items = [
        {
            "label": words.item_label(item.name, item.label),
            "value": revealed.get(item.id) or words.item_value(item.name, item.value),
            "reveal_url": _reveal_url(row, item.id)
            if item.is_personal and may_reveal and item.id not in revealed
            else "",
            "revealed": item.id in revealed,
        }
        for item in found.items
    ]
    return {
        "is_cover": found.is_cover,
        "summary": packed_words(found.item_count, found.file_count),
        "items": [{"label": words.ITEMS["purpose"], "value": row.purpose, "strong": True}, *items],
        "files": [_file_view(row, file) for file in found.files],
        "withheld": [],
    }


def _reveal_url(row: Referral, item_id: UUID) -> str:
    return url_for("referrals.reveal", referral_id=row.id, item_id=item_id)


def _file_view(row: Referral, file: ReferralFile) -> dict[str, Any]:
    url = url_for("referrals.download", referral_id=row.id, file_id=file.id)
    return {"name": file.name, "size": file.size, "url": url}


def preview_view(package: Package) -> dict[str, Any]:
    """Return a package as its receiver will see it once it has signed: the same shape as a sent envelope's."""
    items = [
        {
            "label": words.item_label(packed.item.name),
            "value": packed.masked or words.item_value(packed.item.name, packed.value),
            "later": packed.item.is_personal,
        }
        for packed in package.items
    ]
    purpose = {"label": words.ITEMS["purpose"], "value": package.purpose, "strong": True}
    return {
        "is_cover": False,
        "summary": packed_words(len(package.items), len(package.files)),
        "items": [purpose, *items],
        "files": [{"name": row.name, "size": row.size} for row in package.files],
        "withheld": labels(package.withheld),
    }


def labels(entries: Iterable[Mapping[str, str]]) -> list[Any]:
    """Return what was given or held back, in the reader's language; files by their names."""
    return [
        words.item_label(entry["item"]) if "item" in entry else entry["file"] for entry in entries if entry
    ]


def consent_lines(told: Disclosure | None) -> list[dict[str, Any]]:
    """Return how each person agreed whose items were given; only the sender has such a record."""
    if told is None:
        return []
    lines = []
    if told.consent_how:
        how, on = words.consent_way(told.consent_how), _long_date(told.consent_on)
        lines.append({"text": _("Petitioner: %(how)s, %(day)s", how=how, day=on), "note": told.consent_note})
    for agreed in told.further_consents:
        text = _(
            "Representative %(number)d: %(how)s, %(day)s",
            number=agreed["person"],
            how=words.consent_way(agreed["how"]),
            day=_long_date(date.fromisoformat(agreed["on"])),
        )
        lines.append({"text": text, "note": agreed["note"]})
    return lines


def _long_date(day: date | None) -> str:
    return format_date(day, "d MMM y" if words.english() else "y年M月d日") if day else ""


def reading_lines(
    found: Chain, rows: Iterable[ReferralReading], tenants: Mapping[UUID, Tenant]
) -> list[dict[str, Any]]:
    """Return who was shown what, in words, for the list that both sides see."""
    names = {f"file:{file.id}": file.name for file in found.files}
    return [
        {
            "at": row.at,
            "organisation": organisation_mark(tenants[row.reader_tenant_id]),
            "who": row.reader_name,
            "what": _("Took out: %(file)s", file=names[row.what])
            if row.what in names
            else _("Looked at: %(field)s of the petitioner", field=words.item_label(row.what)),
        }
        for row in rows
    ]


def chain_words(checked: Check) -> dict[str, Any]:
    """Return the one line that says whether the chain holds, computed at this view."""
    if checked.broken:
        place = checked.broken.english if words.english() else checked.broken.chinese
        return {"tone": "bad", "icon": "shield-x", "text": _("Broken: %(place)s", place=place)}
    text = ngettext(
        "%(num)d receipt, unchanged",
        "%(num)d receipts linked from first to last, unchanged",
        checked.receipts,
    )
    return {"tone": "ok", "icon": "shield-check", "text": text}


def chip_of(duty: Any) -> dict[str, Any] | None:
    """Return the deadline chip of an open duty of the ledger, None for none."""
    return clock_of(duty, {}).due if duty else None
