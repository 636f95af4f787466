"""Sealed files on disk: a file is cut into pieces, each sealed with AES-256-GCM, so that none is ever whole in memory.

A file's head names the data key and a random prefix. Each piece's nonce is the prefix, the piece's number and whether
it is the last one, so pieces cannot be left out, repeated, reordered or cut off without the seal breaking.
The path is ``FILES_DIR/<owner>/<id>``; names and types are kept in the database only.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from tenants.core import clock, crypto
from tenants.core.crypto import SealBroken
from tenants.core.database import bound_tenant
from tenants.core.errors import TooLarge
from tenants.core.words import _

PIECE = 256 * 1024
_TAG = 16
_PREFIX = 7
_HEAD = b"LDF1"
ABANDONED_AFTER = 3600
"""Seconds after which a file without a row counts as left behind by a crash."""


@dataclass(frozen=True)
class Kept:
    """A file that was written: where, how long, and its SHA-256 in the clear text's bytes."""

    path: Path
    size: int
    sha256: bytes


def folder_of(owner: str) -> Path:
    """Return the folder of a tenant (its id) or of what is shared (a name), made if it is missing."""
    folder = Path(current_app.config["FILES_DIR"]) / owner
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_sealed(
    path: Path, stream: IO[bytes], key: bytes, key_id: UUID, bound_to: bytes, *, limit: int
) -> Kept:
    """Seal ``stream`` into ``path``: written beside it, made durable, then renamed, so a half file is never there.

    :param bound_to: what the file belongs to; it opens only with the same.
    :raises TooLarge: more than ``limit`` bytes; nothing is left behind.
    """
    part = path.with_name(path.name + ".part")
    digest, size, prefix = hashlib.sha256(), 0, os.urandom(_PREFIX)
    sealer = AESGCM(key)
    try:
        with part.open("wb") as target:
            target.write(_HEAD + key_id.bytes + prefix)
            for number, (piece, last) in enumerate(_pieces(stream, PIECE)):
                size += len(piece)
                if size > limit:
                    raise TooLarge(
                        _("The file is too large. Make it smaller or split it, and upload it again.")
                    )
                digest.update(piece)
                target.write(sealer.encrypt(_nonce(prefix, number, last=last), piece, bound_to))
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Kept(path, size, digest.digest())


def key_id_of(path: Path) -> UUID:
    """Return which data key a sealed file names in its head; ``SealBroken`` when it is no sealed file."""
    with path.open("rb") as source:
        head = source.read(len(_HEAD) + 16)
    if not head.startswith(_HEAD) or len(head) != len(_HEAD) + 16:
        raise SealBroken("this is not a sealed file")
    return UUID(bytes=head[len(_HEAD) :])


def read_sealed(path: Path, key: bytes, bound_to: bytes) -> Iterator[bytes]:
    """Yield the clear pieces of a sealed file; ``SealBroken`` when anything in it was changed, cut or moved."""
    opener = AESGCM(key)
    with path.open("rb") as source:
        source.seek(len(_HEAD) + 16)
        prefix = source.read(_PREFIX)
        for number, (piece, last) in enumerate(_pieces(source, PIECE + _TAG)):
            try:
                yield opener.decrypt(_nonce(prefix, number, last=last), piece, bound_to)
            except (InvalidTag, ValueError) as error:
                raise SealBroken(f"piece {number} of a sealed file does not open") from error


def _pieces(stream: IO[bytes], length: int) -> Iterator[tuple[bytes, bool]]:
    """Yield pieces of ``length`` and whether each is the last; an empty stream is one empty last piece."""
    piece = _full(stream, length)
    while True:
        following = _full(stream, length)
        yield piece, not following
        if not following:
            return
        piece = following


def _full(stream: IO[bytes], length: int) -> bytes:
    """Read ``length`` bytes, fewer only at the end: sockets and pipes give less at a time."""
    found = stream.read(length)
    while found and len(found) < length:
        more = stream.read(length - len(found))
        if not more:
            break
        found += more
    return found


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4) + bytes([last])


def keep(file_id: UUID, stream: IO[bytes], *, limit: int) -> Kept:
    """Seal a file for the bound tenant under its id. Until a row names it, it is nobody's and ``sweep`` may take it."""
    key_id, key = crypto.file_key(file_id)
    path = folder_of(str(bound_tenant())) / str(file_id)
    return write_sealed(path, stream, key, key_id, _bound(file_id), limit=limit)


def read(file_id: UUID) -> Iterator[bytes]:
    """Yield the clear pieces of one of the bound tenant's files; its first piece is opened before this returns.

    :raises SealBroken: it was changed, or is gone.
    """
    path = folder_of(str(bound_tenant())) / str(file_id)
    if not path.is_file():
        raise SealBroken("the file is gone")
    pieces = read_sealed(path, crypto.file_key(file_id, key_id_of(path))[1], _bound(file_id))
    first = next(pieces)
    return _with_first(first, pieces)


def _with_first(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def discard(file_id: UUID) -> None:
    """Remove a file of the bound tenant whose row was not kept."""
    (folder_of(str(bound_tenant())) / str(file_id)).unlink(missing_ok=True)


def sweep(known: set[str]) -> list[str]:
    """Remove the bound tenant's files that no row names and that are older than an hour; returns their names.

    :param known: the ids, as text, of every file a row names.
    """
    return sweep_folder(folder_of(str(bound_tenant())), known)


def sweep_folder(folder: Path, known: set[str]) -> list[str]:
    """Remove files of ``folder`` that are not ``known`` and older than an hour; returns their names."""
    swept = []
    oldest_kept = clock.now().timestamp() - ABANDONED_AFTER
    for path in sorted(folder.iterdir()):
        # Another process may sweep at the same moment and be first.
        with contextlib.suppress(FileNotFoundError):
            if path.name not in known and path.stat().st_mtime < oldest_kept:
                path.unlink()
                swept.append(path.name)
    return swept


def _bound(file_id: UUID) -> bytes:
    return f"{bound_tenant()}|{file_id}".encode()
