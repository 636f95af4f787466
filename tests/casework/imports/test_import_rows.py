"""Every row of a ledger is taken or named with its error: none is lost in between."""

import csv
import io
import json
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.casework.imports import rows as rows_module
from tenants.casework.imports.mapping import FIELDS, suggest
from tenants.casework.imports.report import Report, RowError, write_report_csv, write_report_workbook
from tenants.casework.imports.rows import derived_title, validate
from tenants.casework.imports.tables import SheetLimits, UnreadableWorkbook
from tenants.casework.imports.vocabulary import Category
from tenants.casework.imports.workbook import read_sheet
from tests.casework.imports.ledgers import GOOD_ROW, HEADERS, xlsx

TODAY = date(2026, 3, 1)
CATEGORIES = [
    Category("0201", "工资发放", "工资福利"),
    Category("0703", "安置补偿", "拆迁安置"),
    Category("0405", "安置补偿", "改制安置"),
    Category("1602", "滥用职权", "检举控告", confidential=True),
]
ALL_HEADERS = {
    "received_at": "来访日期", "title": "标题", "text": "反映问题", "petitioner_name": "信访人", "phone": "联系电话",
    "id_number": "身份证号", "address": "住址", "channel": "信访形式", "category": "问题类别", "case_class": "信访目的",
    "place": "问题属地", "reply": "答复意见", "replied_at": "答复时间", "outcome": "结论", "handler": "承办人",
    "former_number": "编号", "anonymous": "是否匿名",
}  # fmt: skip
MAPPING = {field: column for column, field in enumerate(ALL_HEADERS)}


def check(*lines, progress=None, mapping=None) -> Report:
    """Check lines given as field -> cell, laid out under ``ALL_HEADERS``."""
    cells = [[line.get(field) for field in ALL_HEADERS] for line in lines]
    with read_sheet(xlsx([list(ALL_HEADERS.values()), *cells]), "台账.xlsx") as sheet:
        return validate(sheet, mapping or MAPPING, TODAY, CATEGORIES, progress)


def line(number=1, **changes):
    return {
        "received_at": "2025-03-01",
        "text": f"第 {number} 件：工资没有发放。",
        "former_number": f"A-{number}",
        **changes,
    }


def only_error(report: Report) -> RowError:
    assert report.rows_ok == []
    (error,) = report.errors
    assert str(error.message)
    assert str(error.suggestion)
    return error


def test_a_full_row_becomes_a_past_matter():
    report = check(
        line(
            received_at="2025/3/1 9:30",
            title="补发工资",
            petitioner_name="周某某",
            phone="13800138000、0951-6012345",
            id_number="99000619900307002x",
            address="岚阳市青石区",
            channel="群众来访",
            category="工资福利/工资发放",
            case_class="申诉求决",
            place="二号井",
            reply="已核实，\n本月补发。",
            replied_at=date(2025, 3, 20),
            outcome="予以支持",
            handler="劳资科",
            former_number="ＬＸ－００１",
            anonymous="否",
        )
    )
    assert report.may_be_imported
    (row,) = report.rows_ok
    assert row.row_number == 2
    assert row.received_at == datetime(2025, 3, 1, 1, 30, tzinfo=UTC)
    assert (row.received_on, row.received_time_known) == (date(2025, 3, 1), True)
    assert (row.title, row.petitioner_name, row.id_number) == ("补发工资", "周某某", "99000619900307002X")
    assert (row.phone, row.other_phones) == ("13800138000", ("0951-6012345",))
    assert (row.channel, row.category, row.case_class) == ("visit", "0201", "appeal")
    assert (row.reply, row.replied_on) == ("已核实，\n本月补发。", date(2025, 3, 20))
    assert (row.outcome, row.outcome_code) == ("予以支持", "uphold")
    assert (row.former_number, row.handler, row.place, row.anonymous) == ("LX-001", "劳资科", "二号井", False)


def test_the_least_a_row_must_have():
    (row,) = check({"received_at": "2025-03-01", "text": "三月工资没有发放。请补发。"}).rows_ok
    assert row.title == "三月工资没有发放"
    assert (row.channel, row.phone, row.replied_at, row.anonymous) == ("", "", None, False)
    (row,) = check({"received_at": "2025-03-01", "title": "补发工资"}).rows_ok
    assert row.text == row.title == "补发工资"


def test_the_words_of_a_text_are_not_touched():
    text = "３号楼，“工资”２０２５年：\n一、拖欠；\n二、少发。"
    (row,) = check(line(text=text + "\u202e")).rows_ok
    assert row.text == text


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"received_at": None}, "received_at", "is missing"),
        ({"received_at": "去年"}, "received_at", "not a date"),
        ({"received_at": "2026-03-02"}, "received_at", "in the future"),
        ({"received_at": "1949-09-30"}, "received_at", "before 1 October 1949"),
        ({"text": None}, "text", "says nothing"),
        ({"text": "无", "title": "-"}, "text", "says nothing"),
        ({"text": "长" * 20_001}, "text", "longer than 20,000"),
        ({"title": "长" * 201}, "title", "longer than 200"),
        ({"reply": "长" * 20_001}, "reply", "longer than 20,000"),
        ({"phone": "1380013800"}, "phone", "11 digits"),
        ({"id_number": "990006199003070029"}, "id_number", "check digit"),
        ({"channel": "托梦"}, "channel", "not known"),
        ({"category": "工资发放问题"}, "category", "not in your tree"),
        ({"category": "安置补偿"}, "category", "Several categories"),
        ({"category": "滥用职权"}, "category", "confidential officer"),
        ({"case_class": "检举控告"}, "case_class", "confidential officer"),
        ({"case_class": "其他"}, "case_class", "not known"),
        ({"replied_at": "2025-02-28"}, "replied_at", "before the matter was received (2025-03-01)"),
        ({"replied_at": "2026-12-01"}, "replied_at", "in the future"),
        ({"anonymous": "也许"}, "anonymous", "neither yes nor no"),
        ({"anonymous": "是", "petitioner_name": "周某某"}, "anonymous", "gives a name"),
        ({"text": "#REF!"}, "text", "formula"),
        ({"received_at": "#VALUE!"}, "received_at", "formula"),
        ({"phone": "#N/A"}, "phone", "formula"),
    ],
)
def test_one_wrong_cell_is_one_named_error(changes, field, reason):
    report = check(line(1), line(2, **changes))
    report.rows_ok.pop()
    error = only_error(report)
    assert (error.row_number, error.field, error.header) == (3, field, ALL_HEADERS[field])
    assert error.column == "ABCDEFGHIJKLMNOPQ"[MAPPING[field]]
    assert reason in str(error.message)
    assert not report.may_be_imported


def test_every_error_of_a_row_is_named():
    report = check(line(received_at="x", phone="1", channel="y", id_number="2", replied_at="z", category="w"))
    assert [error.field for error in report.errors] == [
        "received_at", "replied_at", "phone", "id_number", "channel", "category",
    ]  # fmt: skip
    assert report.bad_rows == [2]


def test_the_same_day_is_late_enough_for_a_reply_but_an_earlier_hour_is_not():
    assert check(line(received_at="2025-03-01 10:00", replied_at="2025-03-01")).errors == []
    error = only_error(check(line(received_at="2025-03-01 10:00", replied_at="2025-03-01 9:00")))
    assert error.field == "replied_at"


def test_today_is_not_the_future():
    assert check(line(received_at="2026-03-01 23:59")).errors == []


def test_unknown_words_come_with_the_likeliest_ones():
    assert "来访" in str(only_error(check(line(channel="职工来访接谈"))).suggestion)
    assert "工资福利/工资发放" in str(only_error(check(line(category="工资发放问题"))).suggestion)
    assert "拆迁安置/安置补偿、改制安置/安置补偿" in str(
        only_error(check(line(category="安置补偿"))).suggestion
    )
    assert "来信、来访、来电" in str(only_error(check(line(channel="托梦"))).suggestion)


@pytest.mark.parametrize(
    "cell", ["0201", 201, "工资发放", "工资福利/工资发放", "工资福利 - 工资发放", "工资福利工资发放"]
)
def test_a_category_is_found_by_code_name_and_path(cell):
    assert check(line(category=cell)).rows_ok[0].category == "0201"


def test_a_person_cannot_be_read_from_the_report():
    report = check(line(phone="1380013800", id_number="990006199003070029", petitioner_name="周" * 101))
    text = json.dumps([error.as_dict() for error in report.errors], ensure_ascii=False)
    assert len(report.errors) == 3
    assert "1380013800" not in text
    assert "19900307" not in text
    assert "周周" not in text


def test_long_values_are_shortened_in_the_report():
    assert only_error(check(line(title="长" * 201))).value == "长" * 39 + "…"


def test_a_name_that_says_anonymous_makes_the_matter_anonymous():
    (row,) = check(line(petitioner_name="匿名", anonymous="是")).rows_ok
    assert (row.anonymous, row.petitioner_name) == (True, "")
    (row,) = check(line(petitioner_name="匿名网友")).rows_ok
    assert (row.anonymous, row.petitioner_name) == (True, "")
    assert check(line(anonymous=True)).rows_ok[0].anonymous


def test_a_number_that_comes_twice_is_named_with_its_first_row():
    report = check(line(1), line(2), line(1, text="另一件"), line(former_number="ａ－２"))
    assert [(error.row_number, error.field) for error in report.errors] == [
        (4, "former_number"),
        (5, "former_number"),
    ]
    assert "row 2" in str(report.errors[0].message)
    assert "row 3" in str(report.errors[1].message)


def test_the_same_text_of_the_same_day_is_a_duplicate_unless_numbers_or_names_differ():
    same = {"received_at": "2025-03-01 9:00", "text": "工资没有发放"}
    report = check(same, {**same, "received_at": "2025-03-01", "text": "工资 没有发放"})
    assert [(error.row_number, error.field) for error in report.errors] == [(3, "text")]
    assert check(same, {**same, "received_at": "2025-03-02"}).errors == []
    assert check(same, {**same, "petitioner_name": "周某某"}).errors == []
    assert check({**same, "former_number": "1"}, {**same, "former_number": "2"}).errors == []


def test_empty_rows_are_left_out_and_counted():
    report = check(line(1), {}, {"text": "  "}, line(2), {})
    assert (report.rows_read, report.empty_rows, len(report.rows_ok)) == (2, 2, 2)
    assert report.rows_ok[1].row_number == 5


def test_progress_is_told_every_so_many_rows_and_at_the_end(monkeypatch):
    monkeypatch.setattr(rows_module, "PROGRESS_EVERY", 2)
    told: list[int] = []
    check(*[line(number) for number in range(5)], progress=told.append)
    assert told == [2, 4, 5]


def test_an_empty_ledger_cannot_be_imported():
    assert not check().may_be_imported


def test_a_file_too_long_is_told_and_nothing_is_returned(monkeypatch):
    with (
        read_sheet(xlsx([HEADERS, GOOD_ROW, GOOD_ROW]), "a.xlsx", SheetLimits(rows=1)) as sheet,
        pytest.raises(UnreadableWorkbook),
    ):
        validate(sheet, {"received_at": 1, "text": 6}, TODAY, [])


def test_the_report_can_be_downloaded_to_correct_the_ledger_by():
    report = check(line(1), line(2, channel="@托梦"), line(3, received_at="x"))
    stream = io.BytesIO()
    assert write_report_workbook(report, stream) == 2
    book = openpyxl.load_workbook(stream)
    lines = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert lines[0] == ["Row", "Column", "Heading", "Field", "Value", "What is wrong", "What to do"]
    assert lines[1][:5] == [3, "H", "信访形式", "Channel", "@托梦"]
    assert ["Rows with errors", "2"] in [
        [cell.value for cell in row] for row in book.worksheets[1].iter_rows()
    ]
    stream = io.BytesIO()
    assert write_report_csv(report, stream) == 2
    assert list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"))))[1][4] == "'@托梦"


def test_a_title_is_the_first_sentence():
    assert derived_title("您好！工资没有发放。") == "您好"
    assert derived_title("。。") == "。。"
    assert derived_title("长" * 50) == "长" * 39 + "…"


def test_the_ledger_of_an_office_goes_in_by_suggestion_alone():
    second = ("岚信-002", 45717, "李某", 13900139000, None, "来电", "噪声扰民", "已告知", 45720)
    with read_sheet(xlsx([["信访台账"], HEADERS, GOOD_ROW, second]), "a.xlsx") as sheet:
        mapping = suggest(sheet.headers, [row.cells for row in sheet.sample])
        report = validate(sheet, mapping, TODAY, CATEGORIES)
    assert report.errors == []
    assert [row.phone for row in report.rows_ok] == ["13800138000", "13900139000"]
    assert report.rows_ok[1].received_on == date(2025, 3, 1)


BAD = [
    {"received_at": "不详"}, {"text": None}, {"phone": "12"}, {"channel": "托梦"}, {"replied_at": "2024-01-01"},
]  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.sampled_from(BAD)), min_size=1, max_size=25))
@settings(deadline=None, max_examples=40)
def test_each_row_is_taken_or_named_and_never_both(kinds):
    report = check(*[line(number, **(bad or {})) for number, bad in enumerate(kinds)])
    good = [number for number, bad in enumerate(kinds, start=2) if bad is None]
    assert [row.row_number for row in report.rows_ok] == good
    assert report.bad_rows == [number for number, bad in enumerate(kinds, start=2) if bad is not None]
    assert report.rows_read == len(kinds)


CELL = st.one_of(
    st.none(), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), st.integers(-(10**18), 10**18),
    st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["来访", "匿名", "是"]),
)  # fmt: skip


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, CELL)), min_size=1, max_size=6))
@settings(deadline=None, max_examples=100)
def test_any_cells_are_taken_or_named(lines):
    texts = [
        {f: "x" + c if isinstance(c, str) and c.startswith("=") else c for f, c in one.items()}
        for one in lines
    ]
    report = check(*texts)
    assert len(report.rows_ok) + len(report.bad_rows) == report.rows_read
    assert all(str(error.message) and error.field in FIELDS for error in report.errors)
    json.dumps([error.as_dict() for error in report.errors])
