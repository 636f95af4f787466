"""Reads of imports, and of what their rows must not repeat."""

from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from sqlalchemy import or_, select

from tenants.casework.cases.models import Case
from tenants.casework.imports.models import Import
from tenants.casework.imports.rules import ABANDONED_AFTER, BUSY, HOLDS_FILE, ImportState
from tenants.core import clock
from tenants.core.database import current_session
from tenants.core.errors import NotFound

_NUMBERS_AT_ONCE = 500


def find(import_id: UUID) -> Import:
    """Return one import of the bound tenant as it stands now, or raise ``NotFound``."""
    statement = select(Import).where(Import.id == import_id).execution_options(populate_existing=True)
    row = current_session().scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


def recent(limit: int = 10) -> list[Import]:
    """Return the latest imports, cancelled ones left out."""
    statement = select(Import).where(Import.state != ImportState.CANCELLED)
    return list(
        current_session().scalars(statement.order_by(Import.uploaded_at.desc(), Import.id).limit(limit))
    )


def same_file(sha256: bytes) -> Import | None:
    """Return the import of these very bytes that is done or on its way."""
    statement = select(Import).where(
        Import.sha256 == sha256, Import.state.in_([*HOLDS_FILE, ImportState.DONE])
    )
    return current_session().scalars(statement.order_by(Import.uploaded_at.desc()).limit(1)).first()


def abandoned() -> list[Import]:
    """Return the imports that nobody went on with for a week; their files hold names and telephone numbers."""
    statement = select(Import).where(
        Import.state.in_(HOLDS_FILE - BUSY), Import.uploaded_at < clock.now() - ABANDONED_AFTER
    )
    return list(current_session().scalars(statement))


def waiting() -> list[UUID]:
    """Return the imports whose job has not begun or has died."""
    free = or_(Import.leased_until.is_(None), Import.leased_until < clock.now())
    return list(current_session().scalars(select(Import.id).where(Import.state.in_(BUSY), free)))


def lock_running() -> None:
    """Let one import of the tenant write at a time, so that two files with the same numbers cannot both come in."""
    statement = select(Import.id).where(Import.state == ImportState.IMPORTING).order_by(Import.id)
    current_session().execute(statement.with_for_update()).all()


def known_numbers(numbers: Iterable[str]) -> dict[str, str]:
    """Return which of these former numbers are in the list already, with the number each case has here."""
    found: dict[str, str] = {}
    for some in _blocks(number for number in numbers if number):
        statement = select(Case.former_number, Case.number).where(Case.former_number.in_(some))
        found |= {row.former_number: row.number for row in current_session().execute(statement)}
    return found


def _blocks(numbers: Iterator[str]) -> Iterator[list[str]]:
    while block := list(islice(numbers, _NUMBERS_AT_ONCE)):
        yield block


def files_needed() -> set[str]:
    """Return the names of the sealed files that imports still need, for the sweep of the files folder."""
    statement = select(Import.id).where(Import.state.in_(HOLDS_FILE))
    return {str(row_id) for row_id in current_session().scalars(statement)}
