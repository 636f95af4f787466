"""Packing an envelope: what a case holds, what of it is given, what is held back, and what forbids sending.

The same package is composed for the preview, for the confirmation page and for sending; only sending freezes it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal.federation.mechanisms import queries as mechanisms
from portal.federation.mechanisms import rules as mechanism_rules
from portal.federation.mechanisms.models import Mechanism
from portal.federation.referrals import queries, rules, words
from portal.federation.referrals.rules import Ground, Item
from portal.federation.referrals.verify_custody import canonical
from tenants.casework.attachments.models import Attachment
from tenants.casework.attachments.queries import attachments_of
from tenants.casework.cases.models import Case
from tenants.casework.cases.queries import case_for
from tenants.casework.cases.words import listed
from tenants.casework.intake import identity
from tenants.casework.intake.models import Petitioner
from tenants.casework.intake.queries import petitioners_of, submissions_of
from tenants.casework.intake.rules import IDENTITY_FIELDS, MASKS, MOST_REPRESENTATIVES, of_person
from tenants.core import clock, crypto
from tenants.core.commands import Actor
from tenants.core.errors import Invalid, NotAllowedNow
from tenants.core.words import _
from tenants.obligations.queries import working_calendar
from tenants.organisations.models import Tenant
from tenants.organisations.queries import tenant

LONGEST_TERM = timedelta(days=365)


@dataclass(frozen=True)
class PackedItem:
    """An item with its value; ``masked`` is what pages show of a personal one."""

    item: Item
    value: str
    masked: str


@dataclass(frozen=True)
class Person:
    """One of those who brought the matter, by place and by the masked name that pages show."""

    number: int
    masked: str


@dataclass(frozen=True)
class Package:
    """Everything that a sending would freeze, and what it would leave out. ``identity`` never leaves this object."""

    case: Case
    kind: str
    purpose: str
    sender: Tenant
    receiver: Tenant | None
    mechanism: Mechanism | None
    ground: Ground | None
    answer_due_on: date | None
    items: list[PackedItem]
    files: list[Attachment]
    offered_items: list[Item]
    offered_files: list[Attachment]
    people: list[Person]
    identity: Mapping[str, str] = field(repr=False)

    @property
    def given(self) -> list[dict[str, str]]:
        """Return what is given, as disclosures list it."""
        items = [{"item": packed.item.name} for packed in self.items]
        return [*items, *({"file": row.name} for row in self.files)]

    @property
    def withheld(self) -> list[dict[str, str]]:
        """Return what this organisation holds and does not give, as disclosures list it."""
        packed, ticked = {row.item.name for row in self.items}, {row.id for row in self.files}
        items = [{"item": item.name} for item in self.offered_items if item.name not in packed]
        kept = [{"file": row.name} for row in self.offered_files if row.id not in ticked]
        return [*items, *kept, {"item": "internal_notes"}]

    @property
    def to_agree(self) -> list[int]:
        """Return which persons must have agreed: those whose items are given, and with the original text everyone."""
        given = {packed.item.person for packed in self.items if packed.item.is_personal}
        everyone = {person.number for person in self.people} or {1}
        return sorted((given - {0}) | (everyone if 0 in given else set()))

    def fingerprint(self) -> str:
        """Return a keyed mark of the whole content: equal marks, equal envelopes. It tells nothing of the values."""
        content = {
            "case": str(self.case.id),
            "kind": self.kind,
            "purpose": self.purpose,
            "receiver": str(self.receiver.id if self.receiver else ""),
            "mechanism": str(self.mechanism.id if self.mechanism else ""),
            "due": str(self.answer_due_on),
            "items": [[packed.item.name, packed.value] for packed in self.items],
            "files": [[str(row.id), row.sha256.hex()] for row in self.files],
        }
        return crypto.blind_index(
            "envelope seen", hashlib.sha256(canonical(content).encode()).hexdigest()
        ).hex()


def compose(actor: Actor, data: Mapping[str, Any]) -> Package:
    """Return the package that ``data`` (in the shape of ``DraftReferral``) would make; it need not be ready to send.

    :raises NotFound: no such case for this actor, or no such mechanism.
    """
    case = case_for(actor, data["case_id"])
    people = petitioners_of(case.id)[:MOST_REPRESENTATIVES]
    known = _identity_of(people)
    held = _held(case, data["summary"], known)
    files = attachments_of(case.id)
    sender = tenant(case.tenant_id)
    mechanism, receiver = _to_whom(data)
    return Package(
        case=case,
        kind=data["kind"],
        purpose=data["purpose"],
        sender=sender,
        receiver=receiver,
        mechanism=mechanism,
        ground=_ground(data["kind"], sender, mechanism),
        answer_due_on=_answer_due(data, mechanism),
        items=[_packed(item, held[item.name]) for item in rules.chosen(held, data["items"])],
        files=[row for row in files if row.id in data["files"]],
        offered_items=rules.offered(held),
        offered_files=files,
        people=[Person(number, row.name_masked) for number, row in enumerate(people, start=1)],
        identity=known,
    )


def _identity_of(people: Sequence[Petitioner]) -> dict[str, str]:
    """Return what identifies those who brought a case, by item name; empty values are left out."""
    known = {
        of_person(field, number): identity.open_field(row, field)
        for number, row in enumerate(people, start=1)
        for field in IDENTITY_FIELDS
    }
    return {name: value for name, value in known.items() if value}


def _held(case: Case, summary: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return what the case holds by item name; empty values are left out."""
    facts = {
        "demand_summary": summary or " ",
        "category": case.category,
        "place": case.place,
        "received_on": case.received_on.isoformat(),
        "channel": case.channel,
        "person_count": str(case.person_count),
        "original_text": "\n\n".join(row.text for row in submissions_of(case.id)),
    }
    return {**{name: value for name, value in facts.items() if value}, **known}


def _packed(item: Item, value: str) -> PackedItem:
    if item.field in MASKS:
        return PackedItem(item, value, MASKS[item.field](value))
    masked = f"（共 {len(value)} 字）" if item.is_personal else ""
    return PackedItem(item, value.strip(), masked)


def _to_whom(data: Mapping[str, Any]) -> tuple[Mechanism | None, Tenant | None]:
    for mechanism, member in mechanisms.fellow_members():
        if (mechanism.id, member.tenant.id) == (data["mechanism_id"], data["receiver_tenant_id"]):
            return mechanism, member.tenant
    return None, None


def _ground(kind: str, sender: Tenant, mechanism: Mechanism | None) -> Ground | None:
    if mechanism is None:
        return None
    name = mechanism_rules.rules_name(mechanism.charter, mechanism.name)
    return rules.ground(kind, sender.kind, name, mechanism_rules.referral_clause(mechanism.charter))


def _answer_due(data: Mapping[str, Any], mechanism: Mechanism | None) -> date | None:
    """Return by when an answer is wanted: the day chosen, else the charter's number of working days from today."""
    if not rules.asks_answer(data["kind"]) or mechanism is None:
        return None
    days = mechanism_rules.answer_working_days(mechanism.charter)
    return data["answer_due_on"] or working_calendar().add_working_days(clock.today(), days)


def check_may_refer(package: Package) -> None:
    """Raise ``NotAllowedNow`` when the case may not be referred, or not to this receiver."""
    earlier = queries.sent_for_case(package.case.id)
    handed_over = any(row.kind in rules.HANDS_OVER for row in earlier)
    case = package.case
    came_in = case.origin_referral_id is not None
    reason = rules.refusal_to_refer(
        case.case_class, case.state, package.kind, handed_over=handed_over, came_in_envelope=came_in
    )
    if reason:
        raise NotAllowedNow(words.REFUSALS[reason], code=reason)
    if package.receiver is None:
        return
    for row in earlier:
        if row.receiver_tenant_id == package.receiver.id and rules.next_act(row.state):
            sentence = _(
                "%(receiver)s has a referral of this matter in hand already: %(number)s. "
                "Wait for it to end, or choose another organisation.",
                receiver=package.receiver.short_name,
                number=row.number,
            )
            raise NotAllowedNow(sentence, code="same_receiver")


def check_ready(package: Package, data: Mapping[str, Any]) -> None:
    """Raise ``Invalid`` with a sentence for each thing that must be put right before the package can be sent."""
    wrong: dict[str, list[Any]] = {}
    if package.receiver is None:
        wrong["receiver"] = [_("Choose a member of one of your mechanisms.")]
    for name in ("purpose", "summary"):
        _check_text(wrong, name, data[name], package.identity)
    _check_choice(wrong, package, data)
    _check_consent(wrong, package, data)
    _check_due(wrong, package)
    if wrong:
        raise Invalid(wrong)


def _check_text(wrong: dict[str, list[Any]], name: str, text: str, known: Mapping[str, str]) -> None:
    if not text:
        wrong[name] = [_("This field is missing.")]
    for found in rules.leaks(text, known):
        wrong.setdefault(name, []).append(
            _(
                "This text holds: %(item)s. Take it out; if the receiver needs it, tick it as an item, where it is "
                "masked and each reading is recorded.",
                item=words.item_label(found),
            )
        )


def _check_choice(wrong: dict[str, list[Any]], package: Package, data: Mapping[str, Any]) -> None:
    offered = {item.name for item in package.offered_items}
    absent = [name for name in data["items"] if name not in offered]
    if absent:
        names = listed(words.item_label(name) for name in absent)
        wrong["items"] = [_("This matter does not hold: %(items)s.", items=names)]
    if set(data["files"]) - {row.id for row in package.offered_files}:
        wrong["files"] = [_("Choose attachments of this matter.")]


def _check_consent(wrong: dict[str, list[Any]], package: Package, data: Mapping[str, Any]) -> None:
    for person in package.to_agree:
        how, on = of_person("consent_how", person), of_person("consent_on", person)
        if data[how] not in rules.consent_ways(package.sender.kind):
            wrong[how] = [
                _(
                    "Personal items are given only with the petitioner's consent. Say how it was given, or untick "
                    "them."
                )
            ]
        if data[on] is None or data[on] > clock.today():
            wrong[on] = [_("Write the day on which the petitioner agreed or was told; not a future one.")]


def _check_due(wrong: dict[str, list[Any]], package: Package) -> None:
    due = package.answer_due_on
    if due is not None and not clock.today() < due <= clock.today() + LONGEST_TERM:
        wrong["answer_due_on"] = [_("The day for the answer must lie after today and within a year.")]


def check_confirmed(package: Package, data: Mapping[str, Any]) -> None:
    """Raise unless the sender ticked, typed the receiver's name, and sends exactly what was on the page.

    :raises Invalid: the tick or the word is missing. :raises NotAllowedNow: the content changed meanwhile.
    """
    wrong: dict[str, list[Any]] = {}
    if not data["checked"]:
        wrong["checked"] = [_("Check the list item by item and tick that you did.")]
    receiver = package.receiver
    names = (receiver.short_name, receiver.short_name_en, receiver.name) if receiver else ()
    if not any(rules.same_word(data["confirmation"], name) for name in names):
        wrong["confirmation"] = [
            _("Type the receiver's short name: %(name)s.", name=names[0] if names else "")
        ]
    if wrong:
        raise Invalid(wrong)
    if data["seen"] and data["seen"] != package.fingerprint():
        raise NotAllowedNow(words.REFUSALS["changed_since_seen"], code="changed_since_seen")


def receiver_choice(mechanism_id: UUID | str, tenant_id: UUID | str) -> str:
    """Return how a form names a receiver: which member of which mechanism."""
    return f"{mechanism_id}.{tenant_id}"
