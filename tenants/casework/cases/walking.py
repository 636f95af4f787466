"""Going from case to case in the order of the list they were opened from: 上一项, 下一项, 第 n / m 项.

The list travels in the address of the case's pages, in the same words as in the list's own address, so that a link
means the same to whoever opens it; ``view`` is always there and marks it. ``at`` is the place the case had when it was
opened, so that the next one stays the next one when an act moves this one elsewhere.
"""

from typing import Any
from uuid import UUID

from flask import g, has_request_context, request, url_for

from tenants.casework.cases.categories import tree
from tenants.casework.cases.list_filters import Cursor, ListFilter, read_cursor, read_filter
from tenants.casework.cases.models import Case
from tenants.casework.cases.neighbours import neighbours, place_of
from tenants.core.commands import Actor

CARRIED = frozenset(
    {
        "attachments.add",
        "cases.assign",
        "cases.case",
        "cases.edit",
        "cases.explain",
        "handling.accept",
        "handling.address_document",
        "handling.answer",
        "handling.close",
        "handling.document",
        "handling.note",
        "intake.receipt",
        "intake.reveal",
        "intake.show_receipt",
    }
)
"""Pages and acts of one case whose addresses keep the list."""


def walk_of(case: Case, actor: Actor) -> dict[str, Any] | None:
    """Return what the head of a case shows of the list it was opened from, or None when it was opened otherwise."""
    wanted = _list_asked_for()
    if wanted is None:
        return None
    at = _place_asked_for(case.id) or place_of(case, wanted)
    found = neighbours(actor, wanted, at)
    if found is None:
        return None
    g.place_in_list = str(at)
    query = query_of(wanted)
    list_query: dict[str, Any] = wanted.first_page().as_query()
    return {
        "previous_url": _case_url(found.previous_id, query),
        "next_url": _case_url(found.next_id, query),
        "place": found.place,
        "total": f"{found.total:,}{'+' if found.more else ''}",
        "is_listed": found.is_listed,
        "list_url": url_for("case_list.list_cases", **list_query),
    }


def query_of(wanted: ListFilter) -> dict[str, Any]:
    """Return what the address of a case says of the list it is opened from."""
    return {**wanted.first_page().as_query(), "view": wanted.view.value}


def keep_list(endpoint: str, values: dict[str, Any]) -> None:
    """Add the list to an address of the case that is being shown or acted on. Called for every address that is made."""
    if endpoint not in CARRIED or "view" in values or not has_request_context():
        return
    if (request.view_args or {}).get("case_id") != values.get("case_id"):
        return
    wanted = _list_asked_for()
    if wanted is not None:
        at = g.get("place_in_list") or request.args.get("at")
        values.update(query_of(wanted), **({"at": at} if at else {}))


def _list_asked_for() -> ListFilter | None:
    if "view" not in request.args or not (request.view_args or {}).get("case_id"):
        return None
    if "list_walked" not in g:
        g.list_walked = read_filter(request.args, tree())
    return g.list_walked  # type: ignore[no-any-return]


def _place_asked_for(case_id: UUID) -> Cursor | None:
    try:
        found = read_cursor(request.args.get("at", ""))
    except ValueError:
        return None
    return found if found.row_id == case_id else None


def _case_url(case_id: UUID | None, query: dict[str, Any]) -> str:
    return url_for("cases.case", case_id=case_id, **query) if case_id else ""
