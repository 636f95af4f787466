"""How many views a seat may keep, how long a name may be, and which parts of a list a view holds."""

MOST = 12
"""More tabs than these are no shortcut any more."""

LONGEST_NAME = 20

KEPT = ("view", "state", "category", "channel", "first", "last", "unit", "handler", "imported", "sort")
"""Parts of the list's query string that a view keeps. Never the keyword ``q``: it may be a person's name, and a search
for a person that is kept would be a watch list, which this product does not have."""


def kept_of(query: dict[str, str]) -> dict[str, str]:
    """Return those parts of a list's query string that a view keeps."""
    return {name: value for name, value in query.items() if name in KEPT}
