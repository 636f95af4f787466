"""Pages of sign-in, the tenant chooser, sessions, tokens and seats."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

from tenants.core import schema
from tenants.core.database import current_session
from tenants.core.errors import Problem
from tenants.people import doors, schemas
from tenants.people import sign_in as signing
from tenants.people.models import Account

blueprint = Blueprint("people", __name__)


@blueprint.get("/")
@doors.public
def front() -> Any:
    """Lead to the chooser, or to the sign-in page."""
    return redirect(url_for("people.choose_tenant" if current_user.is_authenticated else "people.sign_in"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@doors.public
def sign_in() -> Any:
    """Show the sign-in form, or sign in."""
    if request.method == "GET":
        return render_template("people/sign_in.html", form={"data": {}, "errors": {}})
    try:
        data = schema.load(schemas.SignIn, {k: request.form.get(k, "") for k in ("login", "password")})
        ticket = signing.sign_in(data["login"], data["password"], request.user_agent.string)
    except Problem as problem:
        form = {
            "data": {"login": request.form.get("login", "")},
            "errors": problem.fields or {"_form": [problem.message]},
        }
        return render_template("people/sign_in.html", form=form), problem.status
    account = current_session().scalars(select(Account).where(Account.login == data["login"].lower())).one()
    doors.open_door(ticket, account)
    return redirect(url_for("people.choose_tenant"), 303)


@blueprint.get("/choose")
@doors.sign_in_required
def choose_tenant() -> Any:
    """Let a person with several seats choose; with one seat, go in."""
    return render_template("people/choose_tenant.html")


@blueprint.post("/sign-out")
@doors.public
def sign_out() -> Any:
    """Sign out on this device."""
    doors.close_door()
    return redirect(url_for("people.sign_in"), 303)


@blueprint.get("/sessions")
@doors.sign_in_required
def sessions() -> Any:
    """List the devices on which the person is signed in."""
    return render_template("people/sessions.html")


@blueprint.get("/o/<tenant_slug>/tokens/")
@doors.seat_required(doors.Permission.API_TOKEN)
def tokens() -> Any:
    """List the person's API tokens for this tenant."""
    return render_template("people/tokens.html")
