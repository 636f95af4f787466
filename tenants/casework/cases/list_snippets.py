"""Why a search found a case: the words around the place, where number and title do not say it.

Only the clerk's own summary, the place and the former number are quoted, with identities covered. The original text is
not: petitioners write names, telephones and addresses into it, and a list shows identities masked.
"""

import re
from typing import Any

from tenants.core.found_words import FoundWords, around
from tenants.core.words import _

BEFORE, AFTER = 8, 24
"""Characters beside the found word: as much as one line of the list has room for."""

_NUMBERS = re.compile(r"\d[\d\s-]{5,}[\dXx]")
"""Telephone, identity and account numbers."""


def snippet_of(row: Any, found: FoundWords) -> Any:
    """Return what is shown behind the title of a found case: nothing, a quotation with marks, or where it stands."""
    missing = found.missing_in(row.number, row.title)
    if not missing:
        return ""
    for text in (row.summary, row.place, row.former_number):
        covered = without_identity(text, row.petitioner_label)
        for word in missing:
            if piece := around(covered, word, BEFORE, AFTER):
                return found.mark(piece)
    return _("found in the original text")


def without_identity(text: str, label: str) -> str:
    """Return ``text`` with long numbers and the petitioner's name covered, as far as the label tells the name.

    The label has the name's first character, 陈**; whatever could be that name is covered, and rather too much.
    """
    text = _NUMBERS.sub("***", text)
    if label[1:3] != "**":
        return text
    return re.sub(rf"{re.escape(label[0])}[\u4e00-\u9fff]{{1,3}}", label[:3], text)
