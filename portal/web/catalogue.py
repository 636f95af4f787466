"""Words: merges each room's fragment ``translations/<locale>/<room>.po`` into the catalogue that Babel reads.

``python -m portal.web.catalogue`` is run by the set-up whenever a fragment changed. The merged ``messages.mo`` is not
committed. English needs no fragments: message ids are English.
"""

import os
import sys
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"


class TranslationClash(ValueError):
    """Two rooms translate the same words differently."""


def merge(folder: Path) -> Catalog:
    """Return one catalogue of all fragments in ``folder``; the same id must have the same translation everywhere."""
    whole = Catalog(locale=folder.name)
    for fragment in sorted(folder.glob("*.po")):
        with fragment.open("rb") as stream:
            for message in read_po(stream, locale=folder.name):
                if not message.id:
                    continue
                known = whole.get(message.id, message.context)
                if known and known.string != message.string:
                    raise TranslationClash(f"{fragment.name}: {message.id!r} is {known.string!r} elsewhere")
                whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def compile_all(root: Path = TRANSLATIONS) -> list[Path]:
    """Write ``LC_MESSAGES/messages.mo`` for each locale below ``root``; returns the files."""
    written = []
    for folder in sorted(path for path in root.iterdir() if any(path.glob("*.po"))):
        # Babel completes zh_CN to zh_Hans_CN and looks for the catalogue under that name.
        target = root / str(Locale.parse(folder.name)) / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: a server that reads at this moment finds the old words or the new ones.
        fresh = target.with_name(f"messages.{os.getpid()}.mo")
        with fresh.open("wb") as stream:
            write_mo(stream, merge(folder))
        fresh.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        compile_all()
    except TranslationClash as clash:
        sys.exit(str(clash))
