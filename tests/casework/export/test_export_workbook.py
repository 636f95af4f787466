"""Exported lists: counted, complete, and without anything that could run."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.casework.export import workbook
from tenants.casework.export.workbook import write_csv, write_workbook


def written(headers, rows, **options):
    stream = io.BytesIO()
    count = write_workbook(stream, "信访台账", headers, rows, **options)
    return count, openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def written_csv(headers, rows):
    stream = io.BytesIO()
    count = write_csv(stream, headers, rows)
    assert not stream.closed
    return count, list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))


def test_writes_every_row_of_a_generator_and_counts_them():
    count, book = written(["编号", "标题"], ((number, f"第 {number} 件") for number in range(12_345)))
    sheet = book["信访台账"]
    assert count == 12_345
    assert sheet.max_row == 12_346
    assert [cell.value for cell in sheet[12_346]] == [12_344, "第 12344 件"]
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"])
def test_a_text_that_looks_like_a_formula_stays_a_text(start):
    text = start + 'HYPERLINK("http://example.org","x")'
    _, book = written(["标题"], [[text]])
    cell = book["信访台账"]["A2"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "")
    assert cell.quotePrefix or start == "\r"
    _, lines = written_csv(["标题"], [[text]])
    assert lines[1][0] == (text[1:] if start == "\r" else "'" + text)


def test_an_ordinary_text_carries_no_mark():
    _, book = written(["标题"], [["工资 = 拖欠"]])
    assert not book["信访台账"]["A2"].quotePrefix


def test_values_keep_their_kind_and_moments_are_in_office_time():
    row = [
        date(2026, 3, 1),
        datetime(2026, 3, 1, 16, 30, tzinfo=UTC),
        3,
        Decimal("1.50"),
        None,
        True,
        990006199003070011,
    ]
    _, book = written(list("abcdefg"), [row])
    values = [cell.value for cell in book["信访台账"][2]]
    assert values == [
        datetime.fromisoformat("2026-03-01T00:00"),
        datetime.fromisoformat("2026-03-02T00:30"),
        3,
        1.5,
        None,
        "yes",
        "990006199003070011",
    ]
    _, lines = written_csv(list("abcdefg"), [row])
    assert lines[1] == ["2026-03-01", "2026-03-02 00:30", "3", "1.5", "", "yes", "990006199003070011"]


def test_the_second_sheet_says_how_many_rows_and_why():
    _, book = written(
        ["a"], [["x"], ["y"]], notes=[("状态", "办理中"), ("导出时间", datetime(2026, 3, 1, tzinfo=UTC))]
    )
    sheet = book.worksheets[1]
    assert [[cell.value for cell in line] for line in sheet.iter_rows()] == [
        ["Rows in this export", "2"],
        ["状态", "办理中"],
        ["导出时间", "2026-03-01 08:00"],
    ]


def test_an_empty_list_is_a_header_and_a_zero():
    count, book = written(["编号"], [])
    assert count == 0
    assert [cell.value for cell in book["信访台账"][1]] == ["编号"]


def test_a_full_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(workbook, "SHEET_ROWS", 4)
    count, book = written(["编号"], ([number] for number in range(7)))
    assert count == 7
    read = [[row[0].value for row in book[name].iter_rows(min_row=2)] for name in book.sheetnames[:3]]
    assert read == [[0, 1, 2], [3, 4, 5], [6]]


def test_a_text_too_long_for_a_cell_says_that_it_was_cut():
    for text in ("长" * 40_000, "𠮷" * 20_000):
        _, book = written(["a"], [[text]])
        value = book["信访台账"]["A2"].value
        assert value.endswith("[cut: an Excel cell holds no more]")
        assert 30_000 < len(value.encode("utf-16-le")) // 2 <= workbook.CELL_CHARACTERS


def test_a_sheet_name_is_made_acceptable():
    stream = io.BytesIO()
    write_workbook(stream, "a/b:[c]*?" + "长" * 40, ["a"], [])
    name = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).sheetnames[0]
    assert name.startswith("a b  c")
    assert len(name) <= 31


ANY_VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.dates(), st.datetimes()
)


@given(st.lists(st.lists(ANY_VALUE, min_size=2, max_size=2), max_size=5))
@settings(deadline=None, max_examples=60)
def test_any_value_can_be_written_and_nothing_becomes_a_formula(rows):
    count, book = written(["a", "b"], rows)
    assert count == len(rows)
    assert all(cell.data_type != "f" for line in book.worksheets[0].iter_rows() for cell in line)
    csv_count, lines = written_csv(["a", "b"], rows)
    assert csv_count == len(lines) - 1 == len(rows)
    pairs = [pair for row, line in zip(rows, lines[1:], strict=True) for pair in zip(row, line, strict=True)]
    assert not any(isinstance(value, str) and workbook.is_formula_like(cell) for value, cell in pairs)
