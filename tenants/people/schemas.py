"""Shapes of input for seats and tokens."""

from marshmallow import validate

from tenants.core.permissions import Role
from tenants.core.schema import Schema, Text, fields
from tenants.core.words import _
from tenants.people.rules import SHORTEST_PASSWORD, TOKEN_LONGEST_DAYS

_one_role = validate.OneOf(list(Role), error=_("Choose roles from the list."))


class OpenSeat(Schema):
    """A new seat; the account is found by its login, or made with a first password."""

    login = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[a-z][a-z0-9._-]{2,39}\Z",
            error=_("3 to 40 small letters, digits, dots or hyphens, starting with a letter."),
        ),
    )
    password = fields.String(
        load_default="",
        validate=validate.Length(max=200, error=_("At most 200 characters.")),
    )
    name = Text(required=True, longest=40)
    title = Text(load_default="", longest=40)
    unit_id = fields.UUID(required=True)
    roles = fields.List(
        fields.String(validate=_one_role),
        required=True,
        validate=validate.Length(min=1, error=_("Choose at least one role.")),
    )


class ChangeRoles(Schema):
    """Other roles for a seat."""

    seat_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    roles = OpenSeat._declared_fields["roles"]


class RevokeSeat(Schema):
    """The end of a seat."""

    seat_id = fields.UUID(required=True)


class CreateToken(Schema):
    """A personal token for the JSON API."""

    name = Text(required=True, longest=60)
    days = fields.Integer(
        load_default=90,
        validate=validate.Range(1, TOKEN_LONGEST_DAYS, error=_("Between 1 and 365 days.")),
    )


class RevokeToken(Schema):
    """The end of a token."""

    token_id = fields.UUID(required=True)


class SignIn(Schema):
    """Login and password."""

    login = Text(required=True, longest=60)
    password = fields.String(
        required=True, validate=validate.Length(min=1, max=200, error=_("This field is missing."))
    )


__all__ = [
    "SHORTEST_PASSWORD",
    "ChangeRoles",
    "CreateToken",
    "OpenSeat",
    "RevokeSeat",
    "RevokeToken",
    "SignIn",
]
