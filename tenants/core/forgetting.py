"""Deleting what is over, a little at a time, so that nobody waits for it."""

from typing import Any

from sqlalchemy import CursorResult, delete, select

from tenants.core.aside import breathe
from tenants.core.database import current_session, write_transaction

BLOCK = 500


def forget(model: Any, *conditions: Any) -> int:
    """Delete the rows of ``model`` that meet ``conditions``, where the present session stands; returns how many.

    They are looked for before each transaction begins, so that SQLite's one writer is held for a moment only.
    """
    forgotten = 0
    while True:
        ids = list(current_session().scalars(select(model.id).where(*conditions).limit(BLOCK)))
        if ids:
            with write_transaction() as session:
                done: CursorResult[Any] = session.execute(  # type: ignore[assignment]
                    delete(model).where(model.id.in_(ids), *conditions),
                    execution_options={"synchronize_session": False},
                )
                forgotten += done.rowcount
        if len(ids) < BLOCK:
            return forgotten
        breathe()
