"""Editing and assigning cases."""

from typing import Any

from tenants.casework.cases import schemas
from tenants.casework.cases.course import add_entry, check_allowed, load_locked, refresh_due, tell, touch
from tenants.casework.cases.findable import index_case
from tenants.casework.cases.models import Case
from tenants.casework.cases.queries import may_see_accusations
from tenants.casework.cases.rules import CaseClass
from tenants.casework.cases.words import FIELD_WORDING, listed
from tenants.core import clock
from tenants.core.commands import Actor, Context, check_version, command
from tenants.core.errors import Invalid
from tenants.core.permissions import Permission, Role
from tenants.core.words import _
from tenants.obligations import ledger
from tenants.obligations import queries as obligations
from tenants.organisations.queries import units
from tenants.people.queries import seat, seats

EDITED = ("title", "summary", "category", "case_class", "place")


@command("case.edit", schemas.EditCase, Permission.CASE_HANDLE)
def edit(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Change a case's own words; the submission's text stays as it came in.

    :raises Conflict: somebody saved first; both texts of each differing field are in it.
    """
    case = load_locked(context, data["case_id"])
    _check_not_overtaken(case, data)
    check_allowed("case.edit", case)
    changed = [name for name in EDITED if getattr(case, name) != data[name]]
    if "case_class" in changed:
        _check_class_change(context.actor, case, data["case_class"])
    before = {name: getattr(case, name) for name in changed}
    for name in changed:
        setattr(case, name, data[name])
    if before.get("case_class") and case.case_class == CaseClass.ACCUSATION:
        _leave_ordinary_track(case)
    if changed:
        touch(context, case)
        add_entry(case.id, "edited", context.actor.name, fields=",".join(changed))
        index_case(case)
    tell(context, case, "case.edited", fields=",".join(changed))
    return {"case_id": str(case.id)}


def _check_not_overtaken(case: Case, data: dict[str, Any]) -> None:
    differing = [name for name in EDITED if getattr(case, name) != data[name]]
    check_version(
        case,
        data["version"],
        theirs={name: getattr(case, name) for name in differing},
        yours={name: data[name] for name in differing},
        wording=FIELD_WORDING,
        by=case.changed_by,
    )


def confidential_names() -> list[str]:
    """Return the names of the bound tenant's confidential officers, for the sentence that says who can."""
    return [row.name for row in seats() if row.revoked_at is None and Role.CONFIDENTIAL_OFFICER in row.roles]


def check_may_take_accusation(actor: Actor) -> None:
    """Refuse the class accusation to everybody but a confidential officer, naming who can.

    :raises Invalid: on the field ``case_class``.
    """
    if may_see_accusations(actor):
        return
    names = confidential_names()
    who = listed(names) if names else _("nobody yet; ask the administrator to name one")
    raise Invalid(
        {
            "case_class": [
                _(
                    "Accusations are registered by the confidential officer alone (%(names)s). "
                    "Hand it over unopened; nothing was saved.",
                    names=who,
                )
            ]
        }
    )


def _check_class_change(actor: Actor, case: Case, wanted: str) -> None:
    if wanted == CaseClass.ACCUSATION:
        check_may_take_accusation(actor)
    if case.case_class == CaseClass.ACCUSATION:
        raise Invalid(
            {"case_class": [_("An accusation stays one. Register a new matter for what is no accusation.")]}
        )


def _leave_ordinary_track(case: Case) -> None:
    """Let the ordinary duties of a matter fall away: notices of accusations follow other rules (article 23(4))."""
    for row in obligations.of_subject(case.id):
        if row.state == "open":
            ledger.settle(case.id, row.rule, clock.today(), state="void")
    refresh_due(case)


@command("case.assign", schemas.AssignCase, Permission.CASE_HANDLE)
def assign(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Lay a case into a unit's tray and, if a seat is named, into that person's hands."""
    case = load_locked(context, data["case_id"])
    check_allowed("case.assign", case)
    unit_name, handler_name = check_place(data["unit_id"], data["handler_seat_id"])
    case.unit_id, case.handler_seat_id = data["unit_id"], data["handler_seat_id"]
    touch(context, case)
    add_entry(
        case.id, "assigned", context.actor.name, text=data["reason"], unit=unit_name, handler=handler_name
    )
    tell(context, case, "case.assigned", unit=unit_name, handler=handler_name)
    return {"case_id": str(case.id)}


def check_place(unit_id: Any, handler_seat_id: Any) -> tuple[str, str]:
    """Return the names of a unit and of an open seat ("" for none) of the bound tenant.

    :raises Invalid: the unit is not of this organisation, or the seat has ended.
    """
    names = {unit.id: unit.name for unit in units()}
    if unit_id not in names:
        raise Invalid({"unit_id": [_("Choose a unit of this organisation.")]})
    if handler_seat_id is None:
        return names[unit_id], ""
    found = seat(handler_seat_id)
    if found is None or found.revoked_at is not None:
        raise Invalid({"handler_seat_id": [_("Choose somebody who works here now.")]})
    return names[unit_id], found.name
