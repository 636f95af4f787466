"""Look through the XML inside a workbook before anything builds trees from it.

A small upload can hold XML that takes gigabytes once it is read: entities that expand without end, or one row of
millions of empty cells. Here the parts are only streamed through and counted.
"""

import zipfile
from typing import Any, BinaryIO
from xml.parsers import expat

from tenants.casework.attachments.containers import MEBIBYTE

TAGS = 10_000_000
"""In the whole workbook. The longest and widest ledger that is read, 20,000 rows of 60 cells, has half of it."""

TAGS_IN_A_ROW = 1_000_000
"""Between two ends of a row or of a shared text, where openpyxl lets go of what it has built."""

_ENDS = (b"</row>", b"</si>")


class PartTooLarge(Exception):
    """The XML would take far more memory than a ledger."""


def check_parts(stream: BinaryIO) -> None:
    """Raise ``PartTooLarge`` for too many elements and ``ValueError`` for a document type definition.

    No program writes a document type into a workbook. Every part is looked at, for a workbook may call its sheets
    what it likes; what is not XML, such as a picture, counts for nothing.
    """
    tags = 0
    with zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            with archive.open(member) as source:
                if not _is_xml(source):
                    continue
            with archive.open(member) as source:
                tags += _count_tags(source)
            if tags > TAGS:
                raise PartTooLarge


def _is_xml(source: Any) -> bool:
    """Read to the first element; ``False`` when there is none to be read."""
    reached = False

    def refuse(*_arguments: Any) -> None:
        raise ValueError("document type definition")

    def reach(*_arguments: Any) -> None:
        nonlocal reached
        reached = True

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = reach
    try:
        while not reached and (chunk := source.read(4_096)):
            parser.Parse(chunk)
    except expat.ExpatError:
        return reached
    return reached


def _count_tags(source: Any) -> int:
    """Count the elements of one part; between two ends inside one chunk there is no room for too many."""
    tags = unreleased = 0
    while chunk := source.read(MEBIBYTE):
        tags += chunk.count(b"<")
        ends = [place for end in _ENDS for place in (chunk.find(end), chunk.rfind(end)) if place >= 0]
        held = unreleased + chunk.count(b"<", 0, min(ends, default=len(chunk)))
        if tags > TAGS or held > TAGS_IN_A_ROW:
            raise PartTooLarge
        unreleased = chunk.count(b"<", max(ends)) if ends else held
    return tags
