"""Writes the demo world into an empty database, through the same commands that people use, at the times of its story.

The clock is set back to each act; what an act tells others is told before the next one, as the relay does. Nobody else
is at the database yet, so commits need not wait for the disk, and the outbox is asked only at the end.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.demo import matters
from portal.demo.organisations import MECHANISMS, TENANTS
from portal.demo.people import DEMO_PASSWORD, PEOPLE
from portal.demo.shapes import Matter, Organisation, Step, StepKind
from portal.live.pulse import PURPOSE
from tenants.casework.intake.rules import IDENTITY_FIELDS, of_person
from tenants.core import clock, events
from tenants.core.commands import Actor, execute
from tenants.core.database import (
    current_session,
    hasty_commits,
    platform_scope,
    tenant_scope,
    write_transaction,
)
from tenants.core.errors import Problem
from tenants.organisations.commands import add_unit, open_tenant
from tenants.people import queries
from tenants.people.commands import create_account
from tenants.people.passwords import hashed_once

OPENED_DAYS_AGO = 400
_PROFILE = (
    "slug",
    "kind",
    "name",
    "name_en",
    "short_name",
    "short_name_en",
    "seal",
    "hue",
    "case_code",
    "document_code",
    "phone",
    "address",
    "reception_hours",
    "review_body",
)


class StoryBroken(RuntimeError):
    """An act of the story is refused by the product: the content and the rules no longer fit each other."""


@dataclass
class Town:
    """What was opened: ids by the names that the story uses."""

    tenants: dict[str, UUID] = field(default_factory=dict)
    units: dict[tuple[str, str], UUID] = field(default_factory=dict)
    actors: dict[tuple[str, str], Actor] = field(default_factory=dict)
    mechanisms: dict[str, UUID] = field(default_factory=dict)
    recorded: list[events.Event] = field(default_factory=list)
    told: list[UUID] = field(default_factory=list)

    def act(self, tenant: str, login: str, command: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Carry out a command as a person of a tenant."""
        actor = self.actors[tenant, login]
        with tenant_scope(actor.tenant_id):
            return execute(command, payload, actor)

    def tell(self) -> None:
        """Tell all that was recorded, and what is recorded by this, as a relay would that is alone."""
        while self.recorded:
            event = self.recorded.pop(0)
            events.tell(event)
            self.told.append(event.id)

    def mark_told(self) -> None:
        """Write down what was told, all at once."""
        with platform_scope(PURPOSE):
            events.mark_told(self.told)
        self.told.clear()


def seed() -> Iterator[str]:
    """Write the whole world; yields a line after each part."""
    today = clock.today()
    start = clock.at_office(today - timedelta(days=OPENED_DAYS_AGO), 9)
    # A session that still reads would keep SQLite's log from being emptied while the world is written.
    current_session().rollback()
    with events.collected() as recorded, hasty_commits():
        town = Town(recorded=recorded)
        with clock.frozen(start), hashed_once(DEMO_PASSWORD):
            for organisation in TENANTS:
                _open(town, organisation)
            _seat_people(town)
            _found_mechanisms(town)
            town.tell()
        yield f"opened {len(TENANTS)} organisations with {len(PEOPLE)} people and {len(MECHANISMS)} mechanisms"
        written = yield from _write_matters(town, matters.generate(today))
    town.mark_told()
    yield f"wrote {written} acts"


def _open(town: Town, organisation: Organisation) -> None:
    profile = {name: getattr(organisation, name) for name in _PROFILE}
    tenant_id = open_tenant(profile)
    town.tenants[organisation.slug] = tenant_id
    with tenant_scope(tenant_id), write_transaction() as session:
        from tenants.organisations.queries import units

        known = {organisation.units[0].key: units()[0].id}
        for unit in organisation.units[1:]:
            made = add_unit(unit.name, unit.name_en, tier=unit.tier, parent_id=known[unit.parent])
            known[unit.key] = made.id
        session.flush()
    town.units.update({(organisation.slug, key): unit_id for key, unit_id in known.items()})


def _seat_people(town: Town) -> None:
    for person in PEOPLE:
        if person.is_operator:
            with platform_scope("directory"), write_transaction():
                create_account(person.login, person.name, DEMO_PASSWORD, is_operator=True)
        for seat in person.seats:
            tenant_id = town.tenants[seat.tenant]
            payload = {
                "login": person.login,
                "password": DEMO_PASSWORD,
                "name": person.name,
                "title": seat.title,
                "unit_id": str(town.units[seat.tenant, seat.unit]),
                "roles": list(seat.roles),
            }
            with tenant_scope(tenant_id):
                made = execute("seat.open", payload, Actor.system(tenant_id))
                opened = queries.seat(UUID(made["seat_id"]))
                assert opened is not None
                town.actors[seat.tenant, person.login] = queries.actor_of(opened)


def _found_mechanisms(town: Town) -> None:
    for mechanism in MECHANISMS:
        first, *others = mechanism.members
        invited = [{"tenant_id": str(town.tenants[one.tenant]), "part": one.part} for one in others]
        charter = {
            "adopted_on": mechanism.adopted_on.isoformat(),
            "rules_name": mechanism.rules_name,
            "referral_clause": mechanism.referral_clause,
            "answer_working_days": mechanism.answer_working_days,
            "terms": [{"title": term.title, "text": term.text} for term in mechanism.terms],
        }
        founding = {"kind": mechanism.kind, "name": mechanism.name, "name_en": mechanism.name_en}
        made = _as_system(
            town,
            first.tenant,
            "mechanism.found",
            {
                **founding,
                "charter": charter,
                "part": first.part,
                "invited": invited,
                **_liaison(first.tenant),
            },
        )
        town.mechanisms[mechanism.slug] = UUID(made["mechanism_id"])
        for other in others:
            _as_system(
                town,
                other.tenant,
                "mechanism.join",
                {"mechanism_id": made["mechanism_id"], **_liaison(other.tenant)},
            )


def _as_system(town: Town, tenant: str, command: str, payload: dict[str, Any]) -> dict[str, Any]:
    tenant_id = town.tenants[tenant]
    with tenant_scope(tenant_id):
        return execute(command, payload, Actor.system(tenant_id))


def _liaison(tenant: str) -> dict[str, str]:
    """Return the liaison of a tenant as its mechanism's roster shows it."""
    from portal.demo.organisations import organisation
    from portal.demo.people import seated

    person = seated(tenant, "liaison")[0]
    return {"liaison_name": person.name, "liaison_phone": organisation(tenant).phone}


@dataclass
class Progress:
    """Where one matter stands while its story is written: its own case, the referral, the receiver's case."""

    matter: Matter
    case_id: str = ""
    referral_id: str = ""
    receiver: str = ""
    there_case_id: str = ""

    def case_of(self, tenant: str) -> str:
        """Return the case on which ``tenant`` acts: its own."""
        return self.case_id if tenant == self.matter.tenant else self.there_case_id


def _write_matters(town: Town, story: list[Matter]) -> Generator[str, None, int]:
    """Write all acts in the order of their times; yields a line each 500, returns their number."""
    stories = [Progress(matter) for matter in story]
    acts = sorted(
        (
            (step.at, number, place)
            for number, one in enumerate(stories)
            for place, step in enumerate(one.matter.steps)
        ),
    )
    for done, (at, number, place) in enumerate(acts, 1):
        with clock.frozen(at):
            _write(town, stories[number], stories[number].matter.steps[place])
            town.tell()
        if done % 500 == 0:
            town.mark_told()
            yield f"wrote {done} of {len(acts)} acts"
    return len(acts)


def _write(town: Town, story: Progress, step: Step) -> None:
    """Carry out one act of a story."""
    command, payload = _WRITERS[step.kind](town, story, step)
    try:
        made = town.act(step.tenant, step.actor, command, payload)
    except Problem as problem:
        place = f"{story.matter.key}: {command} by {step.actor} of {step.tenant} at {step.at:%Y-%m-%d %H:%M}"
        raise StoryBroken(f"{place}: {problem.message} {problem.fields}") from problem
    if step.kind is StepKind.REGISTERED:
        story.case_id = made["case_id"]
    elif step.kind is StepKind.REFERRED:
        story.referral_id = made["referral_id"]
    elif step.kind is StepKind.TAKEN:
        story.there_case_id = made["case_id"]


Written = tuple[str, dict[str, Any]]


def _register(town: Town, story: Progress, _step: Step) -> Written:
    matter = story.matter
    payload: dict[str, Any] = {
        "title": matter.title,
        "text": matter.text,
        "channel": matter.channel,
        "received_on": clock.office_date(matter.received_at).isoformat(),
        "category": matter.category,
        "case_class": matter.case_class,
        "place": matter.place,
        "person_count": matter.petitioner.person_count,
        "is_anonymous": matter.petitioner.is_anonymous,
        "unit_id": str(town.units[matter.tenant, matter.unit]),
        "handler_seat_id": str(town.actors[matter.tenant, matter.handler].seat_id),
    }
    for number, contact in enumerate(matter.petitioner.contacts, start=1):
        payload |= {of_person(name, number): getattr(contact, name) or "" for name in IDENTITY_FIELDS}
    return "case.register", payload


def _accept(_town: Town, story: Progress, step: Step) -> Written:
    return "case.accept", {
        "case_id": story.case_of(step.tenant),
        "served_how": step.served_how or "message",
        "path": step.text,
    }


def _note(_town: Town, story: Progress, step: Step) -> Written:
    return "case.note", {"case_id": story.case_of(step.tenant), "text": step.text}


def _answer(_town: Town, story: Progress, step: Step) -> Written:
    assert step.answer is not None
    parts = {
        name: getattr(step.answer, name) for name in ("outcome", "demand", "facts", "opinion", "legal_basis")
    }
    served_how = step.served_how or "message"
    return "case.answer", {"case_id": story.case_of(step.tenant), "served_how": served_how, **parts}


def _close(_town: Town, story: Progress, step: Step) -> Written:
    gates = {"responsibility": True, "problem": True, "risk": True}
    reasons = {"problem_reason": step.text}
    return "case.close", {"case_id": story.case_of(step.tenant), **gates, **reasons}


def _refer(town: Town, story: Progress, step: Step) -> Written:
    envelope = step.envelope
    assert envelope is not None
    story.receiver = envelope.receiver
    consent = {
        "consent_how": envelope.consent_how,
        "consent_on": envelope.consent_on.isoformat() if envelope.consent_on else None,
        "consent_note": envelope.consent_note,
    }
    consents = {
        of_person(name, person): value for person in envelope.agreed for name, value in consent.items()
    }
    return "referral.send", {
        "case_id": story.case_id,
        "mechanism_id": str(town.mechanisms[envelope.mechanism]),
        "receiver_tenant_id": str(town.tenants[envelope.receiver]),
        "kind": envelope.kind,
        "purpose": envelope.ask,
        "summary": envelope.summary,
        "items": list(envelope.items),
        **consents,
        "checked": True,
        "confirmation": next(one.short_name for one in TENANTS if one.slug == envelope.receiver),
    }


def _sign(_town: Town, story: Progress, step: Step) -> Written:
    return "referral.sign_for", {"referral_id": story.referral_id, "note": step.text}


def _take(_town: Town, story: Progress, step: Step) -> Written:
    return "referral.accept", {
        "referral_id": story.referral_id,
        "title": story.matter.title,
        "served_how": step.served_how,
        "note": step.text,
    }


def _reply(_town: Town, story: Progress, step: Step) -> Written:
    """What the receiver replies: what it decided on its own case, or, where it only helped, what it explained."""
    decided = [one.answer.outcome for one in story.matter.steps if one.answer and one.tenant == step.tenant]
    outcome = "solved" if decided[:1] == ["uphold"] else "explained"
    return "referral.answer", {"referral_id": story.referral_id, "outcome": outcome, "answer": step.text}


def _confirm(_town: Town, story: Progress, step: Step) -> Written:
    return "referral.confirm", {"referral_id": story.referral_id, "note": step.text}


_WRITERS = {
    StepKind.REGISTERED: _register,
    StepKind.ACCEPTED: _accept,
    StepKind.NOTED: _note,
    StepKind.ANSWERED: _answer,
    StepKind.CLOSED: _close,
    StepKind.REFERRED: _refer,
    StepKind.SIGNED: _sign,
    StepKind.TAKEN: _take,
    StepKind.REPLIED: _reply,
    StepKind.CONFIRMED: _confirm,
}
