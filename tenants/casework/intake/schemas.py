"""Shapes of input for registering a matter and for showing what is masked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import validate

from tenants.casework.cases.rules import CaseClass, Channel
from tenants.casework.cases.schemas import known_category
from tenants.casework.intake import rules
from tenants.core import clock
from tenants.core.schema import Schema, Text, ValidationError, fields, pre_load, validates_schema
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


def _a_name() -> Text:
    return Text(load_default="", longest=40)


def _a_phone() -> Text:
    return Text(load_default="", longest=24, validate=_phone)


def _an_id_number() -> Text:
    return Text(load_default="", longest=18, validate=_id_number)


def _an_address() -> Text:
    return Text(load_default="", longest=120)


class Identity(Schema):
    """Who brought a matter: only what the Regulations let a unit ask for (article 19), all of it sealed."""

    is_anonymous = fields.Boolean(load_default=False)
    name, phone, id_number, address = _a_name(), _a_phone(), _an_id_number(), _an_address()

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


class Group(Identity):
    """Those who speak for a group: the first person and at most four more (article 20), each sealed on its own."""

    name_2, phone_2, id_number_2, address_2 = _a_name(), _a_phone(), _an_id_number(), _an_address()
    name_3, phone_3, id_number_3, address_3 = _a_name(), _a_phone(), _an_id_number(), _an_address()
    name_4, phone_4, id_number_4, address_4 = _a_name(), _a_phone(), _an_id_number(), _an_address()
    name_5, phone_5, id_number_5, address_5 = _a_name(), _a_phone(), _an_id_number(), _an_address()
    person_count = fields.Integer(
        load_default=1,
        validate=validate.Range(1, rules.MOST_PEOPLE, error=_("Between 1 and 9,999 people.")),
    )

    @pre_load
    def _at_most_five(self, data: Mapping[str, Any], **_kw: Any) -> Mapping[str, Any]:
        beyond = [name for name in data if rules.is_beyond(name)]
        if beyond:
            raise ValidationError(
                {
                    name: [
                        _(
                            "A group is spoken for by at most five representatives (Regulations on Petition Work, "
                            "article 20). Name five; the number of people says how many they speak for."
                        )
                    ]
                    for name in beyond
                }
            )
        return data

    @validates_schema
    def _each_named_once(self, data: dict[str, Any], **_kw: Any) -> None:
        people = rules.people_of(data)
        if data["is_anonymous"]:
            _nobody_further(people)
            return
        wrong = {**_unnamed(people), **_named_twice(people)}
        if len(people) > data["person_count"]:
            wrong["person_count"] = [
                _(
                    "%(named)d representatives are named. The number of people includes them, so it is at least "
                    "%(named)d.",
                    named=len(people),
                )
            ]
        if wrong:
            raise ValidationError(wrong)


People = Mapping[int, Mapping[str, str]]


def _nobody_further(people: People) -> None:
    sentence = _(
        "An anonymous matter names nobody, so it has no representatives. Clear this, or untick “Anonymous”."
    )
    kept = [
        rules.of_person(name, number)
        for number, person in people.items()
        for name, value in person.items()
        if number > 1 and value
    ]
    if kept:
        raise ValidationError({name: [sentence] for name in kept})


def _unnamed(people: People) -> dict[str, list[Any]]:
    """Return a refusal for each further representative of whom anything but the name is given."""
    sentence = _("Write the representative’s name, or clear the other entries.")
    return {
        rules.of_person("name", number): [sentence]
        for number, person in people.items()
        if number > 1 and not person["name"]
    }


def _named_twice(people: People) -> dict[str, list[Any]]:
    """Return a refusal for each representative who was named before."""
    wrong: dict[str, list[Any]] = {}
    for number, person in people.items():
        for earlier in (each for each in people if each < number):
            field = rules.same_person(people[earlier], person)
            if field:
                wrong[rules.of_person(field, number)] = [
                    _(
                        "This is the same person as representative %(number)d. Name each person once.",
                        number=earlier,
                    )
                ]
                break
    return wrong


class RegisterCase(Group):
    """A new matter: the submission as it came in, and what the registrar makes of it.

    Of a group the second to the fifth representative are ``name_2``, ``phone_2`` … ``address_5``.
    """

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
