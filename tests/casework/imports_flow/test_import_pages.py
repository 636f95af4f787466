"""An import on its pages: progress, refusals with their status, the error workbook; and in the shell."""

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask

from tenants.casework.imports import commands, jobs, queries, rules
from tenants.casework.imports.rules import ImportState
from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tests.casework.imports_flow.flow import HEADERS, checked, ledger, row, uploaded
from tests.casework.lists.rows import counted_statements
from tests.conftest import Organisation, sign_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do jobs at once instead of in a thread, so that the next page shows the result."""
    monkeypatch.setattr(jobs, "start", jobs.run)


def send(client: Any, stream: io.BytesIO, name: str = "台账.xlsx") -> Any:
    return client.post(
        "/o/minea/imports/", data={"file": (stream, name, XLSX)}, content_type="multipart/form-data"
    )


def form_of(found: Any, **values: str) -> dict[str, str]:
    columns = {f"column_{column}": field for field, column in found.mapping["columns"].items()}
    return {"version": str(found.version), "channel": found.mapping["channel"], **columns, **values}


def only(organisation: Organisation, app: Flask) -> Any:
    with app.app_context(), tenant_scope(organisation.id):
        return queries.recent()[0]


def test_from_the_file_to_the_imported_list(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    assert "导入 Excel" in client.get("/o/minea/cases/").get_data(as_text=True)
    answer = send(client, ledger(count=7))
    address = answer.headers["Location"]
    assert answer.status_code == 303
    page = client.get(address).get_data(as_text=True)
    for heading in HEADERS:
        assert heading in page
    assert "反映第4处路灯不亮" in page
    assert "反映第5处路灯不亮" not in page  # five rows are a preview
    assert client.post(f"{address}/check", data=form_of(only(mine, app))).status_code == 303
    page = client.get(address).get_data(as_text=True)
    for words in ("逐行检查通过", "7 件，收到日期 2025-01-10 至 2025-07-10", "4 件（没有答复）", "导入 7 件"):
        assert words in page
    confirmed = client.post(f"{address}/confirm", data={"version": str(only(mine, app).version), "key": "k"})
    assert confirmed.status_code == 303
    page = client.get(address).get_data(as_text=True)
    assert "已导入 7 件" in page
    listed = client.get(page.split('class="btn btn-primary" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert "共 7 项" in listed.get_data(as_text=True)


def test_a_half_broken_workbook_shows_every_bad_row_also_as_a_workbook(
    app: Flask, mine: Organisation
) -> None:
    client = sign_in(app, mine)
    address = send(client, ledger(row(0), row(1, received="昨天"), row(2, phone="12"))).headers["Location"]
    client.post(f"{address}/check", data=form_of(only(mine, app)))
    page = client.get(address).get_data(as_text=True)
    assert "一行也没有导入：有 2 行要改" in page
    assert "昨天" in page
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}/errors.xlsx").data)).worksheets[0]
    assert [cells[0].value for cells in sheet.iter_rows(min_row=2)] == [3, 4]
    assert "共 0 项" not in client.get("/o/minea/cases/").get_data(as_text=True)
    assert "还没有事项" in client.get("/o/minea/cases/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("照片.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, 415, ".xlsx"),
        ("旧台账.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, 415, ".xlsx"),
        ("台账.xlsx", b"PK\x03\x04 cut off", 422, "损坏"),
        ("台账.csv", b"", 422, ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    app: Flask, mine: Organisation, name: str, content: bytes, status: int, words: str
) -> None:
    client = sign_in(app, mine)
    answer = send(client, io.BytesIO(content), name)
    page = answer.get_data(as_text=True)
    assert (answer.status_code in (status, 415), words in page, 'role="alert"' in page) == (True, True, True)
    with app.app_context(), tenant_scope(mine.id):
        assert queries.recent() == []


def test_no_file_and_far_too_much_of_one(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    assert client.post("/o/minea/imports/", data={}).status_code == 422
    large = client.post(
        "/o/minea/imports/",
        data=b"--x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(26 * 1024 * 1024)},
    )
    assert large.status_code == 413
    assert "25" in large.get_data(as_text=True)


def test_two_columns_for_one_field_and_a_stale_form(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    address = send(client, ledger(count=2)).headers["Location"]
    found = only(mine, app)
    answer = client.post(f"{address}/check", data=form_of(found, column_0="title", column_5="title"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“编号”和“反映问题”都选成了“标题”" in page
    client.post(f"{address}/check", data=form_of(found))
    assert client.post(f"{address}/check", data=form_of(found)).status_code == 409


def test_the_bar_moves_and_then_the_page_is_asked_for(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(app, mine)
    with app.app_context(), tenant_scope(mine.id):
        found = uploaded(mine.clerk, ledger(count=40))
        payload = {"import_id": str(found.id), "version": found.version, **found.mapping}
        execute("import.check", payload, mine.clerk)
        commands.note_progress(found.id, 17)
    address = f"/o/minea/imports/{found.id}"
    part = client.get(f"{address}/progress").get_data(as_text=True)
    assert "17 / 40" in part
    assert 'hx-trigger="every 1s"' in part
    assert "正在逐行检查" in client.get(address).get_data(as_text=True)
    with app.app_context():
        jobs.run(mine.id, found.id)
        with tenant_scope(mine.id):
            assert queries.find(found.id).state == ImportState.CHECKING  # the note held the lease
    monkeypatch.setattr(rules, "LEASE", -rules.LEASE)
    with app.app_context(), tenant_scope(mine.id):
        commands.note_progress(found.id, 18)
        jobs.run(mine.id, found.id)
    assert client.get(f"{address}/progress").headers["HX-Refresh"] == "true"


def test_cancel_removes_the_file_and_says_so(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    address = send(client, ledger(count=2)).headers["Location"]
    assert client.post(f"{address}/cancel", data={}).status_code == 303
    assert "已取消导入" in client.get("/o/minea/imports/").get_data(as_text=True)
    assert "这次导入已取消" in client.get(address).get_data(as_text=True)


def test_only_those_who_may_and_only_ones_own(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        found = uploaded(mine.clerk, ledger(count=1))
    for path in ("", f"{found.id}", f"{found.id}/progress", f"{found.id}/errors.xlsx"):
        assert sign_in(app, mine, "leader").get(f"/o/minea/imports/{path}").status_code == 403
        assert sign_in(app, twin).get(f"/o/minea/imports/{path}").status_code == 404
    for path in (f"{found.id}", f"{found.id}/progress", f"{found.id}/errors.xlsx"):
        assert sign_in(app, twin).get(f"/o/mineb/imports/{path}").status_code == 404
    for act in ("check", "confirm", "cancel"):
        assert (
            sign_in(app, twin).post(f"/o/mineb/imports/{found.id}/{act}", data={"version": "1"}).status_code
            == 404
        )


def test_reading_never_writes(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    with app.app_context(), tenant_scope(mine.id):
        found = checked(mine.clerk, ledger(count=3))
    for path in ("", f"{found.id}", f"{found.id}/progress", f"{found.id}/errors.xlsx"):
        with counted_statements(app) as sent:
            client.get(f"/o/minea/imports/{path}")
        assert not [sql for sql in sent if sql.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_shell_imports_the_same_way(app: Flask, mine: Organisation, tmp_path: Any) -> None:
    good, bad = tmp_path / "台账.xlsx", tmp_path / "坏台账.xlsx"
    good.write_bytes(ledger(count=4).getvalue())
    bad.write_bytes(ledger(row(0), row(1, received="昨天")).getvalue())
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["import-ledger", "minea", str(bad)])
    assert refused.exit_code == 1
    assert "row 3, column B (来访日期)" in refused.output
    tried = runner.invoke(args=["import-ledger", "minea", str(good), "--check-only"])
    assert (tried.exit_code, "4 rows are good" in tried.output) == (0, True)
    done = runner.invoke(args=["import-ledger", "minea", str(good)])
    assert (done.exit_code, "imported 4 matters" in done.output) == (0, True)
    again = runner.invoke(args=["import-ledger", "minea", str(good)])
    assert (again.exit_code, "2026-04-20" in again.output) == (1, True)
    assert runner.invoke(args=["import-ledger", "nobody", str(good)]).exit_code == 2
