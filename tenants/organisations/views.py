"""The administrator's pages of the organisation itself: published particulars and the unit tree."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from tenants.core.commands import execute
from tenants.core.errors import Conflict, NotFound, Problem
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.organisations import queries, rules
from tenants.organisations.words import KIND_NAMES, PROFILE, TIER_NAMES, UNIT, name_of
from tenants.people.doors import current_actor, current_tenant, seat_required

blueprint = Blueprint("organisations", __name__, url_prefix="/o/<tenant_slug>/organisation")


def _refused(problem: Problem, typed: dict[str, Any]) -> dict[str, Any]:
    """Return what a page shows of a refused form: what was typed, the sentences, and both texts of a conflict."""
    errors = {} if isinstance(problem, Conflict) else problem.fields or {"_form": [problem.message]}
    values: dict[str, Any] = {"form": {"data": typed, "errors": errors}}
    if isinstance(problem, Conflict):
        values["differences"] = problem.differences()
    return values


@blueprint.get("/")
@seat_required(Permission.PEOPLE_MANAGE)
def profile() -> Any:
    """Show the organisation's particulars and its units."""
    tenant = current_tenant()
    return _page(form={"data": {name: getattr(tenant, name) for name in PROFILE}, "errors": {}})


def _page(**values: Any) -> str:
    tenant = current_tenant()
    return render_template(
        "organisations/profile.html",
        organisation=tenant,
        full_name=name_of(tenant),
        kind=KIND_NAMES[rules.TenantKind(tenant.kind)],
        labels=PROFILE,
        units=[
            {
                "unit": unit,
                "name": name_of(unit),
                "tier": TIER_NAMES[unit.tier],
                "may_hold": rules.may_hold_units(unit.tier),
            }
            for unit in queries.tree(queries.units())
        ],
        **values,
    )


@blueprint.post("/")
@seat_required(Permission.PEOPLE_MANAGE)
def change_profile() -> Any:
    """Change telephone, address and reception hours."""
    typed = {name: request.form.get(name, "") for name in PROFILE}
    payload = {**typed, "version": request.form.get("version", "")}
    try:
        execute("organisation.change_profile", payload, current_actor(), key=request.form.get("key"))
    except Problem as problem:
        return _page(**_refused(problem, typed)), problem.status
    flash(_("Saved. The directory and the petitioners' pages show it from now on."), "ok")
    return redirect(url_for("organisations.profile"), 303)


@blueprint.route("/units/new", methods=["GET", "POST"])
@seat_required(Permission.PEOPLE_MANAGE)
def add_unit() -> Any:
    """Show the form of a new unit, or add it."""
    parents = [
        (unit.id, name_of(unit)) for unit in queries.tree(queries.units()) if rules.may_hold_units(unit.tier)
    ]
    if request.method == "GET":
        form = {"data": {"parent_id": request.args.get("parent_id", "")}, "errors": {}}
        return render_template("organisations/unit.html", form=form, parents=parents, labels=UNIT)
    typed = {name: request.form.get(name, "") for name in ("parent_id", *UNIT)}
    try:
        execute("unit.add", typed, current_actor(), key=request.form.get("key"))
    except Problem as problem:
        page = render_template(
            "organisations/unit.html", parents=parents, labels=UNIT, **_refused(problem, typed)
        )
        return page, problem.status
    flash(_("%(name)s is added. Seats can be opened there.", name=typed["name"]), "ok")
    return redirect(url_for("organisations.profile"), 303)


@blueprint.route("/units/<uuid:unit_id>", methods=["GET", "POST"])
@seat_required(Permission.PEOPLE_MANAGE)
def rename_unit(unit_id: UUID) -> Any:
    """Show the form with a unit's names, or change them."""
    unit = queries.unit(unit_id)
    if unit is None:
        raise NotFound
    if request.method == "GET":
        form = {"data": {name: getattr(unit, name) for name in UNIT}, "errors": {}}
        return render_template("organisations/unit.html", form=form, unit=unit, labels=UNIT)
    typed = {name: request.form.get(name, "") for name in UNIT}
    payload = {**typed, "unit_id": str(unit_id), "version": request.form.get("version", "")}
    try:
        execute("unit.rename", payload, current_actor(), key=request.form.get("key"))
    except Problem as problem:
        page = render_template("organisations/unit.html", unit=unit, labels=UNIT, **_refused(problem, typed))
        return page, problem.status
    flash(_("The unit is called %(name)s now. Older papers keep their name.", name=typed["name"]), "ok")
    return redirect(url_for("organisations.profile"), 303)
