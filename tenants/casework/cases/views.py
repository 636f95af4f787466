"""The page of one case, the sum behind its dates, correcting and assigning it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from tenants.casework.cases import categories, clocks, page, queries, timeline, walking, words
from tenants.casework.cases.posted import empty_form, form_again, posted
from tenants.core.commands import execute
from tenants.core.errors import Conflict, Problem
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.people.doors import current_actor, seat_required

blueprint = Blueprint("cases", __name__, url_prefix="/o/<tenant_slug>/cases")
blueprint.app_url_defaults(walking.keep_list)


@blueprint.get("/<uuid:case_id>")
@blueprint.get("/<uuid:case_id>/<any(original, files, readings):tab>")
@seat_required(Permission.CASE_READ)
def case(case_id: UUID, tab: str = "overview") -> Any:
    """Show a case; ``show`` narrows its course to what left the organisation or to what the petitioner sees."""
    return case_page(case_id, tab)


def case_page(case_id: UUID, tab: str = "overview", **values: Any) -> str:
    """Return the page of a case with one of its tabs; ``values`` are added, such as a revealed field."""
    headed = queries.headed_case(current_actor(), case_id)
    found, shown = headed.case, request.args.get("show", "all")
    body = page.body_of(found, tab, shown if shown in timeline.SHOWN else "all")
    counts = {"files": len(body["attachments"]) + len(body["documents"]), "readings": headed.readings}
    walk = walking.walk_of(found, current_actor())
    return render_template(
        "cases/case.html",
        tab=tab,
        walk=walk,
        tabs=page.tabs_of(found, tab, counts),
        readings=page.readings_of(found, body["attachments"]) if tab == "readings" else [],
        identity_names=page.IDENTITY_NAMES,
        form=empty_form(served_how="in_person"),
        **page.head_of(headed, current_actor()),
        **body,
        **values,
    )


@blueprint.get("/<uuid:case_id>/clocks")
@seat_required(Permission.CASE_READ)
def explain(case_id: UUID) -> Any:
    """Show how each date of a case was worked out, day by day."""
    headed = queries.headed_case(current_actor(), case_id)
    running = clocks.clocks_of(headed.case)
    return render_template(
        "cases/clocks.html", explained=clocks.explained(running), **page.head_of(headed, current_actor())
    )


@blueprint.route("/<uuid:case_id>/edit", methods=["GET", "POST"])
@seat_required(Permission.CASE_HANDLE)
def edit(case_id: UUID) -> Any:
    """Correct a case's own words; when somebody saved first, show both texts and keep what was typed."""
    headed = queries.headed_case(current_actor(), case_id)
    found = headed.case
    if request.method == "GET":
        form = empty_form(**{name: getattr(found, name) for name in words.FIELD_NAMES})
        return _edit_page(headed, form)
    payload = {"case_id": str(case_id), **posted("version", *words.FIELD_NAMES)}
    try:
        execute("case.edit", payload, current_actor(), key=request.form.get("key"))
    except Conflict as conflict:
        fresh = queries.headed_case(current_actor(), case_id)
        form = {"data": form_again(conflict)["data"], "errors": {}}
        who, when = conflict.changed_by, fresh.case.changed_at
        both_texts = {"who": who, "when": when, "rows": conflict.differences()}
        return _edit_page(fresh, form, conflict=both_texts), conflict.status
    except Problem as problem:
        return _edit_page(headed, form_again(problem)), problem.status
    flash(_("The entries of %(number)s are saved.", number=found.number), "ok")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _edit_page(headed: queries.Headed, form: dict[str, Any], **values: Any) -> str:
    options = {
        "classes": list(words.CLASSES.items()),
        "subjects": categories.subjects(),
        "children": categories.children_of,
    }
    return render_template(
        "cases/edit.html",
        form=form,
        names=words.FIELD_NAMES,
        **options,
        **page.head_of(headed, current_actor()),
        **values,
    )


@blueprint.route("/<uuid:case_id>/assign", methods=["GET", "POST"])
@seat_required(Permission.CASE_HANDLE)
def assign(case_id: UUID) -> Any:
    """Lay a case into a unit's tray or into somebody's hands; to the window of the case page the form alone."""
    headed = queries.headed_case(current_actor(), case_id)
    found = headed.case
    form = empty_form(unit_id=found.unit_id, handler_seat_id=found.handler_seat_id)
    status = 200
    if request.method == "POST":
        payload = {"case_id": str(case_id), **posted("unit_id", "handler_seat_id", "reason")}
        try:
            execute("case.assign", payload, current_actor(), key=request.form.get("key"))
        except Problem as problem:
            form, status = form_again(problem), problem.status
        else:
            flash(_("%(number)s is assigned.", number=found.number), "ok")
            return redirect(url_for("cases.case", case_id=case_id), 303)
    elif request.headers.get("HX-Target") == "assign-form":
        return render_template("cases/_assign_form.html", case=found, form=form, places=page.places())
    head = page.head_of(headed, current_actor())
    return render_template("cases/assign.html", form=form, places=page.places(), **head), status
