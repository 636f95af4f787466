"""How the rows of a list of cases are shown: names for codes, a tag for the state, a chip for the date."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tenants.casework.cases import categories
from tenants.casework.cases.rules import CaseState
from tenants.casework.cases.words import CHANNELS, STATE_TONES, STATES
from tenants.core import clock
from tenants.core.words import _, ngettext
from tenants.obligations import queries as obligations
from tenants.obligations.words import say_remaining

REFERRAL_STATES = {
    "sent": _("on its way"),
    "delivered": _("not signed for yet"),
    "signed_for": _("signed for"),
    "accepted": _("accepted there"),
    "answered": _("answered"),
    "confirmed": _("answered"),
}
"""Where a matter stands that went to another organisation, in the few words a table has room for."""


def line_of(row: Any, *, english: bool) -> dict[str, Any]:
    """Return what one row of the table shows."""
    return {
        "id": row.id,
        "number": row.number,
        "title": row.title,
        "petitioner": row.petitioner_label,
        "category": categories.name_of(row.category, english=english),
        "channel": CHANNELS.get(row.channel, row.channel),
        "state": state_mark(row.state, row.referral_state),
        "due": due_chip(row),
        "exchange": _exchange(row),
        "handler": row.handler_name or "",
        "registered": _short_day(clock.office_date(row.registered_at)),
    }


def _short_day(day: date) -> str:
    """Return a date as a table has room for it: this year's without the year."""
    return day.strftime("%m-%d") if day.year == clock.today().year else day.isoformat()


def state_mark(state: str, referral_state: str = "") -> dict[str, Any]:
    """Return words and tone of a state's tag; of a matter sent to others also how far it is there."""
    text: Any = STATES[CaseState(state)]
    if state == CaseState.TRANSFERRED and referral_state in REFERRAL_STATES:
        text = _("%(state)s · %(there)s", state=text, there=REFERRAL_STATES[referral_state])
    return {"text": text, "tone": STATE_TONES[CaseState(state)]}


def due_chip(row: Any) -> dict[str, Any]:
    """Return the chip of a row: time left or overdue, the days a closed matter took, or that no clock runs."""
    if row.state == CaseState.CLOSED:
        if row.closed_on is None:
            return {"kind": "done", "text": _("done")}
        days = (row.closed_on - row.received_on).days
        return {"kind": "done", "text": ngettext("took %(num)d day", "took %(num)d days", days)}
    left = obligations.chip(row.next_due_on)
    if left is None:
        return {"kind": "stop", "text": _("no clock runs")}
    words = say_remaining(left.kind, left.number, left.unit, ngettext, _)
    return {"kind": left.kind, "text": words, "on": row.next_due_on}


def _exchange(row: Any) -> Any:
    if row.referral_to:
        return _("to %(name)s", name=row.referral_to)
    return _("from %(name)s", name=row.origin_tenant_name) if row.origin_tenant_name else ""


Named = list[tuple[UUID, str]]


def filter_choices(places: tuple[Named, Named], *, english: bool) -> Mapping[str, Any]:
    """Return the choices of the filters as (value, text)."""
    units, seats = places
    return {
        "states": list(STATES.items()),
        "categories": [(subject.code, subject.name(english=english)) for subject in categories.subjects()],
        "channels": list(CHANNELS.items()),
        "units": units,
        "seats": seats,
    }
