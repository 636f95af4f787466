"""Shapes of input: marshmallow schemas whose sentences are for clerks, in the reader's language.

One schema serves the form, the JSON body and the socket message of a command. Unknown fields are refused, so that a
misspelt field is never silently lost.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

import marshmallow
from marshmallow import RAISE, fields, post_load, pre_load, validate, validates_schema
from marshmallow import Schema as _Schema

from tenants.core.errors import Invalid
from tenants.core.words import _

__all__ = [
    "Schema",
    "Text",
    "ValidationError",
    "clean_text",
    "fields",
    "load",
    "post_load",
    "pre_load",
    "validate",
    "validates_schema",
]

_SENTENCES = {
    "required": _("This field is missing."),
    "null": _("This field may not be empty."),
    "validator_failed": _("This value is not accepted."),
    "invalid": _("This value cannot be read."),
}
_OF_KIND: dict[type[fields.Field[Any]], Any] = {
    fields.UUID: _("This is not an identifier of the system."),
    fields.Date: _("Write the date as 2026-03-06."),
    fields.DateTime: _("Write the time as 2026-03-06T14:30:00+08:00."),
    fields.Integer: _("Write a whole number."),
    fields.Boolean: _("Choose yes or no."),
    fields.String: _("Write text here."),
    fields.List: _("Give a list here."),
}
for _kind, _sentence in _OF_KIND.items():
    _kind.default_error_messages = {
        **_kind.default_error_messages,
        **_SENTENCES,
        "invalid": _sentence,
        "invalid_uuid": _sentence,
        "invalid_utf8": _sentence,
    }
fields.Field.default_error_messages = {**fields.Field.default_error_messages, **_SENTENCES}


class ValidationError(marshmallow.ValidationError):
    """A refusal of a validator: one sentence, a list of them, or {field: [sentences]}.

    Marshmallow takes what is no ``str`` for a list, and would cut a sentence that is translated late into characters.
    """

    def __init__(self, message: Any, *args: Any, **kw: Any):
        super().__init__(message if isinstance(message, str | list | dict) else [message], *args, **kw)


class Schema(_Schema):
    """The base of every input schema."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": _("This field is not known here.")}


def clean_text(text: str) -> str:
    """Return ``text`` without control characters, with Unix line ends and no blanks at its ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cf") or c == "\u200d"
    )
    return "".join(kept).strip()


class Text(fields.String):
    """Text typed by a person: cleaned, with a largest length, and, when required, not blank."""

    def __init__(self, *, longest: int, **kw: Any):
        self.longest = longest
        super().__init__(**kw)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> str:
        text = clean_text(super()._deserialize(value, attr, data, **kw))
        if self.required and not text:
            raise ValidationError(_("This field is missing."))
        if len(text) > self.longest:
            raise ValidationError(
                _(
                    "At most %(longest)d characters; this has %(length)d.",
                    longest=self.longest,
                    length=len(text),
                )
            )
        return text


def load(schema: type[_Schema], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``payload`` in the shape of ``schema``, or raise ``Invalid`` with sentences for each field."""
    try:
        return dict(schema().load(payload))
    except marshmallow.ValidationError as error:
        raise Invalid(_by_field(error.messages)) from error


def _by_field(messages: Any) -> dict[str, list[Any]]:
    if not isinstance(messages, dict):
        return {"_schema": list(messages)}
    return {str(name): _flat(found) for name, found in messages.items()}


def _flat(found: Any) -> list[Any]:
    if isinstance(found, dict):
        return [sentence for inner in found.values() for sentence in _flat(inner)]
    return list(found) if isinstance(found, list) else [found]
