"""What a notice says: made when it is shown, in the reader's language, from its name, number and organisation."""

from typing import Any

from tenants.core.words import _

_SHOWN: dict[str, dict[str, Any]] = {
    "referral.delivered": {
        "icon": "mail",
        "text": _("%(organisation)s sent you %(number)s; it waits to be signed for"),
    },
    "referral.signed_for": {"icon": "mail-opened", "text": _("%(organisation)s signed for %(number)s")},
    "referral.accepted": {"icon": "circle-check", "text": _("%(organisation)s accepted %(number)s")},
    "referral.answered": {"icon": "message-reply", "text": _("%(organisation)s answered %(number)s")},
    "referral.confirmed": {
        "icon": "checks",
        "text": _("%(organisation)s confirmed your answer to %(number)s"),
    },
    "case.assigned": {"icon": "user-check", "text": _("%(number)s was assigned to you")},
}


def sentence(name: str, number: str, organisation: str) -> str:
    """Return what a notice says."""
    return str(_SHOWN[name]["text"]) % {"number": number, "organisation": organisation}


def icon_of(name: str) -> str:
    """Return the icon of a notice."""
    return str(_SHOWN[name]["icon"])
