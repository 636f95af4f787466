"""Pages inside a tenant: one's API tokens, and the seats that its administrator looks after."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from tenants.core.commands import execute
from tenants.core.errors import Conflict, NotAllowedNow, NotFound, Problem
from tenants.core.permissions import ROLE_NAMES, Permission, Role, role_names
from tenants.core.words import _
from tenants.organisations.queries import units
from tenants.organisations.words import name_of
from tenants.people import doors, queries
from tenants.people.doors import current_actor
from tenants.people.views import again, blueprint

__all__ = ["blueprint"]
_EMPTY: dict[str, Any] = {"data": {}, "errors": {}}
ROLE_WORK = {
    Role.REGISTRAR: _("registers letters, visits and calls; imports past matters"),
    Role.HANDLER: _("accepts, handles and answers matters"),
    Role.UNIT_HEAD: _("assigns, approves, sends and signs for envelopes; reads the trail"),
    Role.LIAISON: _("sends envelopes to other organisations and signs for theirs"),
    Role.LEADER: _("reads the overview and the matters, changes nothing"),
    Role.CONFIDENTIAL_OFFICER: _("receives accusations, apart from all others"),
    Role.MINUTE_TAKER: _("writes the minutes of joint meetings"),
    Role.SECRETARIAT: _("prepares joint meetings and watches the duties"),
    Role.CONVENER: _("calls and chairs joint meetings"),
    Role.TENANT_ADMIN: _("opens and ends seats, looks after units; sees no matter"),
}


def _role_options() -> list[tuple[str, Any, Any]]:
    return [(role.value, ROLE_NAMES[role], ROLE_WORK[role]) for role in Role]


@blueprint.get("/o/<tenant_slug>/tokens/")
@doors.seat_required(Permission.API_TOKEN)
def tokens() -> Any:
    """List the person's API tokens for this tenant."""
    return _tokens_page(form={"data": {"days": 90}, "errors": {}})


def _tokens_page(**values: Any) -> str:
    actor = current_actor()
    rows = queries.tokens_of(actor.account_id, actor.tenant_id) if actor.account_id else []
    return render_template("people/tokens.html", rows=rows, **values)


@blueprint.post("/o/<tenant_slug>/tokens/")
@doors.seat_required(Permission.API_TOKEN)
def create_token() -> Any:
    """Make a token and show it, this once: so the answer is the page itself and no redirect."""
    data = {"name": request.form.get("name", ""), "days": request.form.get("days", "")}
    try:
        made = execute("token.create", data, current_actor(), key=request.form.get("key"))
    except Problem as problem:
        form = {"data": data, "errors": problem.fields or {"_form": [problem.message]}}
        return _tokens_page(form=form), problem.status
    if "token" not in made:
        raise NotAllowedNow(
            _(
                "This token was shown already and cannot be shown again. Revoke it and make another if you lost it."
            )
        )
    return _tokens_page(form={"data": {"days": 90}, "errors": {}}, made=made["token"]), 201


@blueprint.post("/o/<tenant_slug>/tokens/revoke")
@doors.seat_required(Permission.API_TOKEN)
def revoke_token() -> Any:
    """End one of the person's own tokens."""
    payload = {"token_id": request.form.get("token_id", "")}
    execute("token.revoke", payload, current_actor(), key=request.form.get("key"))
    flash(_("The token is revoked. Programs that use it are refused from now on."), "ok")
    return redirect(url_for("people.tokens"), 303)


@blueprint.get("/o/<tenant_slug>/seats/")
@doors.seat_required(Permission.PEOPLE_MANAGE)
def seats() -> Any:
    """List the tenant's seats."""
    rows = [
        {"seat": seat, "login": login, "unit": name_of(unit), "roles": role_names(seat.roles)}
        for seat, login, unit in queries.seats_with_logins()
    ]
    return render_template("people/seats.html", rows=rows, mine=current_actor().seat_id)


@blueprint.route("/o/<tenant_slug>/seats/new", methods=["GET", "POST"])
@doors.seat_required(Permission.PEOPLE_MANAGE)
def open_seat() -> Any:
    """Show the form of a new seat, or open it."""
    choices = {"units": [(unit.id, name_of(unit)) for unit in units()], "roles": _role_options()}
    if request.method == "GET":
        return render_template("people/seat_new.html", form=_EMPTY, **choices)
    names = ("login", "password", "name", "title", "unit_id")
    typed = {name: request.form.get(name, "").strip() for name in names}
    typed["login"] = typed["login"].lower()
    payload = {name: value for name, value in typed.items() if value} | {
        "roles": request.form.getlist("roles")
    }
    try:
        # No idempotency key: it would keep a quick hash, though a keyed one, of a body that holds a password.
        execute("seat.open", payload, current_actor())
    except Problem as problem:
        return again("people/seat_new.html", problem, {**payload, "password": ""}, **choices)
    flash(_("%(name)s can sign in now, as %(login)s.", name=typed["name"], login=typed["login"]), "ok")
    return redirect(url_for("people.seats"), 303)


def _seat(seat_id: UUID) -> Any:
    found = queries.seat(seat_id)
    if found is None or found.revoked_at is not None:
        raise NotFound
    return found


def _about(seat: Any) -> dict[str, Any]:
    return {"seat": seat, "login": queries.login_of(seat.account_id), "roles": _role_options()}


@blueprint.route("/o/<tenant_slug>/seats/<uuid:seat_id>", methods=["GET", "POST"])
@doors.seat_required(Permission.PEOPLE_MANAGE)
def change_seat(seat_id: UUID) -> Any:
    """Show what a seat is for, or change it."""
    seat = _seat(seat_id)
    if request.method == "GET":
        form = {"data": {"roles": seat.roles}, "errors": {}}
        return render_template("people/seat.html", form=form, **_about(seat))
    roles = request.form.getlist("roles")
    payload = {"seat_id": str(seat_id), "version": request.form.get("version", ""), "roles": roles}
    try:
        execute("seat.change_roles", payload, current_actor(), key=request.form.get("key"))
    except Conflict as conflict:
        form = {"data": {"roles": roles}, "errors": {}}
        both = conflict.differences()
        page = render_template("people/seat.html", form=form, differences=both, **_about(seat))
        return page, conflict.status
    except Problem as problem:
        return again("people/seat.html", problem, {"roles": roles}, **_about(seat))
    flash(_("%(name)s: the roles are changed, at once and on all open pages.", name=seat.name), "ok")
    return redirect(url_for("people.seats"), 303)


@blueprint.route("/o/<tenant_slug>/seats/<uuid:seat_id>/revoke", methods=["GET", "POST"])
@doors.seat_required(Permission.PEOPLE_MANAGE)
def revoke_seat(seat_id: UUID) -> Any:
    """Say what ending a seat means, or end it."""
    seat = _seat(seat_id)
    if request.method == "GET":
        return render_template("people/seat_revoke.html", form=_EMPTY, **_about(seat))
    try:
        execute("seat.revoke", {"seat_id": str(seat_id)}, current_actor(), key=request.form.get("key"))
    except Problem as problem:
        return again("people/seat_revoke.html", problem, {}, **_about(seat))
    flash(_("The seat of %(name)s has ended. What was in hand stays with the unit.", name=seat.name), "ok")
    return redirect(url_for("people.seats"), 303)


@blueprint.route("/o/<tenant_slug>/seats/<uuid:seat_id>/password", methods=["GET", "POST"])
@doors.seat_required(Permission.PEOPLE_MANAGE)
def reset_password(seat_id: UUID) -> Any:
    """Show the form of a new first password, or set it."""
    seat = _seat(seat_id)
    if request.method == "GET":
        return render_template("people/seat_password.html", form=_EMPTY, **_about(seat))
    payload = {"seat_id": str(seat_id), "password": request.form.get("password", "")}
    try:
        execute("seat.reset_password", payload, current_actor())
    except Problem as problem:
        return again("people/seat_password.html", problem, {}, **_about(seat))
    flash(
        _(
            "The password is set. Tell it to %(name)s in person; at the next sign-in it has to be changed.",
            name=seat.name,
        ),
        "ok",
    )
    return redirect(url_for("people.seats"), 303)
