"""Columns of ledgers as offices head them are recognised; a wrong choice is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.casework.imports.mapping import (
    FIELDS,
    check,
    is_known_heading,
    normal_heading,
    suggest,
    unused_columns,
)
from tenants.casework.imports.wordings import WORDINGS
from tests.casework.imports.ledgers import GOOD_ROW, HEADERS

LONG = "反映三月份工资没有发放，多次询问没有结果，要求尽快补发并说明什么时候能够发放到位，同时请说明原因。"


def suggested(headers, *rows):
    """Return the suggestion as field -> heading."""
    return {field: headers[column] for field, column in suggest(headers, rows).items()}


def test_a_message_platform_is_recognised_without_help():
    headers = ["留言编号", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"]
    row = ["88", "补发工资", "2025/3/1 9:30:00", LONG, "您好，" + LONG, "2025/3/20 10:00:00"]
    assert suggested(headers, row) == {
        "received_at": "留言时间",
        "title": "留言主题",
        "text": "留言详情",
        "reply": "答复意见",
        "replied_at": "答复时间",
        "former_number": "留言编号",
    }


def test_an_office_ledger_is_recognised_without_help():
    assert suggested(HEADERS, GOOD_ROW) == {
        "received_at": "来访日期",
        "text": "反映问题",
        "petitioner_name": "信访人",
        "phone": "联系电话",
        "id_number": "身份证号",
        "channel": "信访形式",
        "reply": "答复意见",
        "replied_at": "答复时间",
        "former_number": "信访编号",
    }


def test_a_ledger_in_english_is_recognised():
    headers = ["No.", "Date received", "Subject", "Details", "Name", "Phone", "Reply", "Date of reply"]
    assert set(suggested(headers)) == {
        "received_at", "title", "text", "petitioner_name", "phone", "reply", "replied_at",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("来访日期（必填）", "received_at"),
        ("*反映问题", "text"),
        ("联 系 电 话", "phone"),
        ("联系电话1", "phone"),
        ("本人身份证号码", "id_number"),
        ("群众来信时间", "received_at"),
        ("信访人家庭住址", "address"),
        ("问题所属区域", "place"),
        ("首次承办单位", "handler"),
    ],
)
def test_headings_with_remarks_or_additions_are_recognised(heading, field):
    assert suggest([heading], []) == {field: 0}


@pytest.mark.parametrize(
    "heading",
    [
        "被反映人",
        "应办结日期",
        "答复期限",
        "承办人电话",
        "年龄",
        "性别",
        "人数",
        "备注",
        "序号",
        "是否实名",
        "出生日期",
        "",
    ],
)
def test_headings_of_something_else_are_left_alone(heading):
    assert suggest([heading], []) == {}


def test_the_result_is_a_verdict_or_a_reply_by_its_length():
    assert suggested(["处理结果"], ["不予支持"], ["解释说明"]) == {"outcome": "处理结果"}
    assert suggested(["处理结果"], [LONG], [LONG]) == {"reply": "处理结果"}
    both = suggested(["答复意见", "处理结果"], [LONG, "支持"])
    assert both == {"reply": "答复意见", "outcome": "处理结果"}


def test_an_event_is_a_title_or_a_text_by_its_length():
    assert suggested(["信访事项", "来访日期"], ["补发工资", "2025-03-01"])["title"] == "信访事项"
    assert suggested(["信访事项", "来访日期"], [LONG, "2025-03-01"])["text"] == "信访事项"


def test_a_type_is_a_class_a_channel_or_a_category_by_its_words():
    assert suggested(["类型"], ["申诉求决"], ["意见建议"]) == {"case_class": "类型"}
    assert suggested(["类型"], ["来信"], ["来访"]) == {"channel": "类型"}
    assert suggested(["类型"], ["工资福利"], ["征地补偿"]) == {"category": "类型"}


def test_cells_tell_what_strange_headings_do_not():
    rows = [["13800138000", "99000619900307002X", "来访"], ["0951-6012345", "990006199003070011", "来电"]]
    assert suggest(["A", "", "丙"], rows) == {"phone": 0, "id_number": 1, "channel": 2}


def test_cells_speak_against_a_heading():
    assert suggest(["来源"], [["岚阳市"], ["青石区"]]) == {}
    assert suggest(["日期"], [["春天"], ["夏天"]]) == {}


def test_of_two_dates_the_one_of_receipt_is_taken():
    assert suggested(["登记日期", "来访日期"], ["2025-03-02", "2025-03-01"])["received_at"] == "来访日期"


def test_a_usable_mapping_has_nothing_wrong():
    assert check({"received_at": 0, "text": 1}, 2) == {}
    assert check({"received_at": 0, "title": 1}, 2) == {}


def test_what_is_missing_is_told_by_field():
    assert set(check({}, 3)) == {"received_at", "text"}
    assert set(check({"title": 0}, 3)) == {"received_at"}


def test_a_column_used_twice_is_told_at_both_fields():
    problems = check({"received_at": 0, "replied_at": 0, "text": 1}, 2)
    assert set(problems) == {"received_at", "replied_at"}
    assert "Column A" in str(problems["replied_at"][0])


def test_columns_and_fields_that_do_not_exist_are_told():
    assert set(check({"received_at": 0, "text": 5, "score": 1, "place": -1}, 2)) == {"text", "score", "place"}


def test_columns_that_will_be_left_out_are_named():
    assert unused_columns(["序号", "来访日期", "备注"], {"received_at": 1}) == [0, 2]


def test_every_wording_suggests_a_field_that_lists_it():
    for wording in {wording for wordings in WORDINGS.values() for wording in wordings.split("|")}:
        (field,) = suggest([wording], [])
        listed = {normal_heading(known) for known in WORDINGS[field].split("|")}
        assert normal_heading(wording) in listed, wording
        assert is_known_heading(wording)


def test_every_field_has_wordings_and_a_name():
    assert set(WORDINGS) == set(FIELDS)
    assert len({str(name) for name in FIELDS.values()}) == len(FIELDS)


HEADING = st.one_of(st.text(max_size=12), st.sampled_from("|".join(WORDINGS.values()).split("|")))


@given(st.lists(HEADING, max_size=12), st.data())
def test_a_suggestion_never_uses_a_column_twice(headers, data):
    row = st.lists(st.one_of(st.none(), st.text(max_size=8), st.integers()), max_size=12)
    mapping = suggest(headers, data.draw(st.lists(row, max_size=4)))
    assert len(set(mapping.values())) == len(mapping)
    assert set(check({"received_at": 90, "text": 91, **mapping}, 99)) == set()
