"""A ledger comes in: columns suggested, progress seen, found by search; of a broken one every bad row is named."""

import io
import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tenants.core import clock
from tests.casework.imports.ledgers import xlsx
from tests.journeys.conftest import Arriving

pytestmark = pytest.mark.database

HEADERS = ("信访编号", "来访日期", "信访人", "联系电话", "信访形式", "反映问题", "答复意见", "答复时间")
ROWS = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ledger(mark: str, *, bad: frozenset[int] = frozenset()) -> list[tuple[Any, ...]]:
    """Return the lines of a ledger; the rows named in ``bad`` carry a day that does not exist."""
    day = clock.today() - timedelta(days=200)
    lines: list[tuple[Any, ...]] = [HEADERS]
    for number in range(ROWS):
        on = "2025-02-31" if number in bad else day.isoformat()
        answered = (day + timedelta(days=9)).isoformat()
        text = f"{mark}：反映第 {number} 号事项，请求核实。"
        phone = f"1380000{number:04d}"
        lines.append((f"{mark}-{number}", on, "周某某", phone, "来访", text, "已核实答复。", answered))
    return lines


def upload(page: Page, name: str, content: bytes, media_type: str = XLSX) -> None:
    page.goto("/o/minea/imports/")
    page.locator("#f-file").set_input_files({"name": name, "mimeType": media_type, "buffer": content})
    with page.expect_navigation():
        page.locator("form", has=page.locator("#f-file")).locator("button[type=submit]").click()


def workbook(*sheets: Any) -> bytes:
    stream = xlsx(*sheets)
    assert isinstance(stream, io.BytesIO)
    return stream.getvalue()


def test_three_hundred_rows_come_in_and_are_found(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page, mark = clerk.page, f"翡翠{uuid.uuid4().hex[:6]}"
    upload(page, "台账.xlsx", workbook(ledger(mark)))
    suggested = page.locator("select[name^=column_]")
    expect(suggested).to_have_count(len(HEADERS))
    chosen = [field.evaluate("field => field.value") for field in suggested.all()]
    assert "" not in chosen, f"a column was not recognised: {chosen}"
    assert len(set(chosen)) == len(HEADERS)
    bars: list[str] = []
    page.on("request", lambda request: bars.append(request.url) if "/progress" in request.url else None)
    page.get_by_role("button", name="逐行检查").click()
    page.get_by_role("button", name="导入 300 件").click()
    expect(page.locator("#done-title")).to_contain_text("300")
    assert bars, "no progress bar was shown while all rows were checked and kept"
    page.goto(f"/o/minea/cases/?q={mark}-277")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(1)
    page.goto("/o/minea/cases/?q=翡翠")
    expect(page.locator("[data-rows] tbody tr").first).to_contain_text(mark)


def test_a_half_broken_ledger_names_every_bad_row_and_brings_nothing_in(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page, mark, bad = clerk.page, f"玛瑙{uuid.uuid4().hex[:6]}", frozenset(range(0, 80, 2))
    upload(page, "台账.xlsx", workbook(ledger(mark, bad=bad)))
    page.get_by_role("button", name="逐行检查").click()
    expect(page.locator("#errors-title")).to_contain_text(f"{len(bad)} 行")
    rows = page.locator("section", has=page.locator("#errors-title")).locator("tbody tr td:first-child")
    # The first line of the file holds the headings, so the first matter stands in row 2.
    expect(rows).to_have_text([str(number + 2) for number in sorted(bad)])
    page.goto("/o/minea/cases/?q=玛瑙")
    expect(page.locator("[data-rows]")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("照片.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        ("台账.xlsx", b"not a workbook"),
        ("程序.exe", b"MZ" + b"\0" * 64),
    ],
    ids=["picture", "broken", "program"],
)
def test_a_wrong_kind_of_file_is_refused_in_a_sentence(come: Arriving, name: str, content: bytes) -> None:
    clerk = come("clerk", "minea")
    upload(clerk.page, name, content, "application/octet-stream")
    expect(clerk.page.locator("[data-summary]")).to_be_focused()
    expect(clerk.page.locator("[data-summary]")).to_contain_text("xlsx")
    expect(clerk.page.locator("#f-file")).to_have_attribute("aria-invalid", "true")


def test_a_file_of_200_megabytes_does_not_leave_the_page(come: Arriving, tmp_path: Path) -> None:
    clerk = come("clerk", "minea")
    page, sent = clerk.page, []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    file = choose(page, tmp_path, megabytes=200)
    assert "24" in file.evaluate("field => field.validationMessage"), "the page lets it pass"
    page.locator("form", has=file).locator("button[type=submit]").click()
    expect(file).to_be_focused()
    assert not sent


def test_a_file_over_the_limit_is_refused_by_the_server(come: Arriving, tmp_path: Path) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    file = choose(page, tmp_path, megabytes=30)
    file.evaluate("field => { delete field.dataset.limit; field.setCustomValidity('') }")
    with page.expect_response(re.compile("/imports/$")) as answer:
        page.locator("form", has=file).locator("button[type=submit]").click()
    assert answer.value.status == 413
    expect(page.locator("h1")).to_have_text("文件太大")


def choose(page: Page, folder: Path, megabytes: int) -> Locator:
    """Choose an empty file of that size in the form for ledgers."""
    large = folder / "台账.xlsx"
    with large.open("wb") as stream:
        stream.truncate(megabytes * 1024 * 1024)
    page.goto("/o/minea/imports/")
    file = page.locator("#f-file")
    file.set_input_files(large)
    return file
