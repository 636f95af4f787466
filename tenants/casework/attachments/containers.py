"""What is inside a file that holds other files: ZIP (OOXML, OFD, ODF) and the older OLE compound documents.

Only names, sizes and the list of content types are read; nothing is unpacked, so looking is safe whatever
it holds.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MEBIBYTE = 1024 * 1024

_CONTENT_TYPES = {
    "spreadsheetml.sheet.main+xml": "xlsx",
    "wordprocessingml.document.main+xml": "docx",
    "presentationml.presentation.main+xml": "pptx",
    "ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    "ms-word.document.macroEnabled.main+xml": "docm",
    "ms-excel.sheet.binary.macroEnabled.main": "xlsb",
}
_MACRO_KINDS = frozenset({"xlsm", "docm"})
_MACRO_MEMBERS = ("vbaproject.bin", "/macrosheets/", "/activex/")
_OLE_NAMES = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_OLE_MACRO_NAMES = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    RuntimeError,
)


@dataclass(frozen=True)
class ContainerLimits:
    """How much a ZIP may claim to hold. Python's ``zipfile`` never yields more than a member claims."""

    members: int = 2_000
    unpacked_bytes: int = 200 * MEBIBYTE
    ratio: int = 200
    """Unpacked to packed, for members above one mebibyte. Workbooks stay below 50, bombs near 1,000."""


@dataclass(frozen=True)
class Container:
    """What a container is and why it may not be taken.

    ``kind`` is an extension without its dot ("xlsx", "doc", "ofd"), "zip" or "ole" for anything else of
    that make, and "damaged" when it cannot be read.
    """

    kind: str
    macros: bool = False
    encrypted: bool = False
    bomb: bool = False


def inspect_container(stream: BinaryIO, limits: ContainerLimits | None = None) -> Container | None:
    """Say what a ZIP or OLE file is; ``None`` when it is neither. Leaves the stream at its beginning."""
    stream.seek(0)
    magic = stream.read(len(OLE_MAGIC))
    stream.seek(0)
    if magic == OLE_MAGIC:
        content = stream.read()
        stream.seek(0)
        return _inspect_ole(content)
    if magic.startswith(ZIP_MAGIC):
        try:
            return _inspect_zip(stream, limits or ContainerLimits())
        except _DAMAGE:
            return Container("damaged")
        finally:
            stream.seek(0)
    return None


def _inspect_zip(stream: BinaryIO, limits: ContainerLimits) -> Container:
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        if any(member.flag_bits & 0x1 for member in members):
            return Container("zip", encrypted=True)
        if _is_bomb(members, limits):
            return Container("zip", bomb=True)
        kind = _zip_kind(archive, {member.filename for member in members})
    paths = ["/" + member.filename.lower() for member in members]
    macros = kind in _MACRO_KINDS or any(sign in path for sign in _MACRO_MEMBERS for path in paths)
    return Container(kind, macros=macros)


def _is_bomb(members: list[zipfile.ZipInfo], limits: ContainerLimits) -> bool:
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked_bytes:
        return True
    return any(
        member.file_size > max(MEBIBYTE, limits.ratio * max(member.compress_size, 1)) for member in members
    )


def _zip_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "OFD.xml" in names:  # GB/T 33190-2016: the entry of every OFD document
        return "ofd"
    if "[Content_Types].xml" in names:
        with archive.open("[Content_Types].xml") as listing:
            declared = listing.read(MEBIBYTE).decode("utf-8", "replace")
        return next((kind for mark, kind in _CONTENT_TYPES.items() if mark in declared), "zip")
    if "mimetype" in names:
        with archive.open("mimetype") as listing:
            media_type = listing.read(100).decode("ascii", "replace")
        return {"spreadsheet": "ods", "text": "odt"}.get(media_type.rpartition(".")[2], "zip")
    return "zip"


def _inspect_ole(content: bytes) -> Container:
    if _has_entry(content, "EncryptedPackage"):  # MS-OFFCRYPTO: how a password hides an OOXML file
        return Container("ole", encrypted=True)
    kind = next((kind for name, kind in _OLE_NAMES.items() if _has_entry(content, name)), "ole")
    return Container(kind, macros=any(_has_entry(content, name) for name in _OLE_MACRO_NAMES))


def _has_entry(content: bytes, name: str) -> bool:
    """Tell whether a directory entry of this name stands in an OLE file.

    MS-CFB 2.6.1: entries are 128 bytes long and aligned, the name is UTF-16 and its length in bytes, with the
    closing zero, stands at offset 64.
    """
    wanted = name.encode("utf-16-le") + b"\0\0"
    place = content.find(wanted)
    while place >= 0:
        if place % 128 == 0 and content[place + 64 : place + 66] == len(wanted).to_bytes(2, "little"):
            return True
        place = content.find(wanted, place + 1)
    return False
