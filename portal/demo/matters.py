"""A year of matters of the mining area, dated back from a given day.

How many matters each organisation has, how many stand in each phase and how many were referred is fixed; which
trouble it is, who brought it and in which words is drawn from the seed.
"""

import csv
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from portal.demo import people, petitioners, timeline
from portal.demo.acts import ActsOfMatter, Brought
from portal.demo.shapes import (
    Matter,
    Petitioner,
    Phase,
    ReferralStage,
    Route,
    Topic,
)
from portal.demo.texts import TOPICS, routes_of_enterprises, routes_of_offices
from portal.demo.vocabulary import Words
from portal.demo.writing import LONGEST_TITLE, Pen
from tenants.casework import cases

SEED = 20260101
ROUTES = (*routes_of_enterprises.ROUTES, *routes_of_offices.ROUTES)
VOLUMES = {
    "lankuang": 66,
    "qingshigou": 60,
    "donglu": 32,
    "redian": 36,
    "huagong": 36,
    "xinfang": 46,
    "qingtang": 38,
    "renshe": 32,
    "ziran": 20,
    "lianxi": 6,
}
PHASES = {
    Phase.CLOSED: 205,
    Phase.HANDLING: 93,
    Phase.FRESH: 30,
    Phase.OVERDUE: 22,
    Phase.ANSWERED: 15,
    Phase.REDIRECTED: 7,
}
OPEN_REFERRALS = {
    ReferralStage.SENT: 7,
    ReferralStage.SENT_LATE: 2,
    ReferralStage.SIGNED: 6,
    ReferralStage.SIGNED_LATE: 2,
    ReferralStage.REPLIED: 6,
    ReferralStage.CONFIRMED: 4,
}
CLOSED_REFERRALS = 11
CHANNELS = {"visit": 30, "web": 25, "phone": 22, "letter": 12, "email": 4, "drop_box": 3, "outreach": 4}
UNNAMED_CHANNELS = {"web": 40, "letter": 25, "drop_box": 20, "phone": 15}
SMALLEST_GROUP, LARGEST_GROUP = 5, 30

_GROUPS, _UNNAMED = 0.17, 0.33
_BORN = {"0108": (1990, 1999), "03": (1956, 1969), "14": (1955, 1968)}
_SEALED_CLASS = "accusation"
_LEGAL_CLASS = "litigation_related"
_TRIES = 40


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the world that a matter will fill."""

    tenant: str
    phase: Phase
    stage: ReferralStage | None = None


def generate(today: date, seed: int = SEED) -> list[Matter]:
    """Return the matters of the year before ``today``, oldest first; the same arguments give the same list.

    Every act lies before ``today`` and within 365 days of it.
    """
    random = Random(seed)
    author = _Author(today, random)
    written = sorted(
        (author.matter(slot) for slot in _slots(random)), key=lambda one: (one.received_at, one.title)
    )
    return [replace(one, key=f"demo-{number:04d}") for number, one in enumerate(written, 1)]


@cache
def default_classes() -> dict[str, str]:
    """Return the class that each category of the product starts with."""
    path = Path(next(iter(cases.__path__))) / "categories.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["default_class"] for row in csv.DictReader(file)}


def _slots(random: Random) -> list[_Slot]:
    """Deal the phases over the organisations, then the referrals over those who have somebody to refer to."""
    tenants = [tenant for tenant, count in VOLUMES.items() for _ in range(count)]
    legal = {tenant for topic in TOPICS if _is_legal(topic) for tenant in topic.tenants}
    phases = [phase for phase, count in PHASES.items() if phase is not Phase.REDIRECTED for _ in range(count)]
    random.shuffle(tenants)
    random.shuffle(phases)
    redirected = [tenant for tenant in tenants if tenant in legal][: PHASES[Phase.REDIRECTED]]
    for tenant in redirected:
        tenants.remove(tenant)
    slots = [_Slot(tenant, phase) for tenant, phase in zip(tenants, phases, strict=True)]
    _deal(slots, Phase.HANDLING, [stage for stage, count in OPEN_REFERRALS.items() for _ in range(count)])
    _deal(slots, Phase.CLOSED, [ReferralStage.CONFIRMED] * CLOSED_REFERRALS)
    return [*slots, *(_Slot(tenant, Phase.REDIRECTED) for tenant in redirected)]


def _deal(slots: list[_Slot], phase: Phase, stages: list[ReferralStage]) -> None:
    senders = {sender for route in ROUTES for sender in route.senders}
    able = [number for number, slot in enumerate(slots) if slot.phase is phase and slot.tenant in senders]
    for number, stage in zip(able, stages, strict=False):
        slots[number] = replace(slots[number], stage=stage)


def _is_legal(topic: Topic) -> bool:
    return default_classes()[topic.category] == _LEGAL_CLASS


class _Author:
    """Writes one matter after another and remembers what was used."""

    def __init__(self, today: date, random: Random):
        self._today, self._random = today, random
        self._crowd = petitioners.Crowd(random)
        self._used: Counter[tuple[str, str]] = Counter()
        self._titles: set[tuple[str, str]] = set()
        self._longest = timeline.span(today) - 3

    def matter(self, slot: _Slot) -> Matter:
        """Return the matter for ``slot``."""
        course = timeline.course(slot.phase, slot.stage, self._longest, self._random)
        dated = timeline.dated(course, self._today, self._random)
        registered = dated[0][1]
        route, topics = self._choices(slot, registered.date())
        topic, petitioner, pen = self._subject(slot, topics, registered.date(), route)
        pen.is_suggestion = default_classes()[topic.category] == "suggestion"
        channel = self._channel(petitioner)
        received = timeline.received_before(registered, channel, self._random)
        handler = people.handler_for(slot.tenant, topic.category, self._random)
        pen.brought_by(petitioner, slot.tenant, handler, received)
        text = pen.original(channel, petitioner)
        brought = Brought(slot.tenant, handler.login, petitioner, channel, route)
        return Matter(
            key="",
            tenant=slot.tenant,
            unit=people.unit_of(handler, slot.tenant),
            topic=topic.key,
            category=topic.category,
            case_class=default_classes()[topic.category],
            channel=channel,
            title=pen.title,
            summary=pen.summary(petitioner),
            place=pen.place,
            text=text,
            petitioner=petitioner,
            received_at=received,
            handler=handler.login,
            phase=slot.phase,
            referral_stage=slot.stage,
            steps=ActsOfMatter(brought, pen, self._random).steps(dated),
        )

    def _choices(self, slot: _Slot, day: date) -> tuple[Route | None, list[Topic]]:
        """Return the route of a referral, if the slot has one, and the topics that fit slot, route and season."""
        fitting = [topic for topic in TOPICS if _fits(topic, slot, day)]
        if slot.stage is None:
            return None, fitting
        routes = [route for route in ROUTES if slot.tenant in route.senders]
        self._random.shuffle(routes)
        for route in routes:
            topics = [topic for topic in fitting if topic.key in route.topics]
            if topics:
                return route, topics
        raise LookupError(f"{slot.tenant} has no topic to refer in month {day.month}")

    def _subject(
        self, slot: _Slot, topics: list[Topic], day: date, route: Route | None
    ) -> tuple[Topic, Petitioner, Pen]:
        """Return a topic, who brings it and a pen whose title this organisation has not had yet."""
        topic, petitioner, pen = self._draw(slot, topics, day, route)
        for _ in range(_TRIES):
            if len(pen.title) <= LONGEST_TITLE and (slot.tenant, pen.title) not in self._titles:
                break
            topic, petitioner, pen = self._draw(slot, topics, day, route)
        self._used[slot.tenant, topic.key] += 1
        self._titles.add((slot.tenant, pen.title))
        return topic, petitioner, pen

    def _draw(
        self, slot: _Slot, topics: list[Topic], day: date, route: Route | None
    ) -> tuple[Topic, Petitioner, Pen]:
        weights = [topic.weight / (1 + 2 * self._used[slot.tenant, topic.key]) for topic in topics]
        topic = self._random.choices(topics, weights)[0]
        about = route.receiver if route else ""
        words = Words(self._random, slot.tenant, day, about=about, plants=topic.plants)
        petitioner = self._petitioner(topic, words, named=route is not None)
        return topic, petitioner, Pen(topic, self._random.randrange(len(topic.titles)), words, self._random)

    def _petitioner(self, topic: Topic, words: Words, *, named: bool) -> Petitioner:
        if topic.crowd and self._random.random() < _GROUPS:
            count = self._random.randint(SMALLEST_GROUP, LARGEST_GROUP)
            words.fix("people", str(count))
            return self._crowd.group(count)
        if topic.anonymous and not named and self._random.random() < _UNNAMED:
            return petitioners.NOBODY
        return self._crowd.one(_BORN.get(topic.category, _BORN.get(topic.category[:2], petitioners.BORN)))

    def _channel(self, petitioner: Petitioner) -> str:
        """Return how it came in: groups come in person, those who give no name write or call."""
        if petitioner.person_count > 1:
            return "visit"
        chances = UNNAMED_CHANNELS if petitioner.is_anonymous else CHANNELS
        return self._random.choices(list(chances), list(chances.values()))[0]


def _fits(topic: Topic, slot: _Slot, day: date) -> bool:
    return (
        slot.tenant in topic.tenants
        and (not topic.months or day.month in topic.months)
        and _is_legal(topic) == (slot.phase is Phase.REDIRECTED)
        and default_classes()[topic.category] != _SEALED_CLASS
    )
