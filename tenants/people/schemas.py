"""Shapes of input for sign-in, seats, passwords and tokens."""

from typing import Any

from marshmallow import validate

from tenants.core.permissions import Role
from tenants.core.schema import Schema, Text, ValidationError, fields, validates_schema
from tenants.core.words import _
from tenants.people.rules import LONGEST_PASSWORD, TOKEN_LONGEST_DAYS

_one_role = validate.OneOf(list(Role), error=_("Choose roles from the list."))


def _password(**kw: Any) -> fields.String:
    longest = validate.Length(
        max=LONGEST_PASSWORD, error=_("At most %(number)d characters.", number=LONGEST_PASSWORD)
    )
    return fields.String(validate=longest, **kw)


def _roles() -> fields.List[Any]:
    return fields.List(
        fields.String(validate=_one_role),
        required=True,
        validate=validate.Length(min=1, error=_("Choose at least one role.")),
    )


class OpenSeat(Schema):
    """A new seat; the account is found by its login, or made with a first password."""

    login = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[a-z][a-z0-9._-]{2,39}\Z",
            error=_("3 to 40 small letters, digits, dots or hyphens, starting with a letter."),
        ),
    )
    password = _password(load_default="")
    name = Text(required=True, longest=40)
    title = Text(load_default="", longest=40)
    unit_id = fields.UUID(required=True)
    roles = _roles()


class ChangeRoles(Schema):
    """Other roles for a seat."""

    seat_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    roles = _roles()


class RevokeSeat(Schema):
    """The end of a seat."""

    seat_id = fields.UUID(required=True)


class ResetPassword(Schema):
    """A new first password for somebody who has forgotten theirs."""

    seat_id = fields.UUID(required=True)
    password = _password(required=True)


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
    password = _password(required=True)

    @validates_schema
    def _not_empty(self, data: dict[str, Any], **_kw: Any) -> None:
        if not data.get("password"):
            raise ValidationError({"password": [_("This field is missing.")]})


class ChangePassword(Schema):
    """One's own password: the present one, and the new one twice."""

    old = _password(required=True)
    new = _password(required=True)
    again = _password(required=True)

    @validates_schema
    def _twice_the_same(self, data: dict[str, Any], **_kw: Any) -> None:
        if data.get("new") != data.get("again"):
            raise ValidationError({"again": [_("The two new passwords differ. Type the new one twice.")]})


class SeatOut(Schema):
    """A seat as the JSON API gives it."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    unit_id = fields.UUID(required=True)
    unit = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    opened_at = fields.DateTime(required=True)
    revoked_at = fields.DateTime(required=True, allow_none=True)


class MeOut(Schema):
    """Whose token this is: the seat and its tenant."""

    tenant = fields.String(required=True)
    seat = fields.Nested(SeatOut, required=True)
