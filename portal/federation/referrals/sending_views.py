"""Pages on which an envelope is packed, checked and sent: 转外单位."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup

from portal.federation.mechanisms import queries as mechanisms
from portal.federation.referrals import drafting, notices, packing, picking, rules, schemas, shown, words
from portal.federation.referrals.packing import Package
from portal.federation.referrals.rules import Kind
from portal.web.navigation import organisation_mark
from tenants.casework.cases.posted import empty_form, form_again
from tenants.casework.cases.queries import case_for
from tenants.casework.intake.rules import FURTHER, of_person
from tenants.core import clock, schema
from tenants.core.commands import execute
from tenants.core.errors import Conflict, Invalid, NotAllowedNow, Problem
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.people.doors import current_actor, seat_required

blueprint = Blueprint("sending", __name__, url_prefix="/o/<tenant_slug>/cases/<uuid:case_id>/refer")

_CONSENT = ("consent_how", "consent_on", "consent_note")
_CONSENTS = tuple(of_person(name, person) for person in (1, *FURTHER) for name in _CONSENT)
_TEXTS = ("kind", "purpose", "summary", *_CONSENTS, "answer_due_on")
CONFIRMED = ("checked", "confirmation", "seen")


def _payload(case_id: UUID, *more: str) -> dict[str, Any]:
    """Return what the form holds, as the commands want it."""
    form = request.form
    mechanism_id, _dot, receiver_id = form.get("receiver", "").partition(".")
    texts = {name: form[name] for name in (*_TEXTS, *more) if form.get(name, "").strip()}
    chosen = {"mechanism_id": mechanism_id, "receiver_tenant_id": receiver_id} if receiver_id else {}
    return {
        "case_id": str(case_id),
        "items": [name for name in form.getlist("items") if name not in rules.MUST_ITEMS],
        "files": form.getlist("files"),
        **chosen,
        **texts,
    }


def _draft(case_id: UUID) -> dict[str, Any]:
    return schema.load(schemas.DraftReferral, _payload(case_id))


@blueprint.get("")
@seat_required(Permission.REFERRAL_SEND)
def compose(case_id: UUID) -> Any:
    """Show the form: to whom, what for, and what is given; nothing personal is ticked.

    A draft of this seat is offered; ``?draft=1`` goes on with it.
    """
    found = case_for(current_actor(), case_id)
    draft = drafting.draft_of(current_actor(), case_id)
    if draft and request.args.get("draft"):
        return _form_page(
            packing.compose(current_actor(), schema.load(schemas.DraftReferral, draft.typed)),
            {"data": _as_typed(draft.typed), "errors": {}},
        )
    kind = Kind.CO_HANDLE if found.state == "accepted" else Kind.TRANSFER
    form = empty_form(kind=kind, summary=found.summary, items=[], files=[])
    data = schema.load(
        schemas.DraftReferral, {"case_id": str(case_id), "kind": kind, "summary": found.summary}
    )
    return _form_page(packing.compose(current_actor(), data), form, beside=draft)


@blueprint.post("")
@seat_required(Permission.REFERRAL_SEND)
def check(case_id: UUID) -> Any:
    """Lead to the confirmation when the envelope is ready, else show the form again; writes nothing.

    The button ``step`` says which: preview and back show the form, check the confirmation, which a script shows in
    a window over the form. A change of the form without a button asks for the preview alone.
    """
    is_checked = request.form.get("step") == "check"
    try:
        data = _draft(case_id)
    except Invalid as problem:
        if _by_script() and not is_checked:
            return "", 204
        empty = schema.load(schemas.DraftReferral, {"case_id": str(case_id)})
        return _form_again(packing.compose(current_actor(), empty), problem)
    package = packing.compose(current_actor(), data)
    if not is_checked:
        if _by_script():
            return render_template("referrals/_live_preview.html", out_of_band=True, **_preview(package))
        return _form_page(package, _form_as_typed(), beside=_draft_beside(case_id))
    try:
        packing.check_may_refer(package)
        packing.check_ready(package, data)
    except Problem as problem:
        return _form_again(package, problem)
    return _confirm_page(package, empty_form())


def _by_script() -> bool:
    return "HX-Request" in request.headers


def _form_again(package: Package, problem: Problem) -> tuple[Any, ...]:
    """Return the form with what was typed and what is wrong with it; for a script in place of the whole page."""
    errors = problem.fields or {"_form": [problem.message]}
    beside = _draft_beside(package.case.id)
    page = _form_page(package, {**_form_as_typed(), "errors": errors}, beside=beside)
    in_place = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}
    return page, problem.status, in_place if _by_script() else {}


def _draft_beside(case_id: UUID) -> drafting.Draft | None:
    """Return the draft that was offered beside this form and neither taken up nor thrown away."""
    return drafting.draft_of(current_actor(), case_id) if request.form.get("beside") else None


@blueprint.post("/draft")
@seat_required(Permission.REFERRAL_SEND)
def save_draft(case_id: UUID) -> Any:
    """Keep what is typed; a script is told when, without script the form comes again, going on from the draft."""
    try:
        execute("referral.save_draft", _payload(case_id), current_actor())
    except Invalid as problem:
        if _by_script():
            return render_template("referrals/_draft_state.html", problem=problem), problem.status
        empty = schema.load(schemas.DraftReferral, {"case_id": str(case_id)})
        return _form_again(packing.compose(current_actor(), empty), problem)
    if _by_script():
        return render_template("referrals/_draft_state.html", saved_at=clock.now())
    flash(_("The draft is saved. Only your seat sees it."), "ok")
    return redirect(url_for("sending.compose", case_id=case_id, draft=1), 303)


@blueprint.post("/draft/discard")
@seat_required(Permission.REFERRAL_SEND)
def discard_draft(case_id: UUID) -> Any:
    """Throw the draft away and lead to an empty form."""
    execute("referral.discard_draft", {"case_id": str(case_id)}, current_actor())
    flash(_("The draft is thrown away."), "ok")
    return redirect(url_for("sending.compose", case_id=case_id), 303)


@blueprint.post("/send")
@seat_required(Permission.REFERRAL_SEND)
def send(case_id: UUID) -> Any:
    """Send what was confirmed and lead to the referral with its first receipt."""
    try:
        sent = execute(
            "referral.send", _payload(case_id, *CONFIRMED), current_actor(), key=request.form.get("key")
        )
    except (Invalid, NotAllowedNow, Conflict) as problem:
        package = packing.compose(current_actor(), _draft(case_id))
        about_confirming = set(problem.fields) <= set(CONFIRMED) and problem.fields
        if about_confirming or problem.code == "changed_since_seen":
            return _confirm_page(package, form_again(problem)), problem.status
        return _form_again(package, problem)
    flash(_sent_words(sent["number"]), "ok")
    there = url_for("referrals.detail", referral_id=sent["referral_id"])
    return ("", 200, {"HX-Redirect": there}) if _by_script() else redirect(there, 303)


def _sent_words(number: str) -> Any:
    return _("Sent: %(number)s. The first receipt is below; each side keeps a copy.", number=number)


def _form_as_typed() -> dict[str, Any]:
    data: dict[str, Any] = {name: request.form.get(name, "") for name in (*_TEXTS, "receiver", "key")}
    lists = {name: request.form.getlist(name) for name in ("items", "files")}
    return {"data": {**data, **lists}, "errors": {}}


def _as_typed(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return a draft as the form's fields want it."""
    receiver = ""
    if draft["mechanism_id"] and draft["receiver_tenant_id"]:
        receiver = packing.receiver_choice(draft["mechanism_id"], draft["receiver_tenant_id"])
    return {**{name: draft[name] or "" for name in _TEXTS}, "items": draft["items"], "receiver": receiver}


def _form_page(package: Package, form: dict[str, Any], beside: drafting.Draft | None = None) -> str:
    """Return the form; ``beside`` is an older draft that is offered, and not overwritten by itself."""
    case = package.case
    ticked = set(form["data"].get("items") or ())
    return render_template(
        "referrals/compose.html",
        form=form,
        receivers=[
            (
                packing.receiver_choice(mechanism.id, member.tenant.id),
                organisation_mark(member.tenant)["full_name"],
                mechanism.name_en if words.english() else mechanism.name,
            )
            for mechanism, member in mechanisms.fellow_members()
        ],
        kinds=[(kind, words.KINDS[kind], words.KIND_NOTES[kind]) for kind in Kind],
        ways=[(way, words.CONSENT_WAYS[way]) for way in rules.consent_ways(package.sender.kind)],
        groups=picking.groups(package, ticked),
        people=picking.people(package, ticked),
        names=picking.FIELD_NAMES,
        refusal=_refusal(package),
        beside=beside,
        tomorrow=clock.today(),
        **_preview(package),
        case_url=url_for("cases.case", case_id=case.id),
    )


def _refusal(package: Package) -> Any:
    """Return why this matter may not be referred at all, or "" when it may."""
    try:
        packing.check_may_refer(package)
    except NotAllowedNow as problem:
        return problem.message
    return ""


def _preview(package: Package) -> dict[str, Any]:
    """Return the receiver's view of the package, what the petitioner will read, and the terms."""
    sender = organisation_mark(package.sender)
    receiver = organisation_mark(package.receiver) if package.receiver else None
    actor = current_actor()
    return {
        "case": package.case,
        "package": package,
        "envelope": shown.preview_view(package),
        "sender": {**sender, "name": sender["full_name"], "detail": f"{actor.name} {package.sender.phone}"},
        "receiver": {**receiver, "name": receiver["full_name"], "detail": ""} if receiver else None,
        "told": notices.told(package) if package.receiver else "",
        "ground": package.ground,
        "due_text": shown.long_day(package.answer_due_on),
        "withheld_count": len(package.withheld),
    }


def _confirm_page(package: Package, form: dict[str, Any]) -> str:
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_AGAIN]
    receiver = package.receiver
    word = organisation_mark(receiver)["name"] if receiver else ""
    return render_template(
        "referrals/_confirm_window.html" if _by_script() else "referrals/confirm.html",
        form=form,
        typed=typed,
        key=request.form.get("key", ""),
        word=word,
        seen=package.fingerprint(),
        given=shown.labels(package.given),
        withheld=shown.labels(package.withheld),
        **_preview(package),
        case_url=url_for("cases.case", case_id=package.case.id),
    )


_NOT_AGAIN = frozenset({"csrf_token", "key", "step", *CONFIRMED})


def refer_button(case: Any) -> Markup | str:
    """Return the button 转外单位 for the head of a case's page; with its reason where it cannot be pressed."""
    if not current_actor().may(Permission.REFERRAL_SEND):
        return ""
    return Markup(render_template("referrals/_refer_button.html", case=case))  # noqa: S704 - our template
