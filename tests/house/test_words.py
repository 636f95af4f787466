"""Words: each message id on screen has its Chinese, with the same placeholders; refusals speak to clerks."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from portal.config import ROOT
from portal.web.catalogue import TRANSLATIONS, TranslationClash, merge

METHODS = [("**/demo/**", "ignore"), ("**/assets/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
FORBIDDEN = (
    "上访户",
    "维稳",
    "重点人",
    "稳控",
    "摆平",
    "温馨提示",
    "操作成功",
    "非法输入",
    "请您",
    "缠访",
    "闹访",
)


@cache
def used() -> dict[Any, str]:
    """Return every message id of the sources with where it stands."""
    found: dict[Any, str] = {}
    for folder in ("tenants", "portal", "templates"):
        options = {"**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}
        for file, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, METHODS, options, KEYWORDS, strip_comment_tags=True
        ):
            found.setdefault(message, f"{folder}/{file}:{line}")
    return found


@cache
def chinese() -> Catalog:
    return merge(TRANSLATIONS / "zh_CN")


def ids(message: object) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (str(message),)


def strings(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (str(value or ""),)


def test_every_message_has_its_chinese() -> None:
    known = chinese()
    missing = [
        f"{place}: {message!r}"
        for message, place in used().items()
        if not ((found := known.get(message)) and all(strings(found.string)))
    ]
    assert missing == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    known = chinese()
    for message, place in used().items():
        found = known.get(message)
        if found is None:
            continue
        english = set(PLACEHOLDER.findall(" ".join(ids(message))))
        for text in strings(found.string):
            found_there = set(PLACEHOLDER.findall(text))
            assert found_there <= english | {"num"}, (place, text)
            assert english - {"num"} <= found_there or len(ids(message)) > 1, (place, text)


def test_no_translation_is_left_over() -> None:
    """A translation nobody uses is a word on screen that was lost, or rubbish."""
    wanted = {ids(message)[0] for message in used()}
    left_over = [message.id for message in chinese() if message.id and ids(message.id)[0] not in wanted]
    assert left_over == []


def test_the_words_we_do_not_use() -> None:
    for message in chinese():
        for text in strings(message.string):
            assert not [word for word in FORBIDDEN if word in text], text


def test_two_rooms_cannot_translate_the_same_words_differently(tmp_path: Path) -> None:
    folder = tmp_path / "zh_CN"
    folder.mkdir()
    for name, text in (("one.po", "签收"), ("two.po", "收到")):
        (folder / name).write_text(
            f'msgid ""\nmsgstr ""\n\nmsgid "Sign for"\nmsgstr "{text}"\n', encoding="utf-8"
        )
    with pytest.raises(TranslationClash):
        merge(folder)
