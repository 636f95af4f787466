"""Shapes of input for notices."""

from tenants.core.schema import Schema, fields


class ReadNotices(Schema):
    """Up to which notice a seat has read."""

    notice_id = fields.UUID(required=True)
