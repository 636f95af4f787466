"""Shapes of output: what the JSON API answers. They are written, never read, and say what a field means."""

from typing import Any

from tenants.core.schema import Schema, fields

__all__ = ["N_", "Output", "WrittenDate", "about", "fields"]


class Output(Schema):
    """The base of every output schema: each field is always there; one that may be empty says ``allow_none``."""

    def on_bind_field(self, _field_name: str, field_obj: fields.Field[Any]) -> None:
        """Document the field as always present."""
        field_obj.required = True


class WrittenDate(fields.Date):
    """A date that may have been written as text already."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | float | None:
        return value if isinstance(value, str) else super()._serialize(value, attr, obj, **kw)


def N_(text: str) -> str:
    """Mark a sentence of the API's document for translation; the document has it as it is, its page translates it."""
    return text


def about(text: str) -> dict[str, str]:
    """Return the ``metadata`` of a field that the document describes with ``text``."""
    return {"description": text}
