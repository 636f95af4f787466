"""Attachments are judged by what they hold; names are made safe to show."""

import io
import unicodedata
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.casework.attachments import file_types
from tenants.casework.attachments.containers import (
    MEBIBYTE,
    OLE_MAGIC,
    ContainerLimits,
    inspect_container,
)
from tenants.casework.attachments.file_types import UnacceptableFile, examine, safe_display_name
from tenants.core.errors import Problem, TooLarge

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(64)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(64)
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x21" + bytes(64)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64)
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom" + bytes(64)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)
PROGRAM = b"MZ\x90\x00\x03" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"


def zip_file(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def office_file(main: str = WORD_MAIN, others: dict[str, bytes] | None = None) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return zip_file({"[Content_Types].xml": types.encode(), "word/document.xml": b"<w/>", **(others or {})})


def workbook_file() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


WORKBOOK = workbook_file()


def ole_file(*names: str) -> bytes:
    content = OLE_MAGIC + bytes(512 - len(OLE_MAGIC))
    for name in names:
        encoded = name.encode("utf-16-le") + b"\0\0"
        content += encoded.ljust(64, b"\0") + len(encoded).to_bytes(2, "little") + bytes(62)
    return content + bytes(512)


def refusal(content: bytes, filename: str) -> Problem:
    with pytest.raises(Problem) as caught:
        examine(io.BytesIO(content), filename)
    return caught.value


@pytest.mark.parametrize(
    ("filename", "content", "kind"),
    [
        ("扫描件.pdf", PDF, "pdf"),
        ("公文.ofd", zip_file({"OFD.xml": b"<ofd/>"}), "ofd"),
        ("现场.JPG", JPG, "jpg"),
        ("现场.jpeg", JPG, "jpg"),
        ("截图.png", PNG, "png"),
        ("图.webp", WEBP, "webp"),
        ("来信.doc", ole_file("Root Entry", "WordDocument"), "doc"),
        ("来信.docx", office_file(), "docx"),
        ("台账.xls", ole_file("Root Entry", "Workbook"), "xls"),
        ("台账.xlsx", workbook_file(), "xlsx"),
        ("记录.txt", "来访人反映：工资被拖欠。".encode(), "txt"),
        ("记录.txt", "来访人反映：工资被拖欠。".encode("gb18030"), "txt"),
        ("记录.txt", "来访人反映：工资被拖欠。".encode("utf-16"), "txt"),
        ("录音.mp3", MP3, "mp3"),
        ("录音.wav", WAV, "wav"),
        ("录音.m4a", M4A, "m4a"),
        ("录音.m4a", MP4, "m4a"),
        ("现场.mp4", MP4, "mp4"),
    ],
)
def test_accepts_what_offices_and_petitioners_bring(filename, content, kind):
    stream = io.BytesIO(content)
    checked = examine(stream, filename)
    assert checked.kind.name == kind
    assert checked.size == len(content)
    assert checked.display_name == filename
    assert stream.read() == content


@pytest.mark.parametrize(
    ("filename", "content", "code"),
    [
        ("a.exe", PROGRAM, "kind_not_accepted"),
        ("照片.jpg.exe", PROGRAM, "kind_not_accepted"),
        ("a.svg", SVG, "kind_not_accepted"),
        ("a.html", b"<html></html>", "kind_not_accepted"),
        ("a.zip", zip_file({"a.txt": b"a"}), "kind_not_accepted"),
        ("a.docm", office_file(MACRO_MAIN), "kind_not_accepted"),
        ("无后缀", PDF, "no_extension"),
        ("a.pdf", b"", "empty_file"),
        ("a.jpg", PROGRAM, "content_differs"),
        ("a.txt", PROGRAM, "content_differs"),
        ("a.pdf", PNG, "content_differs"),
        ("a.png", SVG, "content_differs"),
        ("a.txt", SVG, "content_differs"),
        ("a.txt", b"  <!DOCTYPE html><html><body>x</body></html>", "content_differs"),
        ("a.txt", b"#!/bin/sh\nrm -rf x", "content_differs"),
        ("a.docx", workbook_file(), "content_differs"),
        ("a.docx", zip_file({"a.txt": b"a"}), "content_differs"),
        ("a.doc", ole_file("Root Entry", "Workbook"), "content_differs"),
        ("a.xlsx", ole_file("Root Entry", "Workbook"), "content_differs"),
        ("a.txt", bytes(range(256)), "content_differs"),
        ("a.pdf", bytes(range(256)), "damaged_file"),
        ("a.docx", office_file()[:200], "damaged_file"),
        ("a.docx", office_file(MACRO_MAIN), "macros"),
        ("a.docx", office_file(others={"word/vbaProject.bin": b"x"}), "macros"),
        ("a.doc", ole_file("WordDocument", "Macros", "VBA"), "macros"),
        ("a.xls", ole_file("Workbook", "_VBA_PROJECT_CUR"), "macros"),
        ("a.docx", ole_file("Root Entry", "EncryptedPackage"), "encrypted_file"),
        ("a.docx", office_file(others={"word/big.xml": bytes(3 * MEBIBYTE)}), "damaged_file"),
    ],
)
def test_refuses_with_a_reason(filename, content, code):
    problem = refusal(content, filename)
    assert isinstance(problem, UnacceptableFile)
    assert (problem.status, problem.code) == (415, code)
    assert len(str(problem.message)) > 20


def test_says_what_the_content_is_and_what_to_do():
    message = str(refusal(PNG, "通知.pdf").message)
    assert "通知.pdf" in message
    assert "a PNG picture" in message
    assert ".xlsx" in str(refusal(b"x", "台账.xlsm").message)


def test_every_kind_has_its_own_size_limit(monkeypatch):
    problem = refusal(PDF + bytes(20 * MEBIBYTE), "a.pdf")
    assert isinstance(problem, TooLarge)
    assert problem.status == 413
    assert "20 MB" in str(problem.message)
    assert refusal(b"a" * (2 * MEBIBYTE + 1), "a.txt").status == 413
    assert file_types.LARGEST == 50 * MEBIBYTE


def test_a_bomb_is_seen_before_anything_is_unpacked():
    bomb = zip_file({"a": bytes(5 * MEBIBYTE)})
    container = inspect_container(io.BytesIO(bomb))
    assert container is not None
    assert container.bomb
    many = zip_file({str(number): b"" for number in range(11)})
    limited = inspect_container(io.BytesIO(many), ContainerLimits(members=10))
    assert limited is not None
    assert limited.bomb


def test_words_in_the_text_of_an_old_document_are_not_taken_for_its_parts():
    word = "VBA".encode("utf-16-le") + b"\0\0"
    text = bytes(8) + word.ljust(64, b"\0") + len(word).to_bytes(2, "little")
    assert examine(io.BytesIO(ole_file("WordDocument") + text + bytes(512)), "a.doc").kind.name == "doc"


def test_a_locked_zip_is_seen_by_its_flag():
    content = bytearray(zip_file({"a": b"a"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    container = inspect_container(io.BytesIO(bytes(content)))
    assert container is not None
    assert container.encrypted


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("C:\\Users\\张三\\桌面\\来信.pdf", "来信.pdf"),
        ("../../etc/passwd", "passwd"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ('欠薪"说明"<1>.pdf', "欠薪_说明__1_.pdf"),
        ("  ..隐藏.pdf. ", "隐藏.pdf"),
        ("con.pdf", "_con.pdf"),
        ("王䶮𠮷.jpg", "王䶮𠮷.jpg"),
        ("", "attachment"),
        ("/", "attachment"),
    ],
)
def test_names_are_made_safe(given_name, shown):
    assert safe_display_name(given_name) == shown


def test_a_long_name_keeps_its_beginning_its_end_and_its_extension():
    shown = safe_display_name("关于要求解决" + "很" * 300 + "第二次来信.pdf")
    assert shown.startswith("关于要求解决很")
    assert shown.endswith("第二次来信.pdf")
    assert len(shown) <= file_types.NAME_LENGTH
    assert len(shown.encode()) <= 255


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_name_becomes_one_that_can_be_saved(name):
    shown = safe_display_name(name)
    assert 0 < len(shown) <= file_types.NAME_LENGTH
    assert len(shown.encode()) <= 255
    assert not set(shown) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in shown)
    assert safe_display_name(shown) == shown


def outcome(content: bytes, filename: str) -> str:
    """Return the kind, or the code of the refusal; any other failure is a failure of the test."""
    try:
        return examine(io.BytesIO(content), filename).kind.name
    except Problem as problem:
        return f"{problem.status} {problem.code} {problem.message}"


@given(st.binary(max_size=600), st.sampled_from(file_types.ACCEPTED_EXTENSIONS))
@settings(deadline=None, max_examples=300)
def test_any_content_is_either_taken_or_refused_with_a_sentence(content, extension):
    result = outcome(content, f"a.{extension}")
    assert result in file_types.ACCEPTED_EXTENSIONS or result.startswith("415 ")


@given(st.lists(st.tuples(st.integers(4, 5_000), st.integers(0, 255)), min_size=1, max_size=12))
@settings(deadline=None, max_examples=300)
def test_a_broken_workbook_is_taken_or_refused_but_never_a_crash(changes):
    content = bytearray(WORKBOOK)
    for place, value in changes:
        content[place % len(content)] = value
    result = outcome(bytes(content), "a.xlsx")
    assert result == "xlsx" or result.startswith("415 ")
