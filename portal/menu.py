"""The lines of the side menu that rooms inside the wall would offer; they may not import the portal, so it does."""

from typing import Any

from flask import g, url_for

from portal.web.navigation import MenuItem, add_menu_item
from tenants.casework.cases.list_queries import open_count
from tenants.core import clock, slots
from tenants.core.commands import Actor
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.obligations import queries as obligations


def offer_menu() -> None:
    """Offer one line for each page that is reached from everywhere."""
    read, register, manage = Permission.CASE_READ, Permission.CASE_REGISTER, Permission.PEOPLE_MANAGE
    add_menu_item(MenuItem("top", "desk", "layout-dashboard", _("My desk"), "desk.desk", read, order=10))
    add_menu_item(
        MenuItem(
            "own",
            "cases",
            "folders",
            _("Cases"),
            "case_list.list_cases",
            read,
            order=10,
            count=_open_cases,
            quiet=True,
        )
    )
    add_menu_item(
        MenuItem("own", "register", "file-plus", _("Register"), "intake.register", register, order=20)
    )
    add_menu_item(MenuItem("own", "seats", "users", _("People and seats"), "people.seats", manage, order=80))
    add_menu_item(
        MenuItem(
            "own",
            "organisation",
            "building",
            _("The organisation"),
            "organisations.profile",
            manage,
            order=90,
        )
    )
    slots.offer("seat.counts", _duties_of)
    slots.offer("public.door", _public_door)


def _open_cases() -> int:
    return open_count(g.actor)


def _duties_of(actor: Actor) -> dict[str, int] | None:
    """Count what waits for a seat, for the tenant chooser; the session stands in the seat's tenant."""
    if not actor.may(Permission.OBLIGATION_READ):
        return None
    today = clock.today()
    return {
        "overdue": obligations.overdue_count(today),
        "today": obligations.mine_by_due(today, today).get(today, 0),
    }


def _public_door() -> Any:
    return url_for("public.enter")
