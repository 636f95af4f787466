"""How the rows of a list of cases are shown: names for codes, a tag for the state, a chip for the date."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from babel.dates import format_date

from tenants.casework.cases import categories
from tenants.casework.cases.list_filters import FIELD_NAMES, VIEW_NAMES, ListFilter, Sort, View
from tenants.casework.cases.list_snippets import snippet_of
from tenants.casework.cases.rules import CaseState
from tenants.casework.cases.words import CHANNELS, STATE_TONES, STATES
from tenants.core import clock
from tenants.core.found_words import FoundWords
from tenants.core.words import _, ngettext
from tenants.obligations.chips import due_chip

REFERRAL_STATES = {
    "sent": _("on its way"),
    "delivered": _("not signed for yet"),
    "signed_for": _("signed for"),
    "accepted": _("accepted there"),
    "answered": _("answered"),
    "confirmed": _("answered"),
}
"""Where a matter stands that went to another organisation, in the few words a table has room for."""


class Lines:
    """Turns rows into what the table shows; words that come again on a page are looked up once.

    With the ``searched`` words of a search they are marked in number and title, and a snippet says where else they are.
    """

    def __init__(self, *, english: bool, searched: str = ""):
        self.english = english
        self.found = FoundWords(searched) if searched else None
        self.today = clock.today()
        self._words: dict[Any, Any] = {}

    def of(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Return the lines of a page."""
        lines = [self._line(row) for row in rows]
        if self.found is not None:
            for line, row in zip(lines, rows, strict=True):
                line.update(self._marked(row, self.found))
        return lines

    @staticmethod
    def _marked(row: Any, found: FoundWords) -> dict[str, Any]:
        return {
            "number_marked": found.mark(row.number),
            "title_marked": found.mark(row.title),
            "snippet": snippet_of(row, found),
        }

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = make()
        return found

    def _line(self, row: Any) -> dict[str, Any]:
        category, channel, state = row.category, row.channel, (row.state, row.referral_state)
        return {
            "id": row.id,
            "number": row.number,
            "title": row.title,
            "petitioner": row.petitioner_label,
            "category": self._once(
                ("category", category), lambda: categories.name_of(category, english=self.english)
            ),
            "channel": self._once(channel, lambda: str(CHANNELS.get(channel, channel))),
            "state": self._once(state, lambda: state_mark(*state)),
            "due": self._once(_clock_of(row), lambda: self._chip(row)),
            "exchange": _exchange(row),
            "handler": row.handler_name or "",
            "registered": self._short_day(clock.office_date(row.registered_at)),
            "received": self._short_day(row.received_on),
        }

    def _chip(self, row: Any) -> dict[str, Any]:
        chip = chip_of(row)
        return {**chip, "tooltip": full_day(chip["on"], english=self.english) if chip.get("on") else ""}

    def _short_day(self, day: date) -> str:
        """Return a date as a table has room for it: this year's without the year."""
        return f"{day.month:02}-{day.day:02}" if day.year == self.today.year else day.isoformat()


@lru_cache(maxsize=1024)
def full_day(day: date, *, english: bool) -> str:
    """Return a date with its year, as a tooltip says it; the same dates come again on every page."""
    return str(format_date(day, "d MMM y", "en") if english else format_date(day, "y年M月d日", "zh"))


def _clock_of(row: Any) -> tuple[Any, ...]:
    """Return what decides about a row's chip."""
    if row.state == CaseState.CLOSED:
        return ("took", row.closed_on and (row.closed_on - row.received_on).days)
    return ("left", row.next_due_on, row.next_due_rule)


def state_mark(state: str, referral_state: str = "") -> dict[str, Any]:
    """Return words and tone of a state's tag; of a matter sent to others also how far it is there."""
    text = str(STATES[CaseState(state)])
    if state == CaseState.TRANSFERRED and referral_state in REFERRAL_STATES:
        text = str(_("%(state)s · %(there)s", state=text, there=REFERRAL_STATES[referral_state]))
    return {"text": text, "tone": STATE_TONES[CaseState(state)]}


def chip_of(row: Any) -> dict[str, Any]:
    """Return the chip of a row: time left or overdue, the days a closed matter took, or that no clock runs."""
    if row.state == CaseState.CLOSED:
        if row.closed_on is None:
            return {"kind": "done", "text": str(_("done"))}
        days = (row.closed_on - row.received_on).days
        return {"kind": "done", "text": str(ngettext("took %(num)d day", "took %(num)d days", days))}
    left = due_chip(row.next_due_on, row.next_due_rule)
    return left or {"kind": "stop", "text": str(_("no clock runs"))}


def _exchange(row: Any) -> Any:
    if row.referral_to:
        return _("to %(name)s", name=row.referral_to)
    return _("from %(name)s", name=row.origin_tenant_name) if row.origin_tenant_name else ""


Named = list[tuple[UUID, str]]


def filter_choices(places: tuple[Named, Named], *, english: bool) -> Mapping[str, Any]:
    """Return the choices of the filters as (value, text)."""
    units, seats = places
    return {**_fixed_choices(english), "units": units, "seats": seats}


@lru_cache(maxsize=2)
def _fixed_choices(english: bool) -> Mapping[str, Any]:
    """Return the choices that are the same on every page; told in the language of the first that asks for it."""
    return {
        "states": [(state.value, str(name)) for state, name in STATES.items()],
        "categories": [(subject.code, subject.name(english=english)) for subject in categories.subjects()],
        "channels": [(channel.value, str(name)) for channel, name in CHANNELS.items()],
    }


def filter_words(wanted: ListFilter, *, english: bool) -> list[tuple[Any, Any]]:
    """Return what a list is narrowed by in words, as (name, value); units and persons only as being chosen."""
    chosen = _("chosen")
    shown = {
        "view": "" if wanted.view is View.ALL else VIEW_NAMES[wanted.view],
        "q": wanted.words,
        "state": STATES.get(wanted.state, ""),  # type: ignore[call-overload]
        "category": categories.name_of(wanted.category, english=english),
        "channel": CHANNELS.get(wanted.channel, ""),  # type: ignore[call-overload]
        "first": wanted.first.isoformat() if wanted.first else "",
        "last": wanted.last.isoformat() if wanted.last else "",
        "unit": chosen if wanted.unit_id else "",
        "handler": chosen if wanted.handler_id else "",
        "imported": chosen if wanted.import_id else "",
        "sort": "" if wanted.sort is Sort.DUE else _("newest first"),
    }
    return [(FIELD_NAMES[name], value) for name, value in shown.items() if value]
