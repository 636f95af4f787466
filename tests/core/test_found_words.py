"""Marking the words of a search: where the index finds them, there and nowhere else, and never as HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tenants.core.bigrams import document_tokens, query_phrases
from tenants.core.found_words import FoundWords, around


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("供暖", "家属区供暖管网", "家属区<mark>供暖</mark>管网"),
        ("供暖 管网", "供暖管网，管网", "<mark>供暖管网</mark>，<mark>管网</mark>"),
        ("工资、社保", "拖欠工资和社保", "拖欠<mark>工资</mark>和<mark>社保</mark>"),
        ("拖欠工资", "拖欠工资款", "<mark>拖欠工资</mark>款"),
        ("资", "工资", "工<mark>资</mark>"),
        ("2026-0417", "QW-2026-0417", "QW-<mark>2026-0417</mark>"),
        ("qw20260417", "QW-2026-0417", "QW-2026-0417"),
        ("26", "2026-26", "2026-<mark>26</mark>"),
        ("qw", "ＱＷ２ qwx", "<mark>ＱＷ</mark>２ qwx"),
        ("<b>", "<b>&供暖", "&lt;<mark>b</mark>&gt;&amp;供暖"),
        ("供暖", "㎡供暖", "㎡<mark>供暖</mark>"),
        ("", "供暖", "供暖"),
        ("？", "供暖？", "供暖？"),
    ],
)
def test_marks(query: str, text: str, expected: str) -> None:
    assert FoundWords(query).mark(text) == expected


def test_what_is_missing_and_what_stands_around() -> None:
    found = FoundWords("供暖 工资")
    (word,) = found.missing_in("供暖不足", "家属区")
    assert around("前面很长的一段话说到工资\n没有发，后面也很长", word, 4, 4) == "…段话说到工资 没有发…"
    assert around("工资", word, 4, 4) == "工资"
    assert around("没有", word, 4, 4) == ""


@given(
    st.text(alphabet="供暖管网ａA1-2 。<㎡", max_size=12),
    st.text(alphabet="供暖管网ａA1-2 。<㎡", max_size=30),
)
def test_only_marks_are_added_and_only_what_is_indexed_is_marked(query: str, text: str) -> None:
    found = FoundWords(query)
    marked = found.mark(text)
    assert Markup(str(marked).replace("<mark>", "").replace("</mark>", "")).unescape() == text
    tokens = document_tokens(text)
    for phrase, word in zip(query_phrases(query), found.patterns, strict=True):
        if len(phrase) == 1 and phrase[0] in tokens:
            assert word not in found.missing_in(text), (phrase, text)
