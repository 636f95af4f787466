"""The working-day calendar: which day is a working day, why, and how to count along it.

Years without a published notice count Monday to Friday, and every answer that leans on such a day says that
it is provisional. The calendar is a value: a new notice makes a new calendar, and dates are computed again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from tenants.obligations.calendar_years import (
    CalendarFileError,
    CalendarYear,
    Notice,
    in_december_tail,
    parse_year,
)
from tenants.obligations.words import Reason

__all__ = [
    "CalendarFileError",
    "CalendarYear",
    "DayKind",
    "Notice",
    "WorkingCalendar",
    "parse_year",
    "shipped_calendar",
    "shipped_years",
]

ONE_DAY = timedelta(days=1)
SHIPPED = Path(__file__).parent / "calendar_data"


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is: worked or not, why, and whether a notice still to come may change that."""

    day: date
    working: bool
    reason: Reason
    provisional: bool


class WorkingCalendar:
    """Working days by the published years; of two files for one year the later in ``years`` holds."""

    def __init__(self, years: Iterable[CalendarYear]):
        self.years = {year.year: year for year in years}
        self._off: dict[date, str] = {}
        self._makeup: dict[date, str] = {}
        for _number, year in sorted(self.years.items()):
            self._take(year)

    def _take(self, year: CalendarYear) -> None:
        # The notice of a year is younger than the one before it: what it says about late December holds.
        for day in year.off_days:
            self._makeup.pop(day, None)
        for day in year.makeup_workdays:
            self._off.pop(day, None)
        self._off.update(year.off_days)
        self._makeup.update(year.makeup_workdays)

    def published(self, year: int) -> bool:
        """Tell whether the notice for ``year`` is in this calendar."""
        return year in self.years

    def missing_year(self, day: date) -> int | None:
        """Return the year whose notice is lacking and may change ``day``; ``None`` if ``day`` stands."""
        if not self.published(day.year):
            return day.year
        if in_december_tail(day) and not self.published(day.year + 1):
            return day.year + 1
        return None

    def missing_years(self, first: date, last: date) -> tuple[int, ...]:
        """Return the years whose notices may still change a day from ``first`` to ``last``, both included."""
        years = {self.missing_year(day) for day in days_from(first, last)}
        return tuple(sorted(year for year in years if year is not None))

    def is_working_day(self, day: date) -> bool:
        """Tell whether ``day`` is worked."""
        return day in self._makeup or (day.weekday() < 5 and day not in self._off)

    def day_kind(self, day: date) -> DayKind:
        """Return whether ``day`` is worked, with the reason."""
        missing = self.missing_year(day)
        return DayKind(day, self.is_working_day(day), self._reason(day, missing), missing is not None)

    def _reason(self, day: date, missing: int | None) -> Reason:
        if day in self._makeup:
            return Reason("makeup_workday", {"holiday": self._makeup[day]})
        if day in self._off:
            return Reason("public_holiday", {"holiday": self._off[day]})
        code = "workday" if day.weekday() < 5 else "weekend"
        return Reason(code) if missing is None else Reason(f"provisional_{code}", {"year": missing})

    def add_working_days(self, start: date, count: int) -> date:
        """Return the working day ``count`` working days after ``start`` (before it, if negative).

        ``start`` itself is never counted, whether it is worked or not; zero returns it unchanged.
        """
        step = ONE_DAY if count > 0 else -ONE_DAY
        day, left = start, abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def last_working_day_on_or_before(self, day: date) -> date:
        """Return ``day`` if it is worked, else the nearest working day before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def next_working_day_on_or_after(self, day: date) -> date:
        """Return ``day`` if it is worked, else the nearest working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days after ``after`` up to and with ``until``; negative if that lies before."""
        if until < after:
            return -self.working_days_between(until, after)
        return sum(self.is_working_day(day) for day in days_from(after + ONE_DAY, until))


def days_from(first: date, last: date) -> list[date]:
    """Return every day from ``first`` to ``last``, both included; empty if ``last`` is earlier."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@cache
def shipped_years() -> tuple[CalendarYear, ...]:
    """Return the calendar years that come with the product."""
    return tuple(parse_year(path.read_bytes()) for path in sorted(SHIPPED.glob("*.json")))


@cache
def shipped_calendar() -> WorkingCalendar:
    """Return the calendar of the shipped years alone."""
    return WorkingCalendar(shipped_years())
