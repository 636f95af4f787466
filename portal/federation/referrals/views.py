"""Pages of referrals: the list, one referral from either side, its acts, its custody chain."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.federation.referrals import custody, queries, rules, shown, words
from portal.federation.referrals.custody import Chain
from portal.federation.referrals.rules import Kind, Side, State
from portal.web.navigation import organisation_mark
from tenants.casework.cases.page import places
from tenants.casework.cases.posted import empty_form, form_again, posted
from tenants.casework.cases.queries import case_card
from tenants.casework.cases.timeline import SERVICES
from tenants.casework.handling.serving import with_way_to_paper
from tenants.core.commands import execute
from tenants.core.errors import Problem
from tenants.core.ids import parse_id
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.obligations import queries as obligations
from tenants.organisations.queries import directory
from tenants.papers.queries import documents_of
from tenants.people.doors import current_actor, seat_required

blueprint = Blueprint("referrals", __name__, url_prefix="/o/<tenant_slug>/referrals")

_FIELDS = {
    "sign_for": ("note",),
    "accept": ("title", "unit_id", "handler_seat_id", "served_how", "path", "note"),
    "answer": ("outcome", "answer"),
    "confirm": ("note",),
}
_DONE = {
    "sign_for": _("Signed for. The whole envelope is open to you now; its clocks run from today."),
    "accept": _("Accepted. Your own case is open; the other side sees its state only."),
    "answer": _("Answered. The sender is told at once."),
    "confirm": _("Confirmed. The chain of receipts is complete."),
}


@blueprint.get("/")
@seat_required(Permission.REFERRAL_READ)
def index() -> str:
    """List what was received or sent, the newest first."""
    side = Side.SENDER if request.args.get("side") == "out" else Side.RECEIVER
    whole = bool(request.args.get("all"))
    before = parse_id(request.args.get("before", ""))
    rows = queries.listed(side, only_open=not whole, before=before)
    page, more = rows[: queries.PAGE], len(rows) > queries.PAGE
    chosen: dict[str, Any] = {"side": "out" if side == Side.SENDER else "in", "all": "1" if whole else None}
    return render_template(
        "referrals/list.html",
        lines=_lines(page, side),
        side=side,
        whole=whole,
        counts=queries.waiting(),
        chosen=chosen,
        before=before,
        next_url=url_for("referrals.index", **chosen, before=page[-1].id) if more else "",
    )


def _lines(rows: list[Any], side: Side) -> list[dict[str, Any]]:
    """Return the rows of the list with the other party and the most urgent open duty of each."""
    other = "receiver_tenant_id" if side == Side.SENDER else "sender_tenant_id"
    tenants = directory({getattr(row, other) for row in rows}) if rows else {}
    urgent: dict[UUID, Any] = {}
    for duty in obligations.of_subject(*(row.id for row in rows)) if rows else []:
        known = urgent.get(duty.subject_id)
        if duty.state == "open" and (known is None or duty.due_on < known.due_on):
            urgent[duty.subject_id] = duty
    return [
        {
            "row": row,
            "other": organisation_mark(tenants[getattr(row, other)]),
            "kind": words.KINDS[Kind(row.kind)],
            "state": words.STATES[State(row.state)],
            "tone": words.STATE_TONES[State(row.state)],
            "due": shown.chip_of(urgent.get(row.id)),
        }
        for row in rows
    ]


@blueprint.get("/<uuid:referral_id>")
@seat_required(Permission.REFERRAL_READ)
def detail(referral_id: UUID) -> str:
    """Show a referral from the reader's side."""
    return referral_page(referral_id)


def referral_page(referral_id: UUID, revealed: dict[UUID, str] | None = None) -> str:
    """Return the page of a referral; ``revealed`` are values that were just shown, by item."""
    actor = current_actor()
    found = queries.chain(queries.referral(referral_id))
    row, side = found.referral, queries.side_of(found.referral)
    tenants = shown.parties(row)
    duties = shown.duties_of(row, tenants)
    acts = shown.acts_for(actor, row)
    link, told = queries.link(row.id), queries.disclosure(row.id)
    may_reveal = side == Side.RECEIVER and actor.may(Permission.IDENTITY_REVEAL)
    envelope = shown.envelope_view(row, queries.envelope(found), revealed or {}, may_reveal=may_reveal)
    return render_template(
        "referrals/detail.html",
        **shown.head(row, tenants),
        side=side,
        acts=acts,
        next_act=next((act for act in acts if not act["reason"]), None),
        steps=shown.steps(row, duties),
        lanes=shown.lanes(found, duties, tenants),
        chain=shown.chain_words(custody.check(found)),
        duties=shown.duty_lines(row, duties, tenants),
        open_duties={rule: duty for rule, duty in duties.items() if duty.is_open},
        grounds={rule: shown.basis_of(row, duty) for rule, duty in duties.items()},
        long_day=shown.long_day,
        envelope={**envelope, "withheld": shown.labels(told.withheld) if told else []},
        consents=shown.consent_lines(told),
        readings=shown.reading_lines(found, queries.readings(row), tenants),
        own_case=case_card(actor, link.case_id) if link else None,
        outcome=words.OUTCOMES.get(row.outcome, ""),
        **_act_forms(row, found),
    )


def _act_forms(row: Any, found: Chain) -> dict[str, Any]:
    """Return what the windows on the page need: the two longer forms, as empty as they begin."""
    if queries.side_of(row) == Side.SENDER:
        return {"form": empty_form()}
    return {"form": empty_form(title=_suggested_title(found)), **_choices(row)}


def _choices(row: Any) -> dict[str, Any]:
    return {
        "places": places() if row.state == State.SIGNED_FOR else None,
        "services": list(SERVICES.items()),
        "outcomes": list(words.OUTCOMES.items()),
        "tells_petitioner": row.kind != Kind.GUIDANCE,
        "hands_over": row.kind in rules.HANDS_OVER,
    }


def _suggested_title(found: Chain) -> str:
    """Return the first clause of the summary, as the receiver's own title begins."""
    summary = next((item for item in queries.envelope(found).items if item.name == "demand_summary"), None)
    return rules.first_clause(summary.value) if summary else ""


def _act(referral_id: UUID, name: str, template: str) -> Any:
    """Show the form of an act, or carry the act out and lead back to the referral."""
    found = queries.chain(queries.referral(referral_id))
    form, status = empty_form(title=_suggested_title(found)), 200
    if request.method == "POST":
        payload = {"referral_id": str(referral_id), **posted(*_FIELDS[name])}
        try:
            done = execute(f"referral.{name}", payload, current_actor(), key=request.form.get("key"))
        except Problem as problem:
            form, status = form_again(problem), problem.status
        else:
            flash(_said(name, done), "ok")
            return redirect(url_for("referrals.detail", referral_id=referral_id), 303)
    row = queries.referral(referral_id)
    act = next((act for act in shown.acts_for(current_actor(), row) if act["name"] == name), None)
    reason = act["reason"] if act else words.REFUSALS[f"{name}_is_the_{rules.STEPS[name].side}s"]
    values = {**shown.head(row, shown.parties(row)), **_choices(row)}
    return render_template(template, form=form, reason=reason, act=name, **values), status


def _said(name: str, done: dict[str, Any]) -> Any:
    """Return the sentence after an act; who accepted may have issued a paper, which is to be served."""
    papers = documents_of(UUID(done["case_id"])) if name == "accept" else []
    if not papers:
        return _DONE[name]
    newest = papers[-1]
    return with_way_to_paper(_DONE[name], current_actor(), newest.case_id, newest.id, newest.number)


@blueprint.route("/<uuid:referral_id>/sign-for", methods=["GET", "POST"])
@seat_required(Permission.REFERRAL_RECEIVE)
def sign_for(referral_id: UUID) -> Any:
    """Sign for an envelope."""
    return _act(referral_id, "sign_for", "referrals/act.html")


@blueprint.route("/<uuid:referral_id>/accept", methods=["GET", "POST"])
@seat_required(Permission.REFERRAL_RECEIVE)
def accept(referral_id: UUID) -> Any:
    """Take the matter on and open the own case."""
    return _act(referral_id, "accept", "referrals/act.html")


@blueprint.route("/<uuid:referral_id>/answer", methods=["GET", "POST"])
@seat_required(Permission.REFERRAL_RECEIVE)
def answer(referral_id: UUID) -> Any:
    """Answer the sender."""
    return _act(referral_id, "answer", "referrals/act.html")


@blueprint.route("/<uuid:referral_id>/confirm", methods=["GET", "POST"])
@seat_required(Permission.REFERRAL_SEND)
def confirm(referral_id: UUID) -> Any:
    """Confirm that the answer arrived."""
    return _act(referral_id, "confirm", "referrals/act.html")
