"""The lines of the side menu that rooms inside the wall would offer; they may not import the portal, so it does."""

from collections.abc import Iterator
from typing import Any

from flask import g, url_for

from portal.federation.referrals.queries import waiting_count
from portal.web.navigation import MenuItem, add_menu_item
from tenants.casework.cases.list_queries import open_count
from tenants.core import clock, slots
from tenants.core.commands import Actor
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.obligations import queries as obligations


def offer_menu() -> None:
    """Offer one line for each page that is reached from everywhere."""
    for item in _items():
        add_menu_item(item)
    slots.offer("seat.counts", _duties_of)
    slots.offer("public.door", _public_door)


def _items() -> Iterator[MenuItem]:
    read, register, manage = Permission.CASE_READ, Permission.CASE_REGISTER, Permission.PEOPLE_MANAGE
    yield MenuItem(
        "top", "desk", text=_("My desk"), icon="layout-dashboard", endpoint="desk.desk", permission=read
    )
    yield MenuItem(
        "own",
        "cases",
        text=_("Cases"),
        icon="folders",
        endpoint="case_list.list_cases",
        permission=read,
        order=10,
        count=_open_cases,
        quiet=True,
    )
    yield MenuItem(
        "own",
        "register",
        text=_("Register"),
        icon="file-plus",
        endpoint="intake.register",
        permission=register,
        order=20,
    )
    yield MenuItem(
        "own",
        "seats",
        text=_("People and seats"),
        icon="users",
        endpoint="people.seats",
        permission=manage,
        order=80,
    )
    yield MenuItem(
        "own",
        "organisation",
        text=_("The organisation"),
        icon="building",
        endpoint="organisations.profile",
        permission=manage,
        order=90,
    )
    yield MenuItem(
        "cross",
        "referrals",
        text=_("Referrals"),
        icon="mail-forward",
        endpoint="referrals.index",
        permission=Permission.REFERRAL_READ,
        count=waiting_count,
    )
    yield MenuItem(
        "mechanism",
        "mechanisms",
        text=_("Members and charter"),
        icon="users-group",
        endpoint="mechanisms.index",
        permission=Permission.MECHANISM_READ,
    )


def _open_cases() -> str:
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
