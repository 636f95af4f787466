"""Shapes of input for registering a matter and for showing what is masked."""

from datetime import date
from typing import Any

from marshmallow import validate

from tenants.casework.cases.rules import CaseClass, Channel
from tenants.casework.cases.schemas import known_category
from tenants.casework.intake import rules
from tenants.core import clock
from tenants.core.schema import Schema, Text, ValidationError, fields, validates_schema
from tenants.core.words import _


def _in_time(day: date) -> None:
    if day > clock.today():
        raise ValidationError(_("The day of receipt lies in the future. Write the day on which it came in."))
    if day < rules.oldest_day(clock.today()):
        raise ValidationError(
            _(
                "The day of receipt is more than %(years)d years ago. Check the year.",
                years=rules.OLDEST_YEARS,
            )
        )


def _phone(text: str) -> None:
    if text and not rules.is_phone(text):
        raise ValidationError(
            _("A mobile number has 11 digits; write a fixed line with its area code: 0998-2345678.")
        )


def _id_number(text: str) -> None:
    if text and not rules.is_id_number(text.upper()):
        raise ValidationError(
            _("An identity number has 18 characters and a fitting last one. Check it, or leave it out.")
        )


class Identity(Schema):
    """Who brought a matter: only what the Regulations let a unit ask for (article 19), all of it sealed."""

    is_anonymous = fields.Boolean(load_default=False)
    name = Text(load_default="", longest=40)
    phone = Text(load_default="", longest=24, validate=_phone)
    id_number = Text(load_default="", longest=18, validate=_id_number)
    address = Text(load_default="", longest=120)

    @validates_schema
    def _name_or_anonymous(self, data: dict[str, Any], **_kw: Any) -> None:
        if not data["is_anonymous"] and not data["name"]:
            raise ValidationError({"name": [_("Write the name, or tick “Anonymous”.")]})
        if data["is_anonymous"]:
            kept = [name for name in ("name", "id_number", "address") if data[name]]
            if kept:
                raise ValidationError(
                    {
                        name: [_("An anonymous matter keeps no identity. Clear this, or untick “Anonymous”.")]
                        for name in kept
                    }
                )


class RegisterCase(Identity):
    """A new matter: the submission as it came in, and what the registrar makes of it."""

    title = Text(required=True, longest=120)
    text = Text(required=True, longest=20000)
    channel = fields.String(
        required=True, validate=validate.OneOf(list(Channel), error=_("Choose how it came in from the list."))
    )
    received_on = fields.Date(required=True, validate=_in_time)
    category = fields.String(load_default="", validate=known_category)
    case_class = fields.String(
        load_default=CaseClass.APPEAL,
        validate=validate.OneOf(list(CaseClass), error=_("Choose a class from the list.")),
    )
    place = Text(load_default="", longest=120)
    person_count = fields.Integer(
        load_default=1,
        validate=validate.Range(1, rules.MOST_PEOPLE, error=_("Between 1 and 9,999 people.")),
    )
    former_number = Text(load_default="", longest=60)
    unit_id = fields.UUID(load_default=None, allow_none=True)
    handler_seat_id = fields.UUID(load_default=None, allow_none=True)


class RevealIdentity(Schema):
    """One masked field of one person."""

    case_id = fields.UUID(required=True)
    petitioner_id = fields.UUID(load_default=None, allow_none=True)
    field = fields.String(
        required=True,
        validate=validate.OneOf(
            list(rules.IDENTITY_FIELDS), error=_("Choose name, phone, id_number or address.")
        ),
    )


class ShowReceipt(Schema):
    """The receipt of a case, with its tracking code."""

    case_id = fields.UUID(required=True)
