"""One tokenizer for Chinese full-text search, the same for both databases.

Neither SQLite FTS5 nor PostgreSQL can find a two-character Chinese word by itself, so the application cuts
the text and hands the databases tokens only. What is cut how:

* The text is folded first: NFKC (full-width digits, compatibility ideographs), lower case, invisible
  characters dropped, ideographs of old GBK fonts moved to their present code points.
* A run of ideographs becomes overlapping pairs plus its last character alone: 拖欠工资 -> 拖欠 欠工 工资 资.
  Every two characters that touch in the text are therefore one token, and every character begins some
  token, so one character is found by prefix (资 finds 资 and 资金) without indexing all characters a second
  time.
* Letters and digits become whole words and whole numbers, cut where the two meet: QW-2026-0417 and qw2026
  0417 both become qw 2026 0417, so a number is found whole and by its parts, whatever separates them.
* Everything else separates tokens and takes no position.

A query word is a phrase: its tokens must follow one another. Its last run stays open on the right, as a
reader who types 拖欠 also means 拖欠款.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import add

WORD_LENGTH = 64
"""Longer words are cut into pieces of this length (a PostgreSQL lexeme may have 2,046 bytes)."""

PHRASE_LENGTH = 64
"""Tokens of one query word that are looked at; the rest is ignored, so the answer can only get wider."""

PHRASES = 8
"""Words of one query that are looked at; the rest is ignored, so the answer can only get wider."""

VECTOR_LENGTH = 16_000
"""Tokens in one PostgreSQL tsvector: positions end at 16,383."""

VECTOR_REPEATS = 255
"""Times one token may stand in one PostgreSQL tsvector: later positions are dropped silently."""

_IDEOGRAPHS = (
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),  # 々 〆 〇
    (0x3021, 0x3029),  # Hangzhou numerals
    (0x3040, 0x30FF),  # kana: unspaced, like ideographs
    (0x3100, 0x312F),  # bopomofo
    (0x3400, 0x4DBF),  # extension A (䶮)
    (0x4E00, 0x9FFF),
    (0xE000, 0xF8FF),  # private use: rare characters of personal names typed with an old font
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFD),  # extension B and later (𠮷)
)

# GB 18030-2000 put these ideographs into the private use area; fonts and codecs of that time still do.
# Present code points: GB 18030-2022, table of changes.
_OLD_GBK = {
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE863: 0x4DAE,
    0xE864: 0x9FBB,
}


def fold(text: str) -> str:
    """Return ``text`` as it is compared: NFKC, lower case, old private-use ideographs at their present place.

    Never fails: lone surrogates and unassigned characters pass through and later count as separators.
    """
    return unicodedata.normalize("NFKC", text.translate(_OLD_GBK)).lower()


def document_tokens(text: str) -> list[str]:
    """Return the tokens of a text to be indexed, in order; the place in the list is the position."""
    return _tokens(fold(text))


def query_phrases(query: str) -> list[list[str]]:
    """Return one phrase (tokens that must follow one another) for each word of a query.

    White space and Chinese punctuation part words, for 工资、社保 asks for both. Returns an empty list when
    the query holds nothing that is indexed; the caller must then answer "nothing found" rather than
    everything.
    """
    phrases = (_phrase(word) for word in _words(fold(query)))
    return [phrase[:PHRASE_LENGTH] for phrase in phrases if phrase][:PHRASES]


def is_open(phrase: Sequence[str]) -> bool:
    """Tell whether the last token of a phrase stands for every token that begins with it.

    True for a lone ideograph, which the index holds only as the beginning of a pair or at the end of a run.
    """
    return bool(phrase) and len(phrase[-1]) == 1 and _kind(phrase[-1]) == "ideograph"


def split_tokens(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a long document into parts that each fit one tsvector with all positions kept.

    Neighbours overlap by one longest phrase, so every phrase of the whole stands in some part. Two phrases
    may stand in different parts: of a document kept in several parts, look for each phrase by itself. An
    ordinary text comes back as one part.
    """
    start = 0
    while True:
        end = _fitting_end(tokens, start)
        yield tokens[start:end]
        if end >= len(tokens):
            return
        start = max(end - PHRASE_LENGTH, start + 1)


def to_tsvector_literal(tokens: Sequence[str]) -> str:
    """Return the text of a PostgreSQL tsvector, to be bound as a parameter and cast with ``::tsvector``.

    Give it one part of ``split_tokens``: positions beyond what PostgreSQL can hold are cut off by the
    database.
    """
    positions: dict[str, list[str]] = {}
    for position, token in enumerate(tokens, start=1):
        positions.setdefault(token, []).append(str(position))
    return " ".join(f"{_lexeme(token)}:{','.join(places)}" for token, places in positions.items())


def to_tsquery_literal(phrases: Iterable[Sequence[str]], prefix_tokens: Iterable[str] = ()) -> str:
    """Return the text of a PostgreSQL tsquery, to be bound as a parameter and cast with ``::tsquery``.

    All phrases and all ``prefix_tokens`` (beginnings of a token, such as the first digits of a number) must
    match. Returns an empty text when there is nothing to look for.
    """
    parts = []
    for phrase in phrases:
        lexemes = [_lexeme(token) for token in phrase]
        if is_open(phrase):
            lexemes[-1] += ":*"
        if lexemes:
            parts.append("(" + " <-> ".join(lexemes) + ")" if len(lexemes) > 1 else lexemes[0])
    parts += [f"{_lexeme(token)}:*" for token in prefix_tokens if token]
    return " & ".join(parts)


def to_fts5_document(tokens: Iterable[str]) -> str:
    """Return the text to store in an FTS5 table that was made with ``tokenize = 'ascii'``.

    The default ``unicode61`` tokenizer must not be used: it cuts tokens at combining marks and radicals
    (1,652 characters on SQLite 3.40). ``ascii`` takes every character beyond ASCII as part of a token.
    """
    return " ".join(tokens)


def to_fts5_query(phrases: Iterable[Sequence[str]], prefix_tokens: Iterable[str] = ()) -> str:
    """Return an FTS5 query expression to bind as the parameter of ``MATCH``; empty if nothing is asked."""
    parts = [_quoted(" ".join(phrase)) + (" *" if is_open(phrase) else "") for phrase in phrases if phrase]
    parts += [f"{_quoted(token)} *" for token in prefix_tokens if token]
    return " AND ".join(parts)


@lru_cache(maxsize=16_384)
def _kind(character: str) -> str:
    """Say what a folded character is: ideograph, letter, digit, dropped (invisible) or separator."""
    point = ord(character)
    if any(first <= point <= last for first, last in _IDEOGRAPHS) and character not in "\u3000\u30fb\u30a0":
        return "ideograph"
    if 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF:  # which drawing of the same character
        return "dropped"
    category = unicodedata.category(character)
    if category == "Cf":
        return "dropped"
    return {"L": "letter", "M": "letter", "N": "digit"}.get(category[0], "separator")


def _tokens(folded: str) -> list[str]:
    """Cut a folded text into tokens."""
    tokens: list[str] = []
    for kind, run in _runs(folded):
        if kind == "ideograph":
            tokens.extend(map(add, run, run[1:]))
            tokens.append(run[-1])
        else:
            tokens.extend(run[start : start + WORD_LENGTH] for start in range(0, len(run), WORD_LENGTH))
    return tokens


def _runs(folded: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, run) for each unbroken run of ideographs, letters or digits in the folded text."""
    visible = (character for character in folded if _kind(character) != "dropped")
    for kind, characters in groupby(visible, key=_kind):
        if kind != "separator":
            yield kind, "".join(characters)


def _words(folded: str) -> list[str]:
    """Part a folded query at white space and at marks between words; hyphens and slashes stay inside."""
    return re.split(r"[\s,;!?:()\"\u3001-\u3004\u3008-\u3011\u201c\u201d]+", folded)


def _phrase(word: str) -> list[str]:
    """Return the tokens of one query word: as in a document, but with its last run open on the right.

    The token that only closes a run of pairs (欠 after 拖欠) is left away, for the text may go on there.
    """
    tokens = _tokens(word)
    if len(tokens) > 1 and is_open(tokens) and len(tokens[-2]) == 2 and _kind(tokens[-2][0]) == "ideograph":
        tokens.pop()
    return tokens


def _fitting_end(tokens: Sequence[str], start: int) -> int:
    """Return where a part that begins at ``start`` must end."""
    seen: Counter[str] = Counter()
    for index in range(start, min(start + VECTOR_LENGTH, len(tokens))):
        token = tokens[index]
        seen[token] += 1
        if seen[token] > VECTOR_REPEATS:
            return index
    return min(start + VECTOR_LENGTH, len(tokens))


def _lexeme(token: str) -> str:
    """Quote one lexeme for tsvector and tsquery text: only quote and backslash are special there."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _quoted(text: str) -> str:
    """Quote one FTS5 string: a doubled quote is the only escape it knows."""
    return '"' + text.replace('"', '""') + '"'
