"""Opening a case: one matter, its submission, who brought it, its number, its first clock. Inside one transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenants.casework.cases.commands import check_place
from tenants.casework.cases.course import add_entry, refresh_due, subject_of, tell
from tenants.casework.cases.findable import index_case
from tenants.casework.cases.models import Case
from tenants.casework.cases.rules import Audience, CaseClass, CaseState
from tenants.casework.intake import rules
from tenants.casework.intake.identity import sealed_petitioner
from tenants.casework.intake.models import Submission
from tenants.core import clock
from tenants.core.commands import Context
from tenants.core.database import bound_tenant, current_session
from tenants.obligations import ledger
from tenants.organisations.queries import tenant, units
from tenants.organisations.rules import register_rule
from tenants.papers.numbering import next_number
from tenants.papers.rules import case_number

ACCUSATION_MARK = "J"
"""Accusations have a number sequence of their own, so that no gap in the ordinary one tells of them."""


def open_case(
    context: Context,
    data: Mapping[str, Any],
    *,
    origin_referral_id: UUID | None = None,
    origin_tenant_name: str = "",
) -> Case:
    """Keep a new matter in the present transaction and return it.

    :param data: the values of ``schemas.RegisterCase``; of further representatives as far as there are any.
    :param origin_referral_id: the matter came in an envelope: its clocks are the referral's, not D01 or D02, and the
        petitioner follows it by the code of the organisation that sent it.
    :raises Invalid: unit or seat do not belong here.
    """
    unit_id = data["unit_id"] or context.actor.unit_id or units()[0].id
    unit_name, handler_name = check_place(unit_id, data["handler_seat_id"])
    case = _new_case(context, data, unit_id)
    case.origin_referral_id, case.origin_tenant_name = origin_referral_id, origin_tenant_name
    session = current_session()
    session.add(case)
    session.flush()
    session.add(_submission(case, data["text"]))
    for person in rules.people_of(data).values():
        # Their ids follow one another, so the order in which they were named stays.
        session.add(sealed_petitioner(case.id, {**person, "is_anonymous": data["is_anonymous"]}))
    add_entry(
        case.id,
        "received" if origin_referral_id else "registered",
        context.actor.name,
        audience=Audience.PETITIONER,
        channel=case.channel,
        origin=origin_tenant_name,
    )
    if handler_name:
        add_entry(case.id, "assigned", context.actor.name, unit=unit_name, handler=handler_name)
    if origin_referral_id is None and case.case_class != CaseClass.ACCUSATION:
        ledger.owe(
            register_rule(tenant(bound_tenant()).kind),
            subject_of(case),
            case.received_on,
            creditor_kind="petitioner",
            debtor_unit_id=case.unit_id,
        )
    refresh_due(case)
    index_case(case)
    tell(context, case, "case.registered")
    return case


def take_case_number(case_class: str) -> str:
    """Return the next case number of the bound tenant and this year: QW-2026-0417."""
    year = clock.today().year
    code = tenant(bound_tenant()).case_code + (ACCUSATION_MARK if case_class == CaseClass.ACCUSATION else "")
    return case_number(code, year, next_number(code, year))


def _new_case(context: Context, data: Mapping[str, Any], unit_id: UUID) -> Case:
    copied = (
        "title",
        "category",
        "case_class",
        "channel",
        "place",
        "received_on",
        "person_count",
        "former_number",
    )
    return Case(
        number=take_case_number(data["case_class"]),
        state=CaseState.REGISTERED,
        registered_at=context.now,
        unit_id=unit_id,
        handler_seat_id=data["handler_seat_id"],
        petitioner_label=rules.petitioner_label(data["name"], data["person_count"]),
        changed_by=context.actor.name,
        changed_at=context.now,
        **{name: data[name] for name in copied},
    )


def _submission(case: Case, text: str) -> Submission:
    return Submission(
        case_id=case.id,
        channel=case.channel,
        received_on=case.received_on,
        recorded_at=case.registered_at,
        recorded_by=case.changed_by,
        text=text,
    )
