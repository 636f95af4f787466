"""Shapes of input for the acts on a referral."""

from portal.federation.referrals.rules import CATALOGUE, ConsentWay, Group, Kind
from portal.federation.referrals.words import OUTCOMES
from tenants.casework.handling.rules import Service
from tenants.core.schema import Schema, Text, fields, validate
from tenants.core.words import _

SHORT, LONG = 200, 4000


def _one_of(choices: object) -> validate.OneOf:
    return validate.OneOf(list(choices), error=_("Choose one of the list."))  # type: ignore[call-overload]


def _item() -> fields.String:
    offered = [item.name for item in CATALOGUE.values() if item.group != Group.NEVER]
    return fields.String(
        validate=validate.OneOf(offered, error=_("This is never given to another organisation."))
    )


def _way() -> fields.String:
    return fields.String(load_default="", validate=_one_of(["", *ConsentWay]))


def _day() -> fields.Date:
    return fields.Date(load_default=None, allow_none=True)


def _note() -> Text:
    return Text(load_default="", longest=SHORT)


class FurtherConsents(Schema):
    """How the second to the fifth representative of a group agreed, each for what identifies that one."""

    consent_how_2, consent_on_2, consent_note_2 = _way(), _day(), _note()
    consent_how_3, consent_on_3, consent_note_3 = _way(), _day(), _note()
    consent_how_4, consent_on_4, consent_note_4 = _way(), _day(), _note()
    consent_how_5, consent_on_5, consent_note_5 = _way(), _day(), _note()


class DraftReferral(FurtherConsents):
    """What goes to whom, and why: enough for the preview. Empty choices are for a form just opened.

    ``items`` of a group's further representatives are called name_2, phone_2 and so on; so are their consents.
    """

    case_id = fields.UUID(required=True)
    mechanism_id = fields.UUID(load_default=None, allow_none=True)
    receiver_tenant_id = fields.UUID(load_default=None, allow_none=True)
    kind = fields.String(load_default=Kind.TRANSFER, validate=_one_of(Kind))
    purpose = Text(load_default="", longest=SHORT)
    summary = Text(load_default="", longest=LONG)
    items = fields.List(_item(), load_default=list)
    files = fields.List(fields.UUID(), load_default=list)
    consent_how, consent_on, consent_note = _way(), _day(), _note()
    answer_due_on = _day()


class SaveDraft(DraftReferral):
    """A draft to be kept as it stands; what is missing or wrong in it is said when it is checked."""


class OneDraft(Schema):
    """The seat's draft of a case."""

    case_id = fields.UUID(required=True)


class SendReferral(DraftReferral):
    """A draft that was checked item by item and is sent.

    ``confirmation`` is the receiver's short name, typed; ``seen`` the mark of the content that was on the confirmation
    page, so that nothing else is sent than what was looked at.
    """

    mechanism_id = fields.UUID(required=True)
    receiver_tenant_id = fields.UUID(required=True)
    purpose = Text(required=True, longest=SHORT)
    summary = Text(required=True, longest=LONG)
    checked = fields.Boolean(load_default=False)
    confirmation = Text(load_default="", longest=80)
    seen = fields.String(load_default="")


class OneReferral(Schema):
    """A referral, by its id."""

    referral_id = fields.UUID(required=True)


class SignFor(OneReferral):
    """Signing for an envelope; the clocks of the receiver start."""

    note = Text(load_default="", longest=SHORT)


class AcceptReferral(OneReferral):
    """Taking the matter on: an own case is opened; with ``served_how`` the written notice goes out at once."""

    title = Text(required=True, longest=120)
    unit_id = fields.UUID(load_default=None, allow_none=True)
    handler_seat_id = fields.UUID(load_default=None, allow_none=True)
    served_how = fields.String(load_default="", validate=_one_of(["", *Service]))
    path = Text(load_default="", longest=1000)
    note = Text(load_default="", longest=SHORT)


class AnswerReferral(OneReferral):
    """What the receiver answers the sender."""

    outcome = fields.String(required=True, validate=_one_of(OUTCOMES))
    answer = Text(required=True, longest=LONG)


class ConfirmAnswer(OneReferral):
    """That the answer arrived."""

    note = Text(load_default="", longest=SHORT)


class RevealFromEnvelope(OneReferral):
    """One personal item to be shown, or one file to be taken out."""

    item_id = fields.UUID(load_default=None, allow_none=True)
    file_id = fields.UUID(load_default=None, allow_none=True)


class FollowReferral(OneReferral):
    """A step of the other side, to be noted on this side's own case."""

    event = fields.String(
        required=True,
        validate=_one_of(
            [
                "referral.delivered",
                "referral.signed_for",
                "referral.accepted",
                "referral.answered",
                "referral.confirmed",
            ]
        ),
    )
