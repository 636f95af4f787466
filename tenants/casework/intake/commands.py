"""Registering matters, showing what is masked, showing a receipt again."""

from typing import Any
from uuid import UUID

from tenants.casework.cases.commands import check_may_take_accusation
from tenants.casework.cases.course import load_locked
from tenants.casework.cases.rules import CaseClass
from tenants.casework.intake import queries, schemas
from tenants.casework.intake.identity import open_field
from tenants.casework.intake.models import Petitioner
from tenants.casework.intake.registration import open_case
from tenants.casework.intake.rules import people_of
from tenants.casework.intake.tracking import issue_code
from tenants.core.commands import Context, command
from tenants.core.errors import NotFound
from tenants.core.permissions import Permission


@command("case.register", schemas.RegisterCase, Permission.CASE_REGISTER)
def register(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Register what somebody brought: case, submission, sealed identity, number, first clock, tracking code.

    The result is kept for repeats, so it holds no tracking code: pages ask
    ``queries.current_tracking_code``, programs the command ``receipt.show``.
    """
    if data["case_class"] == CaseClass.ACCUSATION:
        check_may_take_accusation(context.actor)
    case = open_case(context, data)
    has_phone = any(person["phone"] for person in people_of(data).values())
    issue_code(case.id, has_phone=has_phone)
    return {"case_id": str(case.id), "number": case.number}


@command("receipt.show", schemas.ShowReceipt, Permission.CASE_REGISTER, keeps_result=False)
def show_receipt(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Return a case's tracking code again, or its first one; that it was shown is in the audit trail."""
    case = load_locked(context, data["case_id"])
    code = issue_code(case.id, has_phone=queries.has_phone(case.id))
    context.subject("case", case.id)
    return {"case_id": str(case.id), "number": case.number, "tracking_code": code}


@command("identity.reveal", schemas.RevealIdentity, Permission.IDENTITY_REVEAL, keeps_result=False)
def reveal(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Return one clear value of a petitioner; who saw which field of whom and when stays in the audit trail."""
    case = load_locked(context, data["case_id"])
    people = queries.petitioners_of(case.id)
    number, row = _petitioner(people, data["petitioner_id"])
    whose = {"person": number} if len(people) > 1 else {}
    context.subject("case", case.id, field=data["field"], **whose)
    value = open_field(row, data["field"])
    return {"petitioner_id": str(row.id), "person": number, "field": data["field"], "value": value}


def _petitioner(people: list[Petitioner], petitioner_id: UUID | None) -> tuple[int, Petitioner]:
    """Return the person asked for, the first when nobody is, with the place among the representatives."""
    for number, row in enumerate(people, start=1):
        if petitioner_id in (None, row.id):
            return number, row
    raise NotFound
