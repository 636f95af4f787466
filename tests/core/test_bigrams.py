"""The tokenizer: nothing that stands in a text may be missed, and nothing typed may break a query."""

import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tenants.core import bigrams
from tenants.core.bigrams import document_tokens, query_phrases, split_tokens

IDEOGRAPHS = st.one_of(
    st.sampled_from("工资拖欠补偿沉陷䶮𠮷𫖯𮯠〇々"),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x3400, max_codepoint=0x4DBF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x323AF),
)
CHINESE = st.text(IDEOGRAPHS, min_size=2, max_size=60)
MIXED = st.text(st.sampled_from("工资拖欠补偿䶮𠮷AaWq0273-_/.，。 \n·（）Ａ３"), min_size=1, max_size=60)
ANYTHING = st.text(st.characters(), max_size=80)
HOSTILE = st.text(st.sampled_from("'\\\" a:*&|!()<->资"), min_size=1, max_size=8)


def stands_in(tokens: Sequence[str], phrase: Sequence[str]) -> bool:
    """Search as both databases do: consecutive positions, an open phrase with its last token as a prefix."""
    for start in range(len(tokens) - len(phrase) + 1):
        window = tokens[start : start + len(phrase)]
        if list(window[:-1]) != list(phrase[:-1]):
            continue
        if window[-1] == phrase[-1] or (bigrams.is_open(phrase) and window[-1].startswith(phrase[-1])):
            return True
    return False


def found(text: str, query: str) -> bool:
    tokens, phrases = document_tokens(text), query_phrases(query)
    return bool(phrases) and all(stands_in(tokens, phrase) for phrase in phrases)


@pytest.fixture
def index():
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table documents using fts5(tokens, content='', tokenize='ascii')")
    yield connection
    connection.close()


def search_in_sqlite(index: sqlite3.Connection, text: str, query: str) -> bool:
    index.execute("insert into documents(documents) values ('delete-all')")
    index.execute(
        "insert into documents(rowid, tokens) values (1, ?)",
        (bigrams.to_fts5_document(document_tokens(text)),),
    )
    expression = bigrams.to_fts5_query(query_phrases(query))
    return bool(expression) and bool(
        index.execute("select rowid from documents where documents match ?", (expression,)).fetchall()
    )


def read_lexemes(literal: str) -> list[tuple[str, str]]:
    """Read (lexeme, what follows its closing quote) from tsvector or tsquery text by PostgreSQL's rules."""
    lexemes, place = [], 0
    while (place := literal.find("'", place)) >= 0:
        lexeme, place = "", place + 1
        while literal[place] != "'" or literal[place : place + 2] == "''":
            place += literal[place] in "'\\"
            lexeme, place = lexeme + literal[place], place + 1
        place += 1
        end = literal.find("'", place)
        lexemes.append((lexeme, literal[place : end if end >= 0 else None]))
    return lexemes


def test_cuts_ideographs_into_pairs_and_keeps_words_and_numbers_whole():
    assert document_tokens("拖欠工资") == ["拖欠", "欠工", "工资", "资"]
    assert document_tokens("QW-2026-0417 已签收") == ["qw", "2026", "0417", "已签", "签收", "收"]
    assert document_tokens("ＱＷ２０２６，Ａ３区") == ["qw", "2026", "a", "3", "区"]
    assert document_tokens("，。 \n!?") == []


def test_a_query_word_is_a_phrase_open_on_the_right():
    assert query_phrases("拖欠工资") == [["拖欠", "欠工", "工资"]]
    assert query_phrases("拖欠 工资、社保") == [["拖欠"], ["工资"], ["社保"]]
    assert query_phrases("区3号") == [["区", "3", "号"]]
    assert query_phrases(" ，。!") == []


@pytest.mark.parametrize(
    "query",
    [
        "QW-2026-0417",
        "qw-2026",
        "0417",
        "２０２６",
        "2026-0417",
        "QW2026",
        "䶮",
        "𠮷",
        "王䶮",
        "𠮷林",
        "薪",
        "欠",
        "某",
    ],
)
def test_finds_numbers_by_parts_and_rare_characters(query, index):
    text = "编号 QW-2026-0417：王䶮、𠮷林某反映欠薪"
    assert found(text, query)
    assert search_in_sqlite(index, text, query)


@pytest.mark.parametrize("query", ["工薪", "417", "QW-0417", "林王", "薪欠", "龙"])
def test_does_not_find_what_is_not_there(query, index):
    text = "编号 QW-2026-0417：王䶮、𠮷林某反映欠薪"
    assert not found(text, query)
    assert not search_in_sqlite(index, text, query)


def test_characters_that_cannot_be_seen_do_not_hide_a_word():
    assert found("拖\u200b欠\ufeff工\u00ad资", "欠工")
    assert found("葛\U000e0101城", "葛城")


def test_names_from_old_fonts_are_found_by_their_present_characters():
    assert found("刘\ue863", "刘䶮")
    assert found("张龴", "张\ue81e")


def test_a_name_with_a_middle_dot_is_found_whole_and_by_parts():
    for query in ("阿不都·热合曼", "阿不都", "热合", "不都·热合"):
        assert found("来信人阿不都·热合曼反映", query), query


@given(CHINESE)
@settings(deadline=None)
def test_every_two_touching_characters_are_found(text):
    folded = bigrams.fold(text)
    tokens = document_tokens(text)
    for start in range(len(folded) - 1):
        (phrase,) = query_phrases(folded[start : start + 2])
        assert stands_in(tokens, phrase)


@given(CHINESE, st.data())
@settings(deadline=None)
def test_finds_any_piece_of_chinese_text_and_only_that(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    piece = data.draw(
        st.one_of(st.just(text[start : start + 5]), st.text(IDEOGRAPHS, min_size=1, max_size=3))
    )
    assert found(text, piece) == (bigrams.fold(piece) in bigrams.fold(text))


@given(MIXED, st.data())
@settings(deadline=None)
def test_finds_any_piece_that_does_not_cut_a_word(text, data):
    folded = bigrams.fold(text)
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    for left, right in ((start - 1, start), (end - 1, end)):
        assume(not (left >= 0 and right < len(folded) and _same_word(folded[left], folded[right])))
    piece = folded[start:end]
    tokens = document_tokens(text)
    assert all(stands_in(tokens, phrase) for phrase in query_phrases(piece))


def _same_word(first: str, second: str) -> bool:
    return (first.isascii() and second.isascii()) and (
        (first.isalpha() and second.isalpha()) or (first.isdigit() and second.isdigit())
    )


@given(ANYTHING)
@settings(deadline=None)
def test_no_text_makes_it_fail_and_no_token_holds_anything_special(text):
    tokens = document_tokens(text)
    for token in [*tokens, *(token for phrase in query_phrases(text) for token in phrase)]:
        assert 0 < len(token) <= bigrams.WORD_LENGTH
        assert not any(c.isspace() or (c.isascii() and not c.isalnum()) for c in token)
        assert token.encode("utf-8")


@given(
    ANYTHING, st.lists(st.text(st.sampled_from("'\\\" a:*&|!()<->资"), min_size=1, max_size=8), max_size=4)
)
@settings(deadline=None)
def test_nothing_escapes_the_quotes_of_postgresql(text, hostile):
    tokens = document_tokens(text) + hostile
    vector = read_lexemes(bigrams.to_tsvector_literal(tokens))
    assert [lexeme for lexeme, _ in vector] == list(dict.fromkeys(tokens))
    assert all(set(rest.strip()) <= set(":,0123456789") for _, rest in vector)
    query = read_lexemes(bigrams.to_tsquery_literal([tokens], hostile))
    assert [lexeme for lexeme, _ in query] == tokens + hostile
    assert all(
        rest.strip(" ()") in ("", "<->", "&", ":*", ":*) & (", ":* &", ":*) &", ") &") for _, rest in query
    )


@given(st.one_of(ANYTHING, st.text(st.sampled_from('工资"*^:+-(){}AND NEAR OR NOT'), max_size=30)))
@settings(deadline=None)
def test_sqlite_accepts_every_query_and_finds_the_text_itself(text):
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table documents using fts5(tokens, content='', tokenize='ascii')")
    try:
        assert search_in_sqlite(connection, text, text) == bool(query_phrases(text))
    finally:
        connection.close()


def test_sqlite_accepts_hostile_tokens(index):
    hostile = ['"', '" OR "', "a*b", "'); drop table documents; --"]
    index.execute(
        "select rowid from documents where documents match ?", (bigrams.to_fts5_query([hostile], hostile),)
    )


def test_prefix_tokens_are_asked_for_as_beginnings():
    assert bigrams.to_tsquery_literal([["工资"]], ["04"]) == "'工资' & '04':*"
    assert bigrams.to_fts5_query([["工资"]], ["04"]) == '"工资" AND "04" *'
    assert bigrams.to_tsquery_literal([["3", "号"]]) == "('3' <-> '号':*)"
    assert bigrams.to_tsquery_literal([]) == bigrams.to_fts5_query([]) == ""


def test_tsvector_text_holds_every_position_once():
    assert bigrams.to_tsvector_literal(["工资", "资", "工资"]) == "'工资':1,3 '资':2"


def test_a_long_document_is_cut_so_that_every_phrase_stays_whole():
    text = "".join(chr(0x20000 + number) for number in range(40_000))  # no character twice
    tokens = document_tokens(text)
    parts = list(split_tokens(tokens))
    assert len(parts) == 3
    assert all(len(part) <= bigrams.VECTOR_LENGTH for part in parts)
    for end in (bigrams.VECTOR_LENGTH, len(parts[0]) + len(parts[1]) - bigrams.PHRASE_LENGTH):
        for start in range(end - 70, end + 5):
            (phrase,) = query_phrases(text[start : start + 60])
            assert any(stands_in(part, phrase) for part in parts if phrase[0] in part)


@given(st.lists(st.sampled_from(["工资", "资拖", "a", "3"]), max_size=9), st.integers(1, 700))
@settings(deadline=None, max_examples=40)
def test_no_part_repeats_a_token_more_often_than_postgresql_keeps(pattern, times):
    tokens = pattern * times
    parts = list(split_tokens(tokens))
    assert parts[0] == tokens[: len(parts[0])]
    assert parts[-1] == tokens[len(tokens) - len(parts[-1]) :]
    for part in parts:
        assert all(part.count(token) <= bigrams.VECTOR_REPEATS for token in set(part))


def test_a_very_long_word_is_cut_alike_in_text_and_query():
    word = "a" * 5_000
    assert max(map(len, document_tokens(word))) == bigrams.WORD_LENGTH
    assert found(word, word)


def test_a_very_long_query_only_gets_wider():
    text = "拖欠工资" * 100
    (phrase,) = query_phrases(text)
    assert len(phrase) == bigrams.PHRASE_LENGTH
    assert found(text, text)
    assert len(query_phrases("工资 " * 100)) == bigrams.PHRASES
