"""The bell's pages."""

from flask import Blueprint, render_template

from tenants.core.permissions import Permission
from tenants.people.doors import seat_required

blueprint = Blueprint("live", __name__, url_prefix="/o/<tenant_slug>/notices")


@blueprint.get("/")
@seat_required(Permission.SIGN_IN)
def notices() -> str:
    """Show what was told to this seat."""
    return render_template("live/notices.html")


@blueprint.get("/unread")
@seat_required(Permission.SIGN_IN)
def unread() -> str:
    """Return the bell's number, for the page's corner."""
    return render_template("parts/bell.html")
