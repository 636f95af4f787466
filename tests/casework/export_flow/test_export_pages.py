"""The list as a workbook and on paper: the present filter, every row, masked, defused, written down."""

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from tenants.casework.export import queries, views
from tenants.core.audit import AuditEntry
from tenants.core.database import current_session, tenant_scope
from tests.casework.lists.rows import closed, counted_statements, keep
from tests.casework.matters import confidential_actor, registered
from tests.conftest import Organisation, sign_in

EXPORT = "/o/minea/cases/export"


def sheets(answer: Any) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    """Return the rows of the first sheet and the notes of the last one."""
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    notes = {str(name): value for name, value in book.worksheets[-1].iter_rows(values_only=True)}
    return rows, notes


def lines_of(app: Flask, organisation: Organisation) -> list[AuditEntry]:
    with app.app_context(), tenant_scope(organisation.id):
        statement = select(AuditEntry).where(AuditEntry.action == "case.export")
        return list(current_session().scalars(statement))


def test_every_row_goes_out_and_the_number_is_said_everywhere(
    app: Flask, mine: Organisation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(queries, "BLOCK", 7)
    with app.app_context():
        keep(mine, *[{} for _ in range(20)], *[closed(day) for day in range(9)])
    answer = sign_in(app, mine).post(EXPORT, data={})
    rows, notes = sheets(answer)
    assert len(rows) == len({row[0] for row in rows}) == 29
    assert rows[0][0] == "JK-2026-0001"
    assert answer.headers["X-Row-Count"] == "29"
    assert "29" in answer.headers["Content-Disposition"]
    assert notes["导出行数"] == "29"
    assert notes["导出人"] == mine.clerk.name


def test_the_present_filter_holds_and_is_written_down(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        keep(mine, {}, {"channel": "letter"}, closed(3, channel="letter"))
    rows, notes = sheets(sign_in(app, mine).post(EXPORT, data={"channel": "letter", "view": "closed"}))
    assert [row[0] for row in rows] == ["JK-2026-0003"]
    assert (notes["视图"], notes["来源"]) == ("已办结", "来信")
    (line,) = lines_of(app, mine)
    assert (line.detail["rows"], line.detail["filter_channel"]) == ("1", "letter")


def test_a_search_goes_out_whole_and_its_word_stays_in(
    app: Flask, mine: Organisation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(queries, "BLOCK", 2)
    with app.app_context():
        for number in range(5):
            registered(mine, title=f"洒水{number}", text="洒水")
        registered(mine, title="供暖", text="供暖")
    rows, notes = sheets(sign_in(app, mine).post(EXPORT, data={"q": "洒水"}))
    assert len(rows) == 5
    assert notes["关键字"] == "洒水"
    assert "洒水" not in str(lines_of(app, mine)[0].detail)


def test_nothing_runs_in_it_and_nobody_is_named(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        registered(mine, title='=HYPERLINK("http://x","y")', person_count=3)
    answer = sign_in(app, mine).post(EXPORT, data={})
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cell = book.worksheets[0]["B2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", '=HYPERLINK("http://x","y")', True)
    everything = str(sheets(answer))
    assert "陈**" in everything
    for secret in ("陈建国", "13800005620", "矿工新村"):
        assert secret not in everything


def test_accusations_and_other_tenants_stay_out(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context():
        confidential_actor(mine)
        keep(mine, {}, {"case_class": "accusation", "title": "举报收受回扣"})
        keep(twin, {"title": "乙矿的事"})
    clerk = sign_in(app, mine)
    rows, _notes = sheets(clerk.post(EXPORT, data={}))
    assert [row[0] for row in rows] == ["JK-2026-0001"]
    printed = clerk.get("/o/minea/cases/print").get_data(as_text=True)
    assert ("JK-2026-0001" in printed, "举报收受回扣" in printed, "乙矿的事" in printed) == (
        True,
        False,
        False,
    )
    assert len(sheets(sign_in(app, mine, "sealed").post(EXPORT, data={}))[0]) == 2


def test_only_those_who_may_and_only_by_post(app: Flask, mine: Organisation, twin: Organisation) -> None:
    assert sign_in(app, mine, "leader").post(EXPORT, data={}).status_code == 403
    assert sign_in(app, twin).post(EXPORT, data={}).status_code == 404
    assert sign_in(app, mine).get(EXPORT).status_code in (404, 405)
    assert lines_of(app, mine) == []


def test_what_is_not_written_down_does_not_go_out(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kw: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    with app.app_context():
        keep(mine, {})
    monkeypatch.setattr(views, "execute", refuse)
    answer = sign_in(app, mine).post(EXPORT, data={})
    assert answer.status_code == 500
    assert not answer.data.startswith(b"PK")


def test_the_print_view_says_where_it_ends(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PRINTED", 3)
    with app.app_context():
        keep(mine, *[{} for _ in range(5)])
    client = sign_in(app, mine)
    page = client.get("/o/minea/cases/print").get_data(as_text=True)
    assert "这里只打印前 3 项" in page
    assert page.count("<tr><td") == 3
    short = client.get("/o/minea/cases/print?view=today").get_data(as_text=True)
    assert "这里只打印" not in short
    assert "甲矿公司" in short


def test_an_export_reads_block_by_block(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BLOCK", 10)
    with app.app_context():
        keep(mine, *[{} for _ in range(35)])
    client = sign_in(app, mine)
    with counted_statements(app) as sent:
        assert client.post(EXPORT, data={}).headers["X-Row-Count"] == "35"
    assert (
        len([sql for sql in sent if "FROM cases" in sql]) == 4 + 1
    )  # four blocks of open cases, one of closed ones
