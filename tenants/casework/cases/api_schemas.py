"""Shapes of what the JSON API asks and answers about cases."""

from tenants.casework.cases.list_filters import LONGEST_WORDS, Sort, View
from tenants.casework.cases.rules import CaseState, Channel
from tenants.casework.cases.schemas import known_category
from tenants.core.outputs import N_, Output, about, fields
from tenants.core.schema import Schema, Text, validate
from tenants.core.words import _
from tenants.obligations.api_schemas import page_size


def _one_of(choices: object, meaning: str) -> fields.String:
    known = validate.OneOf(["", *choices], error=_("Choose one of the list."))  # type: ignore[misc]
    return fields.String(load_default="", validate=known, metadata=about(meaning))


class ListCases(Schema):
    """The filters of the list; all of them narrow it together."""

    view = fields.String(
        load_default=View.ALL,
        validate=validate.OneOf(list(View), error=_("Choose one of the list.")),
        metadata=about(N_("One of the tabs above the list.")),
    )
    q = Text(
        load_default="",
        longest=LONGEST_WORDS,
        metadata=about(N_("Words to search for; a search is by newest.")),
    )
    state = _one_of(CaseState, N_("Only cases in this state."))
    category = fields.String(
        load_default="", validate=known_category, metadata=about(N_("Only this category and those below it."))
    )
    channel = _one_of(Channel, N_("Only cases that came in this way."))
    first = fields.Date(metadata=about(N_("Registered on this day or later.")))
    last = fields.Date(metadata=about(N_("Registered on this day or before.")))
    unit = fields.UUID(metadata=about(N_("Only cases in the tray of this unit.")))
    handler = fields.UUID(metadata=about(N_("Only cases in the hands of this seat.")))
    imported = fields.UUID(metadata=about(N_("Only cases that came with this import.")))
    sort = fields.String(
        load_default=Sort.DUE,
        validate=validate.OneOf(list(Sort), error=_("Choose one of the list.")),
        metadata=about(N_("due: most urgent first; newest: by registration.")),
    )
    after = Text(
        load_default="",
        longest=120,
        metadata=about(N_("Where to go on: “after” of the answer before this one.")),
    )
    before = Text(
        load_default="", longest=120, metadata=about(N_("Where to go back: “before” of an answer."))
    )
    limit = page_size()


class ListedCase(Output):
    """One row of the list."""

    id = fields.UUID()
    number = fields.String()
    title = fields.String()
    petitioner = fields.String(attribute="petitioner_label", metadata=about(N_("Who brought it, masked.")))
    category = fields.String()
    channel = fields.String()
    state = fields.String()
    received_on = fields.Date()
    registered_at = fields.DateTime()
    next_due_on = fields.Date(allow_none=True, metadata=about(N_("The most urgent open date.")))
    closed_on = fields.Date(allow_none=True)
    referral_state = fields.String(metadata=about(N_("How far its referral got; empty without one.")))
    referral_to = fields.String(metadata=about(N_("To whom it was referred.")))
    origin = fields.String(attribute="origin_tenant_name", metadata=about(N_("Which organisation sent it.")))
    handler = fields.String(
        attribute="handler_name", allow_none=True, metadata=about(N_("In whose hands it is."))
    )


class CasesOut(Output):
    """One page of the list."""

    items = fields.List(fields.Nested(ListedCase))
    after = fields.String(
        allow_none=True, metadata=about(N_("Where the next page goes on; nothing on the last one."))
    )
    before = fields.String(
        allow_none=True, metadata=about(N_("Where the page before lies; nothing on the first one."))
    )


class PetitionerOut(Output):
    """Who brought a case, masked. A clear value is shown by identity.reveal, which leaves a record."""

    id = fields.UUID()
    is_anonymous = fields.Boolean()
    name = fields.String(attribute="name_masked")
    phone = fields.String(attribute="phone_masked")
    id_number = fields.String(attribute="id_number_masked")
    address = fields.String(attribute="address_masked")


class SubmissionOut(Output):
    """An original text, as it came in."""

    id = fields.UUID()
    channel = fields.String()
    received_on = fields.Date()
    recorded_at = fields.DateTime()
    recorded_by = fields.String()
    text = fields.String()


class EntryOut(Output):
    """One line of the course."""

    id = fields.UUID()
    at = fields.DateTime()
    kind = fields.String(metadata=about(N_("The act.")))
    by = fields.String(attribute="actor_name")
    audience = fields.String(metadata=about(N_("Who may read the line: unit, pair or petitioner.")))
    text = fields.String()
    facts = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata=about(N_("Small values of the act."))
    )


class DocumentOut(Output):
    """A paper that was issued."""

    id = fields.UUID()
    kind = fields.String()
    number = fields.String()
    title = fields.String()
    issued_at = fields.DateTime()
    issued_by = fields.String()
    served_how = fields.String()
    served_at = fields.DateTime(allow_none=True)


class DocumentTextOut(DocumentOut):
    """A paper with what it says."""

    body = fields.String()


class FileOut(Output):
    """A file of a case."""

    id = fields.UUID()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer(metadata=about(N_("In bytes.")))
    sha256 = fields.Function(
        lambda row: row.sha256.hex(), metadata=about(N_("The hash of the bytes, in hex."))
    )
    origin = fields.String(metadata=about(N_("petitioner, unit or referral")))
    added_at = fields.DateTime()
    added_by = fields.String()


class ActOut(Output):
    """An act on a case and whether this seat can take it now."""

    name = fields.String(metadata=about(N_("The command's name.")))
    allowed = fields.Boolean()
    reason = fields.String(metadata=about(N_("Why not, in a sentence; empty when allowed.")))


class CaseOut(Output):
    """A whole case with masked identity."""

    id = fields.UUID()
    number = fields.String()
    version = fields.Integer(metadata=about(N_("Send it back when you edit the case.")))
    title = fields.String()
    summary = fields.String()
    category = fields.String()
    case_class = fields.String()
    channel = fields.String()
    place = fields.String()
    state = fields.String()
    received_on = fields.Date()
    registered_at = fields.DateTime()
    unit_id = fields.UUID()
    handler_seat_id = fields.UUID(allow_none=True)
    person_count = fields.Integer()
    petitioner = fields.String(attribute="petitioner_label", metadata=about(N_("Who brought it, masked.")))
    next_due_on = fields.Date(allow_none=True, metadata=about(N_("The most urgent open date.")))
    referral_state = fields.String(metadata=about(N_("How far its referral got; empty without one.")))
    referral_to = fields.String(metadata=about(N_("To whom it was referred.")))
    origin = fields.String(attribute="origin_tenant_name", metadata=about(N_("Which organisation sent it.")))
    origin_referral_id = fields.UUID(allow_none=True)
    former_number = fields.String()
    accepted_on = fields.Date(allow_none=True)
    answered_on = fields.Date(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    outcome = fields.String()
    changed_by = fields.String()
    changed_at = fields.DateTime()
    petitioners = fields.List(
        fields.Nested(PetitionerOut),
        metadata=about(N_("Who brought it; of a group its representatives, in the order they were named.")),
    )
    submissions = fields.List(fields.Nested(SubmissionOut), metadata=about(N_("The original texts.")))
    course = fields.List(fields.Nested(EntryOut), metadata=about(N_("What was done, newest first.")))
    documents = fields.List(fields.Nested(DocumentOut))
    files = fields.List(fields.Nested(FileOut))
    acts = fields.List(fields.Nested(ActOut))


class CaseDone(Output):
    """Which case an act was carried out on."""

    case_id = fields.UUID()


class CasePaperDone(CaseDone):
    """Which paper an act issued."""

    document_id = fields.UUID()
    number = fields.String(metadata=about(N_("The number of the paper.")))


class CaseRegistered(CaseDone):
    """The new case."""

    number = fields.String()


class ReceiptOut(CaseRegistered):
    """The receipt with its tracking code."""

    tracking_code = fields.String()


class RevealedOut(Output):
    """One clear value, and whose it is."""

    petitioner_id = fields.UUID()
    person = fields.Integer(
        metadata=about(N_("Whose: the place among the representatives, 1 for the first."))
    )
    field = fields.String()
    value = fields.String()


class FileAdded(CaseDone):
    """The new file, or the one with the same bytes that was there already."""

    attachment_id = fields.UUID()


class PlaceOut(Output):
    """A unit or a person of this organisation."""

    id = fields.UUID()
    name = fields.String()


class PlacesOut(Output):
    """Where a case can lie."""

    units = fields.List(fields.Nested(PlaceOut))
    seats = fields.List(fields.Nested(PlaceOut))


class CategoryOut(Output):
    """One category."""

    code = fields.String()
    zh = fields.String()
    en = fields.String()
    parent = fields.String(metadata=about(N_("The subject it belongs to; empty for a subject.")))
    default_class = fields.String(metadata=about(N_("The class such matters usually have.")))
