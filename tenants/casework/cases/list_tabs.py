"""The tabs above the list of cases: its own views with their counts, then those that the seat keeps."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from tenants.casework.cases.list_filters import VIEW_NAMES, ListFilter, View
from tenants.casework.saved_views.models import SavedView
from tenants.casework.saved_views.rules import LONGEST_NAME, MOST, kept_of


def tabs_of(
    wanted: ListFilter, numbers: Mapping[View, str], overdue: bool, saved: Sequence[SavedView]
) -> list[dict[str, Any]]:
    """Return the tabs; saved views have no number, for each would cost a statement."""
    base, here = url_for("case_list.list_cases"), opened(wanted, saved)
    own = [
        {
            "text": VIEW_NAMES[view],
            "url": base if view is View.ALL else f"{base}?view={view}",
            "number": numbers[view],
            "on": here is None and view is wanted.view,
            "urgent": view is View.OVERDUE and overdue,
        }
        for view in View
    ]
    kept = [{"text": row.name, "url": address_of_view(row), "on": row is here} for row in saved]
    return own + kept


def opened(wanted: ListFilter, saved: Sequence[SavedView]) -> SavedView | None:
    """Return the saved view that the list began from, or None; an id of somebody else's view is none."""
    return next((row for row in saved if row.id == wanted.saved_id), None)


def address_of_view(row: SavedView) -> str:
    """Return the address of the list as a view keeps it."""
    query: dict[str, Any] = {**row.filters, "saved": row.id}
    if row.columns:
        query["columns"] = row.columns
    return url_for("case_list.list_cases", **query)


def saving_of(wanted: ListFilter, saved: Sequence[SavedView], columns: str) -> dict[str, Any]:
    """Return what the forms for saving and changing views need.

    :param columns: the person's choice of columns as it is written down; empty without one.
    """
    here, query = opened(wanted, saved), wanted.as_query()
    filters = kept_of(query)
    now = {**filters, **({"columns": columns} if columns else {})}
    return {
        "view": here,
        "parts": now,
        "differs": here is not None and (filters != here.filters or query.get("columns", "") != here.columns),
        "words": wanted.words,
        "full": len(saved) >= MOST,
        "longest": LONGEST_NAME,
    }
