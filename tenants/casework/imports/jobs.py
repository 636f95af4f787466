"""The long steps of an import, beside the requests: the check of all rows, and the keeping of all of them.

What is to be done stands in the row; a job only does it. It may die at any moment: the check is made again, and the
keeping is one transaction, so nothing is ever half there.
"""

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from flask_babel import force_locale
from openpyxl.utils import get_column_letter

from tenants.casework.cases import categories
from tenants.casework.cases.rules import CaseClass
from tenants.casework.imports import commands, queries, rules, storing
from tenants.casework.imports.keeping import is_closed
from tenants.casework.imports.mapping import unused_columns
from tenants.casework.imports.models import Import
from tenants.casework.imports.report import ImportRow, Report, RowError
from tenants.casework.imports.rows import validate
from tenants.casework.imports.rules import ImportState
from tenants.casework.imports.vocabulary import Category
from tenants.core import clock
from tenants.core.aside import run_aside
from tenants.core.commands import Actor, execute
from tenants.core.database import platform_scope, tenant_scope
from tenants.core.errors import NotAllowedNow, Problem
from tenants.core.words import _
from tenants.organisations.queries import directory
from tenants.people.queries import actor_of, seat

logger = logging.getLogger(__name__)


def start(tenant_id: UUID, import_id: UUID) -> threading.Thread:
    """Begin the job of an import that was just checked in or confirmed; call it after the commit."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_run_in, args=(app, tenant_id, import_id), daemon=True)
    thread.start()
    return thread


def _run_in(app: Flask, tenant_id: UUID, import_id: UUID) -> None:
    with app.app_context():
        run(tenant_id, import_id)


def resume_all() -> list[threading.Thread]:
    """Take up every import whose job died with its process; returns the jobs. Call it outside of any tenant."""
    with platform_scope("directory"):
        tenants = list(directory())
    begun = []
    for tenant_id in tenants:
        with tenant_scope(tenant_id):
            waiting = queries.waiting()
        begun += [start(tenant_id, import_id) for import_id in waiting]
    return begun


def run(tenant_id: UUID, import_id: UUID) -> None:
    """Do the job of one import, if it has one and no other process is at it."""
    with tenant_scope(tenant_id):
        row = commands.claim(import_id)
        if row is None:
            return
        with force_locale(row.locale or "zh_CN"):
            try:
                _work(row)
            except Problem as problem:
                _fail(row, str(problem.message))
            except Exception:
                logger.exception("import %s failed", row.id)
                _fail(
                    row,
                    str(
                        _("Something went wrong on the server. Nothing was imported; upload the file again.")
                    ),
                )
    with tenant_scope(tenant_id):
        commands.forget_file(queries.find(import_id))


def _work(row: Import) -> None:
    actor = _actor(row)
    report = _read(row)
    if row.state == ImportState.CHECKING:
        payload = {"import_id": str(row.id), "errors": _kept_errors(report), "summary": _summary(row, report)}
        execute("import.note_check", payload, Actor.system(row.tenant_id))
    else:
        execute("case.import", {"import_id": str(row.id), "rows": report.rows_ok}, actor)


def _fail(row: Import, reason: str) -> None:
    execute("import.fail", {"import_id": str(row.id), "reason": reason}, Actor.system(row.tenant_id))


def _actor(row: Import) -> Actor:
    """Return the seat that asked for the import; the system for an import of the shell.

    :raises NotAllowedNow: the seat has ended meanwhile.
    """
    found = seat(row.seat_id) if row.seat_id else None
    if found is not None and found.revoked_at is not None:
        raise NotAllowedNow(
            _(
                "The seat of %(name)s, who asked for this import, has ended. Nothing was imported; "
                "somebody else can upload the file again.",
                name=found.name,
            )
        )
    return actor_of(found) if found else Actor.system(row.tenant_id)


def _read(row: Import) -> Report:
    """Read and check all rows beside the event loop; the row shows how far it is."""
    stream, seen = storing.open_file(row.id), [0]

    def note(rows_read: int) -> None:
        seen[0] = rows_read

    def work() -> Report:
        with storing.open_sheet(stream, row.file_name) as sheet:
            return validate(sheet, row.mapping["columns"], clock.today(), _categories(), note)

    counted = row.state == ImportState.CHECKING
    report = run_aside(work, lambda: commands.note_progress(row.id, seen[0] if counted else 0))
    report.errors += _known_already(row, report)
    return report


def _categories() -> Iterator[Category]:
    tree = categories.tree()
    for found in tree.values():
        group = tree[found.parent].zh if found.parent else ""
        yield Category(found.code, found.zh, group, found.default_class == CaseClass.ACCUSATION)


def _known_already(row: Import, report: Report) -> list[RowError]:
    """Name the rows whose former number is in the list already."""
    known = queries.known_numbers(matter.former_number for matter in report.rows_ok)
    column = row.mapping["columns"].get("former_number")
    repeated = [matter for matter in report.rows_ok if matter.former_number in known]
    return [_repeated(row, matter, column, known[matter.former_number]) for matter in repeated]


def _repeated(row: Import, matter: ImportRow, column: int, number: str) -> RowError:
    return RowError(
        row_number=matter.row_number,
        column=get_column_letter(column + 1),
        header=row.headers[column],
        field="former_number",
        value=matter.former_number,
        message=_("A matter with this number is in the list already, as %(number)s.", number=number),
        suggestion=_("Delete the row, or correct its number."),
    )


def _kept_errors(report: Report) -> list[dict[str, Any]]:
    in_order = sorted(report.errors, key=lambda error: (error.row_number, error.column))
    return [error.as_dict() for error in in_order[: rules.MOST_ERRORS]]


def _summary(row: Import, report: Report) -> dict[str, Any]:
    matters = report.rows_ok
    closed = sum(is_closed(matter) for matter in matters)
    return {
        "rows_read": report.rows_read,
        "empty_rows": report.empty_rows,
        "error_count": len(report.errors),
        "bad_rows": report.bad_rows,
        "good": len(matters),
        "closed": closed,
        "open": len(matters) - closed,
        "first": min((matter.received_on for matter in matters), default=clock.today()).isoformat(),
        "last": max((matter.received_on for matter in matters), default=clock.today()).isoformat(),
        "without_category": sum(not matter.category for matter in matters),
        "without_name": sum(not matter.petitioner_name and not matter.anonymous for matter in matters),
        "late": sum(not is_closed(matter) and _is_late(matter) for matter in matters),
        "unused": [row.headers[column] for column in unused_columns(row.headers, row.mapping["columns"])],
    }


def _is_late(matter: ImportRow) -> bool:
    return matter.received_on + timedelta(days=15) < clock.today()
