"""Shapes of input for note, acceptance, answer and closing."""

from typing import Any

from marshmallow import validate

from tenants.casework.cases.rules import Outcome
from tenants.casework.handling import rules
from tenants.core.schema import Schema, Text, ValidationError, fields, validates_schema
from tenants.core.words import _

_LONG = 8000


def _service() -> fields.String:
    known = validate.OneOf(list(rules.Service), error=_("Choose how it was served from the list."))
    return fields.String(required=True, validate=known)


class NoteCase(Schema):
    """A line for colleagues; the petitioner and other organisations never see it."""

    case_id = fields.UUID(required=True)
    text = Text(required=True, longest=4000)


class AcceptCase(Schema):
    """Taking an appeal for handling, with the written notice."""

    case_id = fields.UUID(required=True)
    served_how = _service()
    path = Text(load_default="", longest=1000)


class AnswerCase(Schema):
    """The written answer: what was asked, what was found, what is decided, on which ground (article 32)."""

    case_id = fields.UUID(required=True)
    outcome = fields.String(
        required=True, validate=validate.OneOf(list(Outcome), error=_("Choose the outcome from the list."))
    )
    demand = Text(required=True, longest=_LONG)
    facts = Text(required=True, longest=_LONG)
    opinion = Text(required=True, longest=_LONG)
    legal_basis = Text(required=True, longest=2000)
    served_how = _service()


class AddressDocument(Schema):
    """The clear name for the copy of one paper that is printed."""

    case_id = fields.UUID(required=True)
    document_id = fields.UUID(required=True)


class CloseCase(Schema):
    """The three gates of closing, each passed or with its reason."""

    case_id = fields.UUID(required=True)
    responsibility = fields.Boolean(required=True)
    responsibility_reason = Text(load_default="", longest=500)
    problem = fields.Boolean(required=True)
    problem_reason = Text(load_default="", longest=500)
    risk = fields.Boolean(required=True)
    risk_reason = Text(load_default="", longest=500)

    @validates_schema
    def _no_needs_reason(self, data: dict[str, Any], **_kw: Any) -> None:
        reasons = {gate: data[f"{gate}_reason"] for gate in rules.GATES}
        missing = rules.reasons_missing({gate: data[gate] for gate in rules.GATES}, reasons)
        if missing:
            raise ValidationError(
                {
                    f"{gate}_reason": [_("Write why the matter may be closed all the same.")]
                    for gate in missing
                }
            )
