"""Masks, telephone and identity numbers, tracking codes: pure rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.casework.intake import rules


@pytest.mark.parametrize(
    ("name", "masked"),
    [("陈建国", "陈**"), ("陈实", "陈**"), ("欧阳娜娜", "欧**"), ("John Smith", "J**"), ("", "")],
)
def test_mask_name(name: str, masked: str) -> None:
    assert rules.mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800005620", "138****5620"),
        ("138 0000 5620", "138****5620"),
        ("+86 13800005620", "138****5620"),
        ("0998-2345678", "0998****78"),
        ("", ""),
    ],
)
def test_mask_phone(phone: str, masked: str) -> None:
    assert rules.mask_phone(phone) == masked


def test_mask_id_number_and_address() -> None:
    assert rules.mask_id_number("40010519491231002X") == "4***…2X"
    assert rules.mask_address("临梧区东麓街道矿工新村12号") == "临梧区东麓街***"
    assert rules.mask_address("东麓村") == "东麓村"


@given(st.text(min_size=3, max_size=30))
def test_no_mask_of_a_name_gives_more_than_its_first_character(name: str) -> None:
    assert rules.mask_name(name) == name[0] + "**"


@pytest.mark.parametrize(
    "phone",
    ["13800005620", "138-0000-5620", "+8613800005620", "0998-2345678", "010 62345678", "（0998）2345678"],
)
def test_telephones_as_people_write_them(phone: str) -> None:
    assert rules.is_phone(phone)


@pytest.mark.parametrize(
    "phone", ["1380000562", "138000056201", "12800005620", "2345678", "abc", "１３８００００５６２０"]
)
def test_what_is_no_telephone(phone: str) -> None:
    assert not rules.is_phone(phone)


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("99001819491231002X", True),
        ("990018194912310021", False),
        ("99001819491231002x", False),
        ("9900181949123100", False),
        ("01010519491231002X", False),
    ],
)
def test_the_check_digit_of_an_identity_number(number: str, fits: bool) -> None:
    assert rules.is_id_number(number) is fits


@pytest.mark.parametrize(
    ("name", "count", "label"),
    [("陈建国", 1, "陈**"), ("陈建国", 5, "陈** 等 5 人"), ("", 1, "匿名"), ("", 3, "匿名 等 3 人")],
)
def test_label(name: str, count: int, label: str) -> None:
    assert rules.petitioner_label(name, count) == label


@given(st.binary(min_size=32, max_size=32), st.booleans())
def test_a_code_survives_being_copied_by_hand(secret: bytes, has_phone: bool) -> None:
    code = rules.write_code(secret, rules.code_length(has_phone=has_phone))
    assert len(code) == (8 if has_phone else 12)
    assert not set(code) & set("ILOU")
    assert rules.read_code(rules.spaced_code(code)) == code
    assert rules.read_code(f" {code.lower()} ") == code
    assert rules.read_code(code.replace("0", "O").replace("1", "l")) == code


def test_oldest_day_in_a_leap_year() -> None:
    assert rules.oldest_day(date(2028, 2, 29)) == date(2018, 2, 28)
    assert rules.oldest_day(date(2026, 4, 20)) == date(2016, 4, 20)
