"""Plain text as Chinese offices write it: UTF-8, UTF-16 from Excel, or GB 18030 from older programs."""

import codecs
import re

_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_SHARE = 200
"""One stray control character in so many is a slip of a program; more, or any zero, is no text."""

_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml)\b|<\?(?:xml|php)", re.IGNORECASE
)
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(content: bytes) -> str | None:
    """Return the text, or ``None`` when the content is not plain text in a known encoding.

    A mark at the beginning decides; else strict UTF-8 is tried before GB 18030, for Chinese GB 18030 text is
    practically never valid UTF-8.
    """
    encodings = [name for mark, name in _MARKED if content.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        too_many = len(_CONTROL.findall(text)) * _CONTROL_SHARE > len(text)
        return None if "\0" in text or too_many else text
    return None


def is_markup(text: str) -> bool:
    """Tell whether a text would be taken for a web page or a drawing by a careless browser."""
    return _MARKUP.search(text[:65_536]) is not None
