"""Ledgers are read however they were made, and refused with a reason where they cannot be."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.casework.attachments.containers import MEBIBYTE, OLE_MAGIC, ContainerLimits
from tenants.casework.imports import parts
from tenants.casework.imports.tables import NotAWorkbook, SheetLimits, UnreadableWorkbook
from tenants.casework.imports.workbook import read_sheet
from tenants.core.errors import Problem, TooLarge
from tests.casework.imports.ledgers import GOOD_ROW, HEADERS, csv_file, with_part, xlsx

SHEET_PART = "xl/worksheets/sheet1.xml"


def read(stream, filename="台账.xlsx", **limits):
    """Return (headers, [(row number, cells)])."""
    with read_sheet(stream, filename, SheetLimits(**limits)) as sheet:
        return sheet.headers, [(row.number, row.cells) for row in sheet.rows]


def refusal(stream, filename="台账.xlsx", **limits) -> Problem:
    with pytest.raises(Problem) as caught:
        read(stream, filename, **limits)
    assert len(str(caught.value.message)) > 20
    return caught.value


def test_reads_headings_and_rows_with_their_numbers():
    headers, rows = read(xlsx([HEADERS, GOOD_ROW, (), GOOD_ROW]))
    assert headers == HEADERS
    assert [number for number, _ in rows] == [2, 3, 4]
    assert rows[0][1] == GOOD_ROW
    assert rows[1][1] == (None,) * len(HEADERS)


def test_finds_the_headings_below_a_title_and_a_date():
    title = ["岚阳矿业 2025 年信访台账"]
    with read_sheet(xlsx([title, ["填表日期：", "2025-12-31"], [], HEADERS, GOOD_ROW]), "a.xlsx") as sheet:
        assert sheet.header_row == 4
        assert sheet.headers == HEADERS
        assert [row.number for row in sheet.rows] == [5]


def test_joins_headings_that_go_over_two_lines():
    upper = ["序号", "来访日期", "信访人", None, None, "反映问题"]
    lower = [None, None, "姓名", "联系电话", "住址", None]
    with read_sheet(xlsx([["台账"], upper, lower, [1, "2025-03-01", "周某某"]]), "a.xlsx") as sheet:
        assert sheet.headers == ("序号", "来访日期", "信访人姓名", "信访人联系电话", "信访人住址", "反映问题")
        assert [row.cells[2] for row in sheet.rows] == ["周某某"]


def test_unknown_headings_are_taken_from_the_first_line_of_texts():
    headers, rows = read(xlsx([["甲"], ["何时", "何事"], ["2025-03-01", "欠薪"]]))
    assert headers == ("何时", "何事")
    assert len(rows) == 1


def test_a_column_without_heading_is_kept():
    headers, rows = read(xlsx([["来访日期", "反映问题"], ["2025-03-01", "欠薪", "13800138000"]]))
    assert headers == ("来访日期", "反映问题", "")
    assert rows[0][1][2] == "13800138000"


def test_dates_come_as_dates_and_numbers_as_numbers():
    _, rows = read(xlsx([["来访日期", "反映问题"], [date(2025, 3, 1), 5.5], [45717.5, "x"]]))
    assert rows[0][1] == (datetime.fromisoformat("2025-03-01"), 5.5)
    assert rows[1][1][0] == 45717.5


def test_the_first_filled_visible_sheet_is_read_and_the_others_are_named():
    book = openpyxl.load_workbook(
        xlsx(
            [["来访日期", "反映问题"], ["1", "2"]],
            [],
            [HEADERS, GOOD_ROW],
            [HEADERS],
            names=["隐", "空", "台账", "旧"],
        )
    )
    book["隐"].sheet_state = "hidden"
    book.active = 1
    stream = io.BytesIO()
    book.save(stream)
    with read_sheet(stream, "a.xlsx") as sheet:
        assert sheet.name == "台账"
        assert sheet.other_sheets == ("旧",)
        assert sheet.headers == HEADERS
        assert sheet.row_estimate == 2


def test_a_wrong_size_in_the_file_does_not_hide_rows():
    stream = with_part(
        xlsx([HEADERS, GOOD_ROW]), SHEET_PART, lambda xml: xml.replace(b'ref="A1:I2"', b'ref="A1"')
    )
    assert b'ref="A1"' in zipfile.ZipFile(stream).read(SHEET_PART)
    headers, rows = read(stream)
    assert headers == HEADERS
    assert rows[0][1] == GOOD_ROW


def test_windows_line_ends_are_read_as_line_ends():
    stream = with_part(
        xlsx([["来访日期", "反映问题"], ["2025-03-01", "第一行MARK第二行"]]),
        SHEET_PART,
        lambda xml: xml.replace(b"MARK", b"_x000D_\n"),
    )
    assert read(stream)[1][0][1][1] == "第一行\n第二行"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("来访日期,反映问题\n2025-03-01,拖欠工资\n", "utf-8"),
        ("来访日期,反映问题\r\n2025-03-01,拖欠工资\r\n", "utf-8-sig"),
        ("来访日期,反映问题\n2025-03-01,拖欠工资\n", "gb18030"),
        ("来访日期\t反映问题\n2025-03-01\t拖欠工资\n", "utf-16"),
        ("来访日期;反映问题\n2025-03-01;拖欠工资\n", "utf-8"),
        ("来访日期|反映问题\n2025-03-01|拖欠工资\n", "gb18030"),
        ("台账,\n来访日期,反映问题\n2025-03-01,拖欠工资\n", "utf-8"),
    ],
)
def test_reads_csv_in_every_usual_dress(text, encoding):
    headers, rows = read(csv_file(text, encoding), "台账.CSV")
    assert headers == ("来访日期", "反映问题")
    assert [cells for _, cells in rows] == [("2025-03-01", "拖欠工资")]


def test_quoted_csv_cells_keep_separators_quotes_and_line_ends():
    text = '来访日期,反映问题\n2025-03-01,"他说""没钱"",\n让我等"\n\n2025-03-02,x\n'
    _, rows = read(csv_file(text), "a.csv")
    assert rows[0] == (2, ("2025-03-01", '他说"没钱",\n让我等'))
    assert [number for number, _ in rows] == [2, 3, 4]


def test_a_quotation_mark_that_is_never_closed_is_named_and_not_swallowed():
    problem = refusal(csv_file('来访日期,反映问题\n2025-03-01,a\n2025-03-01,"b\n2025-03-01,c\n'), "a.csv")
    assert problem.code == "quotation_marks"
    assert "row 3" in str(problem.message)


def test_refuses_other_kinds_of_files_by_name_and_by_content():
    html = "<html><body><table><tr><td>来访日期</td></tr></table></body></html>".encode()
    types = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    macro, word = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(macro, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    encrypted = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    entry = encrypted.ljust(64, b"\0") + len(encrypted).to_bytes(2, "little") + bytes(62)
    cases = [
        (b"x", "台账.xls", "old_excel"),
        (b"x", "台账.docx", "not_a_workbook"),
        (b"x", "台账", "not_a_workbook"),
        (OLE_MAGIC + bytes(504) + entry, "台账.xlsx", "encrypted"),
        (macro.getvalue(), "台账.xlsx", "macros"),
        (word.getvalue(), "台账.xlsx", "not_a_workbook"),
        (html, "台账.xlsx", "web_page"),
        (html, "台账.csv", "web_page"),
        (b"%PDF-1.7 \x00\x01", "台账.csv", "not_a_workbook"),
        (b"", "台账.xlsx", "not_a_workbook"),
    ]
    for content, filename, code in cases:
        problem = refusal(io.BytesIO(content), filename)
        assert isinstance(problem, NotAWorkbook), filename
        assert (problem.status, problem.code) == (415, code), filename


def test_a_document_type_definition_is_refused_whatever_the_part_is_called():
    def add_entity(xml: bytes) -> bytes:
        declaration, mark, body = xml.rpartition(b"?>")
        return declaration + mark + b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + body

    assert refusal(with_part(xlsx([HEADERS, GOOD_ROW]), SHEET_PART, add_entity)).code == "damaged"
    assert refusal(with_part(xlsx([HEADERS, GOOD_ROW]), "xl/styles.xml", add_entity)).code == "damaged"


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = with_part(xlsx([HEADERS, GOOD_ROW]), "xl/theme/theme1.xml", lambda _: bytes(4 * MEBIBYTE))
    assert refusal(bomb).code == "too_much_inside"
    assert refusal(xlsx([HEADERS]), container=ContainerLimits(unpacked_bytes=100)).code == "too_much_inside"


def test_a_row_of_millions_of_cells_is_refused_before_it_is_built():
    def widen(xml: bytes) -> bytes:
        return xml.replace(b"</row>", b"<c/>" * (parts.TAGS_IN_A_ROW + 1) + b"</row>", 1)

    stream = with_part(xlsx([HEADERS, GOOD_ROW]), SHEET_PART, widen)
    assert refusal(stream, container=ContainerLimits(ratio=2_000)).code == "too_much_inside"
    assert refusal(csv_file("a,b\n" + "," * 10_001 + "\n"), "a.csv").code == "not_a_workbook"


def test_elements_are_counted_over_all_parts(monkeypatch):
    monkeypatch.setattr(parts, "TAGS", 300)
    assert refusal(xlsx([HEADERS, *[GOOD_ROW] * 9])).code == "too_much_inside"


def test_formulas_without_results_are_not_read_as_empty_cells():
    assert (
        refusal(xlsx([["来访日期", "反映问题"], ["2025-03-01", '="拖欠"&"工资"']])).code
        == "formulas_without_results"
    )
    stream = with_part(
        xlsx([["来访日期", "反映问题"], ["2025-03-01", '=""']]),
        SHEET_PART,
        lambda xml: xml.replace(b'<c r="B2"><f>""</f><v></v></c>', b'<c r="B2" t="str"><f>""</f><v></v></c>')
        .replace(b'<c r="B2"><f>""</f><v /></c>', b'<c r="B2" t="str"><f>""</f><v></v></c>'),
    )  # fmt: skip
    assert read(stream)[1][0][1] == ("2025-03-01", None)


@pytest.mark.parametrize(
    ("lines", "limits", "code"),
    [
        ([], {}, "empty_workbook"),
        ([[1, 2], [3, 4]], {}, "no_headings"),
        ([["来访日期", "反映问题"], *[["2025-03-01", "x"]] * 4], {"rows": 3}, "too_many_rows"),
        ([["来访日期", "反映问题", "电话"], ["a", "b", "c"]], {"columns": 2}, "too_many_columns"),
        ([["来访日期", "反映问题"], ["a", "b", "c"]], {"columns": 2}, "too_many_columns"),
    ],
)
def test_refuses_what_is_empty_too_long_or_too_wide(lines: Any, limits: Any, code: str):
    problem = refusal(xlsx(lines), **limits)
    assert isinstance(problem, UnreadableWorkbook)
    assert (problem.status, problem.code) == (422, code)


def test_exactly_as_many_rows_as_allowed_are_read_and_empty_lines_at_the_end_do_not_count():
    lines = [["来访日期", "反映问题"], *[["2025-03-01", "x"]] * 3, *[[None, " "]] * 5]
    assert len(read(xlsx(lines), rows=3)[1]) == 3


def test_a_file_too_large_is_refused_at_once():
    problem = refusal(xlsx([HEADERS]), file_bytes=100)
    assert isinstance(problem, TooLarge)
    assert problem.status == 413


def test_a_cell_is_cut_just_beyond_its_limit_so_that_the_check_still_sees_it():
    _, rows = read(xlsx([["来访日期", "反映问题"], ["2025-03-01", "长" * 500]]), cell_characters=100)
    assert len(rows[0][1][1]) == 101


def test_damage_in_the_middle_is_told_and_rows_before_it_are_not_taken_for_all():
    lines = [HEADERS, *[GOOD_ROW] * 300]
    stream = with_part(xlsx(lines), SHEET_PART, lambda xml: xml[: len(xml) // 2])
    assert refusal(stream).code == "damaged"


WORKBOOK = xlsx([HEADERS, GOOD_ROW]).getvalue()
PARTS = [name for name in zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist() if "docProps" not in name]


def outcome(content: bytes, filename: str) -> str:
    """Return "read" or the code of the refusal; any other failure is a failure of the test."""
    try:
        read(io.BytesIO(content), filename)
    except Problem as problem:
        return problem.code
    return "read"


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=10))
@settings(deadline=None, max_examples=150)
def test_a_workbook_broken_outside_is_read_or_refused(changes):
    content = bytearray(WORKBOOK)
    for place, value in changes:
        content[place % len(content)] = value
    assert outcome(bytes(content), "a.xlsx") in {
        "read", "damaged", "not_a_workbook", "encrypted", "too_much_inside", "no_headings", "empty_workbook",
    }  # fmt: skip


@given(
    st.sampled_from(PARTS),
    st.lists(st.tuples(st.integers(0, 9_999), st.integers(9, 126)), min_size=1, max_size=6),
)
@settings(deadline=None, max_examples=200)
def test_a_workbook_broken_inside_is_read_or_refused(part, changes):
    def change(xml: bytes) -> bytes:
        content = bytearray(xml)
        for place, value in changes:
            content[place % len(content)] = value
        return bytes(content)

    stream = with_part(io.BytesIO(WORKBOOK), part, change)
    assert outcome(stream.getvalue(), "a.xlsx") in {
        "read", "damaged", "not_a_workbook", "no_headings", "empty_workbook", "too_many_columns", "macros",
    }  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
)
@settings(deadline=None, max_examples=200)
def test_any_bytes_named_csv_are_read_or_refused(content):
    assert outcome(content, "a.csv") in {
        "read", "not_a_workbook", "web_page", "no_headings", "quotation_marks", "too_many_columns",
    }  # fmt: skip


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(str.strip)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_excel_and_csv_give_back_what_was_written(pairs):
    lines = [("来访日期", "反映问题"), *pairs]
    quoted = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    _, rows = read(csv_file(quoted), "a.csv")
    assert [cells for _, cells in rows] == pairs
    texts = [[cell if not cell.startswith("=") else "x" + cell for cell in line] for line in lines]
    _, rows = read(xlsx(texts))
    assert [list(cells) for _, cells in rows] == texts[1:]


def test_shared_texts_and_booleans_of_other_programs_are_read():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, ["来访日期", "反映问题", "是否匿名"])
    sheet.write_datetime(1, 0, date(2025, 3, 1), book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
    sheet.write_string(1, 1, "反映问题")
    sheet.write_boolean(1, 2, True)
    sheet.write_formula(2, 1, '="拖"&"欠"', None, "拖欠")
    book.close()
    _, rows = read(stream)
    assert rows[0][1] == (datetime.fromisoformat("2025-03-01"), "反映问题", True)
    assert rows[1][1] == (None, "拖欠", None)
