"""When things happen: courses counted in working days back from the given day, and the times of an office day.

The last act of any matter is on the working day before, so that nothing lies in the future whenever the world is made.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from portal.demo.shapes import Phase, ReferralStage, StepKind
from tenants.obligations.calendar import shipped_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEAR = timedelta(days=365)
Course = list[tuple[StepKind, int]]

_MORNING, _AFTERNOON = (8 * 60 + 10, 11 * 60 + 55), (14 * 60 + 30, 17 * 60 + 50)
# Thirteen natural days hold at least four working days, sixty at least thirty-three, across any holiday.
_SOON, _IN_TIME, _REVIEW_WINDOW = (0, 4), (5, 33), (24, 28)
_NEARLY_ALL = 0.06


def span(today: date) -> int:
    """Return how many working days lie in the year before ``today``."""
    return shipped_calendar().working_days_between(today - YEAR, today - timedelta(days=1))


def working_day(today: date, back: int) -> date:
    """Return the working day ``back`` working days before ``today``; 1 is the last one."""
    return shipped_calendar().add_working_days(today, -back)


def course(phase: Phase, stage: ReferralStage | None, longest: int, random: Random) -> Course:
    """Return the acts of a matter, oldest first, each with how many working days ago it was.

    :param stage: how far its referral has come; ``None`` for a matter that stays in the house.
    :param longest: the oldest day that may be used.
    """
    if stage is not None and phase is Phase.HANDLING:
        return _open_referral(stage, random)
    if phase is Phase.CLOSED:
        return _closed(stage is not None, longest, random)
    return _COURSES[phase](random)


def _fresh(random: Random) -> Course:
    return [(StepKind.REGISTERED, random.randint(1, 4))]


def _overdue(random: Random) -> Course:
    """Either no notice after fifteen days, or no answer after sixty."""
    if random.random() < 0.5:
        return [(StepKind.REGISTERED, random.randint(13, 20))]
    accepted = random.randint(47, 56)
    return [
        (StepKind.REGISTERED, accepted + random.randint(*_SOON)),
        (StepKind.ACCEPTED, accepted),
        *_notes(accepted, 1, random.randint(1, 3), random),
    ]


def _handling(random: Random) -> Course:
    accepted = random.randint(1, _IN_TIME[1])
    return [
        (StepKind.REGISTERED, accepted + random.randint(*_SOON)),
        (StepKind.ACCEPTED, accepted),
        *_notes(accepted, 1, random.randint(0, 3), random),
    ]


def _answered(random: Random) -> Course:
    answered = random.randint(1, 16)
    accepted = answered + random.randint(*_IN_TIME)
    return [
        (StepKind.REGISTERED, accepted + random.randint(*_SOON)),
        (StepKind.ACCEPTED, accepted),
        *_notes(accepted, answered, random.randint(1, 3), random),
        (StepKind.ANSWERED, answered),
    ]


def _redirected(random: Random) -> Course:
    told = random.randint(3, 190)
    return [(StepKind.REGISTERED, told + random.randint(*_SOON)), (StepKind.REDIRECTED, told)]


def _closed(referred: bool, longest: int, random: Random) -> Course:
    """Closed after the window for a review, or sooner when the petitioner agreed; a few were late on the way."""
    waiting = random.randint(11, 15) if random.random() < _NEARLY_ALL else random.randint(*_SOON)
    window = random.randint(*_REVIEW_WINDOW) if random.random() < 0.7 else random.randint(2, 9)
    if referred:
        legs = [random.randint(*leg) for leg in ((1, 4), (0, 1), (3, 9), (1, 4), (1, 5))]
    else:
        late = random.random() < _NEARLY_ALL
        legs = [random.randint(47, 54) if late else random.randint(*_IN_TIME)]
    registered = random.randint(waiting + sum(legs) + window + 1, longest)
    accepted = registered - waiting
    answered = accepted - sum(legs)
    middle = (
        _referral(accepted, legs) if referred else _notes(accepted, answered, random.randint(1, 4), random)
    )
    return [
        (StepKind.REGISTERED, registered),
        (StepKind.ACCEPTED, accepted),
        *middle,
        (StepKind.ANSWERED, answered),
        (StepKind.CLOSED, answered - window),
    ]


def _referral(accepted: int, legs: list[int]) -> Iterator[tuple[StepKind, int]]:
    """Yield sent, signed, replied and confirmed, each ``legs`` working days after the one before."""
    day = accepted
    for kind, leg in zip(
        (StepKind.REFERRED, StepKind.SIGNED, StepKind.REPLIED, StepKind.CONFIRMED), legs, strict=False
    ):
        day -= leg
        yield kind, day


def _open_referral(stage: ReferralStage, random: Random) -> Course:
    """Return a course that ends while the referral is at ``stage``."""
    sent, after = _STAGES[stage](random)
    accepted = sent + random.randint(1, 6)
    return [
        (StepKind.REGISTERED, accepted + random.randint(*_SOON)),
        (StepKind.ACCEPTED, accepted),
        *_notes(accepted, sent, random.randint(0, 2), random),
        (StepKind.REFERRED, sent),
        *after,
    ]


def _until(sent: int, *legs: tuple[StepKind, int]) -> tuple[int, Course]:
    days, day = [], sent
    for kind, leg in legs:
        day -= leg
        days.append((kind, day))
    return sent, days


_STAGES = {
    ReferralStage.SENT: lambda random: _until(1),
    ReferralStage.SENT_LATE: lambda random: _until(random.randint(3, 5)),
    ReferralStage.SIGNED: lambda random: _until(random.randint(2, 8), (StepKind.SIGNED, 1)),
    ReferralStage.SIGNED_LATE: lambda random: _until(random.randint(13, 16), (StepKind.SIGNED, 1)),
    ReferralStage.REPLIED: lambda random: _until(
        random.randint(9, 12),
        (StepKind.SIGNED, random.randint(0, 1)),
        (StepKind.REPLIED, random.randint(5, 7)),
    ),
    ReferralStage.CONFIRMED: lambda random: _until(
        random.randint(12, 18),
        (StepKind.SIGNED, random.randint(0, 1)),
        (StepKind.REPLIED, random.randint(4, 7)),
        (StepKind.CONFIRMED, random.randint(1, 3)),
    ),
}
_COURSES = {
    Phase.FRESH: _fresh,
    Phase.HANDLING: _handling,
    Phase.OVERDUE: _overdue,
    Phase.ANSWERED: _answered,
    Phase.REDIRECTED: _redirected,
}


def _notes(first: int, last: int, count: int, random: Random) -> Course:
    """Return ``count`` notes on different days between ``first`` and ``last`` (days ago), fewer where days are few."""
    days = range(last + 1, first)
    return [(StepKind.NOTED, day) for day in sorted(random.sample(days, min(count, len(days))), reverse=True)]


def dated(
    steps: Iterable[tuple[StepKind, int]], today: date, random: Random
) -> list[tuple[StepKind, datetime]]:
    """Return the acts with office times of Asia/Shanghai; acts of one day follow each other."""
    by_day: dict[int, list[StepKind]] = {}
    for kind, back in steps:
        by_day.setdefault(back, []).append(kind)
    return [
        (kind, at)
        for back, kinds in by_day.items()
        for kind, at in zip(kinds, _office_times(working_day(today, back), len(kinds), random), strict=True)
    ]


def _office_times(day: date, count: int, random: Random) -> list[datetime]:
    minutes = [*range(*_MORNING), *range(*_AFTERNOON)]
    return [_at(day, minute) for minute in sorted(random.sample(minutes, count))]


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), SHANGHAI)


def received_before(registered: datetime, channel: str, random: Random) -> datetime:
    """Return when a matter came in: visits and calls are written down at once, letters and forms wait for a clerk."""
    if channel in {"visit", "phone", "outreach"}:
        return registered - timedelta(minutes=random.randint(2, 6))
    day = registered.date() - timedelta(days=random.randint(1, 2))
    return _at(day, random.randint(6 * 60 + 30, 22 * 60 + 30))
