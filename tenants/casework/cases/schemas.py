"""Shapes of input for the acts on a case itself."""

from marshmallow import validate

from tenants.casework.cases import categories
from tenants.casework.cases.rules import CaseClass
from tenants.core.schema import Schema, Text, ValidationError, fields
from tenants.core.words import _


def known_category(code: str) -> None:
    """Refuse a category that is not in the tree; none at all is accepted."""
    if code and code not in categories.tree():
        raise ValidationError(_("Choose a category from the list."))


class EditCase(Schema):
    """A case's own words: title, summary, category, class, place."""

    case_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    title = Text(required=True, longest=120)
    summary = Text(load_default="", longest=4000)
    category = fields.String(load_default="", validate=known_category)
    case_class = fields.String(
        required=True, validate=validate.OneOf(list(CaseClass), error=_("Choose a class from the list."))
    )
    place = Text(load_default="", longest=120)


class AssignCase(Schema):
    """Whose tray a case lies in, and who handles it; without a seat it waits in the unit's tray."""

    case_id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    handler_seat_id = fields.UUID(load_default=None, allow_none=True)
    reason = Text(load_default="", longest=500)
