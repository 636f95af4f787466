"""Shapes of input for the unit tree and the organisation's published particulars."""

from tenants.core.schema import Schema, Text, fields


class AddUnit(Schema):
    """A new unit under another one."""

    parent_id = fields.UUID(required=True)
    name = Text(required=True, longest=40)
    name_en = Text(load_default="", longest=80)


class RenameUnit(Schema):
    """Other names for a unit."""

    unit_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = Text(required=True, longest=40)
    name_en = Text(load_default="", longest=80)


class ChangeProfile(Schema):
    """What the directory and the petitioners' pages say of the organisation."""

    version = fields.Integer(required=True)
    phone = Text(required=True, longest=40)
    address = Text(load_default="", longest=120)
    reception_hours = Text(load_default="", longest=200)
