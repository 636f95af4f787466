"""The course of a case in sentences: who did what to what, who can see it, newest day first."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import format_date, get_locale
from markupsafe import Markup

from tenants.casework.cases import queries, words
from tenants.casework.cases.models import Case, CaseEntry
from tenants.casework.cases.rules import Audience
from tenants.core import clock, slots
from tenants.core.words import _

SHOWN = ("all", "outgoing", "petitioner")
"""What the page may show: everything, what left this organisation, what the petitioner sees."""


@dataclass(frozen=True)
class Line:
    """One event. ``html`` is safe; ``audience`` is unit, pair, mechanism or petitioner."""

    at: datetime
    icon: str
    html: Markup
    audience: str = Audience.UNIT
    tone: str = ""
    quote: Any = ""
    members: int | None = None


@dataclass(frozen=True)
class _Kind:
    icon: str
    sentence: Any
    tone: str = ""


_KINDS = {
    "registered": _Kind(icon="file-plus", sentence=_("%(who)s registered the matter")),
    "received": _Kind(
        icon="mail-opened", sentence=_("%(who)s opened the matter sent by %(origin)s"), tone="pair"
    ),
    "assigned": _Kind(icon="user-check", sentence=_("%(who)s gave the matter to %(handler)s, %(unit)s")),
    "laid": _Kind(icon="inbox", sentence=_("%(who)s laid the matter into the tray of %(unit)s")),
    "edited": _Kind(icon="edit", sentence=_("%(who)s changed: %(fields)s")),
    "note": _Kind(icon="note", sentence=_("%(who)s noted")),
    "accepted": _Kind(
        icon="send", sentence=_("%(who)s accepted the matter and served %(paper)s"), tone="petitioner"
    ),
    "answered": _Kind(
        icon="file-check", sentence=_("%(who)s answered and served %(paper)s"), tone="petitioner"
    ),
    "closed": _Kind(icon="circle-check", sentence=_("%(who)s closed the matter"), tone="ok"),
    "gates": _Kind(icon="list-check", sentence=_("%(who)s checked the three gates of closing")),
    "past_answer": _Kind(
        icon="file-check", sentence=_("%(who)s answered, as the ledger says"), tone="petitioner"
    ),
    "imported": _Kind(
        icon="file-import", sentence=_("%(who)s brought the matter in from %(file)s, row %(row)s")
    ),
    "file_added": _Kind(icon="paperclip", sentence=_("%(who)s added a file")),
}
_OTHER = _Kind(icon="point", sentence=_("%(who)s recorded"))

GATE_NAMES = {
    "responsibility": _("Responsibility placed"),
    "problem": _("Problem solved"),
    "risk": _("Hidden risk dealt with"),
}
SERVICES = {
    "in_person": _("handed over in person"),
    "post": _("by registered post"),
    "message": _("by text message"),
    "online": _("online"),
}


def course_of(case: Case, shown: str) -> list[tuple[date, list[Line]]]:
    """Return the course by day, newest first.

    The slot ``case.timeline`` adds lists of ``Line`` from other rooms.

    :param shown: one of ``SHOWN``.
    """
    lines = [_line(entry) for entry in queries.entries_of(case.id)]
    for more in slots.collect("case.timeline", case=case):
        lines += more
    kept = [line for line in lines if _is_shown(line, shown)]
    kept.sort(key=lambda line: line.at, reverse=True)
    return [(day, list(group)) for day, group in groupby(kept, key=lambda line: clock.office_date(line.at))]


def _is_shown(line: Line, shown: str) -> bool:
    if shown == "petitioner":
        return line.audience == Audience.PETITIONER
    return shown != "outgoing" or line.audience != Audience.UNIT


def _line(entry: CaseEntry) -> Line:
    name = "laid" if entry.kind == "assigned" and not entry.facts.get("handler") else entry.kind
    kind = _KINDS.get(name, _OTHER)
    return Line(
        at=entry.at,
        icon=kind.icon,
        tone=kind.tone,
        html=sentence(kind.sentence, entry.actor_name, entry.facts, entry.case_id),
        audience=entry.audience,
        quote=_quote(entry),
    )


def sentence(template: Any, actor_name: str, facts: dict[str, Any], case_id: UUID) -> Markup:
    """Return a sentence with the actor in bold and every value escaped."""
    values: dict[str, Any] = {name: str(value) for name, value in facts.items()}
    values["who"] = Markup("<strong>%s</strong>") % (
        _("The system") if actor_name == "system" else actor_name
    )
    if "fields" in facts:
        values["fields"] = words.listed(
            words.FIELD_NAMES.get(name, name) for name in str(facts["fields"]).split(",")
        )
    if "number" in facts:
        values["paper"] = _paper(facts, case_id)
    return Markup(str(template)) % values  # noqa: S704 - the template is ours; Markup escapes each value


def _paper(facts: dict[str, Any], case_id: UUID) -> Markup:
    """Return a paper's title as a link to it, and its number."""
    title = facts.get("title") or _("acceptance notice")
    address = url_for("handling.document", case_id=case_id, document_id=facts["document_id"])
    return Markup('<a href="%s">《%s》</a> %s') % (address, title, facts["number"])


def _quote(entry: CaseEntry) -> Any:
    facts = entry.facts
    if entry.kind == "accepted" and "due_on" in facts:
        return _(
            "The petitioner will be answered in writing by %(date)s.",
            date=_long(date.fromisoformat(facts["due_on"])),
        )
    if entry.kind == "answered":
        return _("Outcome: %(outcome)s", outcome=words.OUTCOMES[facts["outcome"]])
    if entry.kind == "gates":
        return "\n".join(str(_gate(gate, facts.get(gate, ""))) for gate in GATE_NAMES)
    return entry.text


def _long(day: date) -> str:
    locale = get_locale()
    return str(format_date(day, "d MMM y" if locale is not None and locale.language == "en" else "y年M月d日"))


def _gate(gate: str, answer: str) -> Any:
    if answer == "yes":
        return _("%(gate)s: yes", gate=GATE_NAMES[gate])
    return _("%(gate)s: no. %(reason)s", gate=GATE_NAMES[gate], reason=answer)
