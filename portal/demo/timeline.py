"""When things happen: courses counted in working days back from the given day, and the times of an office day.

The last act of any matter is on the working day before, so that nothing lies in the future whenever the world is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from portal.demo.shapes import Phase, ReferralStage, StepKind
from tenants.obligations.calendar import shipped_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Act:
    """Something done ``back`` working days ago; ``there`` on the receiver's own case, after a referral."""

    kind: StepKind
    back: int
    there: bool = False


Course = list[Act]
_MORNING, _AFTERNOON = (8 * 60 + 10, 11 * 60 + 55), (14 * 60 + 30, 17 * 60 + 50)
# Thirteen natural days hold at least four working days, sixty at least thirty-three, across any holiday.
_SOON, _IN_TIME, _REVIEW_WINDOW = (0, 4), (5, 33), (24, 28)
_SELDOM = 0.06


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides a course: where the matter stands, its track, and its referral if it has one.

    ``accepted`` is false for suggestions and matters of the courts, which are answered at once; ``handed_over`` tells
    a referral that gives the matter away from one that asks for help.
    """

    phase: Phase
    accepted: bool = True
    stage: ReferralStage | None = None
    handed_over: bool = False


def span(today: date) -> int:
    """Return how many working days lie in the year before ``today``."""
    return shipped_calendar().working_days_between(today - YEAR, today - timedelta(days=1))


def working_day(today: date, back: int) -> date:
    """Return the working day ``back`` working days before ``today``; 1 is the last one."""
    return shipped_calendar().add_working_days(today, -back)


def course(plan: Plan, longest: int, random: Random) -> Course:
    """Return the acts of a matter, oldest first. :param longest: the oldest day that may be used."""
    if plan.stage is not None:
        closed = plan.phase is Phase.CLOSED
        acts = _closed_referral(plan, longest, random) if closed else _open_referral(plan, random)
    elif plan.phase is Phase.FRESH:
        acts = [Act(StepKind.REGISTERED, random.randint(1, 4))]
    elif not plan.accepted:
        acts = _answered_at_once(plan.phase, longest, random)
    else:
        acts = _COURSES[plan.phase](longest, random)
    return sorted(acts, key=lambda act: -act.back)


def _begun(accepted: int, waiting: int | None, random: Random) -> Course:
    soon = random.randint(*_SOON) if waiting is None else waiting
    return [Act(StepKind.REGISTERED, accepted + soon), Act(StepKind.ACCEPTED, accepted)]


def _overdue(_longest: int, random: Random) -> Course:
    """Either no notice after fifteen days, or no answer after sixty."""
    if random.random() < 0.5:
        return [Act(StepKind.REGISTERED, random.randint(13, 20))]
    accepted = random.randint(47, 56)
    return [*_begun(accepted, None, random), *_notes(accepted, 1, random.randint(1, 3), random)]


def _handling(_longest: int, random: Random) -> Course:
    accepted = random.randint(1, _IN_TIME[1])
    return [*_begun(accepted, None, random), *_notes(accepted, 1, random.randint(0, 3), random)]


def _answered(_longest: int, random: Random) -> Course:
    answered = random.randint(1, 16)
    accepted = answered + random.randint(*_IN_TIME)
    return [
        *_begun(accepted, None, random),
        *_notes(accepted, answered, random.randint(1, 3), random),
        Act(StepKind.ANSWERED, answered),
    ]


def _closed(longest: int, random: Random) -> Course:
    """Closed after the window for a review, or sooner when the petitioner agreed; a few were late on the way."""
    waiting = random.randint(11, 15) if random.random() < _SELDOM else random.randint(*_SOON)
    handling = random.randint(47, 54) if random.random() < _SELDOM else random.randint(*_IN_TIME)
    window = _window(random)
    accepted = random.randint(handling + window + 1, longest - waiting)
    return [
        *_begun(accepted, waiting, random),
        *_notes(accepted, accepted - handling, random.randint(1, 4), random),
        Act(StepKind.ANSWERED, accepted - handling),
        Act(StepKind.CLOSED, accepted - handling - window),
    ]


def _window(random: Random) -> int:
    return random.randint(*_REVIEW_WINDOW) if random.random() < 0.7 else random.randint(2, 9)


def _answered_at_once(phase: Phase, longest: int, random: Random) -> Course:
    """A suggestion, or a matter of the courts: answered within the days of the first notice, then laid aside."""
    if phase is Phase.ANSWERED:
        answered = random.randint(1, 6)
        return [Act(StepKind.REGISTERED, answered + random.randint(1, 4)), Act(StepKind.ANSWERED, answered)]
    registered = random.randint(10, longest)
    answered = registered - random.randint(1, 4)
    return [
        Act(StepKind.REGISTERED, registered),
        *_notes(registered, answered, random.randint(0, 1), random),
        Act(StepKind.ANSWERED, answered),
        Act(StepKind.CLOSED, answered - random.randint(1, 4)),
    ]


def _closed_referral(plan: Plan, longest: int, random: Random) -> Course:
    """A matter that came back answered and was closed; one handed over was answered by the receiver."""
    legs = [random.randint(*leg) for leg in ((0, 1), (1, 2), (3, 6), (1, 3))]
    after = random.randint(1, 5)
    window = random.randint(*_REVIEW_WINDOW)
    sent = random.randint(sum(legs) + after + window + 1, longest - 8)
    chain = _chain(sent, legs)
    replied, confirmed = chain[-2].back, chain[-1].back
    if plan.handed_over:
        return [
            Act(StepKind.REGISTERED, sent + random.randint(*_SOON)),
            *chain,
            Act(StepKind.CLOSED, confirmed - random.randint(0, 2)),
            Act(StepKind.CLOSED, replied - window, there=True),
        ]
    accepted = sent + random.randint(1, 4)
    return [
        *_begun(accepted, None, random),
        *chain,
        Act(StepKind.ANSWERED, confirmed - after),
        Act(StepKind.CLOSED, confirmed - after - window),
    ]


def _open_referral(plan: Plan, random: Random) -> Course:
    """Return a course that ends while the referral is at ``plan.stage``."""
    assert plan.stage is not None
    last, legs = _STAGES[plan.stage](random)
    sent = last + sum(legs)
    chain = _chain(sent, legs)
    if plan.handed_over:
        return [Act(StepKind.REGISTERED, sent + random.randint(*_SOON)), *chain]
    accepted = sent + random.randint(1, 6)
    return [*_begun(accepted, None, random), *_notes(accepted, sent, random.randint(0, 2), random), *chain]


_CHAIN = (StepKind.REFERRED, StepKind.SIGNED, StepKind.TAKEN, StepKind.REPLIED, StepKind.CONFIRMED)


def _chain(sent: int, legs: list[int]) -> Course:
    """Return sent, signed, taken, replied and confirmed as far as there are ``legs`` between them."""
    days = accumulate(legs, lambda day, leg: day - leg, initial=sent)
    return [Act(kind, day) for kind, day in zip(_CHAIN, days, strict=False)]


# When the last act was, and the working days between the acts before it.
_STAGES: dict[ReferralStage, Callable[[Random], tuple[int, list[int]]]] = {
    ReferralStage.SENT: lambda random: (1, []),
    ReferralStage.SENT_LATE: lambda random: (random.randint(3, 5), []),
    ReferralStage.SIGNED: lambda random: (random.randint(1, 3), [random.randint(0, 1)]),
    ReferralStage.TAKEN: lambda random: (random.randint(1, 4), [random.randint(0, 1), random.randint(1, 2)]),
    ReferralStage.REPLY_LATE: lambda random: (
        random.randint(11, 14),
        [random.randint(0, 1), random.randint(1, 2)],
    ),
    ReferralStage.REPLIED: lambda random: (
        random.randint(1, 4),
        [random.randint(0, 1), random.randint(1, 2), random.randint(3, 6)],
    ),
    ReferralStage.CONFIRMED: lambda random: (
        random.randint(1, 6),
        [random.randint(0, 1), random.randint(1, 2), random.randint(3, 6), random.randint(1, 3)],
    ),
}
_COURSES: dict[Phase, Callable[[int, Random], Course]] = {
    Phase.HANDLING: _handling,
    Phase.OVERDUE: _overdue,
    Phase.ANSWERED: _answered,
    Phase.CLOSED: _closed,
}


def _notes(first: int, last: int, count: int, random: Random) -> Course:
    """Return ``count`` notes on different days between ``first`` and ``last`` (days ago), fewer where days are few."""
    days = range(last + 1, first)
    return [Act(StepKind.NOTED, day) for day in random.sample(days, min(count, len(days)))]


def dated(acts: Course, today: date, random: Random) -> list[tuple[Act, datetime]]:
    """Return the acts with office times of Asia/Shanghai; acts of one day follow each other."""
    by_day: dict[int, Course] = {}
    for act in acts:
        by_day.setdefault(act.back, []).append(act)
    return [
        (act, at)
        for back, together in by_day.items()
        for act, at in zip(
            together, _office_times(working_day(today, back), len(together), random), strict=True
        )
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
