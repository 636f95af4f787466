"""Ledgers made in memory for the tests of imports; every matter in them is invented."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

HEADERS = (
    "信访编号",
    "来访日期",
    "信访人",
    "联系电话",
    "身份证号",
    "信访形式",
    "反映问题",
    "答复意见",
    "答复时间",
)
GOOD_ROW = (
    "岚信-001", "2025-03-01", "周某某", "13800138000", "99000619900307002X", "来访",
    "反映三月份工资没有发放，要求尽快补发。", "已与劳资科核实，本月补发。", "2025-03-20",
)  # fmt: skip


def xlsx(*sheets: Any, names: Sequence[str] = ()) -> io.BytesIO:
    """Return a workbook; each argument holds the lines (rows of cells) of one sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, lines in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"表{number + 1}")
        for line in lines:
            sheet.append(list(line))
    stream = io.BytesIO()
    book.save(stream)
    return stream


def with_part(workbook: io.BytesIO, name: str, change: Any) -> io.BytesIO:
    """Return a copy of a workbook in which one part was changed: ``change`` takes and gives its bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member.filename, change(content) if member.filename == name else content)
    return stream


def csv_file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))
