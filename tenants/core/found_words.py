"""Where the words of a search stand in a text, so that a page can mark them; by the same folding as the index's."""

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from tenants.core.bigrams import fold, query_phrases

_BETWEEN = r"[\W_]*"


class FoundWords:
    """The words of one query as patterns, made once for a page of results."""

    def __init__(self, query: str):
        self.patterns = [re.compile(_pattern(phrase)) for phrase in query_phrases(query)]

    def missing_in(self, *texts: str) -> list[re.Pattern[str]]:
        """Return the words that stand in none of the texts."""
        folded = [fold(text) for text in texts]
        return [word for word in self.patterns if not any(word.search(text) for text in folded)]

    def mark(self, text: str) -> Markup:
        """Return ``text`` for HTML with every word of the query in ``<mark>``."""
        parts, end = [], 0
        for first, last in self._places(text):
            parts += [escape(text[end:first]), Markup("<mark>%s</mark>") % text[first:last]]
            end = last
        return Markup("").join([*parts, escape(text[end:])])

    def _places(self, text: str) -> list[tuple[int, int]]:
        """Return where the words stand, in order, those that touch as one."""
        folded, places = _folded(text)
        found = sorted(
            (places[hit.start()], places[hit.end() - 1] + 1)
            for word in self.patterns
            for hit in word.finditer(folded)
            if hit.end() > hit.start()
        )
        joined: list[tuple[int, int]] = []
        for first, last in found:
            if joined and first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return joined


def around(text: str, word: re.Pattern[str], before: int, after: int) -> str:
    """Return the neighbourhood of the first place of ``word`` in a text, on one line; empty where it does not stand."""
    text = " ".join(text.split())
    folded, places = _folded(text)
    hit = word.search(folded)
    if hit is None:
        return ""
    first, last = max(places[hit.start()] - before, 0), places[hit.end() - 1] + 1 + after
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text, and for each of its characters the place in ``text`` that it came from."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    pairs = [(piece, place) for place, character in enumerate(text) for piece in fold(character)]
    return "".join(piece for piece, _place in pairs), [place for _piece, place in pairs]


def _pattern(phrase: Sequence[str]) -> str:
    return _BETWEEN.join(_run_pattern(run) for run in _runs(phrase))


def _runs(phrase: Sequence[str]) -> Iterator[str]:
    """Yield the runs a phrase was cut from: 拖欠 欠工 工资 is 拖欠工资 again."""
    run = ""
    for token in phrase:
        if run and not token.isascii() and token[0] == run[-1]:
            run += token[1:]
        else:
            if run:
                yield run
            run = token
    yield run


def _run_pattern(run: str) -> str:
    """Return the pattern of one run; words of letters and numbers are found whole, as the index has them."""
    if not run.isascii():
        return re.escape(run)
    own = r"\d" if run.isdigit() else "[a-z]"
    return rf"(?<!{own}){re.escape(run)}(?!{own})"
