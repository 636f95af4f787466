"""The shapes that the demo content is written in: frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of an organisation. ``parent`` is the key of the unit above; tier 1 is the organisation itself."""

    key: str
    name: str
    name_en: str
    tier: int
    parent: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A tenant of the demo world.

    ``case_code`` begins case numbers (LK-2026-0001), ``document_code`` the numbers of papers (岚矿信告〔2026〕1号).
    ``review_body`` is where a petitioner may ask for a review of an answer.
    """

    slug: str
    kind: str
    name: str
    short_name: str
    name_en: str
    short_name_en: str
    seal: str
    hue: int
    case_code: str
    document_code: str
    phone: str
    address: str
    reception_hours: str
    review_body: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a mechanism; ``part`` is convener, secretariat or member."""

    tenant: str
    part: str


@dataclass(frozen=True, slots=True)
class CharterTerm:
    """One term that the members agreed: its article with a heading, and its text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Mechanism:
    """Organisations that agreed to work together, and on what terms.

    ``referral_clause`` is the article of the rules that referrals among members cite.
    """

    slug: str
    kind: str
    name: str
    name_en: str
    adopted_on: date
    rules_name: str
    referral_clause: str
    answer_working_days: int
    members: tuple[Member, ...]
    terms: tuple[CharterTerm, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place: organisation, unit, title, and role names of ``tenants.core.permissions.Role``."""

    tenant: str
    unit: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. The operator opens tenants, has no seat and sees no case."""

    login: str
    name: str
    surname: str
    seats: tuple[Seat, ...]
    is_operator: bool = False

    @property
    def display_name(self) -> str:
        """Return surname and title as colleagues say it: 林干事."""
        return self.surname + self.seats[0].title if self.seats else self.name


class Phase(StrEnum):
    """Where a matter stands on the day the world is made for."""

    FRESH = "fresh"
    HANDLING = "handling"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    CLOSED = "closed"
    REDIRECTED = "redirected"


class ReferralStage(StrEnum):
    """How far a referral has come; the late ones wait longer than the charter allows."""

    SENT = "sent"
    SENT_LATE = "sent_late"
    SIGNED = "signed"
    TAKEN = "taken"
    REPLY_LATE = "reply_late"
    REPLIED = "replied"
    CONFIRMED = "confirmed"


class StepKind(StrEnum):
    """An act in the course of a matter. The receiver of a referral signs for it, takes it on and replies.

    A suggestion and a matter of the courts are answered without being accepted; a matter that was handed over is
    answered by the receiver, on its own case.
    """

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    NOTED = "noted"
    REFERRED = "referred"
    SIGNED = "signed"
    TAKEN = "taken"
    REPLIED = "replied"
    CONFIRMED = "confirmed"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a referral asks of whom and which items are ticked beside those that always go.

    ``consent_how``, ``consent_on`` and ``consent_note`` say on which ground personal items are given, and ``agreed``
    which of the representatives it was, by place; all empty when none is ticked.
    """

    mechanism: str
    receiver: str
    kind: str
    ask: str
    summary: str
    items: tuple[str, ...]
    consent_how: str
    consent_on: date | None
    consent_note: str
    agreed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of a written answer: what is decided, what was asked, what was found, why, on which ground."""

    outcome: str
    demand: str
    facts: str
    opinion: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Step:
    """One dated act: by whom (login), of which organisation, with what words.

    ACCEPTED, NOTED, ANSWERED and CLOSED by another organisation than the matter's are acts on that organisation's own
    case, which it opened when it took the referral on. ``text`` is the path of a notice, the note, what is asked or
    replied, the remark at closing. ``served_how`` says how a paper reached the petitioner.
    """

    kind: StepKind
    at: datetime
    tenant: str
    actor: str
    text: str = ""
    served_how: str = ""
    answer: Answer | None = None
    envelope: Envelope | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """An invented person who brings a matter or speaks for those who do."""

    name: str
    phone: str
    address: str
    id_number: str | None


@dataclass(frozen=True, slots=True)
class Petitioner:
    """Who brings a matter: nobody named, one person, or a group with at most five representatives."""

    person_count: int
    contacts: tuple[Contact, ...]

    @property
    def is_anonymous(self) -> bool:
        """Tell whether nobody gave a name."""
        return not self.contacts


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter with everything that has happened to it so far, oldest step first."""

    key: str
    tenant: str
    unit: str
    topic: str
    category: str
    case_class: str
    channel: str
    title: str
    summary: str
    place: str
    text: str
    petitioner: Petitioner
    received_at: datetime
    handler: str
    phase: Phase
    referral_stage: ReferralStage | None
    steps: tuple[Step, ...]

    def first(self, kind: StepKind) -> Step | None:
        """Return the first act of a kind, or None if it has not happened."""
        return next((step for step in self.steps if step.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of trouble: how people write about it and what an office finds, does or explains.

    Texts hold ``{slots}``, free choices ``[a|b]`` and choices that follow the title taken ``<first|second>``.
    ``crowd`` topics are written as "we" and may come from a group; ``months`` limits them to a season.
    """

    key: str
    category: str
    tenants: tuple[str, ...]
    titles: tuple[str, ...]
    text: str
    briefs: tuple[str, ...]
    found: str
    agree: str
    explain: str
    crowd: bool = False
    anonymous: bool = False
    months: tuple[int, ...] = ()
    plants: tuple[str, ...] = ()
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Route:
    """A way matters on some topics go from one organisation to another; each ask has its reply at the same place."""

    senders: tuple[str, ...]
    receiver: str
    mechanism: str
    kind: str
    topics: tuple[str, ...]
    asks: tuple[str, ...]
    replies: tuple[str, ...]
    items: tuple[str, ...]
