"""Many cases at once, for tests of lists: written straight into the table; and a counter of statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import event

from tenants.casework.cases.models import Case
from tenants.core import clock
from tenants.core.database import db, insert_many, tenant_scope, write_transaction
from tests.conftest import Organisation


def new_case(organisation: Organisation, place: int, **values: Any) -> Case:
    """Return an open case, received on the day of the frozen clock, due ``place`` days later; ``values`` change it."""
    today = clock.today()
    usual: dict[str, Any] = {
        "number": f"JK-2026-{place:04d}",
        "title": f"第{place}件事",
        "case_class": "appeal",
        "channel": "visit",
        "state": "registered",
        "received_on": today,
        "registered_at": clock.now() - timedelta(minutes=1000 - place),
        "unit_id": organisation.unit_id,
        "petitioner_label": "陈**",
        "next_due_on": today + timedelta(days=place),
        "changed_at": clock.now(),
    }
    return Case(**{**usual, **values})


def closed(days_ago: int, **values: Any) -> dict[str, Any]:
    """Return the values of a case that was closed some days ago."""
    day: date = clock.today() - timedelta(days=days_ago)
    dates = {"next_due_on": None, "closed_on": day, "registered_at": clock.at_office(day), "received_on": day}
    return {"state": "closed", **dates, **values}


def keep(organisation: Organisation, *cases: dict[str, Any]) -> list[UUID]:
    """Keep cases of an organisation, numbered from 1, and return their ids."""
    with tenant_scope(organisation.id), write_transaction():
        rows = [new_case(organisation, place, **values) for place, values in enumerate(cases, start=1)]
        ids = [row.id for row in rows]
        insert_many(rows)
    return ids


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """Collect the statements sent to the database in a ``with`` block, transaction control aside."""
    sent: list[str] = []

    def note(_conn: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if not sql.startswith(("BEGIN", "SELECT set_config")):
            sent.append(sql)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
