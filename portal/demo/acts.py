"""Who did what in the course of a matter, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from portal.demo import people
from portal.demo.shapes import Envelope, Petitioner, Route, Step, StepKind
from portal.demo.texts.envelopes import PERSONAL_ITEMS
from portal.demo.texts.supplements import CONSENTS
from portal.demo.writing import Pen

_BY_SENDER = {StepKind.REFERRED, StepKind.CONFIRMED}
_BY_RECEIVER = {StepKind.SIGNED, StepKind.REPLIED}
_SIGNED_FOR = (
    "已签收，材料齐全，承办人两个工作日内与贵单位联系。",
    "已签收，今日转承办人办理。",
    "已签收，如需补充将在两个工作日内提出。",
)
_CONFIRMED = (
    "答复已收到，内容完整，予以确认，将据此答复信访人。",
    "已确认，感谢支持。",
    "确认，落实情况继续跟踪。",
)
_WORDINGS = 6


@dataclass(frozen=True, slots=True)
class Brought:
    """To whom a matter was brought, by whom and how; ``route`` is where it goes from there, if anywhere."""

    tenant: str
    handler: str
    petitioner: Petitioner
    channel: str
    route: Route | None


class ActsOfMatter:
    """Gives each act of one matter its actor and its words."""

    def __init__(self, brought: Brought, pen: Pen, random: Random):
        self._brought, self._pen, self._random = brought, pen, random
        self._wording = random.randrange(_WORDINGS)
        self._answered_at: datetime | None = None

    def steps(self, dated: list[tuple[StepKind, datetime]]) -> tuple[Step, ...]:
        """Return the dated acts with actors and words; notes are left out where there is nothing more to note."""
        wanted = sum(kind is StepKind.NOTED for kind, _at in dated)
        notes = iter(self._pen.notes(wanted) if wanted else ())
        steps = (
            self._noted(at, notes) if kind is StepKind.NOTED else self._step(kind, at) for kind, at in dated
        )
        return tuple(step for step in steps if step is not None)

    def _noted(self, at: datetime, notes: Iterator[str]) -> Step | None:
        text = next(notes, None)
        return None if text is None else self._own(StepKind.NOTED, at, text)

    def _step(self, kind: StepKind, at: datetime) -> Step:
        if kind in _BY_SENDER | _BY_RECEIVER:
            return self._between(kind, at)
        if kind is StepKind.REGISTERED:
            return Step(kind, at, self._brought.tenant, self._login(self._brought.tenant, "registrar"))
        if kind is StepKind.ANSWERED:
            return self._answered(at)
        return self._own(kind, at, self._words_of(kind, at))

    def _own(self, kind: StepKind, at: datetime, text: str) -> Step:
        return Step(kind, at, self._brought.tenant, self._brought.handler, text)

    def _words_of(self, kind: StepKind, at: datetime) -> str:
        if kind is StepKind.ACCEPTED:
            return self._pen.notice(self._brought.petitioner, at)
        if kind is StepKind.REDIRECTED:
            return self._pen.redirection()
        assert self._answered_at is not None, "a matter is answered before it is closed"
        return self._pen.closing(at - self._answered_at)

    def _answered(self, at: datetime) -> Step:
        """Return the answer: the unit's head signs it."""
        self._answered_at = at
        outcome = self._pen.outcome()
        head = self._login(self._brought.tenant, "unit_head")
        return Step(StepKind.ANSWERED, at, self._brought.tenant, head, self._pen.answer(outcome), outcome)

    def _between(self, kind: StepKind, at: datetime) -> Step:
        """Return an act of a referral: sent and confirmed by the sender's liaison, the rest by the receiver's."""
        route = self._brought.route
        assert route is not None, "only a matter with a route is referred"
        tenant = self._brought.tenant if kind in _BY_SENDER else route.receiver
        words = {
            StepKind.REFERRED: route.asks,
            StepKind.SIGNED: _SIGNED_FOR,
            StepKind.REPLIED: route.replies,
            StepKind.CONFIRMED: _CONFIRMED,
        }[kind]
        text = self._pen.said(words[self._wording % len(words)])
        envelope = self._envelope(route, text) if kind is StepKind.REFERRED else None
        return Step(kind, at, tenant, self._login(tenant, "liaison"), text, envelope=envelope)

    def _envelope(self, route: Route, ask: str) -> Envelope:
        personal = bool(PERSONAL_ITEMS & set(route.items))
        return Envelope(
            mechanism=route.mechanism,
            receiver=route.receiver,
            kind=route.kind,
            ask=ask,
            summary=self._pen.summary(self._brought.petitioner),
            items=route.items,
            consent=CONSENTS[self._brought.channel] if personal else "",
        )

    def _login(self, tenant: str, role: str) -> str:
        return people.pick(tenant, role, self._random).login
