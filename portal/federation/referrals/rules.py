"""Kinds and states of a referral as data, who answers for the matter in each, and what an envelope may hold.

Sources: Regulations on Petition Work (2022), articles 22, 23 and 30; Personal Information Protection Law,
articles 13, 23 and 35; the rules that a mechanism adopts for referrals among its members.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from tenants.casework.intake.rules import FURTHER, of_person

Tenant = TypeVar("Tenant")


class Kind(StrEnum):
    """What the sender asks for. Only ``transfer`` and ``assign`` hand the matter over."""

    TRANSFER = "transfer"
    ASSIGN = "assign"
    CO_HANDLE = "co_handle"
    GUIDANCE = "guidance"


class State(StrEnum):
    """Where an envelope stands. Later acts (objection, supplement, withdrawal) add states and rows of ``STEPS``."""

    SENT = "sent"
    DELIVERED = "delivered"
    SIGNED_FOR = "signed_for"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"


class Side(StrEnum):
    """Which of the two parties."""

    SENDER = "sender"
    RECEIVER = "receiver"


@dataclass(frozen=True)
class Step:
    """One act of custody: who takes it, from which state, and where it leads. Each gives one receipt."""

    name: str
    status_from: State | None
    status_to: State
    side: Side
    by_system: bool = False


STEPS = {
    step.name: step
    for step in (
        Step("send", None, State.SENT, Side.SENDER),
        Step("deliver", State.SENT, State.DELIVERED, Side.RECEIVER, by_system=True),
        Step("sign_for", State.DELIVERED, State.SIGNED_FOR, Side.RECEIVER),
        Step("accept", State.SIGNED_FOR, State.ACCEPTED, Side.RECEIVER),
        Step("answer", State.ACCEPTED, State.ANSWERED, Side.RECEIVER),
        Step("confirm", State.ANSWERED, State.CONFIRMED, Side.SENDER),
    )
}

HANDS_OVER = frozenset({Kind.TRANSFER, Kind.ASSIGN})
READABLE = frozenset(State) - {State.SENT, State.DELIVERED}
"""States in which the receiver reads the whole envelope; before, only its cover sheet."""


def why_not(act: str, state: str, side: str) -> str | None:
    """Return why ``side`` may not take ``act`` in ``state``, as a code of ``words.REFUSALS``; None when it may."""
    step = STEPS[act]
    if step.side != side:
        return f"{act}_is_the_{step.side}s"
    return None if state == step.status_from else f"{act}_in_{state}"


def next_act(state: str) -> Step | None:
    """Return the act that is awaited in ``state``, or None when the chain is complete."""
    return next((step for step in STEPS.values() if step.status_from == state), None)


def accountable(kind: str, state: str, sender: Tenant, receiver: Tenant) -> Tenant:
    """Return the one party that answers to the petitioner for the matter.

    The sender stays accountable until the receiver has accepted a matter that was handed over, so that a signature
    alone, or a later objection, never leaves the petitioner without anyone. Who is only asked for help or guidance
    never becomes accountable.
    """
    accepted = state in (State.ACCEPTED, State.ANSWERED, State.CONFIRMED)
    return receiver if kind in HANDS_OVER and accepted else sender


def asks_answer(kind: str) -> bool:
    """Tell whether the sender wants to be answered by a date; a plain transfer does not ask (article 22)."""
    return kind != Kind.TRANSFER


class Group(StrEnum):
    """How an item stands in the picker: always given, with the petitioner's consent, not by default, never."""

    MUST = "must"
    CONSENT = "consent"
    OPTIONAL = "optional"
    NEVER = "never"


@dataclass(frozen=True)
class Item:
    """One thing that an envelope may hold. A personal one is masked on pages and needs a ground to be given.

    ``label`` is what papers and the frozen envelope call it, in Chinese whoever reads them. ``person`` and ``field``
    say of an identifying one whose it is, of those who brought the matter, and what of them.
    """

    name: str
    label: str
    group: Group
    is_personal: bool = False
    person: int = 0
    field: str = ""


_IDENTITY = {"name": "姓名", "phone": "联系电话", "id_number": "身份证号", "address": "住址"}


def _identity_items() -> list[Item]:
    return [
        Item(
            of_person(field, person),
            label if person == 1 else f"{label}（第 {person} 位代表）",
            Group.CONSENT,
            is_personal=True,
            person=person,
            field=field,
        )
        for person in (1, *FURTHER)
        for field, label in _IDENTITY.items()
    ]


CATALOGUE = {
    item.name: item
    for item in (
        Item("demand_summary", "诉求摘要", Group.MUST),
        Item("category", "问题类别", Group.MUST),
        Item("place", "事发地点", Group.MUST),
        Item("received_on", "收到日期", Group.MUST),
        Item("channel", "来信来访方式", Group.MUST),
        Item("person_count", "人数", Group.MUST),
        *_identity_items(),
        Item("original_text", "诉求原文", Group.OPTIONAL, is_personal=True),
        Item("internal_notes", "内部研判和经办过程", Group.NEVER),
        Item("accusation", "检举控告内容", Group.NEVER),
    )
}
MUST_ITEMS = tuple(item.name for item in CATALOGUE.values() if item.group == Group.MUST)
PERSONAL_ITEMS = tuple(item.name for item in CATALOGUE.values() if item.is_personal)


def offered(present: Iterable[str]) -> list[Item]:
    """Return the items a sender may tick, of those the case has, in the order of the catalogue."""
    held = set(present)
    return [item for item in CATALOGUE.values() if item.name in held and item.group != Group.NEVER]


def chosen(present: Iterable[str], ticked: Iterable[str]) -> list[Item]:
    """Return what goes into the envelope: everything that must, and of the rest what was ticked."""
    wanted = set(ticked)
    return [item for item in offered(present) if item.group == Group.MUST or item.name in wanted]


class ConsentWay(StrEnum):
    """On which ground personal items are given: how the petitioner agreed, or a state organ's duty."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    WRITTEN = "written"
    ONLINE = "online"
    STATUTORY_DUTY = "statutory_duty"


_STATE_ORGANS = frozenset({"petition_office", "government"})


def consent_ways(sender_kind: str) -> list[ConsentWay]:
    """Return the grounds open to a sender: only a state organ may give by duty, having told the petitioner.

    Personal Information Protection Law, article 23 (separate consent), articles 13(3) and 35 (state organs).
    """
    return [way for way in ConsentWay if way != ConsentWay.STATUTORY_DUTY or sender_kind in _STATE_ORGANS]


_PATTERNS = {
    "id_number": re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),
    "phone": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
}
_SPACES = re.compile(r"[\s\-—]")


def leaks(text: str, identity: Mapping[str, str]) -> list[str]:
    """Return which personal items stand in a free text, where neither mask nor reading record protects them.

    ``identity`` holds the petitioner's own values by item name. A number that merely looks like a telephone or an
    identity number counts too: it may be somebody else's.
    """
    close = _SPACES.sub("", text).upper()
    known = {
        name for name, value in identity.items() if len(value) > 1 and _SPACES.sub("", value).upper() in close
    }
    alike = {name for name, pattern in _PATTERNS.items() if pattern.search(close)}
    return [name for name in PERSONAL_ITEMS if name in known | alike]


NEVER_REFERRED = frozenset({"accusation", "litigation_related"})


def refusal_to_refer(
    case_class: str, case_state: str, kind: str, *, handed_over: bool, came_in_envelope: bool
) -> str | None:
    """Return why a case may not be referred, as a code of ``words.REFUSALS``; None when it may.

    An accusation could reach the one complained of (article 30); a matter of the courts leaves the petition track
    (article 22). What this organisation has accepted it finishes itself, with help if need be; and a matter is handed
    over to one organisation at a time. What came in an envelope goes back with an answer: only its sender, whom the
    petitioner knows, addresses it anew.
    """
    if case_class in NEVER_REFERRED:
        return f"class_{case_class}"
    if case_state in ("closed", "answered"):
        return f"case_{case_state}"
    if kind in HANDS_OVER and handed_over:
        return "handed_over"
    if kind in HANDS_OVER and case_state == "accepted":
        return "case_accepted"
    return "came_in_envelope" if kind in HANDS_OVER and came_in_envelope else None


@dataclass(frozen=True)
class Ground:
    """On what a referral rests: the citation, and the article after which a mechanism's own rule is modelled."""

    citation: str
    follows: str = ""


_REGULATIONS = "《信访工作条例》"
_BY_OFFICE = {
    Kind.TRANSFER: f"{_REGULATIONS}第二十二条、第二十三条第三款",
    Kind.ASSIGN: f"{_REGULATIONS}第二十二条第一款第三项、第二十三条第三款",
}


def ground(kind: str, sender_kind: str, rules_name: str, clause: str) -> Ground:
    """Return the legal basis of a referral.

    A petition office that forwards cites the Regulations. Between peers the terms hold only because their mechanism
    adopted them: its rules are cited, with the article they follow.
    """
    if is_forwarding(kind, sender_kind):
        return Ground(_BY_OFFICE[Kind(kind)])
    follows = "第二十二条第一款第三项" if kind == Kind.ASSIGN else "第二十三条第三款"
    return Ground(f"《{rules_name}》{clause}", f"{_REGULATIONS}{follows}")


def is_forwarding(kind: str, sender_kind: str) -> bool:
    """Tell whether the Regulations themselves set the receiver's terms: a petition office transfers or assigns."""
    return sender_kind == "petition_office" and kind in HANDS_OVER


def referral_number(year: int, number: int) -> str:
    """Return the number of a referral, one sequence per sender and year: ZB-2026-0093."""
    return f"ZB-{year}-{number:04d}"


def receipt_code(number: int, digest: bytes) -> str:
    """Return how people call a receipt: its place in the chain and the first digits of its hash, R1 7F3A-91C2."""
    head = digest.hex().upper()
    return f"R{number} {head[:4]}-{head[4:8]}"


def same_word(typed: str, short_name: str) -> bool:
    """Tell whether the confirmation word is the receiver's short name; blanks and case do not matter."""
    return "".join(typed.split()).casefold() == "".join(short_name.split()).casefold()


TITLE_LENGTH = 40


def first_clause(text: str) -> str:
    """Return the first sentence of a summary, short enough for a title: what a receiver's own title begins with."""
    head = re.split(r"[。；;！？\n]", text.strip(), maxsplit=1)[0]
    return head[:TITLE_LENGTH]
