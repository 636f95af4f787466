"""Shapes of input for files. The bytes themselves come by the upload door, already judged and sealed."""

from marshmallow import validate

from tenants.core.schema import Schema, Text, fields
from tenants.core.words import _

ORIGINS = ("petitioner", "unit", "referral")


class AddAttachment(Schema):
    """A judged and sealed file becomes part of a case."""

    case_id = fields.UUID(required=True)
    attachment_id = fields.UUID(required=True)
    name = Text(required=True, longest=120)
    media_type = fields.String(required=True, validate=validate.Length(min=3, max=120))
    size = fields.Integer(required=True, validate=validate.Range(min=1))
    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    origin = fields.String(
        load_default="unit", validate=validate.OneOf(list(ORIGINS), error=_("Choose who brought the file."))
    )


class DownloadAttachment(Schema):
    """One file of one case."""

    case_id = fields.UUID(required=True)
    attachment_id = fields.UUID(required=True)
