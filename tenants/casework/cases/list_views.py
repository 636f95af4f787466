"""The list of cases and its search: one door for the menu, the tabs, the filters and the search box of the top bar."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale

from tenants.casework.cases import list_queries
from tenants.casework.cases.categories import tree
from tenants.casework.cases.list_cells import Cells
from tenants.casework.cases.list_columns import USUAL, Columns, choose, names_in, read_columns, write_columns
from tenants.casework.cases.list_filters import FIELD_NAMES, VIEW_NAMES, ListFilter, Sort, View, read_filter
from tenants.casework.cases.list_lines import Lines, filter_choices
from tenants.casework.cases.list_tabs import address_of_view, opened, saving_of, tabs_of
from tenants.casework.cases.page import places
from tenants.casework.cases.posted import empty_form, form_again, posted
from tenants.casework.saved_views.queries import views_of
from tenants.core.commands import execute
from tenants.core.errors import NotAllowedNow, Problem
from tenants.core.ids import parse_id
from tenants.core.permissions import Permission
from tenants.core.words import _, ngettext
from tenants.people.doors import current_actor, seat_required

MOST_AT_ONCE = 100
"""Cases that can be assigned by one form: four pages of the list."""
COLUMNS_COOKIE = "columns"
_YEAR = 365 * 24 * 60 * 60

blueprint = Blueprint("case_list", __name__, url_prefix="/o/<tenant_slug>/cases")


@blueprint.get("/")
@seat_required(Permission.CASE_READ)
def list_cases() -> Any:
    """Show one page of the list; to htmx only the list itself."""
    wanted = asked_for()
    saved = views_of(current_actor())
    values = _list_values(wanted, saved)
    if not _is_fragment():
        return render_template("cases/list.html", **values, **_form_values(wanted, saved))
    answer = make_response(render_template("cases/_swap.html", **values))
    answer.headers["HX-Push-Url"] = address_of(wanted)
    return answer


@blueprint.route("/assign", methods=["GET", "POST"])
@seat_required(Permission.CASE_HANDLE)
def assign_many() -> Any:
    """Lay several ticked cases into one tray or one person's hands; each is an act of its own in the trail."""
    ids = [found for text in request.values.getlist("case")[:MOST_AT_ONCE] if (found := parse_id(text))]
    chosen, back = list_queries.chosen_rows(current_actor(), ids), asked_for().first_page()
    if not chosen:
        flash(_("Tick the cases first, then choose “Assign”."), "warn")
        return redirect(address_of(back), 303)
    form = empty_form(unit_id=current_actor().unit_id)
    if request.method == "POST":
        try:
            _assign_each(chosen)
            return redirect(address_of(back), 303)
        except Problem as problem:
            form = form_again(problem)
    lines = Lines(english=in_english()).of(chosen)
    values = {"rows": lines, "places": places(), "query": back.as_query(), "back_url": address_of(back)}
    page = render_template("cases/assign_many.html", form=form, **values)
    return page, 422 if form["errors"] else 200


def _assign_each(chosen: Sequence[Any]) -> None:
    """Assign one case after another; those that cannot be are named, the others are done.

    :raises Problem: unit or person cannot be chosen; then none is assigned.
    """
    refused = []
    for row in chosen:
        payload = {"case_id": str(row.id), **posted("unit_id", "handler_seat_id", "reason")}
        try:
            execute("case.assign", payload, current_actor(), key=f"{request.form.get('key')}:{row.number}")
        except NotAllowedNow as problem:
            refused.append(_("%(number)s: %(why)s", number=row.number, why=problem.message))
    done = len(chosen) - len(refused)
    if done:
        flash(ngettext("%(num)d case is assigned.", "%(num)d cases are assigned.", done), "ok")
    for sentence in refused:
        flash(sentence, "warn")


def asked_for() -> ListFilter:
    """Return the filter of this request: from the query string, or from the form that exports the same list."""
    return read_filter(request.values, tree())


def address_of(wanted: ListFilter, endpoint: str = "case_list.list_cases", **more: Any) -> str:
    """Return the address of a page of the list under a filter."""
    return url_for(endpoint, **{**wanted.as_query(), **more})


def in_english() -> bool:
    """Tell whether the reader chose English."""
    locale = get_locale()
    return locale is not None and locale.language == "en"


def _is_fragment() -> bool:
    """Tell whether htmx swaps the list alone; going back in the history needs the whole page."""
    headers = request.headers
    return headers.get("HX-Target") == "list" and "HX-History-Restore-Request" not in headers


@blueprint.post("/columns")
@seat_required(Permission.CASE_READ)
def choose_columns() -> Any:
    """Remember which columns the list shows and how high its rows are, in this browser.

    In a saved view the choice of columns goes into the address instead: the view can then be changed by it, and the
    other lists stay as they are.
    """
    wanted = asked_for().first_page()
    chosen = None if "usual" in request.form else choose(request.form.getlist("column"))
    answer = redirect(address_of(replace(wanted, columns=chosen if wanted.saved_id else None)), 303)
    if not wanted.saved_id and chosen is None:
        answer.delete_cookie(COLUMNS_COOKIE)
    elif not wanted.saved_id and chosen is not None:
        value = write_columns(chosen)
        answer.set_cookie(COLUMNS_COOKIE, value, max_age=_YEAR, samesite="Lax", httponly=True)
    if request.form.get("density") in ("compact", "roomy"):
        # Scripts write this one too, so it is not for the server alone.
        answer.set_cookie("density", request.form["density"], max_age=_YEAR, samesite="Lax")
    return answer


def chosen_columns(wanted: ListFilter) -> Columns | None:
    """Return the columns that the address, else the person in this browser chose; None without a choice."""
    if wanted.columns is not None:
        return wanted.columns
    try:
        return read_columns(request.cookies[COLUMNS_COOKIE])
    except (KeyError, ValueError):
        return None


def columns_of(wanted: ListFilter) -> str:
    """Return the present choice of columns as it is written down; empty without one."""
    chosen = chosen_columns(wanted)
    return "" if chosen is None else write_columns(chosen)


def _list_values(wanted: ListFilter, saved: Sequence[Any]) -> dict[str, Any]:
    actor = current_actor()
    view, chosen = opened(wanted, saved), chosen_columns(wanted)
    counts = list_queries.view_counts(actor)
    page = list_queries.list_page(actor, wanted)
    begin = wanted.first_page()
    return {
        "wanted": wanted,
        "rows": Lines(english=in_english(), searched=wanted.words).of(page.rows),
        **_total(wanted, counts, page),
        "cells": Cells,
        "columns": USUAL if chosen is None else chosen,
        "usual_columns": chosen is None,
        "column_names": names_in(in_english()),
        "view_name": view.name if view else VIEW_NAMES[wanted.view],
        "tabs": tabs_of(wanted, _numbers(counts), counts[View.OVERDUE] > 0, saved),
        "saving": saving_of(wanted, saved, columns_of(wanted)),
        "previous_url": _beside(begin, before=page.before) if page.before else _first_of_search(wanted),
        "next_url": _beside(begin, after=page.after) if page.after else "",
        "sorted_by_due": address_of(replace(begin, sort=Sort.DUE)),
        "sorted_by_newest": address_of(replace(begin, sort=Sort.NEWEST)),
        "query": begin.as_query(),
        "case_url": url_for("case_list.list_cases"),
        "ignored": [FIELD_NAMES[name] for name in wanted.ignored],
        "may": {
            name: actor.may(permission)
            for name, permission in {
                "register": Permission.CASE_REGISTER,
                "import": Permission.CASE_IMPORT,
                "export": Permission.CASE_EXPORT,
                "assign": Permission.CASE_HANDLE,
            }.items()
        },
    }


def _beside(begin: ListFilter, **cursor: Any) -> str:
    return address_of(replace(begin, **cursor))


def _first_of_search(wanted: ListFilter) -> str:
    """Return the way back of a search: to its first page, for matches are found forwards only."""
    return address_of(wanted.first_page()) if wanted.words and wanted.after else ""


def _total(wanted: ListFilter, counts: dict[str, int], page: list_queries.Page) -> dict[str, Any]:
    """Return how many cases the list holds, and whether there are more than were counted.

    The number is None for a search that goes on: its matches are not counted.
    """
    if not (page.after or page.before or wanted.after):
        return {"total": len(page.rows), "more": False}
    if wanted.words:
        return {"total": None, "more": True}
    if not wanted.is_narrowed:
        number = counts[wanted.view]
    else:
        number = list_queries.count_listed(current_actor(), wanted)
    return {"total": min(number, list_queries.COUNTED), "more": number > list_queries.COUNTED}


def _numbers(counts: dict[str, int]) -> dict[View, str]:
    return {view: list_queries.counted(counts[view]) for view in View}


def _form_values(wanted: ListFilter, saved: Sequence[Any]) -> dict[str, Any]:
    """Return what the filter form needs; units and persons only when it is opened wide, for they cost a statement."""
    wide = bool(request.args.get("more") or wanted.unit_id or wanted.handler_id)
    places = list_queries.places_of_work() if wide else ([], [])
    view = opened(wanted, saved)
    return {
        "form": {"data": {**wanted.as_query(), "q": wanted.words}, "errors": {}},
        "choices": filter_choices(places, english=in_english()),
        "wide": wide,
        "wide_url": address_of(wanted, more=1),
        "reset_url": address_of_view(view) if view else address_of(ListFilter(view=wanted.view)),
    }
