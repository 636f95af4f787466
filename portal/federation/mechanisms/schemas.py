"""Shapes of input for founding and joining a mechanism."""

from portal.federation.mechanisms.rules import ANSWER_WORKING_DAYS, MechanismKind, Part
from tenants.core.schema import Schema, Text, fields, validate
from tenants.core.words import _


class Term(Schema):
    """One thing agreed: a heading and what it says."""

    title = Text(required=True, longest=60)
    text = Text(required=True, longest=1000)


class Charter(Schema):
    """What the members agreed: the name of their rules, the clause on referrals, the time for an answer, the terms."""

    version = fields.Integer(
        load_default=1, validate=validate.Range(1, 999, error=_("Write a whole number."))
    )
    adopted_on = fields.Date(required=True)
    rules_name = Text(required=True, longest=80)
    referral_clause = Text(load_default="", longest=20)
    answer_working_days = fields.Integer(
        load_default=ANSWER_WORKING_DAYS,
        validate=validate.Range(1, 60, error=_("Between 1 and 60 working days.")),
    )
    terms = fields.List(fields.Nested(Term), load_default=list)


class Liaison(Schema):
    """Whom the other members call."""

    liaison_name = Text(load_default="", longest=40)
    liaison_phone = Text(load_default="", longest=24)


class Invitation(Schema):
    """A tenant that may join, and its part."""

    tenant_id = fields.UUID(required=True)
    part = fields.Enum(Part, by_value=True, load_default=Part.MEMBER)


class FoundMechanism(Liaison):
    """A new mechanism: its charter, the founder's own part, and who is invited."""

    kind = fields.Enum(MechanismKind, by_value=True, required=True)
    name = Text(required=True, longest=60)
    name_en = Text(required=True, longest=80)
    charter = fields.Nested(Charter, required=True)
    part = fields.Enum(Part, by_value=True, load_default=Part.MEMBER)
    invited = fields.List(fields.Nested(Invitation), load_default=list)


class JoinMechanism(Liaison):
    """An invited tenant's joining."""

    mechanism_id = fields.UUID(required=True)
