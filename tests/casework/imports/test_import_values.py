"""Cells as people type them: read when there is one reading, refused with a remedy when there is not."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from tenants.casework.imports.tables import Cell
from tenants.casework.imports.values import (
    BadValue,
    cell_text,
    masked,
    read_id_number,
    read_moment,
    read_phones,
    says_nothing,
)

NAIVE = datetime.fromisoformat


def at(text: str) -> datetime:
    """Return a moment given in office time, in UTC."""
    return datetime.fromisoformat(text + "+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("cell", "moment", "has_time"),
    [
        ("2019/4/25 9:32:09", "2019-04-25T09:32:09", True),
        ("2019-04-25", "2019-04-25T00:00", False),
        ("2019.4.5", "2019-04-05T00:00", False),
        ("2019年4月25日", "2019-04-25T00:00", False),
        ("2019 年 4 月 25 日 星期四", "2019-04-25T00:00", False),
        ("2019年4月25日9时32分", "2019-04-25T09:32", True),
        ("2019年4月25日下午2点", "2019-04-25T14:00", True),
        ("2019/4/25 上午 12:05", "2019-04-25T00:05", True),
        ("2019/4/25 中午12:05", "2019-04-25T12:05", True),
        ("2019/4/25 2:05 PM", "2019-04-25T14:05", True),
        ("2019-04-25T09:32:09.123", "2019-04-25T09:32:09", True),
        ("2019-04-25T01:32:09Z", "2019-04-25T09:32:09", True),
        ("2019-04-25T09:32:09+08:00", "2019-04-25T09:32:09", True),
        ("２０１９－０４－２５", "2019-04-25T00:00", False),
        ("20190425", "2019-04-25T00:00", False),
        (20190425, "2019-04-25T00:00", False),
        ("20190425 093209", "2019-04-25T09:32:09", True),
        ("'2019-04-25", "2019-04-25T00:00", False),
        (43580, "2019-04-25T00:00", False),
        (43580.5, "2019-04-25T12:00", True),
        ("43580", "2019-04-25T00:00", False),
        (date(2019, 4, 25), "2019-04-25T00:00", False),
        (NAIVE("2019-04-25T00:00"), "2019-04-25T00:00", False),
        (NAIVE("2019-04-25T09:32:08.999999"), "2019-04-25T09:32:09", True),
    ],
)
def test_reads_dates_in_every_usual_form(cell: Cell, moment, has_time):
    read = read_moment(cell)
    assert (read.at, read.has_time) == (at(moment), has_time)
    assert read.day == date(2019, 4, int(moment[8:10]))


@pytest.mark.parametrize(
    ("cell", "reason", "suggestion"),
    [
        ("2019年4月", "The day is missing", "full date"),
        ("2019-02-30", "does not exist", "2026-03-01"),
        ("2019-04-25 25:00", "does not exist", "2026-03-01"),
        ("19.4.25", "more than one way", "four digits"),
        ("25/4/2019", "more than one way", "four digits"),
        ("4月25日", "more than one way", "four digits"),
        ("去年春天", "not a date", "2026-03-01"),
        ("2019/4/259:32", "not a date", "2026-03-01"),
        (12, "not a date", "2026-03-01"),
        (True, "not a date", "2026-03-01"),
        (time(9, 30), "not a date", "2026-03-01"),
        (timedelta(hours=3), "not a date", "2026-03-01"),
        (NAIVE("9999-12-31T23:59:59.900"), "does not exist", "2026-03-01"),
        ("0001-01-01", "does not exist", "2026-03-01"),
        ("2019-04-25T09:32+99:00", "does not exist", "2026-03-01"),
    ],
)
def test_refuses_what_is_no_date_or_more_than_one(cell: Cell, reason, suggestion):
    with pytest.raises(BadValue) as caught:
        read_moment(cell)
    assert reason in str(caught.value.reason)
    assert suggestion in str(caught.value.suggestion)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("13800138000", ("13800138000",)),
        (13800138000, ("13800138000",)),
        (13800138000.0, ("13800138000",)),
        ("１３８ ００１３ ８０００", ("13800138000",)),
        ("+86 138-0013-8000", ("13800138000",)),
        ("0951-6012345", ("0951-6012345",)),
        ("(0951) 6012345", ("0951-6012345",)),
        ("09516012345", ("0951-6012345",)),
        ("010-12345678", None),
        ("010-62345678转123", ("010-62345678-123",)),
        ("0951-6012345-12", ("0951-6012345-12",)),
        ("6012345", ("6012345",)),
        ("400-123-4567", ("4001234567",)),
        ("13800138000、0951-6012345", ("13800138000", "0951-6012345")),
        ("13800138000 13900139000", ("13800138000", "13900139000")),
        ("13800138000/13800138000", ("13800138000",)),
    ],
)
def test_reads_telephone_numbers(cell: Cell, numbers):
    if numbers is None:
        with pytest.raises(BadValue):
            read_phones(cell)
    else:
        assert read_phones(cell) == numbers


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1380013800", "has 11 digits; this has 10"),
        ("138001380000", "has 11 digits; this has 12"),
        ("12800138000", "neither a mobile"),
        ("12345", "neither a mobile"),
        ("138****8000", "hidden by asterisks"),
        ("1.38E+10", "power of ten"),
        ("13800138000、123", "neither a mobile"),
        ("张三", "neither a mobile"),
    ],
)
def test_refuses_wrong_telephone_numbers_with_the_reason(cell: Cell, reason):
    with pytest.raises(BadValue) as caught:
        read_phones(cell)
    assert reason in str(caught.value.reason)
    assert str(caught.value.suggestion)


@pytest.mark.parametrize(
    "cell",
    [
        "99000619900307002x",
        "990006 19900307 002X",
        "９９０００６１９９００３０７００２Ｘ",
        "'99000619900307002X",
    ],
)
def test_reads_identity_numbers(cell):
    assert read_id_number(cell) == "99000619900307002X"


def test_reads_old_identity_numbers_of_fifteen_digits():
    assert read_id_number("990006900307002") == "990006900307002"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("990006199003070021", "check digit"),
        ("990006199013070028", "date of birth"),
        ("990006901307002", "date of birth"),
        ("9900061990030700", "has 18 characters, digits with perhaps an X at the end; this has 16"),
        ("E12345678", "this has 9"),
        ("990006********002X", "hidden by asterisks"),
        (990006199003070020, "Excel has rounded"),
        (1.10101199003070e17, "Excel has rounded"),
    ],
)
def test_refuses_wrong_identity_numbers_with_the_reason(cell: Cell, reason):
    with pytest.raises(BadValue) as caught:
        read_id_number(cell)
    assert reason in str(caught.value.reason)


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_single_mistyped_digit_is_noticed(place, step):
    number = "990006199003070020"
    number = number[:17] + ric.calc_check_digit(number)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    with pytest.raises(BadValue):
        read_id_number(wrong)


def test_text_keeps_its_words_and_loses_what_cannot_be_seen():
    assert cell_text(" 第一行\r\n第二行\x00\u202e，３号楼 ") == "第一行\n第二行，３号楼"
    assert cell_text(12.0) == "12"
    assert cell_text(None) == ""


@pytest.mark.parametrize("cell", [None, "", "  ", "无", "／", "—", "N/A", "不详", "\u200b"])
def test_knows_cells_that_say_nothing(cell: Cell):
    assert says_nothing(cell)


def test_masks_keep_the_person_unread():
    assert masked("欧阳某某", "petitioner_name") == "欧***"
    assert masked("1380013800", "phone") == "138*****00"
    assert masked("123", "phone") == "***"
    assert masked("岚阳市青石区东风路 3 号院 2 单元", "address") == "岚阳市青石区…"


DATE_LIKE = st.from_regex(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]?\d{0,2}:?\d{0,2}", fullmatch=True)
ANY_CELL = st.one_of(
    DATE_LIKE, st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.datetimes(),
    st.dates(), st.times(), st.timedeltas(),
)  # fmt: skip


@pytest.mark.parametrize("reader", [read_moment, read_phones, read_id_number])
@given(cell=ANY_CELL)
@settings(deadline=None, max_examples=300)
def test_any_cell_is_read_or_refused_with_a_reason(reader, cell):
    try:
        assert reader(cell)
    except BadValue as problem:
        refused = problem
    else:
        return
    assert str(refused.reason)
    assert str(refused.suggestion)


@given(st.datetimes(min_value=NAIVE("1992-01-01"), max_value=NAIVE("2099-12-31")))
def test_what_excel_shows_is_what_is_read(moment):
    moment = moment.replace(microsecond=0)
    for shown in (
        f"{moment:%Y/%m/%d %H:%M:%S}",
        f"{moment:%Y年%m月%d日 %H时%M分%S秒}",
        f"{moment:%Y%m%d%H%M%S}",
    ):
        assert read_moment(shown).at == at(moment.isoformat())
