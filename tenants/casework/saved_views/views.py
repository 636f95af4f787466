"""Pages of saved views: keep the present list under a name, change it, forget it. Only the seat's own."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from tenants.casework.cases.list_lines import filter_words
from tenants.casework.cases.list_tabs import address_of_view, saving_of
from tenants.casework.cases.list_views import asked_for, columns_of, in_english
from tenants.casework.cases.posted import empty_form, form_again, posted
from tenants.casework.saved_views import queries
from tenants.core.commands import execute
from tenants.core.errors import Problem
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.people.doors import current_actor, seat_required

blueprint = Blueprint("saved_views", __name__, url_prefix="/o/<tenant_slug>/cases/views")


@blueprint.route("/new", methods=["GET", "POST"])
@seat_required(Permission.CASE_READ)
def save() -> Any:
    """Keep the list that the address or the form describes under a name."""
    form, status = empty_form(), 200
    if request.method == "POST":
        try:
            made = execute("saved_view.save", _present(), current_actor(), key=request.form.get("key"))
        except Problem as problem:
            form, status = form_again(problem), problem.status
        else:
            return _open(UUID(made["view_id"]), _("The view is saved."))
    return _page("saved_views/save.html", form=form), status


@blueprint.route("/<uuid:view_id>", methods=["GET", "POST"])
@seat_required(Permission.CASE_READ)
def change(view_id: UUID) -> Any:
    """Give a view another name and, if ticked, the filters that the form describes."""
    found = queries.view_of(current_actor(), view_id)
    form, status = empty_form(name=found.name), 200
    if request.method == "POST":
        kept = _present() if request.form.get("replace") else posted("name")
        payload = {**kept, "view_id": str(view_id)}
        try:
            execute("saved_view.change", payload, current_actor(), key=request.form.get("key"))
        except Problem as problem:
            form, status = form_again(problem), problem.status
        else:
            return _open(view_id, _("The view is changed."))
    return _page("saved_views/change.html", form=form, view=found), status


@blueprint.post("/<uuid:view_id>/delete")
@seat_required(Permission.CASE_READ)
def delete(view_id: UUID) -> Any:
    """Forget a view."""
    execute("saved_view.delete", {"view_id": str(view_id)}, current_actor(), key=request.form.get("key"))
    flash(_("The view is deleted. The cases it showed stay as they are."), "ok")
    return redirect(url_for("case_list.list_cases"), 303)


def _present() -> dict[str, Any]:
    """Return the present list as the commands want it; the keyword is left behind."""
    wanted = asked_for()
    parts = saving_of(wanted, [], columns_of(wanted))["parts"]
    return {**posted("name"), "columns": parts.pop("columns", ""), "filters": parts}


def _page(template: str, **values: Any) -> str:
    wanted, views = asked_for(), queries.views_of(current_actor())
    return render_template(
        template,
        saving=saving_of(wanted, views, columns_of(wanted)),
        filters=filter_words(wanted, english=in_english()),
        **values,
    )


def _open(view_id: UUID, sentence: Any) -> Any:
    flash(sentence, "ok")
    return redirect(address_of_view(queries.view_of(current_actor(), view_id)), 303)
