"""Shapes of what the JSON API asks and answers about referrals."""

from tenants.casework.cases.api_schemas import ActOut
from tenants.core.outputs import N_, Output, WrittenDate, about, fields
from tenants.core.schema import Schema, validate
from tenants.core.words import _
from tenants.obligations.api_schemas import PartyOut, page_size

SIDES = ("received", "sent")


class ListReferrals(Schema):
    """Which referrals, and which page of them."""

    side = fields.String(
        load_default="received",
        validate=validate.OneOf(SIDES, error=_("Choose one of the list.")),
        metadata=about(N_("Those received or those sent.")),
    )
    whole = fields.Boolean(load_default=False, metadata=about(N_("Also those whose chain is complete.")))
    before = fields.UUID(
        load_default=None, metadata=about(N_("Where to go on: “before” of the answer before this one."))
    )
    limit = page_size()


class ListedReferral(Output):
    """A referral without its envelope."""

    id = fields.UUID()
    number = fields.String()
    kind = fields.String(metadata=about(N_("transfer, assign, co_handle or guidance")))
    state = fields.String(metadata=about(N_("sent, delivered, signed_for, accepted, answered or confirmed")))
    side = fields.String(
        metadata=about(N_("On which side the token's organisation stands: sender or receiver."))
    )
    mechanism_id = fields.UUID()
    sender = fields.Nested(PartyOut)
    receiver = fields.Nested(PartyOut)
    accountable = fields.Nested(PartyOut, metadata=about(N_("Who answers to the petitioner now.")))
    purpose = fields.String(metadata=about(N_("What the receiver is asked to do.")))
    basis = fields.String(metadata=about(N_("The article or rule it rests on.")))
    basis_follows = fields.String(metadata=about(N_("The law it is modelled on.")))
    sender_unit = fields.String()
    sender_name = fields.String()
    sender_phone = fields.String()
    answer_due_on = fields.Date(allow_none=True, metadata=about(N_("By when an answer is wanted.")))
    promised_on = fields.Date(
        allow_none=True, metadata=about(N_("By when the receiver owes the petitioner its decision."))
    )
    item_count = fields.Integer()
    file_count = fields.Integer()
    sent_at = fields.DateTime()
    delivered_at = fields.DateTime(allow_none=True)
    signed_for_at = fields.DateTime(allow_none=True)
    accepted_at = fields.DateTime(allow_none=True)
    answered_at = fields.DateTime(allow_none=True)
    confirmed_at = fields.DateTime(allow_none=True)
    answer = fields.String()
    outcome = fields.String()


class ReferralsOut(Output):
    """One page, newest first."""

    items = fields.List(fields.Nested(ListedReferral))
    before = fields.UUID(
        allow_none=True, metadata=about(N_("Where the next page goes on; nothing on the last one."))
    )


class ItemOut(Output):
    """One item of an envelope; a personal one is masked."""

    id = fields.UUID()
    name = fields.String()
    label = fields.String(metadata=about(N_("What papers call it.")))
    is_personal = fields.Boolean()
    value = fields.String(
        metadata=about(N_("Masked where it is personal; referral.reveal shows it and leaves a record."))
    )


class EnvelopeFileOut(Output):
    """One file of an envelope."""

    id = fields.UUID()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer(metadata=about(N_("In bytes.")))


class EnvelopeOut(Output):
    """What this side may see of the envelope now."""

    is_cover = fields.Boolean(
        metadata=about(N_("Whether only the cover sheet is open: before signing for it."))
    )
    items = fields.List(fields.Nested(ItemOut))
    files = fields.List(fields.Nested(EnvelopeFileOut))


class ReceiptOfCustody(Output):
    """One signed step of the custody chain."""

    number = fields.Integer()
    step = fields.String()
    by = fields.Nested(PartyOut)
    actor_name = fields.String()
    at = fields.DateTime()
    note = fields.String()
    hash = fields.String(metadata=about(N_("The hash that the next receipt carries, in hex.")))


class ChainOut(Output):
    """Whether the custody chain holds, worked out now."""

    holds = fields.Boolean()
    receipts = fields.Integer()
    broken = fields.String(metadata=about(N_("The first broken place; empty when it holds.")))


class ReadingOut(Output):
    """Who was shown what; both sides see the same list."""

    by = fields.Nested(PartyOut)
    reader_name = fields.String()
    what = fields.String(metadata=about(N_("The name of the item, or file: and its id.")))
    at = fields.DateTime()


class OwnCaseOut(Output):
    """The token's organisation's own case beside the referral."""

    id = fields.UUID()
    number = fields.String()
    title = fields.String()
    state = fields.String()


class FurtherConsentOut(Output):
    """How one further representative of a group agreed."""

    person = fields.Integer(metadata=about(N_("The representative's place: 2 to 5.")))
    how = fields.String()
    on = WrittenDate()
    note = fields.String()


class DisclosureOut(Output):
    """What was given and held back, as the petitioner is told; the sender's own record."""

    given = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))
    withheld = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))
    consent_how = fields.String()
    consent_on = fields.Date(allow_none=True)
    consent_note = fields.String()
    further_consents = fields.List(
        fields.Nested(FurtherConsentOut),
        metadata=about(N_("How the second to the fifth representative of a group agreed.")),
    )


class ReferralOut(ListedReferral):
    """A whole referral, as this side may see it."""

    package_hash = fields.Function(
        lambda row: row["package_hash"].hex(), metadata=about(N_("What froze the envelope."))
    )
    envelope = fields.Nested(EnvelopeOut)
    receipts = fields.List(fields.Nested(ReceiptOfCustody), metadata=about(N_("The custody chain.")))
    chain = fields.Nested(ChainOut)
    readings = fields.List(fields.Nested(ReadingOut))
    own_case = fields.Nested(OwnCaseOut, allow_none=True)
    disclosure = fields.Nested(DisclosureOut, allow_none=True)
    acts = fields.List(fields.Nested(ActOut))


class PreviewItem(Output):
    """One item as the receiver will see it."""

    name = fields.String()
    label = fields.String(metadata=about(N_("What papers call it.")))
    is_personal = fields.Boolean()
    value = fields.String(metadata=about(N_("Masked where it is personal.")))


class PreviewPerson(Output):
    """One of those who brought the matter."""

    number = fields.Integer(metadata=about(N_("The place: items of the second are called name_2, phone_2.")))
    masked = fields.String(metadata=about(N_("The masked name.")))


class PreviewOut(Output):
    """What a draft would give and hold back; nothing is kept or sent."""

    ready = fields.Boolean(metadata=about(N_("Whether it can be sent as it is.")))
    wrong = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata=about(N_("What must be put right before, by field.")),
    )
    seen = fields.String(
        metadata=about(N_("Send it with the referral, so that nothing else is sent than what was seen."))
    )
    items = fields.List(fields.Nested(PreviewItem))
    files = fields.List(fields.Nested(EnvelopeFileOut))
    people = fields.List(
        fields.Nested(PreviewPerson),
        metadata=about(N_("Those who brought the matter; each agrees for itself to what identifies it.")),
    )
    offered = fields.List(
        fields.String(), metadata=about(N_("The items that the case holds and that may be given."))
    )
    withheld = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))
    basis = fields.String(metadata=about(N_("The article or rule it rests on.")))
    answer_due_on = fields.Date(allow_none=True, metadata=about(N_("By when an answer is wanted.")))


class ReferralDone(Output):
    """Which referral an act was carried out on."""

    referral_id = fields.UUID()


class ReferralSent(ReferralDone):
    """The new referral."""

    number = fields.String()


class ReferralAccepted(ReferralDone):
    """The own case that was opened from the copy."""

    case_id = fields.UUID()
    number = fields.String(metadata=about(N_("The number of the case.")))


class ItemRevealed(Output):
    """One clear value."""

    item_id = fields.UUID()
    name = fields.String()
    value = fields.String()
