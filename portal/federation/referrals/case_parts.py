"""What other rooms' pages show of referrals: the case page's button, card, lines and dates; the desk's envelopes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from markupsafe import Markup

from portal.federation.referrals import queries, shown, words
from portal.federation.referrals.models import CustodyReceipt, Referral
from portal.federation.referrals.petitioner import envelope_of
from portal.federation.referrals.rules import Kind, Side
from portal.federation.referrals.sending_views import refer_button
from portal.web.navigation import organisation_mark
from tenants.casework.cases.timeline import Line
from tenants.casework.progress.rules import Envelope
from tenants.core import clock, slots
from tenants.core.database import current_session
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.obligations import queries as obligations
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory
from tenants.people.doors import current_actor

ON_DESK = 5
_ICONS = {
    "send": "mail-forward",
    "deliver": "inbox",
    "sign_for": "mail-opened",
    "accept": "circle-check",
    "answer": "message-reply",
    "confirm": "checks",
}
_SENTENCES = {
    "send": _("%(who)s sent %(number)s to %(receiver)s, %(what)s"),
    "deliver": _("%(number)s was laid before %(receiver)s for signature"),
    "sign_for": _("%(receiver)s signed for %(number)s"),
    "accept": _("%(receiver)s accepted the matter of %(number)s"),
    "answer": _("%(receiver)s answered %(number)s"),
    "confirm": _("%(sender)s confirmed the answer to %(number)s"),
}
_TOLD_TO_PETITIONER = frozenset({"sign_for", "accept"})


def _of(case: Any) -> list[Referral]:
    """Return the referrals of a case; read once for each request, and not at all for a case that has none."""
    if not case.referral_state and not case.origin_referral_id:
        return []
    kept = current_session().info.setdefault("referrals_of_case", {})
    if case.id not in kept:
        kept[case.id] = queries.of_case(case.id)
    return list(kept[case.id])


def _tenants(rows: Iterable[Referral]) -> dict[UUID, Tenant]:
    wanted = {tenant_id for row in rows for tenant_id in (row.sender_tenant_id, row.receiver_tenant_id)}
    kept = current_session().info.setdefault("referral_parties", {})
    if not wanted <= set(kept):
        kept.update(directory(wanted))
    return dict(kept)


def subjects(case: Any) -> list[UUID]:
    """Return what else the ledger holds about a case: the referrals it was given in."""
    return [row.id for row in _of(case)]


def side_cards(case: Any) -> Markup | None:
    """Return one small envelope for each referral of the case."""
    rows = _of(case)
    if not rows:
        return None
    tenants = _tenants(rows)
    cards = [{**shown.head(row, tenants), "is_sent": queries.side_of(row) == Side.SENDER} for row in rows]
    return Markup(render_template("referrals/_case_cards.html", cards=cards))  # noqa: S704 - our template


def lines(case: Any) -> list[Line]:
    """Return the course of the case's referrals, one line for each receipt."""
    rows = {row.id: row for row in _of(case)}
    if not rows:
        return []
    tenants = _tenants(rows.values())
    return [
        _line(rows[receipt.referral_id], receipt, tenants)
        for receipt in queries.receipts_of(list(rows.values()))
        if queries.is_there(rows[receipt.referral_id])
    ]


def _line(row: Referral, receipt: CustodyReceipt, tenants: dict[UUID, Tenant]) -> Line:
    number = Markup('<a href="%s">%s</a>') % (
        url_for("referrals.detail", referral_id=row.id),
        row.number,
    )
    values = {
        "who": Markup("<strong>%s</strong>") % receipt.actor_name,
        "number": number,
        "sender": organisation_mark(tenants[row.sender_tenant_id])["name"],
        "receiver": organisation_mark(tenants[row.receiver_tenant_id])["name"],
        "what": shown.packed_words(row.item_count, row.file_count),
    }
    told = receipt.step in _TOLD_TO_PETITIONER and queries.side_of(row) == Side.SENDER
    return Line(
        at=receipt.at,
        icon=_ICONS[receipt.step],
        tone="pair",
        html=Markup(str(_SENTENCES[receipt.step])) % values,  # noqa: S704 - ours; Markup escapes each value
        audience="petitioner" if told else "pair",
        quote=row.answer if receipt.step == "answer" else receipt.note,
    )


def marks(case: Any) -> list[dict[str, Any]]:
    """Return the dates of the case's referrals for its ruler."""
    found = []
    for row in _of(case):
        other = _tenants([row])[row.receiver_tenant_id if _is_sent(row) else row.sender_tenant_id]
        name = organisation_mark(other)["name"]
        if _is_sent(row):
            found.append(_mark(row.sent_at, _("To %(name)s", name=name)))
            if row.answered_at:
                found.append(_mark(row.answered_at, _("Answer of %(name)s", name=name)))
        elif row.signed_for_at:
            found.append(_mark(row.signed_for_at, _("Signed for, from %(name)s", name=name)))
    return found


def _is_sent(row: Referral) -> bool:
    return queries.side_of(row) == Side.SENDER


def _mark(at: Any, title: Any) -> dict[str, Any]:
    return {"on": clock.office_date(at), "title": title, "state": "done"}


def given_files(case: Any) -> dict[UUID, str]:
    """Return which files of the case were given to another organisation: those whose bytes lie in an envelope."""
    sent = [row for row in _of(case) if _is_sent(row)]
    return dict.fromkeys(queries.given_attachments(case.id, sent), "pair") if sent else {}


def readings(case: Any) -> list[dict[str, Any]]:
    """Return who at either side was shown what of the case's envelopes."""
    found = []
    for row in _of(case):
        chain, tenants = queries.chain(row), _tenants([row])
        for line in shown.reading_lines(chain, queries.readings(row), tenants):
            who = _("%(name)s, %(organisation)s", name=line["who"], organisation=line["organisation"]["name"])
            found.append({"at": line["at"], "who": who, "what": line["what"]})
    return found


def envelopes(case: Any) -> list[Envelope]:
    """Return what was sent as the petitioner is told of it, the oldest first."""
    sent = [row for row in reversed(_of(case)) if _is_sent(row)]
    tenants = _tenants(sent)
    return [envelope_of(row, tenants[row.receiver_tenant_id]) for row in sent]


def counter() -> dict[str, Any] | None:
    """Return the desk's counter of envelopes to sign for."""
    if not current_actor().may(Permission.REFERRAL_READ):
        return None
    number = queries.waiting()["to_sign"]
    return {
        "number": number,
        "unit": _("envelopes"),
        "text": _("from others, to be signed for"),
        "icon": "mail-opened",
        "url": url_for("referrals.index"),
        "tone": "pair" if number else "",
    }


def desk_card() -> Markup | None:
    """Return the desk's card of envelopes to sign for."""
    actor = current_actor()
    if not actor.may(Permission.REFERRAL_READ):
        return None
    rows = queries.to_sign(ON_DESK)
    tenants = _tenants(rows)
    due = (
        {duty.subject_id: duty for duty in obligations.of_subject(*(row.id for row in rows))} if rows else {}
    )
    found = [
        {
            "row": row,
            "kind": words.KINDS[Kind(row.kind)],
            "sender": organisation_mark(tenants[row.sender_tenant_id]),
            "summary": shown.packed_words(row.item_count, row.file_count),
            "due": shown.chip_of(due.get(row.id)),
        }
        for row in rows
    ]
    may_sign = actor.may(Permission.REFERRAL_RECEIVE)
    total = queries.waiting()["to_sign"]
    page = render_template("referrals/_desk_card.html", lines=found, may_sign=may_sign, total=total)
    return Markup(page)  # noqa: S704 - our template


def address(kind: str, subject_id: UUID) -> str | None:
    """Return where a duty about a referral is done."""
    return url_for("referrals.detail", referral_id=subject_id) if kind == "referral" else None


def offer_parts() -> None:
    """Fill the places that casework leaves on its pages."""
    slots.offer("case.actions", refer_button)
    slots.offer("case.side", side_cards)
    slots.offer("case.subjects", subjects)
    slots.offer("case.timeline", lines)
    slots.offer("case.ruler", marks)
    slots.offer("case.files", given_files)
    slots.offer("case.readings", readings)
    slots.offer("petitioner.envelopes", envelopes)
    slots.offer("desk.counters", counter)
    slots.offer("desk.main", desk_card)
    slots.offer("subject.url", address)
