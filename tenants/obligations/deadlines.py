"""From a rule and a start day to a due date, with a line of explanation for every day.

How periods are computed. The start day is not counted (Civil Code, article 201). Duties of units end on the
strict date even if it is a rest day; rights of petitioners roll to the next working day (Civil Code, article
203, by analogy: the regulation itself is silent). Both dates are always given, with the one that applies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from tenants.obligations.calendar import ONE_DAY, WorkingCalendar, days_from
from tenants.obligations.rules import RULES, Basis, Rule, Unit
from tenants.obligations.words import Reason, Translate, plain, say

LONGEST = 3660
FIRST_START, LAST_START = date(1949, 10, 1), date(2199, 12, 31)
WARNING_WORKING_DAYS = 3
SOON = 3


class DeadlineError(ValueError):
    """A deadline cannot be computed from what was given; ``reason`` says why and what to give instead."""

    def __init__(self, code: str, **params: Any):
        self.reason = Reason(code, params)
        super().__init__(say(self.reason))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a period: counted or not, its number among the counted days, and why it counts or not."""

    date: date
    counted: bool
    ordinal: int | None
    why: Reason


@dataclass(frozen=True, slots=True)
class WarningDay:
    """A day on which the debtor is reminded, and why on that day."""

    date: date
    why: Reason


@dataclass(frozen=True, slots=True)
class Deadline:
    """A computed deadline: both dates, the days on the way, and what may still move."""

    rule: Rule
    start: date
    length: int
    strict_due: date
    rolled_due: date
    last_working_day: date
    warnings: tuple[WarningDay, ...]
    days: tuple[Day, ...]
    due_may_move: bool
    missing_years: tuple[int, ...]

    @property
    def unit(self) -> Unit:
        """What was counted."""
        return self.rule.unit

    @property
    def basis(self) -> Basis:
        """The article the deadline rests on."""
        return self.rule.basis

    @property
    def applies(self) -> str:
        """Which of the two dates holds: ``strict`` or ``rolled``."""
        return "rolled" if self.rule.rollable else "strict"

    @property
    def due(self) -> date:
        """The last day on which the obligation is met in time."""
        return self.rolled_due if self.rule.rollable else self.strict_due

    @property
    def warn_on(self) -> tuple[date, ...]:
        """The days of reminder up to the due day; afterwards every day reminds."""
        return tuple(warning.date for warning in self.warnings)

    @property
    def provisional(self) -> bool:
        """Whether any of these dates leans on a day that a notice still to come may change."""
        return bool(self.missing_years)

    @property
    def provisional_reason(self) -> Reason | None:
        """Which dates may still move, and the notice of which years is missing; ``None`` if all stand."""
        if not self.missing_years:
            return None
        code = "due_may_move" if self.due_may_move else "reminders_may_move"
        return Reason(code, {"years": ", ".join(map(str, self.missing_years))})

    def warning_on(self, today: date) -> Reason | None:
        """Return why the debtor is reminded on ``today``, or ``None`` if it is a day without a reminder."""
        if today > self.due:
            return Reason("overdue")
        return next((warning.why for warning in self.warnings if warning.date == today), None)

    def as_dict(self, translate: Translate = plain) -> dict[str, Any]:
        """Return everything as JSON values, sentences by ``translate``."""
        return {
            "rule": self.rule.id,
            "name": str(translate(self.rule.name)),
            "start": self.start.isoformat(),
            "length": self.length,
            "unit": self.unit.value,
            "strict_due": self.strict_due.isoformat(),
            "rolled_due": self.rolled_due.isoformat(),
            "applies": self.applies,
            "due": self.due.isoformat(),
            "last_working_day": self.last_working_day.isoformat(),
            "warn_on": [day.isoformat() for day in self.warn_on],
            "warnings": [
                {"date": warning.date.isoformat(), **_said(warning.why, translate)}
                for warning in self.warnings
            ],
            "warn_daily_from": (self.due + ONE_DAY).isoformat(),
            "basis": _basis_as_dict(self.basis),
            "provisional": self.provisional,
            "due_may_move": self.due_may_move,
            "provisional_reason": _said(self.provisional_reason, translate)
            if self.provisional_reason
            else None,
            "days": [_day_as_dict(day, translate) for day in self.days],
        }


class Owed(Protocol):
    """Anything that falls due: a computed deadline or a row of the ledger."""

    @property
    def due(self) -> date:
        """The date that holds."""

    @property
    def unit(self) -> Unit:
        """What its term is counted in."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a deadline chip shows: ``kind`` is over, today, soon or far; ``unit`` is day or workday."""

    kind: str
    number: int
    unit: Unit


def find_rule(rule_id: str) -> Rule:
    """Return the rule called ``rule_id``; ``DeadlineError`` names the known ones if there is none."""
    try:
        return RULES[rule_id]
    except KeyError:
        raise DeadlineError("unknown_rule", rule=rule_id, known=", ".join(RULES)) from None


def compute(
    rule: Rule, start: date, calendar: WorkingCalendar, length: int | None = None, due: date | None = None
) -> Deadline:
    """Compute the deadline of ``rule`` that starts on ``start``, a date on the office's calendar.

    ``length`` replaces the rule's own, for example after an approved extension or for the days of a hearing.
    ``due`` is the date named in an assignment, for rules without a length. Raises ``DeadlineError``.
    """
    _check_start(start)
    length = (
        _length_to_named_date(rule, start, length, due) if rule.length is None else _length(rule, length, due)
    )
    strict_due = _strict_due(rule.unit, start, length, calendar)
    rolled_due = calendar.next_working_day_on_or_after(strict_due)
    last_working_day = calendar.last_working_day_on_or_before(strict_due)
    holds = rolled_due if rule.rollable else strict_due
    warnings = _warnings(rule, start, length, strict_due, holds, calendar)
    days = [
        *_counted_days(rule.unit, start, strict_due, calendar),
        *_rolled_days(strict_due, holds, calendar),
    ]
    first_needed = _first_needed(rule.unit, start, last_working_day, holds, calendar)
    return Deadline(
        rule=rule,
        start=start,
        length=length,
        strict_due=strict_due,
        rolled_due=rolled_due,
        last_working_day=last_working_day,
        warnings=warnings,
        days=tuple(days),
        due_may_move=_due_may_move(rule, start, strict_due, rolled_due, calendar),
        missing_years=calendar.missing_years(first_needed, rolled_due),
    )


def remaining(owed: Owed, today: date, calendar: WorkingCalendar) -> Remaining:
    """Return what the chip of ``owed`` shows on ``today``.

    Time left is counted in the unit of the deadline, time overdue always in calendar days: nobody is less
    late because of a weekend.
    """
    if today > owed.due:
        return Remaining("over", (today - owed.due).days, Unit.DAY)
    if today == owed.due:
        return Remaining("today", 0, owed.unit)
    number = days_between(owed.unit, today, owed.due, calendar)
    return Remaining("soon" if number <= SOON else "far", number, owed.unit)


def days_between(unit: Unit, after: date, until: date, calendar: WorkingCalendar) -> int:
    """Count the days of ``unit`` after ``after`` up to and with ``until``.

    From today to the due date: the time left. From the start to the day it was met: the time used.
    """
    return calendar.working_days_between(after, until) if unit == Unit.WORKDAY else (until - after).days


def _check_plain(day: date) -> None:
    # A datetime is a date to Python, but its day depends on a zone that nobody named here.
    if isinstance(day, datetime) or not isinstance(day, date):
        raise DeadlineError("not_a_date")


def _check_start(start: date) -> None:
    _check_plain(start)
    if not FIRST_START <= start <= LAST_START:
        first, last = FIRST_START.isoformat(), LAST_START.isoformat()
        raise DeadlineError("start_out_of_range", start=start.isoformat(), first=first, last=last)


def _length(rule: Rule, length: int | None, due: date | None) -> int:
    if due is not None:
        raise DeadlineError("date_refused", rule=rule.id)
    chosen = rule.length if length is None else length
    if type(chosen) is not int or not 1 <= chosen <= LONGEST:
        raise DeadlineError("length_out_of_range", longest=LONGEST)
    return chosen


def _length_to_named_date(rule: Rule, start: date, length: int | None, due: date | None) -> int:
    if length is not None:
        raise DeadlineError("length_refused", rule=rule.id)
    if due is None:
        raise DeadlineError("date_needed", rule=rule.id)
    _check_plain(due)
    if due < start:
        raise DeadlineError("due_before_start", due=due.isoformat(), start=start.isoformat())
    if (due - start).days > LONGEST:
        raise DeadlineError("due_too_far", due=due.isoformat(), longest=LONGEST)
    return (due - start).days


def _strict_due(unit: Unit, start: date, length: int, calendar: WorkingCalendar) -> date:
    if unit == Unit.WORKDAY:
        return calendar.add_working_days(start, length)
    return start + timedelta(days=length)


def _counted_days(unit: Unit, start: date, strict_due: date, calendar: WorkingCalendar) -> Iterator[Day]:
    yield Day(start, False, None, Reason("start_day"))
    ordinal = 0
    for day in days_from(start + ONE_DAY, strict_due):
        kind = calendar.day_kind(day)
        counted = unit == Unit.DAY or kind.working
        ordinal += counted
        why = Reason("natural_day") if unit == Unit.DAY else kind.reason
        yield Day(day, counted, ordinal if counted else None, why)


def _rolled_days(strict_due: date, holds: date, calendar: WorkingCalendar) -> Iterator[Day]:
    for day in days_from(strict_due + ONE_DAY, holds):
        why = Reason("rolled_to") if day == holds else calendar.day_kind(day).reason
        yield Day(day, False, None, why)


def _warnings(
    rule: Rule, start: date, length: int, strict_due: date, holds: date, calendar: WorkingCalendar
) -> tuple[WarningDay, ...]:
    # Of several reasons for one day the later in this list is told.
    reasons = {
        _strict_due(rule.unit, start, (length + 1) // 2, calendar): "half",
        calendar.add_working_days(holds, -WARNING_WORKING_DAYS): "three_working_days",
    }
    if not rule.rollable:
        reasons[calendar.last_working_day_on_or_before(strict_due)] = "last_working_day"
    reasons[holds] = "due"
    return tuple(
        WarningDay(day, Reason(code)) for day, code in sorted(reasons.items()) if start < day or day == holds
    )


def _first_needed(
    unit: Unit, start: date, last_working_day: date, holds: date, calendar: WorkingCalendar
) -> date:
    if unit == Unit.WORKDAY:
        return start + ONE_DAY
    third_last = calendar.add_working_days(holds, -WARNING_WORKING_DAYS)
    return min(last_working_day, max(third_last, start))


def _due_may_move(
    rule: Rule, start: date, strict_due: date, rolled_due: date, calendar: WorkingCalendar
) -> bool:
    if rule.unit == Unit.WORKDAY:
        return bool(calendar.missing_years(start + ONE_DAY, strict_due))
    return rule.rollable and bool(calendar.missing_years(strict_due, rolled_due))


def _said(reason: Reason, translate: Translate) -> dict[str, Any]:
    return {"why": reason.code, "params": dict(reason.params), "text": str(say(reason, translate))}


def _day_as_dict(day: Day, translate: Translate) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "weekday": day.date.isoweekday(),
        "counted": day.counted,
        "ordinal": day.ordinal,
        **_said(day.why, translate),
    }


def _basis_as_dict(basis: Basis) -> dict[str, str]:
    return {
        "source": basis.source.value,
        "article": basis.article,
        "citation": basis.citation,
        "text": basis.text,
        "follows": basis.follows,
    }
