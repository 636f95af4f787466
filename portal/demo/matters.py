"""A year of matters of the mining area, dated back from a given day.

How many matters each organisation has, how many stand in each phase and how many were referred is fixed; which
trouble it is, who brought it and in which words is drawn from the seed.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from portal.demo import people, petitioners, timeline
from portal.demo.acts import HANDS_OVER, ActsOfMatter, Brought
from portal.demo.shapes import (
    Matter,
    Petitioner,
    Phase,
    ReferralStage,
    Route,
    Topic,
)
from portal.demo.texts import TOPICS, routes_of_enterprises, routes_of_offices
from portal.demo.timeline import Act
from portal.demo.vocabulary import Words
from portal.demo.writing import LONGEST_TITLE, Pen
from tenants.casework.cases.categories import tree

SEED = 20260101
APPEAL, SUGGESTION, LEGAL = "appeal", "suggestion", "litigation_related"
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
    ReferralStage.SENT: 6,
    ReferralStage.SENT_LATE: 2,
    ReferralStage.SIGNED: 4,
    ReferralStage.TAKEN: 4,
    ReferralStage.REPLY_LATE: 2,
    ReferralStage.REPLIED: 4,
    ReferralStage.CONFIRMED: 4,
}
CLOSED_REFERRALS = 12
CHANNELS = {"visit": 30, "web": 25, "phone": 22, "letter": 12, "email": 4, "drop_box": 3, "outreach": 4}
UNNAMED_CHANNELS = {"web": 40, "letter": 25, "drop_box": 20, "phone": 15}
SMALLEST_GROUP, LARGEST_GROUP = 5, 30

_GROUPS, _UNNAMED, _SUGGESTIONS = 0.08, 0.08, 0.14
_SECRETARIAT, _OF_SECRETARIAT = "lianxi", (*[Phase.CLOSED] * 5, Phase.FRESH)
_BORN = {"0108": (1990, 1999), "03": (1956, 1969), "14": (1955, 1968)}
_TRIES = 40
_REFERS_MORE = {"xinfang": 2.5}
_GUIDANCE_LATER = 0.15


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the world that a matter will fill."""

    tenant: str
    phase: Phase
    case_class: str = APPEAL
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


def _slots(random: Random) -> list[_Slot]:
    """Deal the phases over the organisations, then classes and referrals over those that can have them."""
    tenants = [tenant for tenant, count in VOLUMES.items() if tenant != _SECRETARIAT for _ in range(count)]
    phases: list[Phase] = [
        phase for phase, count in PHASES.items() for _ in range(count) if phase != Phase.REDIRECTED
    ]
    random.shuffle(tenants)
    slots = [_Slot(_SECRETARIAT, phase, SUGGESTION) for phase in _OF_SECRETARIAT]
    for slot in slots:
        phases.remove(slot.phase)
    for tenant in [tenant for tenant in tenants if tenant in _tenants_of(LEGAL)][: PHASES[Phase.REDIRECTED]]:
        tenants.remove(tenant)
        slots.append(_Slot(tenant, Phase.REDIRECTED, LEGAL))
    random.shuffle(phases)
    dealt = [_Slot(tenant, phase) for tenant, phase in zip(tenants, phases, strict=True)]
    _deal(
        dealt,
        Phase.HANDLING,
        [stage for stage, count in OPEN_REFERRALS.items() for _ in range(count)],
        random,
    )
    _deal(dealt, Phase.CLOSED, [ReferralStage.CONFIRMED] * CLOSED_REFERRALS, random)
    return [*slots, *(_perhaps_suggestion(slot, random) for slot in dealt)]


def _tenants_of(case_class: str) -> set[str]:
    return {tenant for topic in TOPICS if class_of(topic) == case_class for tenant in topic.tenants}


def _deal(slots: list[_Slot], phase: Phase, stages: list[ReferralStage], random: Random) -> None:
    """Give stages of referrals to slots of ``phase``, in turn among the senders, the petition office more often."""
    senders = {sender for route in ROUTES for sender in route.senders}
    turns: Counter[str] = Counter()
    able = []
    for number, slot in enumerate(slots):
        if slot.phase is phase and slot.tenant in senders:
            turns[slot.tenant] += 1
            able.append((turns[slot.tenant] / _REFERS_MORE.get(slot.tenant, 1), number))
    random.shuffle(stages)
    for (_turn, number), stage in zip(sorted(able), stages, strict=False):
        slots[number] = replace(slots[number], stage=stage)


def _perhaps_suggestion(slot: _Slot, random: Random) -> _Slot:
    """Make some of the matters suggestions; those are answered at once, so none is in handling or overdue."""
    able = slot.stage is None and slot.phase in {Phase.FRESH, Phase.ANSWERED, Phase.CLOSED}
    return replace(slot, case_class=SUGGESTION) if able and random.random() < _SUGGESTIONS else slot


def class_of(topic: Topic) -> str:
    """Return the class that matters on ``topic`` have: the one its category starts with."""
    return tree()[topic.category].default_class


class _Author:
    """Writes one matter after another and remembers what was used."""

    def __init__(self, today: date, random: Random):
        self._today, self._random = today, random
        self._crowd = petitioners.Crowd(random)
        self._used: Counter[tuple[str, str]] = Counter()
        self._titles: set[tuple[str, str]] = set()
        self._longest = timeline.span(today) - 3
        self._groups_due = self._unnamed_due = 0.5

    def matter(self, slot: _Slot) -> Matter:
        """Return the matter for ``slot``."""
        route, dated, topics = self._choices(slot)
        registered = dated[0][1]
        topic, petitioner, pen = self._subject(slot, topics, registered.date(), route)
        channel = self._channel(petitioner)
        handler = people.handler_for(slot.tenant, topic.category, self._random)
        brought = Brought(slot.tenant, handler, petitioner, channel, topic.category, route)
        pen.at_office(slot.tenant, handler, petitioner)
        text = pen.original(channel, petitioner)
        return Matter(
            key="",
            tenant=slot.tenant,
            unit=people.unit_of(handler, slot.tenant),
            topic=topic.key,
            category=topic.category,
            case_class=slot.case_class,
            channel=channel,
            title=pen.title,
            summary=pen.summary(petitioner),
            place=pen.place,
            text=text,
            petitioner=petitioner,
            received_at=timeline.received_before(registered, channel, self._random),
            handler=handler.login,
            phase=slot.phase,
            referral_stage=slot.stage,
            steps=ActsOfMatter(brought, pen, self._random).steps(dated),
        )

    def _choices(self, slot: _Slot) -> tuple[Route | None, list[tuple[Act, datetime]], list[Topic]]:
        """Return the route of a referral, if the slot has one, the dated acts, and the topics that fit both."""
        if slot.stage is None:
            dated = self._dated(slot, None)
            return None, dated, _fitting(slot, dated[0][1].date(), None)
        for route in self._routes(slot.tenant):
            dated = self._dated(slot, route)
            topics = _fitting(slot, dated[0][1].date(), route)
            if topics:
                return route, dated, topics
        raise LookupError(f"{slot.tenant} has no topic to refer")

    def _routes(self, tenant: str) -> list[Route]:
        """Return the routes out of ``tenant`` in a random order, those that only ask for guidance rather late."""
        own = [route for route in ROUTES if tenant in route.senders]
        return sorted(
            own,
            key=lambda route: self._random.random() + (_GUIDANCE_LATER if route.kind == "guidance" else 0),
        )

    def _dated(self, slot: _Slot, route: Route | None) -> list[tuple[Act, datetime]]:
        handed_over = route is not None and route.kind in HANDS_OVER
        plan = timeline.Plan(slot.phase, slot.case_class == APPEAL, slot.stage, handed_over)
        acts = timeline.course(plan, self._longest, self._random)
        return timeline.dated(acts, self._today, self._random)

    def _subject(
        self, slot: _Slot, topics: list[Topic], day: date, route: Route | None
    ) -> tuple[Topic, Petitioner, Pen]:
        """Return a topic, who brings it and a pen whose title this organisation has not had yet."""
        topic, count, pen = self._draw(slot, topics, day, route)
        for _ in range(_TRIES):
            if len(pen.title) <= LONGEST_TITLE and (slot.tenant, pen.title) not in self._titles:
                break
            topic, count, pen = self._draw(slot, topics, day, route)
        self._groups_due += _GROUPS - (count > 1)
        self._unnamed_due += _UNNAMED - (count == 0)
        self._used[slot.tenant, topic.key] += 1
        self._titles.add((slot.tenant, pen.title))
        return topic, self._petitioner(topic, count), pen

    def _draw(
        self, slot: _Slot, topics: list[Topic], day: date, route: Route | None
    ) -> tuple[Topic, int, Pen]:
        """Return a topic, how many people bring it (0: nobody who gives a name), and a pen."""
        weights = [topic.weight / (1 + 2 * self._used[slot.tenant, topic.key]) for topic in topics]
        topic = self._random.choices(topics, weights)[0]
        about = route.receiver if route else ""
        words = Words(self._random, slot.tenant, day, about=about, plants=topic.plants)
        count = self._count(topic, named=route is not None)
        if count > 1:
            words.fix("people", str(count))
        number = self._random.randrange(len(topic.titles))
        return topic, count, Pen(topic, number, words, slot.case_class, self._random)

    def _count(self, topic: Topic, *, named: bool) -> int:
        """Return how many bring a matter: now and then a group, or nobody named, where the topic is such."""
        if topic.crowd and self._groups_due >= 1:
            return self._random.randint(SMALLEST_GROUP, LARGEST_GROUP)
        return 0 if topic.anonymous and not named and self._unnamed_due >= 1 else 1

    def _petitioner(self, topic: Topic, count: int) -> Petitioner:
        if count == 0:
            return petitioners.NOBODY
        if count > 1:
            return self._crowd.group(count)
        return self._crowd.one(_BORN.get(topic.category, _BORN.get(topic.category[:2], petitioners.BORN)))

    def _channel(self, petitioner: Petitioner) -> str:
        """Return how it came in: groups come in person, those who give no name write or call."""
        if petitioner.person_count > 1:
            return "visit"
        chances = UNNAMED_CHANNELS if petitioner.is_anonymous else CHANNELS
        return self._random.choices(list(chances), list(chances.values()))[0]


def _fitting(slot: _Slot, day: date, route: Route | None) -> list[Topic]:
    """Return the topics of the slot's class that its organisation has at this time of the year and may refer so."""
    return [
        topic
        for topic in TOPICS
        if slot.tenant in topic.tenants
        and class_of(topic) == slot.case_class
        and (not topic.months or day.month in topic.months)
        and (route is None or topic.key in route.topics)
    ]
