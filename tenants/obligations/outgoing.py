"""Obligations as the JSON API gives them: names of the parties, the article, what is left today, the sum of days."""

from collections.abc import Iterable
from typing import Any

from tenants.core.words import _
from tenants.obligations import queries
from tenants.obligations.deadlines import Deadline, Remaining
from tenants.obligations.ledger import deadline_of, rule_of
from tenants.obligations.models import Obligation
from tenants.organisations.queries import directory
from tenants.organisations.words import name_of

_COPIED = (
    *(
        "id",
        "rule",
        "creditor_kind",
        "subject_kind",
        "subject_id",
        "subject_number",
        "subject_title",
        "started_on",
    ),
    *("due_on", "strict_due", "rolled_due", "length", "provisional", "state", "late", "settled_on"),
)


def shown(rows: Iterable[Obligation]) -> list[dict[str, Any]]:
    """Return rows of the ledger in the shape of ``api_schemas.ObligationOut``; one statement for all their parties."""
    rows = list(rows)
    ids = {row.debtor_tenant_id for row in rows} | {row.creditor_tenant_id for row in rows}
    parties = {found.id: party(found) for found in directory(ids).values()} if ids else {}
    return [_shown(row, parties) for row in rows]


def party(tenant: Any) -> dict[str, Any]:
    """Return an organisation in the shape of ``api_schemas.PartyOut``."""
    return {"id": tenant.id, "slug": tenant.slug, "name": name_of(tenant)}


def explained(rows: Iterable[Obligation]) -> list[dict[str, Any]]:
    """Return rows of the ledger, each with the sum behind its date."""
    rows = list(rows)
    return [
        {"obligation": obligation, "deadline": said(deadline_of(row))}
        for row, obligation in zip(rows, shown(rows), strict=True)
    ]


def said(deadline: Deadline) -> dict[str, Any]:
    """Return a deadline in the shape of ``api_schemas.DeadlineOut``, its sentences in the reader's language."""
    return deadline.as_dict(_)


def _shown(row: Obligation, parties: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    rule = rule_of(row)
    left = queries.chip(row.due_on, row.rule) if row.state == "open" else None
    return {
        **{name: getattr(row, name) for name in _COPIED},
        "name": str(_(rule.name)),
        "basis": rule.basis.citation,
        "unit": rule.unit.value,
        "warn_on": row.warn_on,
        "debtor": parties[row.debtor_tenant_id],
        "creditor": parties[row.creditor_tenant_id],
        "remaining": _left(left) if left else None,
    }


def _left(left: Remaining) -> dict[str, Any]:
    return {"kind": left.kind, "number": left.number, "unit": left.unit.value}
