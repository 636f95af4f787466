"""Shapes of what the JSON API asks and answers about notices."""

from tenants.core.outputs import N_, Output, about, fields
from tenants.core.schema import Schema
from tenants.obligations.api_schemas import page_size


class ListNotices(Schema):
    """Which page of the notices."""

    before = fields.UUID(
        load_default=None, metadata=about(N_("Where to go on: “before” of the answer before this one."))
    )
    limit = page_size()


class NoticeOut(Output):
    """Something told to the seat: what happened, to which row."""

    id = fields.UUID()
    name = fields.String(metadata=about(N_("The event, e.g. referral.delivered.")))
    text = fields.String(metadata=about(N_("What happened, in a sentence.")))
    subject_kind = fields.String()
    subject_id = fields.UUID(metadata=about(N_("The matter or the referral that it is about.")))
    subject_number = fields.String()
    from_name = fields.String(metadata=about(N_("Which organisation did it.")))
    at = fields.DateTime()
    unread = fields.Boolean()


class NoticesOut(Output):
    """One page, newest first."""

    items = fields.List(fields.Nested(NoticeOut))
    before = fields.UUID(
        allow_none=True, metadata=about(N_("Where the next page goes on; nothing on the last one."))
    )


class ReadUntil(Output):
    """Up to when the seat has read now."""

    read_until = fields.String()
