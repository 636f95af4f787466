"""The category tree, read once from ``categories.csv``: 18 subjects and what belongs to each.

Columns: code, zh, en, parent (empty for a subject), default_class.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "categories.csv"


@dataclass(frozen=True)
class Category:
    """A subject (``parent`` empty) or a kind of matter within one."""

    code: str
    zh: str
    en: str
    parent: str
    default_class: str

    def name(self, *, english: bool = False) -> str:
        """Return its name in the reader's language."""
        return self.en if english else self.zh


@cache
def tree() -> dict[str, Category]:
    """Return all categories by code, in the order of the file."""
    with _FILE.open(encoding="utf-8-sig", newline="") as stream:
        rows = [
            Category(row["code"], row["zh"], row["en"], row["parent"], row["default_class"])
            for row in csv.DictReader(stream)
        ]
    return {row.code: row for row in rows}


def name_of(code: str, *, english: bool = False) -> str:
    """Return a category's name, "" for none; a code that is no longer in the tree is shown as it is."""
    found = tree().get(code)
    return found.name(english=english) if found else code


def path_of(code: str, *, english: bool = False) -> str:
    """Return subject and kind together: 社会保险与退休 / 职工养老保险."""
    found = tree().get(code)
    parts = [found.parent, code] if found and found.parent else [code]
    return " / ".join(name_of(part, english=english) for part in parts if part)


def subjects() -> list[Category]:
    """Return the top of the tree."""
    return [row for row in tree().values() if not row.parent]


def children_of(parent: str) -> list[Category]:
    """Return what belongs to a subject."""
    return [row for row in tree().values() if row.parent == parent]
