"""Sealed files: whole again when read; broken by one flipped byte, a cut, a swap of pieces or a move."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from tenants.core import clock, files
from tenants.core.crypto import SealBroken
from tenants.core.database import tenant_scope
from tenants.core.errors import TooLarge
from tenants.core.ids import new_id
from tests.conftest import Organisation

SIZES = (0, 1, files.PIECE - 1, files.PIECE, files.PIECE + 1, 3 * files.PIECE + 7)


@pytest.fixture
def inside(mine: Organisation, app: Flask) -> Iterator[None]:
    """Stand in the tenant ``mine``."""
    with app.app_context(), tenant_scope(mine.id):
        yield


def path_of(organisation: Organisation, file_id: UUID) -> Path:
    return files.folder_of(str(organisation.id)) / str(file_id)


class Trickle(io.BytesIO):
    """A stream that gives a few bytes at a time, like a slow connection."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 1, 4099) if size and size > 0 else 4099)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.usefixtures("inside")
def test_a_file_comes_back_whole(size: int) -> None:
    content, file_id = os.urandom(size), new_id()
    kept = files.keep(file_id, io.BytesIO(content), limit=10_000_000)
    assert kept.size == size
    assert b"".join(files.read(file_id)) == content
    if size > 64:
        assert content[:64] not in kept.path.read_bytes()


@pytest.mark.usefixtures("inside")
def test_a_slow_stream_makes_the_same_file() -> None:
    content, file_id = os.urandom(files.PIECE + 100), new_id()
    files.keep(file_id, Trickle(content), limit=10_000_000)
    assert b"".join(files.read(file_id)) == content


@pytest.mark.parametrize("place", [4, 21, 30, 300_000, -1])
@pytest.mark.usefixtures("inside")
def test_one_flipped_byte_breaks_it(mine: Organisation, place: int) -> None:
    file_id = new_id()
    files.keep(file_id, io.BytesIO(os.urandom(400_000)), limit=1_000_000)
    sealed = bytearray(path_of(mine, file_id).read_bytes())
    sealed[place] ^= 1
    path_of(mine, file_id).write_bytes(sealed)
    with pytest.raises(SealBroken):
        b"".join(files.read(file_id))


@pytest.mark.usefixtures("inside")
def test_cut_and_reordered_pieces_break_it(mine: Organisation) -> None:
    file_id = new_id()
    files.keep(file_id, io.BytesIO(os.urandom(3 * files.PIECE)), limit=1_000_000)
    sealed = path_of(mine, file_id).read_bytes()
    head, piece = 27, files.PIECE + 16
    first, second, rest = (
        sealed[head : head + piece],
        sealed[head + piece : head + 2 * piece],
        sealed[head + 2 * piece :],
    )
    for wrong in (
        sealed[:-piece],
        sealed[:head] + second + first + rest,
        sealed[:head] + first + first + rest,
        sealed[:20],
    ):
        path_of(mine, file_id).write_bytes(wrong)
        with pytest.raises(SealBroken):
            b"".join(files.read(file_id))


@pytest.mark.usefixtures("inside")
def test_it_opens_only_under_its_own_name(mine: Organisation) -> None:
    file_id, other = new_id(), new_id()
    files.keep(file_id, io.BytesIO(b"secret"), limit=100)
    path_of(mine, file_id).rename(path_of(mine, other))
    with pytest.raises(SealBroken):
        files.read(other)
    with pytest.raises(SealBroken, match="gone"):
        files.read(file_id)


def test_another_tenant_does_not_open_it(mine: Organisation, twin: Organisation, app: Flask) -> None:
    file_id = new_id()
    with app.app_context():
        with tenant_scope(mine.id):
            files.keep(file_id, io.BytesIO(b"secret"), limit=100)
        with tenant_scope(twin.id):
            path_of(twin, file_id).write_bytes(path_of(mine, file_id).read_bytes())
            with pytest.raises(SealBroken):
                files.read(file_id)


@pytest.mark.usefixtures("inside")
def test_too_much_leaves_nothing(mine: Organisation) -> None:
    file_id = new_id()
    with pytest.raises(TooLarge):
        files.keep(file_id, io.BytesIO(b"x" * 101), limit=100)
    assert [path.name for path in files.folder_of(str(mine.id)).iterdir() if str(file_id) in path.name] == []


@pytest.mark.usefixtures("inside")
def test_sweep_takes_what_no_row_names_after_an_hour(mine: Organisation) -> None:
    known, fresh, old, part = new_id(), new_id(), new_id(), path_of(mine, UUID(int=1)).with_suffix(".part")
    for file_id in (known, fresh, old):
        files.keep(file_id, io.BytesIO(b"x"), limit=10)
    part.write_bytes(b"half")
    now = clock.now().timestamp()
    for path, age in (
        (path_of(mine, known), 7200),
        (path_of(mine, fresh), 60),
        (path_of(mine, old), 7200),
        (part, 7200),
    ):
        os.utime(path, (now - age, now - age))
    assert sorted(files.sweep({str(known)})) == sorted([str(old), part.name])
    assert path_of(mine, known).exists()
    assert path_of(mine, fresh).exists()
    assert not path_of(mine, old).exists()
