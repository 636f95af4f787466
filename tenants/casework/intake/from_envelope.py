"""Opening this organisation's own case from the copy that came in an envelope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BufferedReader
from typing import Any
from uuid import UUID

from tenants.casework.attachments.models import Attachment
from tenants.casework.attachments.storing import LIMIT
from tenants.casework.cases.categories import tree
from tenants.casework.cases.models import Case
from tenants.casework.cases.rules import CaseClass, Channel
from tenants.casework.intake.registration import open_case
from tenants.casework.intake.rules import ANONYMOUS, of_person, petitioner_label
from tenants.core import files
from tenants.core.commands import Context
from tenants.core.database import current_session
from tenants.core.ids import new_id

NAME_NOT_GIVEN = "姓名未提供"


@dataclass(frozen=True)
class Enclosure:
    """A file of an envelope: what it is, and its clear bytes."""

    name: str
    media_type: str
    stream: BufferedReader


@dataclass(frozen=True)
class Origin:
    """Whence the matter came: the referral, its sender, and the day it was signed for, which starts the clocks."""

    referral_id: UUID
    tenant_name: str
    received_on: date


def open_from_envelope(
    context: Context,
    origin: Origin,
    items: Mapping[str, str],
    people: Sequence[Mapping[str, str]],
    title: str,
    place_of_work: Mapping[str, Any],
) -> Case:
    """Keep a new case made of an envelope's items, sealed with this organisation's own key, and return it.

    :param items: values by the names of the envelope's catalogue; what was not given is absent.
    :param people: whom the envelope names, by the fields of ``rules.IDENTITY_FIELDS``; of a group its representatives.
    :param title: what the receiver calls the matter.
    :param place_of_work: ``unit_id`` and ``handler_seat_id`` of this organisation, or None.
    :raises Invalid: unit or seat do not belong here.
    """
    category = items.get("category", "")
    identity = {"name": ""} | {
        of_person(name, number): value
        for number, person in enumerate(people, start=1)
        for name, value in person.items()
    }
    person_count = int(items.get("person_count") or 1)
    values = {
        **identity,
        **place_of_work,
        "is_anonymous": False,
        "title": title,
        "text": items.get("original_text") or items["demand_summary"],
        "channel": items["channel"] if items.get("channel") in list(Channel) else Channel.LETTER,
        "received_on": origin.received_on,
        "category": category if category in tree() else "",
        "case_class": CaseClass.APPEAL,
        "place": items.get("place", ""),
        "person_count": person_count,
        "former_number": "",
    }
    case = open_case(
        context, values, origin_referral_id=origin.referral_id, origin_tenant_name=origin.tenant_name
    )
    case.summary = items["demand_summary"]
    if not identity["name"]:
        case.petitioner_label = petitioner_label("", person_count).replace(ANONYMOUS, NAME_NOT_GIVEN)
    return case


def keep_enclosures(context: Context, case: Case, enclosures: Iterable[Enclosure]) -> list[UUID]:
    """Seal an envelope's files anew as attachments of the case; returns the ids of the files written.

    The caller discards them (``tenants.core.files.discard``) when its transaction is not kept.
    """
    kept: list[UUID] = []
    try:
        for enclosure in enclosures:
            kept.append(_keep(context, case, enclosure))  # noqa: PERF401 - on failure those kept are discarded
    except BaseException:
        for file_id in kept:
            files.discard(file_id)
        raise
    return kept


def _keep(context: Context, case: Case, enclosure: Enclosure) -> UUID:
    file_id = new_id()
    written = files.keep(file_id, enclosure.stream, limit=LIMIT)
    current_session().add(
        Attachment(
            id=file_id,
            case_id=case.id,
            name=enclosure.name,
            media_type=enclosure.media_type,
            size=written.size,
            sha256=written.sha256,
            origin="referral",
            added_at=context.now,
            added_by=context.actor.name,
        )
    )
    return file_id
