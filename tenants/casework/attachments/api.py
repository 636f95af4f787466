"""Files of a case in the JSON API: list, add (multipart), take out."""

from typing import Any
from uuid import UUID

from flask import Response, request
from werkzeug.datastructures import FileStorage

from tenants.casework.attachments.commands import download as _download  # noqa: F401 - the command carried out here
from tenants.casework.attachments.queries import attachments_of
from tenants.casework.attachments.schemas import ORIGINS, why_not_origin
from tenants.casework.attachments.storing import add_file, read_file
from tenants.casework.cases import api_schemas as shapes
from tenants.casework.cases.queries import case_for
from tenants.core.errors import Invalid, Unsupported
from tenants.core.outputs import N_
from tenants.core.permissions import Permission
from tenants.core.words import _
from tenants.people.doors import current_actor
from tenants.people.resources import Resources, as_download
from tenants.people.token_doors import token_seat_required

blueprint = Resources(
    "attachments_api",
    __name__,
    url_prefix="/o/<tenant_slug>/cases/<uuid:case_id>/files",
    description=N_("Files of a case"),
)

UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {
                        "type": "string",
                        "format": "binary",
                        "description": N_("At most 20 MB; judged by its content."),
                    },
                    "origin": {
                        "type": "string",
                        "enum": list(ORIGINS),
                        "default": "unit",
                        "description": N_("petitioner or unit"),
                    },
                },
                "required": ["file"],
                "additionalProperties": False,
            }
        }
    },
}


@blueprint.route("", summary=N_("List the files of a case"))
@blueprint.response(200, shapes.FileOut(many=True))
@token_seat_required(Permission.CASE_READ)
def files(case_id: UUID) -> list[Any]:
    """Return the files, the oldest first."""
    return attachments_of(case_for(current_actor(), case_id).id)


@blueprint.route("", methods=["POST"], summary=N_("Add one file; the same bytes are kept once"))
@blueprint.doc(requestBody=UPLOAD)
@blueprint.response(201, shapes.FileAdded)
@token_seat_required(Permission.CASE_HANDLE)
def add(case_id: UUID) -> dict[str, Any]:
    """Keep a file of a case.

    :raises Unsupported, TooLarge, Invalid: no multipart body or a kind of file that is not kept (415), more than
        20 MB (413), no file or an unknown part (422).
    """
    upload, origin = _uploaded()
    added = add_file(current_actor(), case_id, upload.stream, upload.filename or "", origin=origin)
    return {"case_id": case_id, "attachment_id": added}


def _uploaded() -> tuple[FileStorage, str]:
    if request.mimetype != "multipart/form-data":
        raise Unsupported(_("Send the file as multipart/form-data, in a part named “file”."))
    unknown = {*(request.files.keys() - {"file"}), *(request.form.keys() - {"origin"})}
    # A part without a name comes as None.
    wrong = {name or "_schema": [_("This field is not known here.")] for name in unknown}
    origin = request.form.get("origin", "unit")
    if why := why_not_origin(origin):
        wrong["origin"] = [why]
    chosen = request.files.getlist("file")
    if len(chosen) != 1 or not chosen[0].filename:
        wrong["file"] = [_("Send exactly one file with its name, in a part named “file”.")]
    if wrong:
        raise Invalid(wrong)
    return chosen[0], origin


@blueprint.route(
    "/<uuid:attachment_id>/download", methods=["POST"], summary=N_("Take a file out; leaves a record")
)
@blueprint.response(
    200,
    {"type": "string", "format": "binary"},
    content_type="*/*",
    description="The bytes, with the type that was found in them.",
)
@blueprint.carries_out("attachment.download", "case_id", "attachment_id", keyed=False)
def download(made: dict[str, Any]) -> Response:
    """Send one file, as a download only; that it was taken out is recorded first."""
    pieces = read_file(UUID(made["attachment_id"]))
    return as_download(pieces, made["name"], made["media_type"], made["size"])
