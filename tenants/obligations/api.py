"""Obligations in the JSON API: what this organisation owes, what is owed to it, how a date is worked out."""

from datetime import date
from typing import Any
from uuid import UUID

from tenants.core.errors import Invalid
from tenants.core.ids import parse_id
from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.obligations import api_schemas as shapes
from tenants.obligations import queries
from tenants.obligations.deadlines import DeadlineError, compute, find_rule
from tenants.obligations.outgoing import said, shown
from tenants.obligations.words import say
from tenants.people.resources import Resources
from tenants.people.token_doors import token_seat_required

blueprint = Resources(
    "obligations_api",
    __name__,
    url_prefix="/o/<tenant_slug>/obligations",
    description=N_("Obligations and deadlines"),
)

_NAMED = {"date_needed": "due", "date_refused": "due", "due_before_start": "due", "due_too_far": "due"}
_NAMED |= {"length_refused": "length", "length_out_of_range": "length"}


@blueprint.route("", summary=N_("List what this organisation owes, most urgent first"))
@blueprint.response(200, shapes.ObligationsOut)
@token_seat_required(Permission.OBLIGATION_READ)
@blueprint.asks(shapes.ListObligations)
def mine(asked: dict[str, Any]) -> dict[str, Any]:
    """Return one page of the open obligations.

    :raises Invalid: ``after`` is no place in this list.
    """
    limit = asked["limit"]
    rows = queries.mine_open(limit + 1, _place(asked["after"]))
    last = rows[limit - 1] if len(rows) > limit else None
    after = f"{last.due_on.isoformat()}~{last.id.hex}" if last else None
    return {"items": shown(rows[:limit]), "after": after}


def _place(text: str) -> tuple[date, UUID] | None:
    if not text:
        return None
    day, _sign, row = text.partition("~")
    wrong = Invalid({"after": [_("Take “after” from the answer before, or leave it out.")]})
    row_id = parse_id(row)
    if row_id is None:
        raise wrong
    try:
        return date.fromisoformat(day), row_id
    except ValueError:
        raise wrong from None


@blueprint.route("/owed_to_us", summary=N_("List what other organisations owe this one, most urgent first"))
@blueprint.response(200, shapes.OwedOut)
@token_seat_required(Permission.OBLIGATION_READ)
@blueprint.asks(shapes.ListOwed)
def owed_to_us(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the open obligations of others."""
    rows = queries.owed_to_me(asked["limit"] + 1)
    return {"items": shown(rows[: asked["limit"]]), "more": len(rows) > asked["limit"]}


@blueprint.route("/deadline", summary=N_("Work out a deadline and say why each day counts or not"))
@blueprint.response(200, shapes.DeadlineOut)
@token_seat_required(Permission.OBLIGATION_READ)
@blueprint.asks(shapes.AskDeadline)
def deadline(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what a rule makes of a start day; nothing is kept.

    :raises Invalid: the rule cannot be applied to these dates.
    """
    rule = find_rule(asked["rule"])
    try:
        found = compute(
            rule, asked["start"], queries.working_calendar(), length=asked["length"], due=asked["due"]
        )
    except DeadlineError as error:
        raise Invalid({_NAMED.get(error.reason.code, "start"): [say(error.reason, _)]}) from error
    return said(found)
