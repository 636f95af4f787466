"""The clocks of one case as its page shows them: cards, marks on the ruler, and the day-by-day sum behind each date."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tenants.casework.cases.models import Case
from tenants.casework.progress.words import reads_chinese
from tenants.core import clock, slots
from tenants.core.database import bound_tenant
from tenants.core.words import _, ngettext
from tenants.obligations import queries
from tenants.obligations.chips import due_chip
from tenants.obligations.deadlines import Deadline, days_between
from tenants.obligations.ledger import deadline_of, rule_of
from tenants.obligations.models import Obligation
from tenants.obligations.rules import Rule, Source, Unit
from tenants.obligations.words import say
from tenants.organisations.queries import directory

_ENDS = {"D05"}
_RIGHTS = {"D04"}
"""Rules whose date ends a right: nobody owes an objection."""
_SHORT = {
    Source.REGULATION: _("Regulations, article %(article)s"),
    Source.CIVIL_CODE: _("Civil Code, article %(article)s"),
    Source.MECHANISM: _("Rules of the mechanism"),
}
"""Grounds for readers of English, for whom the number of the article is enough."""


@dataclass(frozen=True)
class Clock:
    """One duty about a case: its name and ground, its chip, how much of the term is used, who owes whom."""

    row: Obligation
    rule: Rule
    name: Any
    basis: dict[str, str]
    due: dict[str, Any]
    percent: int
    text: Any

    @property
    def is_open(self) -> bool:
        """Whether the duty still runs."""
        return self.row.state == "open"


def clocks_of(case: Case) -> list[Clock]:
    """Return the clocks of a case and of its referrals, in order of their start.

    The slot ``case.subjects`` adds what else the ledger may hold about it: ids of the referrals it was given in.
    """
    found = (case.id, case.origin_referral_id, *_flat(slots.collect("case.subjects", case=case)))
    rows = queries.of_subject(*{subject for subject in found if subject})
    parties = {row.debtor_tenant_id for row in rows} | {row.creditor_tenant_id for row in rows}
    names = (
        {found.id: found.name for found in directory(parties).values()} if parties - {bound_tenant()} else {}
    )
    return [clock_of(row, names) for row in rows]


def _flat(found: Iterable[Any]) -> list[Any]:
    return [part for parts in found for part in (parts if isinstance(parts, list | tuple | set) else [parts])]


def clock_of(row: Obligation, names: dict[UUID, str]) -> Clock:
    """Return one duty as pages show it; ``names`` are those of the other organisations it may name, by id."""
    rule = rule_of(row)
    return Clock(
        row=row,
        rule=rule,
        name=_(rule.name),
        basis={"text": short_citation(rule), "tooltip": f"{rule.basis.citation}：{rule.basis.text}"},
        due=_chip(row, rule),
        percent=_percent(row, rule),
        text=_("%(term)s, %(debtor)s → %(creditor)s", term=term_words(row, rule), **_parties(row, names)),
    )


def short_citation(rule: Rule) -> str:
    """Return the ground as cards cite it: 条例第二十三条; in English by the number of the article."""
    if not reads_chinese():
        return str(_SHORT[rule.basis.source]) % {"article": rule.basis.article}
    short = rule.basis.citation.replace("《信访工作条例》", "条例").replace("《民法典》", "民法典")
    return re.sub(r"(第[一二三四五六七八九十百]+条).*", r"\1", short)


def term_words(row: Obligation, rule: Rule) -> Any:
    """Return the length of a duty's term in words: 15 日, 5 个工作日."""
    if rule.unit == Unit.WORKDAY:
        return ngettext("a term of %(num)d working day", "a term of %(num)d working days", row.length)
    return ngettext("a term of %(num)d day", "a term of %(num)d days", row.length)


def _parties(row: Obligation, names: dict[UUID, str]) -> dict[str, Any]:
    def side(tenant_id: UUID) -> Any:
        return _("this organisation") if tenant_id == bound_tenant() else names.get(tenant_id, "")

    creditor = _("petitioner") if row.creditor_kind == "petitioner" else side(row.creditor_tenant_id)
    return {"debtor": side(row.debtor_tenant_id), "creditor": creditor}


def _chip(row: Obligation, rule: Rule) -> dict[str, Any]:
    span = _("From %(start)s, due %(due)s", start=row.started_on.isoformat(), due=row.due_on.isoformat())
    if row.state == "open":
        return {**(due_chip(row.due_on, row.rule) or {}), "tooltip": span}
    if row.state == "void" or row.settled_on is None:
        return {"kind": "stop", "text": _("no longer owed"), "tooltip": span}
    if row.late:
        # Done all the same: said, but not shouted like what is still owed.
        late = (row.settled_on - row.due_on).days
        return {
            "kind": "soon",
            "text": ngettext("%(num)d day late", "%(num)d days late", late),
            "tooltip": span,
        }
    used = days_between(rule.unit, row.started_on, row.settled_on, queries.working_calendar())
    text = _("done on day %(number)d", number=used) if used > 0 else _("done on the same day")
    return {"kind": "done", "text": text, "tooltip": span}


def _percent(row: Obligation, rule: Rule) -> int:
    until = row.settled_on or clock.today()
    used = days_between(rule.unit, row.started_on, until, queries.working_calendar())
    return max(0, min(100, round(100 * used / row.length))) if row.length else 100


WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


@dataclass(frozen=True)
class Explained:
    """The sum behind one date: every day with its number among those counted, and why it counts or not."""

    clock: Clock
    deadline: Deadline
    term: Any
    days: list[dict[str, Any]]
    provisional: Any


def explained(clocks: list[Clock]) -> list[Explained]:
    """Return each clock with the sum behind its date."""
    return [_explained(found, deadline_of(found.row)) for found in clocks]


def _explained(found: Clock, deadline: Deadline) -> Explained:
    days = [
        {
            "date": day.date,
            "weekday": WEEKDAYS[day.date.weekday()],
            "ordinal": day.ordinal,
            "why": say(day.why, _),
        }
        for day in deadline.days
    ]
    reason = deadline.provisional_reason
    return Explained(
        found, deadline, term_words(found.row, found.rule), days, say(reason, _) if reason else ""
    )


def ruler_of(case: Case, clocks: list[Clock]) -> dict[str, Any] | None:
    """Return the marks of the case's ruler and where today stands, or None when there is nothing but the beginning.

    The slot ``case.ruler`` adds marks {"on", "title", "state", "text"?} of other rooms.
    """
    marks = [
        *_steps(case),
        *_flat(slots.collect("case.ruler", case=case)),
        *map(_due_mark, filter(_runs, clocks)),
    ]
    days = [mark["on"] for mark in marks]
    if case.closed_on is None:
        days.append(clock.today())
    first, last = min(days), max(days)
    if first == last:
        return None
    place = {day: round(100 * (day - first).days / (last - first).days, 1) for day in days}
    merged = [{**mark, "at": place[mark["on"]]} for mark in _by_day(marks)]
    return {"marks": merged, "today": place[clock.today()] if case.closed_on is None else None}


def _runs(found: Clock) -> bool:
    return found.is_open


def _steps(case: Case) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = [{"on": case.received_on, "title": _("Received"), "state": "done"}]
    if case.accepted_on:
        used = ngettext("after %(num)d day", "after %(num)d days", (case.accepted_on - case.received_on).days)
        steps.append(
            {"on": case.accepted_on, "title": _("Accepted, notice served"), "text": used, "state": "done"}
        )
    if case.answered_on:
        steps.append({"on": case.answered_on, "title": _("Answered in writing"), "state": "done"})
    if case.closed_on:
        steps.append({"on": case.closed_on, "title": _("Closed"), "state": "done"})
    return steps


def _due_mark(found: Clock) -> dict[str, Any]:
    state = "end" if found.row.rule in _ENDS else "next"
    is_right = found.row.rule in _RIGHTS
    return {
        "on": found.row.due_on,
        "title": _("Last day: %(right)s", right=found.name)
        if is_right
        else _("Due: %(duty)s", duty=found.name),
        "text": found.due["text"],
        "state": "late" if found.due["kind"] == "over" else state,
    }


def _by_day(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join the marks of one day into one, so that none hides another."""
    days: dict[date, dict[str, Any]] = {}
    for mark in sorted(marks, key=lambda mark: mark["on"]):
        present = days.get(mark["on"])
        if present is None:
            days[mark["on"]] = dict(mark)
        else:
            present["title"] = _("%(first)s · %(second)s", first=present["title"], second=mark["title"])
            present["state"] = mark["state"]
            present["text"] = mark.get("text") or present.get("text")
    return list(days.values())
