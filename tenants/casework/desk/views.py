"""My desk, the page on which people land: the morning's work without opening a menu."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import format_date

from tenants.casework.cases import list_queries
from tenants.casework.cases.list_filters import View
from tenants.casework.cases.list_views import in_english
from tenants.casework.desk import queries
from tenants.core import clock, slots
from tenants.core.permissions import Permission
from tenants.core.words import _, ngettext
from tenants.obligations.chips import due_chip
from tenants.obligations.ledger import rule_of
from tenants.organisations.queries import directory
from tenants.people.doors import current_actor, seat_required

blueprint = Blueprint("desk", __name__, url_prefix="/o/<tenant_slug>/desk")

SHOWN = 10
SHOWN_OF_OTHERS = 6
COUNTERS = 4

ACTIONS = {
    "D01": _("Send it on"),
    "D02": _("Write the notice"),
    "D03": _("Write the notice"),
    "D04": _("Decide on it"),
    "D05": _("Go on with it"),
    "D11": _("Report back"),
    "S01": _("Sign for"),
    "A01": _("Answer"),
    "A02": _("Confirm the answer"),
}
"""What the button of a duty says, by its rule; every rule has its verb."""

GREETINGS = (
    (5, _("Good evening, %(name)s")),
    (11, _("Good morning, %(name)s")),
    (13, _("Good day, %(name)s")),
    (18, _("Good afternoon, %(name)s")),
    (24, _("Good evening, %(name)s")),
)
"""Until which hour of the office's clock one greets how."""


@blueprint.get("")
@seat_required(Permission.CASE_READ)
def desk() -> str:
    """Show what this organisation must do, what others owe it, and what is due this week."""
    actor, summary = current_actor(), queries.summary()
    due = request.args.get("due", "")
    mine, whole = bool(request.args.get("mine")), bool(request.args.get("whole"))
    limit, total = queries.MOST if whole else SHOWN, summary.count(due)
    if mine:
        duties, total = queries.duties_in_hand(actor, due=due, limit=limit)
    else:
        duties = queries.duties(actor, due=due, limit=limit)
    waiting = queries.awaited(SHOWN_OF_OTHERS)
    names = _organisations(duties, waiting)
    return render_template(
        "desk/desk.html",
        greeting=_greeting(actor.name),
        today_text=_today_text(),
        counters=_counters(summary),
        duties=[_duty_line(row, title, names) for row, title in duties],
        total=total,
        whole=whole,
        due=due,
        mine=mine,
        waiting=[_waiting_line(row, names) for row in waiting],
        week=[_week_day(day, number, summary.today) for day, number in summary.week()],
        is_next_week=summary.monday > summary.today,
        may_work=actor.may(Permission.CASE_HANDLE),
        may_register=actor.may(Permission.CASE_REGISTER),
    )


@blueprint.get("/print")
@seat_required(Permission.CASE_READ)
def print_duties() -> str:
    """Show today's duties on paper: everything that is overdue or due within three days."""
    actor = current_actor()
    duties = queries.duties(actor)
    names = _organisations(duties, [])
    lines = [_duty_line(row, title, names) for row, title in duties]
    urgent = [line for line in lines if line["due"]["kind"] != "far"]
    return render_template("desk/print.html", duties=urgent, today_text=_today_text(), actor_name=actor.name)


def _greeting(name: str) -> Any:
    hour = clock.now().astimezone(clock.OFFICE_ZONE).hour
    words = next(words for until, words in GREETINGS if hour < until)
    return str(words) % {"name": name}


def _today_text() -> Any:
    today, days = clock.today(), queries.working_days_left()
    shown = format_date(today, "EEEE d MMMM y" if in_english() else "y年M月d日 EEEE")
    if days:
        left = ngettext("%(num)d working day left this week", "%(num)d working days left this week", days)
        return _("%(date)s, %(left)s", date=shown, left=left)
    following = format_date(queries.next_working_day(), "EEEE d MMMM" if in_english() else "M月d日 EEEE")
    return _("%(date)s, the next working day is %(following)s", date=shown, following=following)


def _counters(summary: queries.Summary) -> list[dict[str, Any]]:
    """Return the counter cards: what is late, what is due, what other rooms count, what waits to be accepted."""
    over, today, days = summary.count("over"), summary.count("today"), summary.longest_overdue
    longest = ngettext("overdue, the longest by %(num)d day", "overdue, the longest by %(num)d days", days)
    to_accept = list_queries.view_counts(current_actor())[View.TO_ACCEPT]
    counters = [
        {
            "number": over,
            "unit": ngettext("duty", "duties", over),
            "text": longest if over else _("overdue"),
            "icon": "alert-triangle",
            "url": url_for("desk.desk", due="over"),
            "tone": "over" if over else "",
        },
        {
            "number": today,
            "unit": ngettext("duty", "duties", today),
            "text": _("due today"),
            "icon": "calendar-due",
            "url": url_for("desk.desk", due="today"),
            "tone": "today" if today else "",
        },
        *slots.collect("desk.counters"),
        {
            "number": list_queries.counted(to_accept),
            "unit": ngettext("case", "cases", to_accept),
            "text": _("registered, to be decided on"),
            "icon": "file-check",
            "url": url_for("case_list.list_cases", view=View.TO_ACCEPT),
            "tone": "",
        },
    ]
    return counters[:COUNTERS]


def _organisations(duties: Iterable[tuple[Any, str]], waiting: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    """Return the organisations that duties name, by id, as the macros want them; one statement."""
    wanted = {row.creditor_tenant_id for row, _title in duties} | {row.debtor_tenant_id for row in waiting}
    english = in_english()
    return {
        found.id: {
            "name": found.short_name_en if english else found.short_name,
            "seal": found.seal,
            "hue": found.hue,
        }
        for found in directory(wanted).values()
    }


def _duty_line(row: Any, title: str, names: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    return {
        "due": _chip(row),
        "name": _(rule_of(row).name),
        "basis": rule_of(row).basis.citation,
        "number": row.subject_number,
        "title": title,
        "creditor": _creditor(row, names),
        "url": _place_of(row.subject_kind, row.subject_id),
        "action": ACTIONS[row.rule],
    }


def _waiting_line(row: Any, names: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    debtor = names[row.debtor_tenant_id]
    rule = rule_of(row)
    return {
        "organisation": debtor,
        "name": _(rule.name),
        "detail": f"{debtor['name']} {row.subject_number}",
        "due": _chip(row),
        "url": _place_of(row.subject_kind, row.subject_id),
        "basis": {"text": rule.basis.citation, "tooltip": rule.basis.text, "url": ""},
    }


def _creditor(row: Any, names: dict[Any, dict[str, Any]]) -> Any:
    if row.creditor_kind == "petitioner":
        return _("Petitioner")
    return names[row.creditor_tenant_id]["name"] if row.creditor_kind == "tenant" else _("Joint meeting")


def _place_of(kind: str, subject_id: Any) -> str:
    """Return where a duty is done: the case's page, or what the room of its subject says."""
    if kind == "case":
        return url_for("cases.case", case_id=subject_id)
    places = slots.collect("subject.url", kind=kind, subject_id=subject_id)
    return places[0] if places else ""


def _chip(row: Any) -> dict[str, Any]:
    chip = due_chip(row.due_on, row.rule)
    assert chip is not None
    return chip


def _week_day(day: date, number: int, today: date) -> dict[str, Any]:
    weekday = format_date(day, "EEEEEE" if in_english() else "EEEEE")
    return {"label": f"{weekday} {day.day}", "value": number, "urgent": day <= today}
