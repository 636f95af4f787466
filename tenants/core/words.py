"""Words on screen: English message ids, translated when they are shown.

Rooms use these instead of importing Flask-Babel, so that commands and schemas stay free of the web framework. A page
has some hundred words, so the catalogue is looked up once for each request.
"""

from collections.abc import Iterable
from gettext import NullTranslations
from typing import Any

from flask import g, has_app_context, has_request_context
from flask_babel import get_translations
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape


def catalogue() -> NullTranslations:
    """Return the words of the reader's language; outside a request, those of the job's."""
    found: NullTranslations | None = g.get("catalogue") if has_app_context() else None
    if found is None:
        found = get_translations()
        if has_request_context():
            g.catalogue = found
    return found


def translated(message: str, /, **values: Any) -> str:
    """Return ``message`` in the reader's language, now."""
    text = catalogue().gettext(message)
    return text % values if values else text


def translated_number(singular: str, plural: str, number: int, **values: Any) -> str:
    """Return the form of a message that fits ``number``, now; ``%(num)s`` is the number."""
    return catalogue().ngettext(singular, plural, number) % {"num": number, **values}


class Words(LazyString):
    """A message with its values, which people may have written: a page has both escaped.

    Flask-Babel's own says of itself that it is HTML.
    """

    def __html__(self) -> Markup:
        """Return the text as a page shows it."""
        return escape(str(self))


def _(message: str, /, **values: Any) -> Any:
    """Return ``message`` in the reader's language, looked up when it is turned into text."""
    return Words(translated, message, **values)


def ngettext(singular: str, plural: str, number: int, **values: Any) -> Any:
    """Return the form of a message that fits ``number``, looked up when it is turned into text."""
    return Words(translated_number, singular, plural, number, **values)


def listed(items: Iterable[Any]) -> str:
    """Return ``items`` joined as the reader's language lists things: 甲、乙 or a, b. Turned into text at once."""
    return str(_(", ")).join(str(item) for item in items)
