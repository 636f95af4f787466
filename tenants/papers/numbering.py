"""The next number of a code in a year, without gaps: the row is locked until the transaction ends."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tenants.core.database import current_session, lock_row
from tenants.papers.models import NumberSequence


def next_number(code: str, year: int) -> int:
    """Return the next number of ``code`` in ``year``; a transaction that fails gives it back."""
    return next_numbers(code, year, 1)[0]


def next_numbers(code: str, year: int, count: int) -> range:
    """Return the next ``count`` numbers at once, for imports."""
    row = _locked(code, year) or _first(code, year)
    row.last += count
    return range(row.last - count + 1, row.last + 1)


def _locked(code: str, year: int) -> NumberSequence | None:
    statement = select(NumberSequence).where(NumberSequence.code == code, NumberSequence.year == year)
    return lock_row(statement.execution_options(populate_existing=True))  # type: ignore[no-any-return]


def _first(code: str, year: int) -> NumberSequence:
    """Begin a sequence; when another transaction begins it at the same moment, wait for that one and go on from it."""
    session = current_session()
    try:
        with session.begin_nested():
            row = NumberSequence(code=code, year=year, last=0)
            session.add(row)
    except IntegrityError:
        begun = _locked(code, year)
        if begun is None:
            raise
        return begun
    return row
