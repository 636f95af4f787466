"""Shapes of input for the steps of an import."""

from marshmallow import validate

from tenants.casework.cases.rules import Channel
from tenants.core.schema import Schema, Text, fields
from tenants.core.words import _


class OneImport(Schema):
    """An import by its id."""

    import_id = fields.UUID(required=True)


class UploadImport(OneImport):
    """A stored file, as ``storing.add_file`` found it."""

    file_name = Text(required=True, longest=200)
    sha256 = fields.String(required=True, validate=validate.Length(equal=64))
    headers = fields.List(fields.String(), required=True)
    columns = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    total = fields.Integer(required=True)
    locale = fields.String(load_default="")


class CheckImport(OneImport):
    """Which column is which field, and how matters came in whose row does not say."""

    version = fields.Integer(required=True)
    columns = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    channel = fields.String(
        required=True,
        validate=validate.OneOf(list(Channel), error=_("Choose how they came in from the list.")),
    )


class ConfirmImport(OneImport):
    """The person has seen what will come in."""

    version = fields.Integer(required=True)


class NoteCheck(OneImport):
    """What the check of all rows found."""

    errors = fields.List(fields.Dict(), required=True)
    summary = fields.Dict(required=True)


class FailImport(OneImport):
    """Why an import came to nothing."""

    reason = fields.String(required=True)


class KeepMatters(OneImport):
    """The checked rows of the whole file."""

    rows = fields.List(fields.Raw(), required=True, validate=validate.Length(min=1))
