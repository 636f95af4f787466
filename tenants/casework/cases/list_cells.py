"""The rows of the list as HTML. The template writes one row, one tag and one chip with places in braces; they are
filled in here, since this is the page people open most and a template takes its time for each cell.

Whatever comes from a case is escaped here, once; a place in braces inside a title is not looked at again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

LONG_TITLE, LONG_CATEGORY = 22, 9
"""Characters from which a text may be cut, so that the whole of it is said in a tooltip."""


class Cells:
    """Fills rows: what comes again on a page is escaped and put together once."""

    def __init__(self, tags: Mapping[str, str], chips: Mapping[str, str]):
        self.tags, self.chips = tags, chips
        self._made: dict[tuple[Any, ...], str] = {}

    def fill(self, shape: str, lines: Sequence[Mapping[str, Any]]) -> Markup:
        """Return all rows.

        :param shape: the HTML of one row with places such as ``{number}``, written by the template.
        """
        filled = str(shape).format_map
        return Markup("".join([filled(self._cells(line)) for line in lines]))  # noqa: S704 - escaped below

    def _cells(self, line: Mapping[str, Any]) -> dict[str, Any]:
        once, number, title = self._once, escape(line["number"]), escape(line["title"])
        return {
            "id": line["id"],
            "number": number,
            "number_marked": line.get("number_marked", number),
            "title": line.get("title_marked", title),
            "title_hint": f' title="{title}"' if len(line["title"]) > LONG_TITLE else "",
            "snippet": _snippet(line.get("snippet")),
            "petitioner": escape(line["petitioner"]),
            "category": once("category", line["category"], _cut_category),
            "channel": once("channel", line["channel"], escape),
            "state": self.tags[line["state"]["text"]],
            "due": self._chip(line["due"]),
            "exchange": once("exchange", str(line["exchange"]), _cut_exchange),
            "handler": once("handler", line["handler"], escape),
            "registered": line["registered"],
            "received": line["received"],
        }

    def _once(self, kind: str, value: str, make: Callable[[str], str]) -> str:
        made = self._made.get((kind, value))
        if made is None:
            made = self._made[kind, value] = make(value)
        return made

    def _chip(self, chip: Mapping[str, str]) -> str:
        key = (chip["text"], chip["tooltip"])
        made = self._made.get(key)
        if made is None:
            parts = {"text": escape(chip["text"]), "tooltip": escape(chip["tooltip"])}
            made = self._made[key] = str(self.chips[chip["kind"]]).format_map(parts)
        return made


def _cut_category(text: str) -> str:
    """Return the end of a cell's opening tag and its text; one that may be cut is said in full in a tooltip."""
    shown = escape(text)
    return f' title="{shown}">{shown}' if len(text) > LONG_CATEGORY else f">{shown}"


def _cut_exchange(text: str) -> str:
    shown = escape(text)
    return f' title="{shown}">{shown}' if text else ">"


def _snippet(words: Any) -> str:
    return f' <span class="snippet">{escape(words)}</span>' if words else ""
