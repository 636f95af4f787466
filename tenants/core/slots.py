"""Named places on a page that another room may fill, so that the page's room need not know who does."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Filling = Callable[..., Any]
_fillings: dict[str, list[Filling]] = defaultdict(list)


def offer(slot: str, filling: Filling) -> None:
    """Let ``filling`` contribute to ``slot``. It is called with the slot's values and returns HTML, or nothing."""
    if filling not in _fillings[slot]:
        _fillings[slot].append(filling)


def render(slot: str, **values: Any) -> Markup:
    """Return what all fillings of ``slot`` contribute, in the order in which they were offered. A template global."""
    return Markup("").join(Markup(part) for filling in _fillings[slot] if (part := filling(**values)))  # noqa: S704


def collect(slot: str, **values: Any) -> list[Any]:
    """Return the fillings' contributions as they are, for slots that gather data instead of HTML."""
    return [part for filling in _fillings[slot] if (part := filling(**values)) is not None]
