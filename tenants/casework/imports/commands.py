"""The steps of an import: uploaded, checked, confirmed, kept; each a command, the last one all or nothing."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from tenants.casework.imports import keeping, mapping, queries, rules, schemas
from tenants.casework.imports.models import Import
from tenants.casework.imports.rules import ImportState
from tenants.core import clock, files
from tenants.core.commands import Context, command
from tenants.core.database import current_session, lock_row, write_transaction
from tenants.core.errors import Invalid, NotAllowedNow, NotFound
from tenants.core.permissions import Permission
from tenants.core.words import _

REFUSALS = {
    ImportState.UPLOADED: _("The file was not checked yet. Choose its columns first."),
    ImportState.CHECKING: _("The file is being checked at this moment. Wait for the result."),
    ImportState.REFUSED: _("The file has errors. Correct it and upload it again, or choose other columns."),
    ImportState.READY: _("The file was checked already. Look at the result."),
    ImportState.IMPORTING: _("The import is running already. Wait until it has ended."),
    ImportState.DONE: _("This file was imported already."),
    ImportState.FAILED: _("This import failed. Upload the file again."),
    ImportState.CANCELLED: _("This import was cancelled. Upload the file again."),
}
"""Why an act may not follow a state, and what to do instead."""


def _locked(import_id: UUID, act: str) -> Import:
    statement = select(Import).where(Import.id == import_id).execution_options(populate_existing=True)
    row: Import | None = lock_row(statement)
    if row is None:
        raise NotFound
    if not rules.allows(act, row.state):
        raise NotAllowedNow(REFUSALS[ImportState(row.state)], code=f"is_{row.state}")
    return row


@command("import.upload", schemas.UploadImport, Permission.CASE_IMPORT)
def upload(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Keep what a stored file is. The very same file is not taken twice: one on its way is shown again.

    :raises Invalid: it was imported before; the sentence says when and by whom.
    """
    sha256 = bytes.fromhex(data["sha256"])
    known = queries.same_file(sha256)
    if known is not None and known.state == ImportState.DONE:
        raise Invalid({"file": [_already_imported(known)]})
    if known is not None:
        return {"import_id": str(known.id)}
    ended = queries.abandoned()
    for row in ended:
        _end(row, ImportState.CANCELLED)
    current_session().add(
        Import(
            id=data["import_id"],
            file_name=data["file_name"],
            sha256=sha256,
            state=ImportState.UPLOADED,
            headers=data["headers"],
            mapping={"columns": data["columns"], "channel": rules.usual_channel(data["headers"])},
            total=data["total"],
            report={},
            uploaded_at=context.now,
            uploaded_by=context.actor.name,
            seat_id=context.actor.seat_id,
            locale=data["locale"],
        )
    )
    context.subject("import", data["import_id"], file=data["file_name"])
    return {"import_id": str(data["import_id"]), "ended": [str(row.id) for row in ended]}


def _already_imported(known: Import) -> Any:
    return _(
        "This very file was imported on %(day)s by %(name)s; its matters are in the list. "
        "To add further matters, upload a file with those alone.",
        day=clock.office_date(known.finished_at or known.uploaded_at).isoformat(),
        name=known.uploaded_by,
    )


@command("import.check", schemas.CheckImport, Permission.CASE_IMPORT)
def check(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Let all rows be checked under the chosen columns; ``jobs`` does it.

    :raises Invalid: the choice cannot be used; ``fields`` names each field.
    """
    row = _locked(data["import_id"], "import.check")
    _check_as_seen(row, data["version"])
    problems = mapping.check(data["columns"], len(row.headers))
    if problems:
        raise Invalid(problems)
    row.mapping = {"columns": data["columns"], "channel": data["channel"]}
    _begin(row, ImportState.CHECKING, context)
    return {"import_id": str(row.id)}


@command("import.confirm", schemas.ConfirmImport, Permission.CASE_IMPORT)
def confirm(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Let the checked file come in; ``jobs`` does it."""
    row = _locked(data["import_id"], "import.confirm")
    _check_as_seen(row, data["version"])
    _begin(row, ImportState.IMPORTING, context)
    return {"import_id": str(row.id)}


def _check_as_seen(row: Import, version: int) -> None:
    """Refuse to go on with an import that somebody else went on with; there are no texts to compare."""
    if row.version != version:
        raise NotAllowedNow(
            _("Somebody went on with this import meanwhile. Look at it again, then decide."), code="conflict"
        )


def _begin(row: Import, state: ImportState, context: Context) -> None:
    row.state, row.done, row.leased_until = state, 0, None
    row.seat_id = context.actor.seat_id
    context.subject("import", row.id, file=row.file_name)


@command("import.note_check", schemas.NoteCheck, Permission.CASE_IMPORT, keeps_result=False)
def note_check(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Note what the check found: ready when every row is good, else refused with all that is wrong."""
    row = _locked(data["import_id"], "import.note_check")
    row.state = ImportState.REFUSED if data["errors"] else ImportState.READY
    row.report = {**data["summary"], "errors": data["errors"]}
    row.total = row.done = data["summary"]["rows_read"]
    row.leased_until = None
    context.subject("import", row.id, file=row.file_name, errors=len(data["errors"]), rows=row.total)
    context.record("import.checked", row.id)
    return {"import_id": str(row.id), "state": row.state}


@command("case.import", schemas.KeepMatters, Permission.CASE_IMPORT, keeps_result=False)
def keep(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Keep every matter of the file, or none: one transaction.

    :raises NotAllowedNow: a number came in by another way since the check; nothing is kept.
    """
    queries.lock_running()
    row = _locked(data["import_id"], "case.import")
    taken = queries.known_numbers([matter.former_number for matter in data["rows"]])
    if taken:
        raise NotAllowedNow(
            _(
                "Meanwhile %(number)s was registered here, which the file holds too. Nothing was imported. "
                "Take the row out and upload the file again.",
                number=next(iter(taken)),
            ),
            code="number_taken",
        )
    counts = keeping.keep_matters(context, row, data["rows"])
    _end(row, ImportState.DONE)
    row.done = row.total = len(data["rows"])
    row.report = {**row.report, **counts}
    context.subject("import", row.id, file=row.file_name, **counts)
    context.record("case.imported", row.id)
    return {"import_id": str(row.id), **counts}


@command("import.cancel", schemas.OneImport, Permission.CASE_IMPORT)
def cancel(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Give an import up before it has begun; the file is removed."""
    row = _locked(data["import_id"], "import.cancel")
    _end(row, ImportState.CANCELLED)
    context.subject("import", row.id, file=row.file_name)
    return {"import_id": str(row.id)}


@command("import.fail", schemas.FailImport, Permission.CASE_IMPORT, keeps_result=False)
def fail(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Note that a check or an import came to nothing, and why; the file is removed."""
    row = _locked(data["import_id"], "import.fail")
    _end(row, ImportState.FAILED)
    row.report = {"reason": data["reason"]}
    context.subject("import", row.id, file=row.file_name)
    context.record("import.failed", row.id)
    return {"import_id": str(row.id)}


def _end(row: Import, state: ImportState) -> None:
    """Close an import. Its file is removed after the commit, by whoever asked for this."""
    row.state, row.finished_at, row.leased_until = state, clock.now(), None


def claim(import_id: UUID) -> Import | None:
    """Take an import that waits for its job, for the length of the lease; None when there is nothing to do.

    No command: it changes nothing that anybody did, only which process works on it. A row that is locked is being
    written right now, for longer than any lease: whoever waited for it would only hold a connection meanwhile.
    """
    with write_transaction() as session:
        statement = select(Import).where(Import.id == import_id).with_for_update(skip_locked=True)
        row = session.scalars(statement).one_or_none()
        if row is None or row.state not in rules.BUSY:
            return None
        if row.leased_until is not None and row.leased_until > clock.now():
            return None
        row.leased_until = clock.now() + rules.LEASE
    return row


def note_progress(import_id: UUID, done: int) -> None:
    """Note how far a check has come, and hold the lease on. No command, for the reason of ``claim``."""
    with write_transaction():
        row: Import | None = lock_row(select(Import).where(Import.id == import_id))
        if row is not None and row.state in rules.BUSY:
            row.done, row.leased_until = done, clock.now() + rules.LEASE
            row.total = max(row.total, done)


def forget_file(row: Import) -> None:
    """Remove the sealed file of an import that has ended."""
    if row.state not in rules.HOLDS_FILE:
        files.discard(row.id)
