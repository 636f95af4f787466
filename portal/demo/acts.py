"""Who did what in the course of a matter, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from portal.demo import people
from portal.demo.shapes import Contact, Envelope, Person, Petitioner, Route, Step, StepKind
from portal.demo.texts import envelopes
from portal.demo.timeline import Act
from portal.demo.writing import Pen
from tenants.casework.intake.rules import IDENTITY_FIELDS, of_person

HANDS_OVER = frozenset({"transfer", "assign"})
_BY_SENDER = {StepKind.REFERRED, StepKind.CONFIRMED}
_BY_RECEIVER = {StepKind.SIGNED, StepKind.TAKEN, StepKind.REPLIED}
_SIGNED_FOR = ("材料齐全，今日转承办人。", "已签收，如需补充将在两个工作日内提出。", "")
_TAKEN = ("由我单位承办，结果按期回复。", "已安排专人，有情况电话沟通。", "")
_CONFIRMED = ("内容完整，将据此答复信访人。", "收悉，感谢支持。", "收悉，落实情况继续跟踪。")
_WORDINGS = 6
_NAMED_TO_RECEIVER = 2
_A_MOMENT = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Brought:
    """To whom a matter was brought, by whom and how; ``route`` is where it goes from there, if anywhere."""

    tenant: str
    handler: Person
    petitioner: Petitioner
    channel: str
    category: str
    route: Route | None

    @property
    def is_handed_over(self) -> bool:
        """Tell whether another organisation answers the petitioner."""
        return self.route is not None and self.route.kind in HANDS_OVER


class ActsOfMatter:
    """Gives each act of one matter its actor and its words."""

    def __init__(self, brought: Brought, pen: Pen, random: Random):
        self._brought, self._pen, self._random = brought, pen, random
        self._wording = random.randrange(_WORDINGS)
        self._served_how = envelopes.SERVICE[brought.channel]
        if brought.petitioner.is_anonymous:
            self._served_how = "online"
        self._there: Person | None = None
        self._answered_at: datetime | None = None

    def _crossing(self) -> tuple[Route, Person]:
        """Return where the matter was referred to and who handles it there, always the same person."""
        route = self._brought.route
        assert route is not None, "only a matter with a route is referred"
        if self._there is None:
            self._there = people.handler_for(route.receiver, self._brought.category, self._random)
        return route, self._there

    def steps(self, dated: list[tuple[Act, datetime]]) -> tuple[Step, ...]:
        """Return the dated acts with actors and words; notes are left out where there is nothing more to note."""
        wanted = sum(act.kind is StepKind.NOTED for act, _at in dated)
        notes = iter(self._pen.notes(wanted) if wanted else ())
        return tuple(step for act, at in dated for step in self._steps_of(act, at, notes))

    def _steps_of(self, act: Act, at: datetime, notes: Iterator[str]) -> Iterator[Step]:
        if act.kind is StepKind.NOTED:
            yield from (self._own(StepKind.NOTED, at, text) for text in [next(notes, None)] if text)
        elif act.kind in _BY_SENDER | _BY_RECEIVER:
            yield from self._between(act.kind, at)
        elif act.kind is StepKind.REGISTERED:
            yield Step(act.kind, at, self._brought.tenant, self._login(self._brought.tenant, "registrar"))
        elif act.kind is StepKind.ACCEPTED:
            yield self._own(act.kind, at, self._pen.path(self._brought.petitioner), self._served_how)
        elif act.kind is StepKind.ANSWERED:
            yield self._answered(at, self._brought.tenant)
        else:
            yield self._closed(act, at)

    def _own(self, kind: StepKind, at: datetime, text: str, served_how: str = "") -> Step:
        return Step(kind, at, self._brought.tenant, self._brought.handler.login, text, served_how)

    def _answered(self, at: datetime, tenant: str) -> Step:
        """Return the answer: the unit's head signs it."""
        self._answered_at = at
        head = self._login(tenant, "unit_head")
        answer = self._pen.answer()
        return Step(StepKind.ANSWERED, at, tenant, head, served_how=self._served_how, answer=answer)

    def _closed(self, act: Act, at: datetime) -> Step:
        assert self._answered_at is not None, "a matter is answered before it is closed"
        if self._brought.is_handed_over and not act.there:
            return self._own(act.kind, at, self._pen.closing_handed_over())
        text = self._pen.closing(at - self._answered_at)
        if not act.there:
            return self._own(act.kind, at, text)
        route, handler = self._crossing()
        return Step(act.kind, at, route.receiver, handler.login, text)

    def _between(self, kind: StepKind, at: datetime) -> Iterator[Step]:
        """Yield an act of a referral: sent and confirmed by the sender's liaison, the rest by the receiver's.

        The receiver of a matter that was handed over answers the petitioner on its own case, then the sender.
        """
        route, handler = self._crossing()
        tenant = self._brought.tenant if kind in _BY_SENDER else route.receiver
        answer = None
        if kind is StepKind.REPLIED and self._brought.is_handed_over:
            self._pen.at_office(route.receiver, handler, self._brought.petitioner)
            own_answer = self._answered(at - _A_MOMENT, route.receiver)
            answer = own_answer.answer
            yield own_answer
            self._pen.at_office(self._brought.tenant, self._brought.handler, self._brought.petitioner)
        text = self._wording_of(kind, route)
        yield Step(
            kind,
            at,
            tenant,
            self._login(tenant, "liaison"),
            text,
            served_how=self._served_how if kind is StepKind.TAKEN and route.kind != "guidance" else "",
            answer=answer,
            envelope=self._envelope(route, text, at.date()) if kind is StepKind.REFERRED else None,
        )

    def _wording_of(self, kind: StepKind, route: Route) -> str:
        words = {
            StepKind.REFERRED: route.asks,
            StepKind.SIGNED: _SIGNED_FOR,
            StepKind.TAKEN: _TAKEN,
            StepKind.REPLIED: route.replies,
            StepKind.CONFIRMED: _CONFIRMED,
        }[kind]
        return self._pen.said(words[self._wording % len(words)])

    def _envelope(self, route: Route, ask: str, day: date) -> Envelope:
        items, agreed = _given(route.items, self._brought.petitioner.contacts)
        by_duty = self._brought.is_handed_over
        how, note = envelopes.BY_DUTY if by_duty else envelopes.CONSENTS[self._brought.channel]
        return Envelope(
            mechanism=route.mechanism,
            receiver=route.receiver,
            kind=route.kind,
            ask=ask,
            summary=self._pen.summary(self._brought.petitioner),
            items=items,
            consent_how=how if items else "",
            consent_on=day if items else None,
            consent_note=note if items else "",
            agreed=agreed,
        )

    def _login(self, tenant: str, role: str) -> str:
        return people.pick(tenant, role, self._random).login


def _given(wanted: tuple[str, ...], contacts: tuple[Contact, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the items that are ticked, and who has to agree, by place.

    Of a group the first two are named to the receiver, not all; the original text tells of everybody.
    """
    named = list(enumerate(contacts[:_NAMED_TO_RECEIVER], start=1))
    items = [
        of_person(item, number)
        for number, contact in named
        for item in wanted
        if item in IDENTITY_FIELDS and getattr(contact, item)
    ]
    items += [item for item in wanted if item not in IDENTITY_FIELDS]
    if "original_text" in wanted:
        named = list(enumerate(contacts, start=1))
    return tuple(items), tuple(number for number, _contact in named) if items else ()
