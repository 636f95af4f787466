"""Shapes of what the JSON API answers about mechanisms."""

from tenants.core.outputs import N_, Output, WrittenDate, about, fields
from tenants.obligations.api_schemas import PartyOut


class MemberOut(Output):
    """A member, or an organisation that was invited and has not joined yet."""

    organisation = fields.Nested(PartyOut)
    kind = fields.String(metadata=about(N_("What kind of organisation it is.")))
    part = fields.String(metadata=about(N_("convener, secretariat or member")))
    liaison_name = fields.String(metadata=about(N_("Whom the other members call.")))
    liaison_phone = fields.String()
    joined_at = fields.DateTime(allow_none=True, metadata=about(N_("Nothing while it is only invited.")))
    is_own = fields.Boolean(metadata=about(N_("Whether it is the token's own organisation.")))


class TermOut(Output):
    """One thing agreed."""

    title = fields.String()
    text = fields.String()


class CharterOut(Output):
    """What the members agreed."""

    version = fields.Integer()
    adopted_on = WrittenDate()
    rules_name = fields.String(metadata=about(N_("What the mechanism's own rules are called.")))
    referral_clause = fields.String(metadata=about(N_("The clause on referrals among members.")))
    answer_working_days = fields.Integer(
        metadata=about(N_("In how many working days a referral is answered."))
    )
    terms = fields.List(fields.Nested(TermOut))


class MechanismOut(Output):
    """A mechanism with its charter and its members."""

    id = fields.UUID()
    kind = fields.String(metadata=about(N_("plant_locality or mining_area")))
    name = fields.String()
    name_en = fields.String()
    founded_at = fields.DateTime()
    charter = fields.Nested(CharterOut)
    members = fields.List(fields.Nested(MemberOut))
