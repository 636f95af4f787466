"""Copying files into an envelope, out of it, and clearing what a failed sending left behind.

A copy is sealed with the key that only the two parties share and lies in the sender's folder of shared files. Clear
bytes pass through in pieces; a whole file is never in memory or on disk in the clear.
"""

from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.federation.referrals.custody import pair_key
from portal.federation.referrals.models import Referral, ReferralFile
from tenants.casework.attachments import storing
from tenants.casework.attachments.models import Attachment
from tenants.core import files
from tenants.core.crypto import SealBroken
from tenants.core.database import bound_tenant, current_session
from tenants.core.ids import new_id


class _Pieces(RawIOBase):
    """Clear pieces read as a stream."""

    def __init__(self, pieces: Iterator[bytes]):
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def as_stream(pieces: Iterator[bytes]) -> BufferedReader:
    """Return pieces of bytes as one readable stream."""
    return BufferedReader(_Pieces(pieces))


def _path(sender_tenant_id: UUID, file_id: UUID) -> Path:
    return files.folder_of(f"shared-{sender_tenant_id}") / str(file_id)


def _bound_to(referral: Referral, file_id: UUID) -> bytes:
    return f"referral {referral.id} file {file_id}".encode()


def copy_in(referral: Referral, attachment: Attachment, position: int) -> ReferralFile:
    """Seal a copy of one of the sender's attachments for the two parties and return its row; the caller adds it.

    :raises SealBroken: the attachment was changed on disk, or is not the file its row describes.
    """
    file_id = new_id()
    kept = files.write_sealed(
        _path(referral.sender_tenant_id, file_id),
        as_stream(storing.read_file(attachment.id)),
        pair_key(referral),
        referral.id,
        _bound_to(referral, file_id),
        limit=storing.LIMIT,
    )
    if kept.sha256 != attachment.sha256:
        kept.path.unlink()
        raise SealBroken("the attachment is not the file that was kept")
    return ReferralFile(
        id=file_id,
        sender_tenant_id=referral.sender_tenant_id,
        receiver_tenant_id=referral.receiver_tenant_id,
        referral_id=referral.id,
        position=position,
        name=attachment.name,
        media_type=attachment.media_type,
        size=kept.size,
        sha256=kept.sha256,
    )


def read(referral: Referral, file: ReferralFile) -> Iterator[bytes]:
    """Yield the clear pieces of a file of the envelope; ``referral.reveal`` decides and records before.

    Its first piece is opened before this returns. :raises SealBroken: it was changed, or is gone.
    """
    path = _path(referral.sender_tenant_id, file.id)
    if not path.is_file():
        raise SealBroken("the file is gone")
    pieces = files.read_sealed(path, pair_key(referral), _bound_to(referral, file.id))
    return chain([next(pieces)], pieces)


def discard(rows: list[ReferralFile]) -> None:
    """Remove copies whose rows were not kept."""
    for row in rows:
        _path(row.sender_tenant_id, row.id).unlink(missing_ok=True)


def sweep() -> list[str]:
    """Remove copies of the bound tenant that no row names and that a crash left behind; returns their names."""
    known = {str(row_id) for row_id in current_session().scalars(select(ReferralFile.id))}
    return files.sweep_folder(files.folder_of(f"shared-{bound_tenant()}"), known)
