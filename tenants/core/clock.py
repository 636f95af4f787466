"""Time: kept in UTC, counted and shown in the office's zone, frozen by tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")

_frozen: datetime | None = None


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """Return today's date on the office's calendar (Asia/Shanghai)."""
    return now().astimezone(OFFICE_ZONE).date()


def office_date(moment: datetime) -> date:
    """Return the date on the office's calendar at ``moment`` (aware)."""
    return moment.astimezone(OFFICE_ZONE).date()


def at_office(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the UTC moment at which the office's clock shows ``hour:minute`` on ``day``."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OFFICE_ZONE).astimezone(UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[datetime]:
    """Stop the clock at ``moment`` (aware) for the length of a ``with`` block; for tests and for back-dated demos."""
    global _frozen
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield _frozen
    finally:
        _frozen = before
