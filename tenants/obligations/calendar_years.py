"""One year of the official calendar, and the reading of its file.

The State Council publishes once a year, usually in November, which days are off and which weekend days are
worked instead. The notice of a year may reach back into the last days of December before it (2018-12-29 was a
working Saturday by the notice of 2019), so a file may name those days too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tenants.obligations.words import HOLIDAYS, Reason, Translate, plain, say

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_OFF_DAYS, MOST_MAKEUP_DAYS = 60, 20
MOST_FLAWS = 30
KEYS = ("year", "notices", "origin", "off_days", "makeup_workdays")
# Off by the Measures on Holidays of all citizens in every year, whatever the notice arranges around them.
ALWAYS_OFF = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))

Days = Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """The published paper that a calendar year rests on."""

    title: str
    number: str
    issued: date
    url: str


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The days of one year that differ from Monday to Friday, each with the holiday it belongs to."""

    year: int
    off_days: Days
    makeup_workdays: Days
    notices: tuple[Notice, ...] = ()
    origin: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form that ``parse_year`` reads."""
        return {
            "year": self.year,
            "notices": [
                {
                    "title": notice.title,
                    "number": notice.number,
                    "issued": notice.issued.isoformat(),
                    "url": notice.url,
                }
                for notice in self.notices
            ],
            "origin": self.origin,
            "off_days": {day.isoformat(): name for day, name in self.off_days.items()},
            "makeup_workdays": {day.isoformat(): name for day, name in self.makeup_workdays.items()},
        }


class CalendarFileError(ValueError):
    """A calendar file cannot be used. ``flaws`` names everything wrong with it, not only the first thing."""

    def __init__(self, flaws: list[Reason]):
        self.flaws = tuple(flaws[:MOST_FLAWS])
        super().__init__(" ".join(self.sentences()))

    def sentences(self, translate: Translate = plain) -> list[str]:
        """Return one sentence per flaw: what is wrong and what to do about it."""
        return [str(say(flaw, translate)) for flaw in self.flaws]


@dataclass(slots=True)
class _Flaws:
    """Collects what is wrong while a file is read to its end."""

    found: list[Reason] = field(default_factory=list)

    def add(self, code: str, **params: Any) -> None:
        self.found.append(Reason(code, params))

    def stop_if_any(self) -> None:
        if self.found:
            raise CalendarFileError(self.found)


def in_december_tail(day: date) -> bool:
    """Tell whether the notice of the following year may still change ``day`` (28 to 31 December)."""
    return day.month == 12 and day.day >= 28


def parse_year(source: str | bytes | Mapping[str, Any]) -> CalendarYear:
    """Read one calendar year from JSON text or from parsed JSON.

    ``off_days`` and ``makeup_workdays`` are lists of dates, or objects that give each date its holiday.
    Raises ``CalendarFileError`` with every flaw found; nothing is guessed or repaired.
    """
    record = source if isinstance(source, Mapping) else _load(source)
    flaws = _Flaws()
    year = _read_year(record, flaws)
    flaws.stop_if_any()
    for key in record.keys() - set(KEYS):
        flaws.add("file_unknown_key", entry=_shown(key))
    off_days = _read_days(record, "off_days", year, MOST_OFF_DAYS, flaws)
    makeup_workdays = _read_days(record, "makeup_workdays", year, MOST_MAKEUP_DAYS, flaws)
    notices = _read_notices(record.get("notices"), flaws)
    _check_against_each_other(year, off_days, makeup_workdays, flaws)
    flaws.stop_if_any()
    return CalendarYear(year, off_days, makeup_workdays, notices, str(record.get("origin", "")))


def _load(text: str | bytes) -> Mapping[str, Any]:
    flaws = _Flaws()

    def pairs(entries: list[tuple[str, Any]]) -> dict[str, Any]:
        # A plain dict would silently keep the last of two entries with one name.
        seen: set[str] = set()
        for name, _value in entries:
            if name in seen:
                flaws.add("file_twice", entry=_shown(name))
            seen.add(name)
        return dict(entries)

    try:
        record = json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        raise CalendarFileError([Reason("file_not_json")]) from None
    flaws.stop_if_any()
    if not isinstance(record, dict):
        raise CalendarFileError([Reason("file_not_object")])
    return record


def _read_year(record: Mapping[str, Any], flaws: _Flaws) -> int:
    year = record.get("year")
    if type(year) is int and FIRST_YEAR <= year <= LAST_YEAR:
        return year
    flaws.add("file_bad_year", first=FIRST_YEAR, last=LAST_YEAR)
    return FIRST_YEAR


def _read_days(record: Mapping[str, Any], name: str, year: int, most: int, flaws: _Flaws) -> dict[date, str]:
    entries = record.get(name)
    if not isinstance(entries, (list, Mapping)):
        flaws.add("file_days_shape", list=name)
        return {}
    if len(entries) > most:
        flaws.add("file_too_many", list=name, count=len(entries), most=most)
        return {}
    days: dict[date, str] = {}
    for written, holiday in _named(entries):
        day = _day(written)
        if day is None:
            flaws.add("file_bad_date", list=name, entry=_shown(written))
        elif day in days:
            flaws.add("file_twice", entry=written)
        elif not (day.year == year or (day.year == year - 1 and in_december_tail(day))):
            flaws.add("file_other_year", list=name, day=written, year=year)
        elif not isinstance(holiday, str) or holiday not in HOLIDAYS:
            flaws.add(
                "file_bad_holiday", list=name, day=written, entry=_shown(holiday), known=", ".join(HOLIDAYS)
            )
        else:
            days[day] = holiday
    return dict(sorted(days.items()))


def _named(entries: list[Any] | Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    if isinstance(entries, Mapping):
        yield from entries.items()
    else:
        yield from ((written, "other") for written in entries)


def _day(written: Any) -> date | None:
    # fromisoformat alone would also take 20270206 and 2027-W05-6.
    if not isinstance(written, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _read_notices(entries: Any, flaws: _Flaws) -> tuple[Notice, ...]:
    notices = [_notice(entry) for entry in entries] if isinstance(entries, list) else []
    known = tuple(notice for notice in notices if notice is not None)
    if not known or len(known) < len(notices):
        flaws.add("file_bad_notices")
    return known


def _notice(entry: Any) -> Notice | None:
    if not isinstance(entry, Mapping):
        return None
    title, number, url, issued = (entry.get(key) for key in ("title", "number", "url", "issued"))
    day = _day(issued)
    texts = all(isinstance(text, str) and text.strip() for text in (title, number, url))
    if not texts or day is None or not str(url).startswith("https://"):
        return None
    return Notice(str(title), str(number), day, str(url))


def _check_against_each_other(year: int, off_days: Days, makeup_workdays: Days, flaws: _Flaws) -> None:
    for day in makeup_workdays:
        if day in off_days:
            flaws.add("file_both", day=day.isoformat())
        elif not _weekend(day):
            flaws.add("file_makeup_weekday", day=day.isoformat())
    for month, number in ALWAYS_OFF:
        day = date(year, month, number)
        rests = day in off_days or (_weekend(day) and day not in makeup_workdays)
        if not rests:
            flaws.add("file_not_off", day=day.isoformat())


def _weekend(day: date) -> bool:
    return day.weekday() >= 5


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
