"""Search in Chinese, behind the wall: two characters suffice, nothing is missed, nothing foreign is found."""

from uuid import uuid4

from flask import Flask

from tenants.core import search
from tenants.core.database import tenant_scope, write_transaction
from tenants.core.ids import new_id
from tests.conftest import Organisation

TEXTS = [
    "改制分流职工要求补缴养老保险断缴部分",
    "运煤道路扬尘，要求增加洒水频次",
    "QW-2026-0417 2号楼供暖温度不达标，CT 检查报告",
]


def fill(organisation: Organisation) -> list:
    ids = [new_id() for _ in TEXTS]
    with tenant_scope(organisation.id), write_transaction():
        for row_id, text in zip(ids, TEXTS, strict=True):
            search.index_document("case", row_id, text)
    return ids


def test_words_of_two_characters_numbers_and_letters_are_found(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        ids = fill(mine)
        with tenant_scope(mine.id):
            assert search.find("case", "养老") == [ids[0]]
            assert search.find("case", "要求") == [ids[1], ids[0]]
            assert search.find("case", "要求 洒水") == [ids[1]]
            assert search.find("case", "qw-2026-0417") == [ids[2]]
            assert search.find("case", "ct") == [ids[2]]
            assert search.find("case", "没有") == []
            assert search.find("case", "') OR 1=1 --\"") == []
            assert search.find("case", "  ") == []


def test_every_pair_of_characters_is_found(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        ids = fill(mine)
        with tenant_scope(mine.id):
            for row_id, text in zip(ids[:2], TEXTS[:2], strict=True):
                for start in range(len(text) - 1):
                    pair = text[start : start + 2]
                    assert "，" in pair or row_id in search.find("case", pair), pair


def test_another_tenants_texts_and_other_kinds_are_not_found(
    app: Flask, mine: Organisation, twin: Organisation
) -> None:
    with app.app_context():
        fill(mine)
        with tenant_scope(twin.id):
            assert search.find("case", "养老") == []
        with tenant_scope(mine.id):
            assert search.find("document", "养老") == []


def test_pages_follow_one_another(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        ids = [new_id() for _ in range(7)]
        with write_transaction():
            for row_id in ids:
                search.index_document("case", row_id, "同样的内容")
        first = search.find("case", "内容", limit=4)
        second = search.find("case", "内容", limit=4, before=first[-1])
        assert first + second == ids[::-1]


def test_indexing_again_replaces(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        row_id, other = new_id(), uuid4()
        with write_transaction():
            search.index_document("case", row_id, "旧的文字")
            search.index_document("case", row_id, "新的内容")
            search.index_document("case", other, "别的事情")
        assert search.find("case", "旧的") == []
        assert search.find("case", "新的") == [row_id]
        assert search.find("case", "别的") == [other]


def test_words_far_apart_in_a_very_long_text_are_found_together(app: Flask, mine: Organisation) -> None:
    """One PostgreSQL text vector holds 16,383 positions; a longer text is kept in parts."""
    filler = "".join(chr(0x4E00 + number % 5000) for number in range(18_000))
    with app.app_context(), tenant_scope(mine.id):
        row_id = new_id()
        with write_transaction():
            search.index_document("case", row_id, f"開端奇事{filler}末尾怪事")
            search.index_document("case", new_id(), "開端奇事而已")
        assert search.find("case", "末尾怪事") == [row_id]
        assert search.find("case", "開端奇事 末尾怪事") == [row_id]
        assert len(search.find("case", "開端奇事")) == 2
        assert search.find("case", "末尾開端") == []


def test_many_new_rows_are_found_like_single_ones(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context():
        with tenant_scope(mine.id), write_transaction():
            search.index_document("case", edited := new_id(), "旧词")
            search.index_document(
                "case", edited, "水泥"
            )  # its first entry is gone, its number must not come again
        ids = [new_id() for _ in range(5)]
        with tenant_scope(mine.id), write_transaction():
            search.index_new("case", [(row_id, f"洒水 {place}") for place, row_id in enumerate(ids)])
        with tenant_scope(mine.id):
            assert search.find("case", "洒水") == ids[::-1]
            assert search.find("case", "洒水", limit=2, before=ids[3]) == [ids[2], ids[1]]
            assert (search.find("case", "水泥"), search.find("case", "旧词")) == ([edited], [])
        with tenant_scope(twin.id):
            assert search.find("case", "洒水") == []
