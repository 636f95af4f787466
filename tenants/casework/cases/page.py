"""What the case page shows, gathered for its templates: head, tabs, materials, readings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import get_locale

from tenants.casework.attachments.models import Attachment
from tenants.casework.attachments.queries import attachments_of
from tenants.casework.cases import acts, categories, clocks, queries, timeline, words
from tenants.casework.cases.models import Case
from tenants.casework.cases.queries import Headed
from tenants.casework.cases.rules import CaseClass, CaseState, Channel
from tenants.casework.intake.queries import petitioners_of, submissions_of
from tenants.casework.progress.queries import told_here
from tenants.casework.progress.words import steps_of
from tenants.core import slots
from tenants.core.commands import Actor
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.organisations.queries import units
from tenants.papers.queries import documents_of
from tenants.people.queries import seats

TABS = ("overview", "original", "files", "readings")


@dataclass(frozen=True)
class Places:
    """Units and people of this organisation, for the form that assigns a case."""

    units: list[tuple[UUID, str]]
    seats: list[tuple[UUID, str]]


def english() -> bool:
    """Tell whether the reader chose English."""
    locale = get_locale()
    return locale is not None and locale.language == "en"


def places() -> Places:
    """Return the bound tenant's units and the people who work in it now."""
    choose = "name_en" if english() else "name"
    return Places(
        units=[(unit.id, getattr(unit, choose) or unit.name) for unit in units()],
        seats=[(seat.id, f"{seat.name} {seat.title}".strip()) for seat in seats() if seat.revoked_at is None],
    )


def head_of(headed: Headed, actor: Actor) -> dict[str, Any]:
    """Return what the sticky head of every page about a case needs."""
    case = headed.case
    possible = acts.acts_of(actor, case)
    return {
        "case": case,
        "state": {
            "text": words.STATES[CaseState(case.state)],
            "tone": words.STATE_TONES[CaseState(case.state)],
        },
        "channel": words.CHANNELS[Channel(case.channel)],
        "case_class": words.CLASSES[CaseClass(case.case_class)],
        "category": categories.name_of(case.category, english=english()),
        "category_path": categories.path_of(case.category, english=english()),
        "unit_name": (headed.unit_name_en if english() else "") or headed.unit_name,
        "handler_name": f"{headed.handler_name} {headed.handler_title}".strip(),
        "acts": possible,
        "next_step": acts.next_step(possible),
        "services": list(timeline.SERVICES.items()),
        "service_names": timeline.SERVICES,
        "gates": timeline.GATE_NAMES,
        "may_see_receipt": actor.may(Permission.CASE_REGISTER),
        "why_no_file": acts.why_not(actor, "attachment.add", case),
    }


def tabs_of(case: Case, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the tabs; the slot ``case.tabs`` (case) adds {"text", "url", "number"} after the files."""
    names = {
        "overview": _("Overview"),
        "original": _("Original text"),
        "files": _("Files"),
        "readings": _("Who read it"),
    }
    own = [
        {"text": names[name], "url": _tab_url(case, name), "on": name == current, "number": counts.get(name)}
        for name in TABS
    ]
    return [*own[:-1], *slots.collect("case.tabs", case=case), own[-1]]


def _tab_url(case: Case, name: str) -> str:
    return url_for("cases.case", case_id=case.id, tab=None if name == "overview" else name)


def body_of(case: Case, tab: str, shown: str) -> dict[str, Any]:
    """Return what the page's main and side columns show under ``tab``; what the tab does not show is not read.

    The slot ``case.files`` (case) gives {attachment id: "pair"} for files that were given to another organisation.
    """
    running = clocks.clocks_of(case)
    files = attachments_of(case.id)
    given: dict[UUID, str] = {}
    for more in slots.collect("case.files", case=case):
        given.update(more)
    return {
        "petitioners": petitioners_of(case.id) if tab == "overview" else [],
        "submissions": submissions_of(case.id) if tab == "original" or not case.summary else [],
        "clocks": running,
        "ruler": clocks.ruler_of(case, running),
        "course": timeline.course_of(case, shown) if tab == "overview" else [],
        "narrowed": shown,
        "documents": documents_of(case.id),
        "attachments": files,
        "given": given,
        "sizes": {row.id: size_words(row.size) for row in files},
        "steps": steps_of(told_here(case, [clock.row for clock in running])),
    }


def size_words(size: int) -> str:
    """Return a file's size as people read it: 820 KB, 1.2 MB."""
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def readings_of(case: Case, files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return who looked at what is masked or took a file out, newest first, in words.

    The slot ``case.readings`` (case) adds lists of {"at", "who", "what"} of other rooms.
    """
    names = {row.id: row.name for row in files}
    lines = [
        {"at": entry.at, "who": entry.actor_name, "what": _reading(entry.action, entry.detail, names)}
        for entry in queries.readings_of(case.id)
    ]
    for more in slots.collect("case.readings", case=case):
        lines += more
    return sorted(lines, key=lambda line: line["at"], reverse=True)


IDENTITY_NAMES = {
    "name": _("Name"),
    "phone": _("Telephone"),
    "id_number": _("Identity number"),
    "address": _("Address"),
}


def _reading(action: str, detail: dict[str, Any], names: dict[UUID, str]) -> Any:
    if action == "identity.reveal" and "person" in detail:
        return _(
            "Looked at: %(field)s of representative %(number)s",
            field=IDENTITY_NAMES[detail["field"]],
            number=detail["person"],
        )
    if action == "identity.reveal":
        return _("Looked at: %(field)s of the petitioner", field=IDENTITY_NAMES[detail["field"]])
    if action == "receipt.show":
        return _("Looked at: the tracking code")
    if action == "document.address":
        return _("Looked at: the addressee’s name, for %(paper)s", paper=detail["number"])
    return _("Took out: %(file)s", file=names.get(UUID(detail["attachment_id"]), ""))
