"""Shapes of input for files. The bytes themselves come by the upload door, already judged and sealed."""

from typing import Any

from marshmallow import validate

from tenants.core.schema import Schema, Text, ValidationError, fields
from tenants.core.words import _

ORIGINS = ("petitioner", "unit")
"""Who may be named as bringing a file."""
FROM_ENVELOPE = "referral"
"""The origin of files that came in an envelope; only opening one writes it, and nobody may claim it."""


def why_not_origin(origin: str) -> Any:
    """Return the sentence that says why ``origin`` cannot be named, or "" when it can."""
    if origin == FROM_ENVELOPE:
        return _(
            "Only what comes out of an envelope counts as another organisation's. Say that the petitioner or your "
            "own organisation brought the file."
        )
    return "" if origin in ORIGINS else _("Choose who brought the file.")


def _check_origin(origin: str) -> None:
    if why := why_not_origin(origin):
        raise ValidationError(why)


class AddAttachment(Schema):
    """A judged and sealed file becomes part of a case."""

    case_id = fields.UUID(required=True)
    attachment_id = fields.UUID(required=True)
    name = Text(required=True, longest=120)
    media_type = fields.String(required=True, validate=validate.Length(min=3, max=120))
    size = fields.Integer(required=True, validate=validate.Range(min=1))
    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    origin = fields.String(load_default="unit", validate=_check_origin)


class DownloadAttachment(Schema):
    """One file of one case."""

    case_id = fields.UUID(required=True)
    attachment_id = fields.UUID(required=True)
