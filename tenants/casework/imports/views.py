"""The pages of an import: upload, columns, progress, report, confirmation, result."""

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import get_locale
from openpyxl.utils import get_column_letter

from tenants.casework.cases.words import CHANNELS
from tenants.casework.imports import commands, jobs, queries, report, storing
from tenants.casework.imports.mapping import FIELDS
from tenants.casework.imports.progress import kept_so_far
from tenants.casework.imports.rules import BUSY, HOLDS_FILE, ImportState
from tenants.casework.imports.values import cell_text
from tenants.core import slots
from tenants.core.commands import execute
from tenants.core.errors import Invalid, Problem
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.people.doors import current_actor, seat_required

blueprint = Blueprint("imports", __name__, url_prefix="/o/<tenant_slug>/imports")

slots.offer("files.needed", queries.files_needed)

LARGEST = 24 * 1024 * 1024
"""What the form says and the browser checks; the server takes 25 MB in all."""
ERRORS_SHOWN = 100

STATE_MARKS = {
    ImportState.UPLOADED: (_("columns to choose"), "warn"),
    ImportState.CHECKING: (_("being checked"), "info"),
    ImportState.REFUSED: (_("has errors"), "bad"),
    ImportState.READY: (_("to be confirmed"), "warn"),
    ImportState.IMPORTING: (_("being imported"), "info"),
    ImportState.DONE: (_("imported"), "ok"),
    ImportState.FAILED: (_("failed"), "bad"),
    ImportState.CANCELLED: (_("cancelled"), ""),
}


@blueprint.get("/")
@seat_required(Permission.CASE_IMPORT)
def start() -> str:
    """Show the upload form and the latest imports."""
    return _start_page({"data": {}, "errors": {}})


def _start_page(form: dict[str, Any]) -> str:
    return render_template(
        "imports/start.html",
        form=form,
        recent=queries.recent(),
        marks=STATE_MARKS,
        largest=LARGEST,
        fields=FIELDS,
    )


@blueprint.post("/")
@seat_required(Permission.CASE_IMPORT)
def upload() -> Any:
    """Take an uploaded ledger and lead to the choice of its columns."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Invalid({"file": [_("Choose an .xlsx or .csv file.")]})
        locale = str(get_locale() or "")
        import_id = storing.add_file(current_actor(), file.stream, file.filename, locale=locale)
    except Problem as problem:
        errors = problem.fields or {"file": [problem.message]}
        return _start_page({"data": {}, "errors": errors}), problem.status
    return redirect(url_for("imports.show", import_id=import_id), 303)


@blueprint.get("/<uuid:import_id>")
@seat_required(Permission.CASE_IMPORT)
def show(import_id: UUID) -> str:
    """Show where an import stands and what is to do next."""
    return _page(queries.find(import_id))


def _page(row: Any, form: dict[str, Any] | None = None) -> str:
    choosing = row.state in HOLDS_FILE - BUSY
    return render_template(
        "imports/show.html",
        row=row,
        mark=STATE_MARKS[ImportState(row.state)],
        columns=_columns(row, form) if choosing else [],
        form=form or {"data": {"channel": row.mapping["channel"]}, "errors": {}},
        fields=FIELDS,
        channels=list(CHANNELS.items()),
        errors=row.report.get("errors", [])[:ERRORS_SHOWN],
        busy=row.state in BUSY,
        done=_done(row),
    )


def _done(row: Any) -> int:
    """Return how many rows are checked, or, while they are kept, how many are written."""
    return row.done if row.state == ImportState.CHECKING else kept_so_far(row.id)


def _columns(row: Any, form: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return each column of the file with its first cells and the field it is taken for."""
    chosen = {column: field for field, column in row.mapping["columns"].items()}
    if form is not None:
        chosen = {number: form["data"].get(f"column_{number}", "") for number in range(len(row.headers))}
    lines = storing.preview(row.id, row.file_name)
    return [
        {
            "name": f"column_{number}",
            "letter": get_column_letter(number + 1),
            "heading": heading,
            "field": chosen.get(number, ""),
            "cells": [cell_text(cells[number]) for _line, cells in lines],  # type: ignore[arg-type]
        }
        for number, heading in enumerate(row.headers)
    ]


@blueprint.post("/<uuid:import_id>/check")
@seat_required(Permission.CASE_IMPORT)
def check(import_id: UUID) -> Any:
    """Take the choice of columns and let all rows be checked."""
    row = queries.find(import_id)
    payload = {
        "import_id": str(import_id),
        "version": request.form.get("version", ""),
        "columns": _chosen_columns(len(row.headers)),
        "channel": request.form.get("channel", ""),
    }
    try:
        _refuse_twice(row)
        execute("import.check", payload, current_actor(), key=request.form.get("key"))
    except Problem as problem:
        if not problem.fields:
            raise
        form = {"data": dict(request.form), "errors": problem.fields}
        return _page(queries.find(import_id), form), problem.status
    jobs.start(row.tenant_id, import_id)
    return redirect(url_for("imports.show", import_id=import_id), 303)


def _chosen_columns(width: int) -> dict[str, int]:
    chosen = {request.form.get(f"column_{number}", ""): number for number in range(width)}
    return {field: number for field, number in chosen.items() if field}


def _refuse_twice(row: Any) -> None:
    """Refuse a field that two columns were chosen for: one of them would be lost without a word."""
    seen: dict[str, str] = {}
    for number, heading in enumerate(row.headers):
        field = request.form.get(f"column_{number}", "")
        if field and field in seen:
            sentence = _(
                "“%(first)s” and “%(second)s” were both chosen for “%(field)s”. Choose one of them.",
                first=seen[field],
                second=heading,
                field=FIELDS.get(field, field),
            )
            raise Invalid({field: [sentence]})
        seen[field] = heading


@blueprint.post("/<uuid:import_id>/confirm")
@seat_required(Permission.CASE_IMPORT)
def confirm(import_id: UUID) -> Any:
    """Let the checked file come in."""
    actor = current_actor()
    payload = {"import_id": str(import_id), "version": request.form.get("version", "")}
    execute("import.confirm", payload, actor, key=request.form.get("key"))
    jobs.start(actor.tenant_id, import_id)
    return redirect(url_for("imports.show", import_id=import_id), 303)


@blueprint.post("/<uuid:import_id>/cancel")
@seat_required(Permission.CASE_IMPORT)
def cancel(import_id: UUID) -> Any:
    """Give the import up; its file is removed."""
    execute("import.cancel", {"import_id": str(import_id)}, current_actor(), key=request.form.get("key"))
    commands.forget_file(queries.find(import_id))
    flash(_("The import was cancelled and the file removed. Nothing was imported."), "ok")
    return redirect(url_for("imports.start"), 303)


@blueprint.get("/<uuid:import_id>/progress")
@seat_required(Permission.CASE_IMPORT)
def progress(import_id: UUID) -> Any:
    """Return the progress bar, or tell the page to show the result."""
    row = queries.find(import_id)
    if row.state in BUSY:
        return render_template("imports/_progress.html", row=row, done=_done(row))
    answer = make_response("", 200)
    answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.get("/<uuid:import_id>/errors.xlsx")
@seat_required(Permission.CASE_IMPORT)
def errors(import_id: UUID) -> Any:
    """Return all errors as a workbook to correct the ledger by."""
    row = queries.find(import_id)
    found = [report.RowError(**error) for error in row.report.get("errors", [])]
    whole = report.Report(errors=found, rows_read=row.report.get("rows_read", 0))
    stream = io.BytesIO()
    report.write_report_workbook(whole, stream)
    stream.seek(0)
    name = _("Errors in %(file)s", file=row.file_name.rsplit(".", 1)[0])
    return send_file(stream, as_attachment=True, download_name=f"{name}.xlsx", max_age=0)
