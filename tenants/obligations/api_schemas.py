"""Shapes of what the JSON API asks and answers about obligations and deadlines."""

from tenants.core.outputs import N_, Output, WrittenDate, about, fields
from tenants.core.schema import Schema, Text, validate
from tenants.core.words import _
from tenants.obligations.deadlines import LONGEST
from tenants.obligations.rules import RULES

MOST = 100


def page_size() -> fields.Integer:
    """Return the field that says how many rows one answer holds."""
    allowed = validate.Range(1, MOST, error=_("Between 1 and 100."))
    return fields.Integer(
        load_default=25, validate=allowed, metadata=about(N_("How many rows one answer holds."))
    )


class ListObligations(Schema):
    """Which page of the list."""

    after = Text(
        load_default="",
        longest=60,
        metadata=about(N_("Where to go on: “after” of the answer before this one.")),
    )
    limit = page_size()


class ListOwed(Schema):
    """How much of the list."""

    limit = page_size()


class AskDeadline(Schema):
    """A rule and the day that starts it."""

    rule = fields.String(
        required=True,
        validate=validate.OneOf(list(RULES), error=_("Choose a rule of the catalogue, such as D02.")),
        metadata=about(N_("The rule of the catalogue.")),
    )
    start = fields.Date(required=True, metadata=about(N_("The day that starts the term; it is not counted.")))
    length = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, LONGEST, error=_("Between 1 and 3660 days.")),
        metadata=about(N_("Another length than the rule's own, e.g. after an extension.")),
    )
    due = fields.Date(
        load_default=None,
        allow_none=True,
        metadata=about(N_("The day named in an assignment, for rules without a length.")),
    )


class PartyOut(Output):
    """An organisation of the directory."""

    id = fields.UUID()
    slug = fields.String()
    name = fields.String()


class RemainingOut(Output):
    """What the deadline chip shows today."""

    kind = fields.String(metadata=about(N_("over, today, soon or far")))
    number = fields.Integer()
    unit = fields.String(metadata=about(N_("day or workday")))


class ObligationOut(Output):
    """Who owes what to whom by when, under which article."""

    id = fields.UUID()
    rule = fields.String(metadata=about(N_("The rule of the catalogue.")))
    name = fields.String(metadata=about(N_("What must be done.")))
    basis = fields.String(metadata=about(N_("The article it rests on.")))
    debtor = fields.Nested(PartyOut, metadata=about(N_("Who must do it.")))
    creditor = fields.Nested(
        PartyOut, metadata=about(N_("The organisation on the other side; the same one for a petitioner."))
    )
    creditor_kind = fields.String(metadata=about(N_("petitioner, tenant or mechanism")))
    subject_kind = fields.String()
    subject_id = fields.UUID(metadata=about(N_("The matter or the referral that it is about.")))
    subject_number = fields.String()
    subject_title = fields.String()
    started_on = fields.Date(metadata=about(N_("The day that starts the term; it is not counted.")))
    due_on = fields.Date(metadata=about(N_("The last day on which it is done in time.")))
    strict_due = fields.Date(metadata=about(N_("The end of the term, even on a rest day: it binds units.")))
    rolled_due = fields.Date(
        metadata=about(N_("The next working day from there: it counts for petitioners' rights."))
    )
    length = fields.Integer()
    unit = fields.String(metadata=about(N_("day or workday")))
    warn_on = fields.List(WrittenDate(), metadata=about(N_("Days of reminder.")))
    provisional = fields.Boolean(
        metadata=about(N_("Whether a calendar still to be published may move a date."))
    )
    state = fields.String(metadata=about(N_("open, met or void")))
    late = fields.Boolean(metadata=about(N_("Whether it was done after its day; never edited away.")))
    settled_on = fields.Date(allow_none=True)
    remaining = fields.Nested(
        RemainingOut, allow_none=True, metadata=about(N_("What is left today, while it is open."))
    )


class ObligationsOut(Output):
    """One page of obligations, most urgent first."""

    items = fields.List(fields.Nested(ObligationOut))
    after = fields.String(
        allow_none=True, metadata=about(N_("Where the next page goes on; nothing on the last one."))
    )


class OwedOut(Output):
    """What others owe, most urgent first."""

    items = fields.List(fields.Nested(ObligationOut))
    more = fields.Boolean(metadata=about(N_("Whether there are more than asked for.")))


class BasisOut(Output):
    """The ground of a rule."""

    source = fields.String()
    article = fields.String()
    citation = fields.String()
    text = fields.String(metadata=about(N_("The passage as published.")))
    follows = fields.String(metadata=about(N_("The law it is modelled on.")))


class ReasonOut(Output):
    """Why something is so."""

    why = fields.String(metadata=about(N_("A stable name of the reason.")))
    params = fields.Dict()
    text = fields.String(metadata=about(N_("The reason in a sentence.")))


class WarningOut(ReasonOut):
    """A day of reminder."""

    date = WrittenDate()


class DayOut(WarningOut):
    """One day of a term: counted or not, and why."""

    weekday = fields.Integer(metadata=about(N_("1 is Monday.")))
    counted = fields.Boolean()
    ordinal = fields.Integer(allow_none=True, metadata=about(N_("Its number among the counted days.")))


class DeadlineOut(Output):
    """A deadline with a line for every day on the way to it."""

    rule = fields.String()
    name = fields.String(metadata=about(N_("What must be done.")))
    start = WrittenDate()
    length = fields.Integer()
    unit = fields.String(metadata=about(N_("day or workday")))
    strict_due = WrittenDate(metadata=about(N_("The end of the term, even on a rest day: it binds units.")))
    rolled_due = WrittenDate(
        metadata=about(N_("The next working day from there: it counts for petitioners' rights."))
    )
    applies = fields.String(metadata=about(N_("Which of the two holds: strict or rolled.")))
    due = WrittenDate(metadata=about(N_("The last day on which it is done in time.")))
    last_working_day = WrittenDate()
    warn_on = fields.List(WrittenDate(), metadata=about(N_("Days of reminder.")))
    warnings = fields.List(fields.Nested(WarningOut))
    warn_daily_from = WrittenDate()
    basis = fields.Nested(BasisOut)
    provisional = fields.Boolean(
        metadata=about(N_("Whether a calendar still to be published may move a date."))
    )
    due_may_move = fields.Boolean()
    provisional_reason = fields.Nested(ReasonOut, allow_none=True)
    days = fields.List(fields.Nested(DayOut))


class ExplainedOut(Output):
    """An obligation with the sum behind its date."""

    obligation = fields.Nested(ObligationOut)
    deadline = fields.Nested(DeadlineOut)


class ExplanationsOut(Output):
    """The obligations about one matter, in order of their start."""

    items = fields.List(fields.Nested(ExplainedOut))
