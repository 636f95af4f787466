"""What is typed at the petitioner's door."""

import re
import unicodedata
from typing import Any

from portal.public.rules import CODE_LENGTHS, TAIL_LENGTH
from tenants.casework.intake.rules import CODE_ALPHABET, read_code
from tenants.core.schema import Schema, Text, ValidationError, post_load, validates_schema
from tenants.core.words import _

_NO_CODE = _("Write the tracking code from your receipt, for example 7K3M-9QXA.")
_NOT_A_CODE = _(
    "A tracking code has 8 or 12 letters and digits, for example 7K3M-9QXA. Compare it with your receipt."
)
_NOT_A_TAIL = _("Write the last four digits of the telephone number you gave, for example 5620.")


def as_meant(text: str) -> str:
    """Return a code or a number as it was meant: any width and case, with blanks, hyphens, O for 0, I or L for 1."""
    return read_code(re.sub(r"[^0-9A-Za-z]", "", unicodedata.normalize("NFKC", text)))


class EnterCode(Schema):
    """A tracking code, and the last digits of the telephone that was given; loads to both as they were meant.

    Who writes the whole telephone number means its last four digits. A long code needs none.
    """

    code = Text(load_default="", longest=60)
    phone_tail = Text(load_default="", longest=60)

    @validates_schema
    def _readable(self, data: dict[str, Any], **_kw: Any) -> None:
        code, tail = as_meant(data["code"]), as_meant(data["phone_tail"])
        wrong: dict[str, list[Any]] = {}
        if not code:
            wrong["code"] = [_NO_CODE]
        elif len(code) not in CODE_LENGTHS or set(code) - set(CODE_ALPHABET):
            wrong["code"] = [_NOT_A_CODE]
        is_short = len(code) == min(CODE_LENGTHS)
        if (is_short or data["phone_tail"]) and not re.fullmatch(rf"\d{{{TAIL_LENGTH},}}", tail, re.ASCII):
            wrong["phone_tail"] = [_NOT_A_TAIL]
        if wrong:
            raise ValidationError(wrong)

    @post_load
    def _read(self, data: dict[str, Any], **_kw: Any) -> dict[str, str]:
        return {"code": as_meant(data["code"]), "phone_tail": as_meant(data["phone_tail"])[-TAIL_LENGTH:]}
