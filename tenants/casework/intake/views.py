"""Registering a matter, its receipt, and showing what is masked."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from markupsafe import Markup

from tenants.casework.cases import categories, page, queries, words
from tenants.casework.cases.posted import empty_form, form_again, posted
from tenants.casework.cases.views import case_page
from tenants.casework.intake import rules
from tenants.casework.intake.queries import current_tracking_code, has_phone
from tenants.casework.intake.schemas import RegisterCase
from tenants.casework.progress.queries import told_here
from tenants.core import clock, slots
from tenants.core.commands import execute
from tenants.core.errors import Problem
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.people.doors import current_actor, seat_required

blueprint = Blueprint("intake", __name__, url_prefix="/o/<tenant_slug>/cases")

FIELDS = tuple(RegisterCase._declared_fields)
_FRESH = "fresh_receipts"


@blueprint.route("/new", methods=["GET", "POST"])
@seat_required(Permission.CASE_REGISTER)
def register() -> Any:
    """Show the form of a new matter, or register it and lead to its receipt."""
    if request.method == "GET":
        return _form_page(
            empty_form(received_on=clock.today(), channel="visit", case_class="appeal", person_count=1)
        )
    payload = posted(*FIELDS)
    try:
        made = execute("case.register", payload, current_actor(), key=request.form.get("key"))
    except Problem as problem:
        return _form_page(form_again(problem)), problem.status
    _may_show_code(made["case_id"])
    flash(_("%(number)s is registered.", number=made["number"]), "ok")
    return redirect(url_for("intake.receipt", case_id=made["case_id"]), 303)


def _form_page(form: dict[str, Any]) -> str:
    labels = {
        rules.of_person(name, number): _("%(item)s (representative %(number)d)", item=label, number=number)
        for number in rules.FURTHER
        for name, label in page.IDENTITY_NAMES.items()
    }
    return render_template(
        "intake/register.html",
        form=form,
        further=rules.FURTHER,
        further_labels=labels,
        further_open=any(form["data"].get(name) or name in form["errors"] for name in labels),
        channels=list(words.CHANNELS.items()),
        classes=list(words.CLASSES.items()),
        subjects=categories.subjects(),
        children=categories.children_of,
        places=page.places(),
        oldest_day=rules.oldest_day(clock.today()),
    )


def _may_show_code(case_id: str) -> None:
    """Let this browser see the code of a case it has just registered, or asked for, until it signs out."""
    session[_FRESH] = [*session.get(_FRESH, [])[-4:], case_id]


@blueprint.get("/<uuid:case_id>/receipt")
@seat_required(Permission.CASE_REGISTER)
def receipt(case_id: UUID) -> Any:
    """Show the receipt; the code only right after it was made or asked for, since each showing is recorded."""
    headed = queries.headed_case(current_actor(), case_id)
    code = current_tracking_code(case_id) if str(case_id) in session.get(_FRESH, []) else None
    address = _progress_address(code) if code else ""
    promise = told_here(headed.case).promise
    return render_template(
        "intake/receipt.html",
        code=rules.spaced_code(code) if code else "",
        address=address,
        picture=_qr_picture(address) if address else "",
        told_by=promise.due_on if promise else None,
        asks_phone=has_phone(case_id),
        **page.head_of(headed, current_actor()),
    )


@blueprint.post("/<uuid:case_id>/receipt")
@seat_required(Permission.CASE_REGISTER)
def show_receipt(case_id: UUID) -> Any:
    """Ask for the code again; the asking is recorded, then the receipt shows it."""
    execute("receipt.show", {"case_id": str(case_id)}, current_actor())
    _may_show_code(str(case_id))
    return redirect(url_for("intake.receipt", case_id=case_id), 303)


def _progress_address(code: str) -> str:
    """Return where the petitioner looks; the public door says it through the slot ``petitioner.address``."""
    found = slots.collect("petitioner.address", code=code)
    return found[0] if found else f"{current_app.config['PUBLIC_URL']}/p"


def _qr_picture(text: str) -> Markup:
    """Return a QR code as SVG that carries no style attribute, which the content policy forbids."""
    import segno

    return Markup(segno.make(text, error="m").svg_inline(border=2, omitsize=True))  # noqa: S704 - drawn here


@blueprint.post("/<uuid:case_id>/reveal")
@seat_required(Permission.IDENTITY_REVEAL)
def reveal(case_id: UUID) -> Any:
    """Show one masked value once: as the bare value to htmx, else on the case page."""
    payload = {"case_id": str(case_id), **posted("petitioner_id", "field")}
    shown = execute("identity.reveal", payload, current_actor())
    if "HX-Request" in request.headers:
        return render_template("cases/_revealed.html", value=shown["value"])
    return case_page(case_id, revealed={(payload.get("petitioner_id"), shown["field"]): shown["value"]})
