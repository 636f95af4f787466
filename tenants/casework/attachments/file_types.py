"""Which files are accepted as attachments, told by their content.

``examine`` is the only door: it gives back the kind, the media type to serve it with and a safe name to
show, or it refuses with a sentence that says what is wrong with this file and what to do instead.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, BinaryIO

import filetype

from tenants.casework.attachments.containers import MEBIBYTE, Container, inspect_container
from tenants.casework.attachments.plain_text import decode_text, is_markup
from tenants.core.errors import TooLarge, Unsupported
from tenants.core.words import _

NAME_LENGTH = 120
"""Characters of a shown name, with its extension."""

_NAME_BYTES = 255  # what file systems take


@dataclass(frozen=True)
class FileKind:
    """One accepted kind: the extensions that may name it, how it is served and how large it may be."""

    name: str
    extensions: tuple[str, ...]
    media_type: str
    label: Any
    max_bytes: int = 20 * MEBIBYTE
    shown_in_page: bool = False
    """Whether a browser may show it inside a page; everything else is only downloaded."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept."""

    kind: FileKind
    display_name: str
    size: int


class UnacceptableFile(Unsupported):
    """The file is of a kind, or in a state, that is not taken. ``code`` is stable."""

    code = "unacceptable_file"


KINDS = (
    FileKind("pdf", ("pdf",), "application/pdf", _("a PDF document"), shown_in_page=True),
    FileKind("ofd", ("ofd",), "application/ofd", _("an OFD document")),
    FileKind("jpg", ("jpg", "jpeg"), "image/jpeg", _("a JPG picture"), shown_in_page=True),
    FileKind("png", ("png",), "image/png", _("a PNG picture"), shown_in_page=True),
    FileKind("webp", ("webp",), "image/webp", _("a WebP picture"), shown_in_page=True),
    FileKind("doc", ("doc",), "application/msword", _("an old Word document")),
    FileKind(
        "docx",
        ("docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _("a Word document"),
    ),
    FileKind("xls", ("xls",), "application/vnd.ms-excel", _("an old Excel workbook")),
    FileKind(
        "xlsx",
        ("xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _("an Excel workbook"),
    ),
    FileKind("txt", ("txt",), "text/plain; charset=utf-8", _("plain text"), max_bytes=2 * MEBIBYTE),
    FileKind("mp3", ("mp3",), "audio/mpeg", _("an MP3 recording")),
    FileKind("m4a", ("m4a",), "audio/mp4", _("an M4A recording")),
    FileKind("wav", ("wav",), "audio/wav", _("a WAV recording")),
    FileKind("mp4", ("mp4",), "video/mp4", _("an MP4 video"), max_bytes=50 * MEBIBYTE),
)
"""PDF, OFD and Office are what offices exchange; pictures and short recordings are what petitioners bring."""

ACCEPTED_EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)
LARGEST = max(kind.max_bytes for kind in KINDS)

_BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
_BY_NAME = {kind.name: kind for kind in KINDS}

# An MP4 container without a picture is an M4A recording; many telephones write the video brand into it.
_ALSO_NAMED = {("mp4", "m4a")}

_OTHER_LABELS = {
    "markup": _("a web page or drawing that can run script"),
    "program": _("a program"),
    "zip": _("a ZIP archive"),
    "unknown": _("of no kind known here"),
}
_PROGRAM_MAGIC = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"L\0\0\0\x01\x14\x02\0",
)
_INSTEAD = (
    ("docm dotm", _("It holds macros. Save it as .docx without macros and upload that.")),
    ("xlsm xltm xlsb", _("It may hold macros. Save it as .xlsx and upload that.")),
    ("heic heif gif bmp tif tiff", _("Save the picture as .jpg and upload that.")),
    ("svg htm html mht mhtml xml", _("Print the page to PDF and upload that.")),
    ("zip rar 7z tar gz", _("Unpack it and upload the files one by one.")),
    ("wps rtf odt", _("Save it as .docx or PDF and upload that.")),
    ("et ods csv", _("Save it as .xlsx and upload that.")),
    ("ppt pptx dps", _("Save it as PDF and upload that.")),
    ("amr aac ogg wma flac", _("Convert the recording to .mp3 and upload that.")),
    ("avi mov wmv mkv webm 3gp", _("Convert the video to .mp4 and upload that.")),
    (
        "exe com scr msi bat cmd ps1 vbs vbe js jse wsf hta jar apk sh py lnk reg dll cpl chm iso",
        _("Programs are never accepted. Upload a picture or a PDF instead."),
    ),
)
_ADVICE = {extension: advice for extensions, advice in _INSTEAD for extension in extensions.split()}


def examine(stream: BinaryIO, filename: str) -> CheckedFile:
    """Judge an uploaded file; the stream must be seekable and is left at its beginning.

    Raises ``UnacceptableFile`` (415) for a kind that is not taken, content that does not agree with the name,
    macros, a password, damage or emptiness, and ``TooLarge`` (413) above the limit of the kind.
    """
    extension = extension_of(filename)
    kind = _BY_EXTENSION.get(extension)
    display_name = safe_display_name(filename)
    if kind is None:
        raise _refused_extension(extension)
    size = stream.seek(0, 2)
    if size == 0:
        raise UnacceptableFile(
            _("“%(name)s” is empty. Check the file on your computer and upload it again.", name=display_name),
            code="empty_file",
        )
    if size > kind.max_bytes:
        raise _too_large(kind, display_name, size)
    found = _content_kind(stream, display_name)
    stream.seek(0)
    if found != kind.name and (found, kind.name) not in _ALSO_NAMED:
        raise _mismatch(kind, display_name, found)
    return CheckedFile(kind, display_name, size)


def extension_of(filename: str) -> str:
    """Return the extension in lower case without its dot; empty when the name has none."""
    name = safe_display_name(filename)
    return name.rpartition(".")[2].lower() if "." in name else ""


def safe_display_name(filename: str) -> str:
    """Return a name that is safe to show, to send in a header and to save under on any system.

    Folders, control characters, marks that turn the direction of writing (a program can look like a picture
    behind them), and characters that Windows forbids are taken out; a long name is shortened in the middle
    of its stem so that the extension stays. Never empty.
    """
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in re.sub(r"\s+", " ", name) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = stem.rstrip(" .") or str(_("attachment"))
    if re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", stem, re.IGNORECASE):
        stem = f"_{stem}"  # devices on Windows, whatever the extension
    return _shortened(stem, (dot + extension)[:20])


def size_label(size: int) -> str:
    """Return a size as people read it: ``0.3 MB``, ``20 MB``."""
    return f"{size / MEBIBYTE:.1f}".removesuffix(".0") + " MB"


def _shortened(stem: str, extension: str) -> str:
    if len(stem + extension) <= NAME_LENGTH and len((stem + extension).encode()) <= _NAME_BYTES:
        return stem + extension
    room = NAME_LENGTH - len(extension) - 1
    head, tail = stem[: room - room // 3], "…" + stem[-(room // 3) :] + extension
    while len(head.encode()) + len(tail.encode()) > _NAME_BYTES:
        head = head[:-1]
    return head + tail


def _content_kind(stream: BinaryIO, name: str) -> str:
    """Return the kind the content shows, or a word of ``_OTHER_LABELS``."""
    container = inspect_container(stream)
    if container is not None:
        return _container_kind(container, name)
    stream.seek(0)
    head = stream.read(8_192)
    if head.startswith(_PROGRAM_MAGIC):
        return "program"
    guess = filetype.guess(head)
    if guess is not None:
        return str(guess.extension)
    stream.seek(0)
    text = decode_text(stream.read(_BY_NAME["txt"].max_bytes + 1))
    if text is None:
        return "unknown"
    return "markup" if is_markup(text) else "txt"


def _container_kind(container: Container, name: str) -> str:
    if container.encrypted:
        raise UnacceptableFile(
            _("“%(name)s” is locked with a password. Take the password off and upload it again.", name=name),
            code="encrypted_file",
        )
    if container.macros:
        raise UnacceptableFile(
            _(
                "“%(name)s” holds macros, which can run as programs. Save it without macros or as PDF.",
                name=name,
            ),
            code="macros",
        )
    if container.bomb or container.kind == "damaged":
        raise _damaged(name)
    return container.kind


def _damaged(name: str) -> UnacceptableFile:
    return UnacceptableFile(
        _(
            "“%(name)s” is damaged. Open it in the program it was made with, save it, upload it again.",
            name=name,
        ),
        code="damaged_file",
    )


def _refused_extension(extension: str) -> UnacceptableFile:
    if not extension:
        return UnacceptableFile(
            _(
                "The file name has no ending such as .pdf or .jpg. "
                "Save the file with its ending and upload it again."
            ),
            code="no_extension",
        )
    advice = _ADVICE.get(extension, _("Save it as PDF and upload that."))
    return UnacceptableFile(
        _("Files ending in .%(extension)s are not accepted. %(advice)s", extension=extension, advice=advice),
        code="kind_not_accepted",
    )


def _mismatch(kind: FileKind, name: str, found: str) -> UnacceptableFile:
    if found == "unknown" and kind.name != "txt":
        return _damaged(name)
    label = _BY_NAME[found].label if found in _BY_NAME else _OTHER_LABELS.get(found, found.upper())
    return UnacceptableFile(
        _(
            "“%(name)s” is named like %(expected)s, but its content is %(found)s. "
            "Open it, save it as what it should be, and upload it again.",
            name=name,
            expected=kind.label,
            found=label,
        ),
        code="content_differs",
    )


def _too_large(kind: FileKind, name: str, size: int) -> TooLarge:
    return TooLarge(
        _(
            "“%(name)s” has %(size)s; %(kind)s may have at most %(limit)s. "
            "Make it smaller or split it, and upload it again.",
            name=name,
            size=size_label(size),
            kind=kind.label,
            limit=size_label(kind.max_bytes),
        ),
        code="file_too_large",
    )
