"""Words on screen: English message ids, translated when they are shown.

Rooms use these instead of importing Flask-Babel, so that commands and schemas stay free of the web framework.
"""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext, lazy_ngettext


def _(message: str, **values: Any) -> Any:
    """Return ``message`` in the reader's language, looked up when it is turned into text."""
    return lazy_gettext(message, **values)


def ngettext(singular: str, plural: str, number: int, **values: Any) -> Any:
    """Return the form of a message that fits ``number``, looked up when it is turned into text."""
    return lazy_ngettext(singular, plural, number, **values)


def listed(items: Iterable[Any]) -> str:
    """Return ``items`` joined as the reader's language lists things: 甲、乙 or a, b. Turned into text at once."""
    return str(_(", ")).join(str(item) for item in items)
