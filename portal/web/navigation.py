"""The frame of a staff page: tenant switch, side menu in three groups, bell. Rooms offer their menu items."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from tenants.core import slots
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.people.doors import tenants_here
from tenants.people.views import first_page


@dataclass(frozen=True)
class MenuItem:
    """A line of the side menu. ``group`` is top, own, cross or mechanism; ``count`` is asked for on each page."""

    group: str
    id: str
    icon: str
    text: Any
    endpoint: str
    permission: Permission
    order: int = 50
    count: Callable[[], int | str] | None = None
    quiet: bool = False


_ITEMS: list[MenuItem] = []
_GROUPS = (
    ("top", None, ""),
    ("own", _("This organisation"), "lock"),
    ("cross", _("Between organisations"), "mail"),
    ("mechanism", _("Mechanisms"), "users-group"),
)


def add_menu_item(item: MenuItem) -> None:
    """Offer a line of the side menu; a room calls this once, from its views module."""
    if item.id not in {known.id for known in _ITEMS}:
        _ITEMS.append(item)
        _places.cache_clear()


def organisation_mark(tenant: Any) -> dict[str, Any]:
    """Return a tenant as the macros ``org`` and ``seal`` want it, in the reader's language."""
    english = getattr(get_locale(), "language", "zh") == "en"
    return {
        "name": (tenant.short_name_en if english else tenant.short_name),
        "full_name": tenant.name_en if english else tenant.name,
        "seal": tenant.seal,
        "hue": tenant.hue,
        "slug": tenant.slug,
        "id": tenant.id,
    }


@dataclass(frozen=True)
class Places:
    """Where the frame leads: lines of the side menu with their addresses by group, and the other addresses."""

    lines: dict[str, list[tuple[MenuItem, dict[str, Any]]]]
    addresses: dict[str, str | None]


@lru_cache(maxsize=2048)
def _places(_root: str, slug: str, _roles: frozenset[str]) -> Places:
    """Return where the frame leads people of these roles in this tenant; worked out once, for it is on every page."""
    may = g.actor.may
    lines = {
        group: [
            (item, _line(item))
            for item in sorted(_ITEMS, key=lambda item: item.order)
            if item.group == group and may(item.permission)
        ]
        for group, _title, _icon in _GROUPS
    }
    addresses = {
        "home_url": first_page(g.actor, slug),
        "search_url": url_for("case_list.list_cases") if may(Permission.CASE_READ) else None,
        "notices_url": url_for("live.notices"),
        "unread_url": url_for("live.unread"),
        "sign_out_url": url_for("people.sign_out"),
        "sessions_url": url_for("people.sessions"),
        "password_url": url_for("people.password"),
        "tokens_url": url_for("people.tokens"),
        "meeting": None,
    }
    return Places(lines, addresses)


def _line(item: MenuItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "icon": item.icon,
        "text": item.text,
        "url": url_for(item.endpoint),
        "quiet": item.quiet,
    }


def _menu(lines: dict[str, list[tuple[MenuItem, dict[str, Any]]]]) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "icon": icon,
            "items": [{**line, "count": item.count() if item.count else 0} for item, line in lines[group]],
            "mechanism": _mechanism(group),
        }
        for group, title, icon in _GROUPS
        if lines[group]
    ]


def _mechanism(group: str) -> dict[str, Any] | None:
    """Return the block that names the mechanism, filled by the federation through the slot ``menu.mechanism``."""
    found = slots.collect("menu.mechanism") if group == "mechanism" else []
    return found[0] if found else None


def _seats() -> list[dict[str, Any]]:
    return [{**organisation_mark(tenant), "url": f"/o/{tenant.slug}/desk"} for tenant in tenants_here()]


def init_navigation(app: Flask) -> None:
    """Give staff pages their frame; pages of no tenant get none of it."""

    @app.context_processor
    def _frame() -> dict[str, Any]:
        if not g.get("actor") or not current_user.is_authenticated:
            return {"live": False}
        if "frame" not in g:  # a page may be drawn in parts; its frame is asked for once
            g.frame = _frame_of_page()
        return g.frame  # type: ignore[no-any-return]


def _frame_of_page() -> dict[str, Any]:
    places = _places(request.script_root, g.tenant.slug, g.actor.roles)
    unit = slots.collect("frame.unit")
    return {
        "tenant": {**organisation_mark(g.tenant), "unit": unit[0] if unit else ""},
        "seats": _seats(),
        "account": {"name": g.seat.name},
        "menu": _menu(places.lines),
        "unread": sum(slots.collect("bell.unread")),
        "live": True,
        "nav": places.addresses,
    }
