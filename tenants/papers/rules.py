"""How numbers of cases and of official papers are written (product's own codes, one sequence per code and year)."""

CASE_DIGITS = 4
REVIEW_DAYS = 30
"""Days in which a petitioner may ask for a review of an opinion (Regulations, article 35)."""

WORDS = {
    "acceptance_notice": "信告",
    "path_notice": "信途",
    "handling_opinion": "信处",
}
"""The word in the number of each kind of paper."""


def case_number(case_code: str, year: int, number: int) -> str:
    """Return the number of a case: QW-2026-0417."""
    return f"{case_code}-{year}-{number:0{CASE_DIGITS}d}"


def document_number(document_code: str, word: str, year: int, number: int) -> str:
    """Return the number of a paper, in hexagonal brackets and without zeros before it: 岚矿信告〔2026〕12号."""
    return f"{document_code}{word}〔{year}〕{number}号"


NOBODY = "信访人"
"""How papers address somebody whose name is not given, or not to be shown."""
_COLON = "："


def salutation(name: str) -> str:
    """Return the first line of a paper."""
    return f"{name or NOBODY}{_COLON}"


def addressed_to(body: str, name: str) -> str:
    """Return a paper's text addressed to ``name``, to nobody in particular when it is empty; the rest is as issued."""
    first, line_end, rest = body.partition("\n")
    return f"{salutation(name)}{line_end}{rest}" if first.endswith(_COLON) else body
