"""Typing a code: what is read as meant, what is refused with an example, and what is answered alike."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from portal.public.schemas import EnterCode, as_meant
from tenants.core import schema
from tenants.core.database import db
from tenants.core.errors import Invalid
from tests.conftest import Organisation
from tests.public.conftest import NAME, PHONE, TAIL, Browser, Filed, file_case

SPELLINGS = [
    "7K3M9QX0",
    "7k3m9qx0",
    " 7K3M-9QX0 ",
    "7K3M 9QX0",
    "7K3M—9QXO",
    "7k3m9qxo",
    "７Ｋ３Ｍ９ＱＸ０",
    "查询码：7K3M 9QX0",
]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_code_is_read_as_it_was_meant(typed: str) -> None:
    assert as_meant(typed) == "7K3M9QX0"


def test_look_alikes_are_the_digits_they_look_like() -> None:
    assert as_meant("il1oO0") == "111000"


@pytest.mark.parametrize("tail", ["5620", "５６２０", "562O", "尾号5620", PHONE, "0998-2345620"])
def test_the_tail_is_read_as_it_was_meant(tail: str) -> None:
    assert schema.load(EnterCode, {"code": "7K3M9QX0", "phone_tail": tail})["phone_tail"] == "5620"


def test_a_long_code_needs_no_tail() -> None:
    assert schema.load(EnterCode, {"code": "7K3M9QX07K3M", "phone_tail": ""})["phone_tail"] == ""


@pytest.mark.parametrize(
    ("code", "tail", "wrong"),
    [
        ("", "", {"code"}),
        ("7K3M", TAIL, {"code"}),
        ("7K3M9QX00", TAIL, {"code"}),
        ("7K3M9QXU", TAIL, {"code"}),
        ("7K3M9QX0", "", {"phone_tail"}),
        ("7K3M9QX0", "562", {"phone_tail"}),
        ("7K3M9QX0", "abcd", {"phone_tail"}),
        ("7K3M9QX07K3M", "56", {"phone_tail"}),
        ("7" * 61, TAIL, {"code"}),
        ("7K3M", "x", {"code", "phone_tail"}),
    ],
)
def test_what_cannot_be_a_code_is_refused_by_field(code: str, tail: str, wrong: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        schema.load(EnterCode, {"code": code, "phone_tail": tail})
    assert set(refused.value.fields) == wrong


def test_a_malformed_code_gets_an_example_and_keeps_what_was_typed(browser: Browser) -> None:
    answer = browser.knock("7K3", "12")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "例如 7K3M-9QXA" in text
    assert 'value="7K3"' in text
    assert 'value="12"' not in text


@pytest.mark.parametrize("spelled", [str, str.lower, lambda code: f" {code[:4]} - {code[4:]} "])
def test_every_spelling_opens_the_matter(spelled: object, filed: Filed, browser: Browser) -> None:
    assert callable(spelled)
    assert browser.knock(spelled(filed.code)).status_code == 303


def test_the_code_is_in_no_address(filed: Filed, browser: Browser) -> None:
    answer = browser.knock(filed.code)
    assert answer.location == "/p/matter"


def unknown(code: str) -> str:
    """Return a code of the same shape that was never issued."""
    return ("8" if code[0] != "8" else "9") + code[1:]


def refused(browser: Browser, code: str, tail: str) -> tuple[int, str]:
    answer = browser.knock(code, tail)
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True))
    return answer.status_code, text.replace(code, "CODE")


def test_a_wrong_code_and_a_wrong_tail_are_answered_alike(filed: Filed, app: Flask) -> None:
    wrong_code = refused(Browser(app), unknown(filed.code), TAIL)
    wrong_tail = refused(Browser(app), filed.code, "0000")
    both = refused(Browser(app), unknown(filed.code), "0000")
    assert wrong_code == wrong_tail == both
    assert wrong_code[0] == 422
    assert "对不上" in wrong_code[1]


def test_before_any_code_was_issued_the_answer_is_the_same(app: Flask, mine: Organisation) -> None:
    before = refused(Browser(app), "7K3M9QXA", TAIL)
    filed = file_case(app, mine)
    assert refused(Browser(app), unknown(filed.code), TAIL) == before


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, sql: str, *_rest: object) -> None:
        seen.append(sql)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_wrong_code_and_a_wrong_tail_are_the_same_work(
    filed: Filed, app: Flask, mine: Organisation
) -> None:
    """The same statements in the same order; with a second matter, so that a neighbour stands in for the unknown."""
    file_case(app, mine, phone="13800001111")
    statements: list[list[str]] = []
    for code, tail in ((filed.code, "0000"), (unknown(filed.code), TAIL)):
        with counted_statements(app) as seen:
            assert browser_status(app, code, tail) == 422
        statements.append(seen)
    assert statements[0] == statements[1] != []


def browser_status(app: Flask, code: str, tail: str) -> int:
    return Browser(app).knock(code, tail).status_code


def test_without_a_telephone_the_long_code_stands_alone(
    app: Flask, mine: Organisation, browser: Browser
) -> None:
    filed = file_case(app, mine, phone="")
    assert len(filed.code) == 12
    assert browser.knock(filed.code, "").status_code == 303


def test_the_code_of_another_matter_does_not_take_this_ones_tail(
    app: Flask, mine: Organisation, filed: Filed
) -> None:
    other = file_case(app, mine, phone="13800001111")
    assert browser_status(app, other.code, TAIL) == 422
    assert browser_status(app, filed.code, "1111") == 422


def test_the_telephone_of_any_representative_opens_the_matter_and_shows_nobody(
    app: Flask, mine: Organisation
) -> None:
    others = {"name_2": "欧阳垣禾", "phone_2": "13900004417", "name_3": "魏洹菁", "phone_3": "13700008823"}
    filed = file_case(app, mine, person_count=29, **others)
    filed.accept()
    for tail in (TAIL, "4417", "8823"):
        page = Browser(app).enter(filed.code, tail)
        for hidden in (*others.values(), NAME, "陈**", "欧**", "139****4417"):
            assert hidden not in page
    assert browser_status(app, filed.code, "4418") == 422
