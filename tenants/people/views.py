"""Pages before a tenant is chosen: sign-in, the tenant chooser, one's sessions, one's password."""

from typing import Any

import click
from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user

from tenants.core import schema, slots
from tenants.core.commands import Actor
from tenants.core.errors import NotFound, Problem, TooMany
from tenants.core.ids import parse_id
from tenants.core.permissions import ROLE_NAMES, Permission, Role
from tenants.core.visitors import visitor
from tenants.core.words import _
from tenants.organisations.words import mark_of, name_of
from tenants.people import doors, queries, rules, schemas
from tenants.people import sign_in as signing
from tenants.people.devices import device_name

blueprint = Blueprint("people", __name__)
ENTRY_COOKIE = "entry"
_YEAR = 31536000
_EMPTY: dict[str, Any] = {"data": {}, "errors": {}}


def again(template: str, problem: Problem, data: dict[str, Any], **values: Any) -> Any:
    """Return the page of a refused form: what was typed stays, the sentences stand beside their fields."""
    form = {"data": data, "errors": problem.fields or {"_form": [problem.message]}}
    headers = {"Retry-After": str(problem.retry_after)} if isinstance(problem, TooMany) else {}
    return render_template(template, form=form, **values), problem.status, headers


@blueprint.get("/")
@doors.public
def front() -> Any:
    """Lead where the person was last, to the chooser, or to the sign-in page."""
    if not current_user.is_authenticated:
        return redirect(url_for("people.sign_in"))
    return redirect(_way_in(session.get(doors.LAST_TENANT) or request.cookies.get(ENTRY_COOKIE)))


def _way_in(slug: str | None) -> str:
    """Return the first page of the tenant ``slug``, or of the only one, or else the chooser."""
    tenants = queries.tenants_of(current_user.account_id)
    chosen = [tenant for tenant in tenants if tenant.slug == slug] or tenants
    place = queries.place_in(chosen[0], current_user.account_id) if len(chosen) == 1 else None
    return first_page(place.actor, place.tenant.slug) if place else url_for("people.choose_tenant")


def first_page(actor: Actor, slug: str) -> str:
    """Return where a seat begins its day: the desk, or what else it may open."""
    if actor.may(Permission.CASE_READ):
        return f"/o/{slug}/desk"
    if actor.may(Permission.PEOPLE_MANAGE):
        return url_for("people.seats", tenant_slug=slug)
    return f"/o/{slug}/notices/"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@doors.public
def sign_in() -> Any:
    """Show the sign-in form, or sign in."""
    target = request.values.get("next", "")
    target = target if rules.stays_on_site(target) else ""
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(target or url_for("people.front"))
        return render_template("people/sign_in.html", form=_EMPTY, target=target, public_door=_public_door())
    login = request.form.get("login", "")
    try:
        data = schema.load(schemas.SignIn, {"login": login, "password": request.form.get("password", "")})
        ticket = signing.sign_in(data["login"], data["password"], request.user_agent.string, visitor())
    except Problem as problem:
        return again(
            "people/sign_in.html", problem, {"login": login}, target=target, public_door=_public_door()
        )
    doors.open_door(ticket, ticket.account)
    if ticket.account.password_is_first:
        return redirect(url_for("people.password", next=target or None), 303)
    return redirect(target or _way_in(request.cookies.get(ENTRY_COOKIE)), 303)


def _public_door() -> str:
    """Return the address of the petitioners' own entrance, which the public room offers."""
    found = slots.collect("public.door")
    return found[0] if found else ""


@blueprint.route("/choose", methods=["GET", "POST"])
@doors.sign_in_required
def choose_tenant() -> Any:
    """Let a person with several seats choose one; with one seat, go in; remember the choice if asked."""
    if request.method == "POST":
        return _choose(request.form.get("tenant", ""))
    places = queries.places_of(current_user.account_id)
    if len(places) == 1:
        return redirect(first_page(places[0].actor, places[0].tenant.slug))
    return render_template(
        "people/choose_tenant.html",
        name=doors.signed_in_account().name,
        places=[_card(place) for place in places],
        remembered=request.cookies.get(ENTRY_COOKIE, ""),
    )


def _choose(slug: str) -> Response:
    tenants = queries.tenants_of(current_user.account_id)
    tenant = next((tenant for tenant in tenants if tenant.slug == slug), None)
    place = queries.place_in(tenant, current_user.account_id) if tenant else None
    if place is None:
        raise NotFound
    answer = make_response(redirect(first_page(place.actor, place.tenant.slug), 303))
    if request.form.get("remember"):
        secure = request.is_secure
        answer.set_cookie(ENTRY_COOKIE, slug, max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
    else:
        answer.delete_cookie(ENTRY_COOKIE)
    return answer


def _card(place: queries.Place) -> dict[str, Any]:
    roles = [str(ROLE_NAMES[Role(role)]) for role in place.seat.roles]
    return {
        "tenant": mark_of(place.tenant),
        "unit": name_of(place.unit) if place.unit.tier > 1 else "",
        "posts": str(_(", ")).join([place.seat.title] if place.seat.title else roles),
        "overdue": place.counts.get("overdue"),
        "today": place.counts.get("today"),
    }


@blueprint.post("/sign-out")
@doors.public
def sign_out() -> Any:
    """Sign out on this device."""
    doors.close_door()
    flash(_("You are signed out on this device."), "ok")
    return redirect(url_for("people.sign_in"), 303)


@blueprint.get("/sessions")
@doors.sign_in_required
def sessions() -> Any:
    """List the devices on which the person is signed in."""
    rows = [
        {"id": row.id, "device": device_name(row.device), "since": row.created_at, "seen": row.seen_at}
        for row in queries.open_sessions(current_user.account_id)
    ]
    return render_template("people/sessions.html", rows=rows, this_session=doors.current_session_id())


@blueprint.post("/sessions/end")
@doors.sign_in_required
def end_session() -> Any:
    """Sign out on one other device."""
    session_id = parse_id(request.form.get("session_id", ""))
    if session_id is None or not signing.sign_out(session_id, current_user.account_id):
        raise NotFound
    flash(_("Signed out on that device."), "ok")
    return redirect(url_for("people.sessions"), 303)


@blueprint.post("/sessions/end-others")
@doors.sign_in_required
def end_other_sessions() -> Any:
    """Sign out on all other devices."""
    ended = signing.sign_out_elsewhere(current_user.account_id, doors.current_session_id())
    flash(_("Signed out on %(number)d other devices.", number=ended), "ok")
    return redirect(url_for("people.sessions"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@doors.any_password_allowed
def password() -> Any:
    """Show the form for one's own password, or change it; whoever has to change a first one then goes on."""
    is_first = current_user.account.password_is_first
    target = request.values.get("next", "")
    values = {"is_first": is_first, "target": target if rules.stays_on_site(target) else ""}
    if request.method == "GET":
        return render_template("people/password.html", form=_EMPTY, **values)
    try:
        data = schema.load(
            schemas.ChangePassword, {name: request.form.get(name, "") for name in ("old", "new", "again")}
        )
        ended = signing.change_password(
            current_user.account_id, data["old"], data["new"], doors.current_session_id()
        )
    except Problem as problem:
        return again("people/password.html", problem, {}, **values)
    if is_first:
        flash(_("The password is changed. From now on only you know it."), "ok")
        return redirect(values["target"] or url_for("people.front"), 303)
    flash(_("The password is changed. Signed out on %(number)d other devices.", number=ended), "ok")
    return redirect(url_for("people.sessions"), 303)


@blueprint.cli.command("set-password")
@click.argument("login")
@click.password_option(help="The new password; asked for when left out.")
def set_password(login: str, password: str) -> None:
    """Set a new password for LOGIN and end its sessions: the operator's way when nobody else can help."""
    try:
        ended = signing.set_password(login, password)
    except Problem as problem:
        sentences = [str(text) for found in problem.fields.values() for text in found] or [
            str(problem.message)
        ]
        raise click.ClickException(" ".join(sentences)) from problem
    click.echo(f"password of {login} set, to be changed at the next sign-in; {ended} sessions ended")


def _unit_name() -> str | None:
    unit = doors.current_unit()
    return name_of(unit) if unit.tier > 1 else None


slots.offer("frame.unit", _unit_name)
