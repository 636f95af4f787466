"""Uploading files of a case and taking them out."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.http import dump_options_header

from tenants.casework.attachments.file_types import extension_of
from tenants.casework.attachments.storing import add_file, read_file
from tenants.casework.cases.views import case_page
from tenants.core.commands import execute
from tenants.core.errors import Invalid, Problem
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.people.doors import current_actor, seat_required

blueprint = Blueprint("attachments", __name__, url_prefix="/o/<tenant_slug>/cases/<uuid:case_id>/files")


@blueprint.post("")
@seat_required(Permission.CASE_HANDLE)
def add(case_id: UUID) -> Any:
    """Keep the chosen files, one after the other; the first that is refused says why, those before it stay."""
    chosen = [upload for upload in request.files.getlist("file") if upload.filename]
    try:
        if not chosen:
            raise Invalid({"file": [_("Choose a file first.")]})
        for upload in chosen:
            add_file(
                current_actor(),
                case_id,
                upload.stream,
                upload.filename or "",
                origin=request.form.get("origin", "unit"),
            )
    except Problem as problem:
        form = {"data": {"origin": request.form.get("origin", "unit")}, "errors": _on_file(problem)}
        return case_page(case_id, "files", upload_form=form), problem.status
    flash(_("Added: %(names)s", names=str(_(", ")).join(upload.filename or "" for upload in chosen)), "ok")
    return redirect(url_for("cases.case", case_id=case_id, tab="files"), 303)


def _on_file(problem: Problem) -> dict[str, list[Any]]:
    return dict(problem.fields) or {"file": [problem.message]}


@blueprint.post("/<uuid:attachment_id>")
@seat_required(Permission.CASE_READ)
def download(case_id: UUID, attachment_id: UUID) -> Any:
    """Send one file, as a download only; that it was taken out is recorded first. POST, because it leaves a record."""
    found = execute(
        "attachment.download", {"case_id": str(case_id), "attachment_id": str(attachment_id)}, current_actor()
    )
    answer = Response(read_file(attachment_id), mimetype=found["media_type"].partition(";")[0])
    answer.headers["Content-Type"] = found["media_type"]
    answer.headers["Content-Length"] = str(found["size"])
    answer.headers["Content-Disposition"] = attachment_header(found["name"])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def attachment_header(name: str) -> str:
    """Return the header that makes a browser save a file under its name, Chinese ones by RFC 8187."""
    if name.isascii():
        return dump_options_header("attachment", {"filename": name})
    plain = f"file.{extension_of(name)}"
    return dump_options_header(
        "attachment", {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    )
