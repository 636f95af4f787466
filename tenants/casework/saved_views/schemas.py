"""Shapes of input for saved views."""

from typing import Any

from tenants.casework.cases.categories import tree
from tenants.casework.cases.list_columns import read_columns, write_columns
from tenants.casework.cases.list_filters import FIELD_NAMES, read_filter
from tenants.casework.saved_views.rules import KEPT, LONGEST_NAME, kept_of
from tenants.core.schema import Schema, Text, ValidationError, fields, post_load
from tenants.core.words import _, listed

LONGEST_VALUE = 80


class ViewName(Text):
    """The words on a tab: one short line."""

    def __init__(self, **kw: Any):
        super().__init__(longest=LONGEST_NAME, **kw)

    def _deserialize(self, value: Any, *args: Any, **kw: Any) -> str:
        return super()._deserialize(" ".join(value.split()) if isinstance(value, str) else value, *args, **kw)


def known_filters(filters: dict[str, str]) -> None:
    """Refuse what is no filter, what makes no sense, and a keyword."""
    if "q" in filters:
        raise ValidationError(
            _("A view keeps no keyword: a search for a person that is kept would be a watch list.")
        )
    wrong = [name for name in filters if name not in KEPT]
    wrong += read_filter({name: value[:LONGEST_VALUE] for name, value in filters.items()}, tree()).ignored
    if wrong:
        names = listed(FIELD_NAMES.get(name, name) for name in wrong)
        raise ValidationError(_("%(names)s could not be read.", names=names))


def known_columns(text: str) -> None:
    """Refuse columns that the list does not have; empty leaves them to the person's present choice."""
    try:
        read_columns(text or "-")
    except ValueError as error:
        raise ValidationError(_("Choose columns from the list.")) from error


class _View(Schema):
    @post_load
    def _tidy(self, data: dict[str, Any], **_kw: Any) -> dict[str, Any]:
        """Keep each view in one form: what does not narrow is left out, dates are in order."""
        if data.get("filters") is not None:
            data["filters"] = kept_of(read_filter(data["filters"], tree()).as_query())
        if data.get("columns"):
            data["columns"] = write_columns(read_columns(data["columns"]))
        return data


class SaveView(_View):
    """A view of the list under a new name."""

    name = ViewName(required=True)
    filters = fields.Dict(
        keys=fields.String(), values=fields.String(), load_default=dict, validate=known_filters
    )
    columns = fields.String(load_default="", validate=known_columns)


class ChangeView(_View):
    """Another name; other filters and columns only where they are given."""

    view_id = fields.UUID(required=True)
    name = ViewName(required=True)
    filters = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        load_default=None,
        allow_none=True,
        validate=known_filters,
    )
    columns = fields.String(load_default=None, allow_none=True, validate=known_columns)


class DeleteView(Schema):
    """A view that is not needed any more."""

    view_id = fields.UUID(required=True)
