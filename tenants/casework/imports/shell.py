"""``flask --app wsgi import-ledger <tenant> <file>``: the same import as on the pages, from the command line."""

from pathlib import Path
from uuid import UUID

import click
from flask.cli import with_appcontext

from tenants.casework.imports import jobs, queries, storing
from tenants.casework.imports.mapping import FIELDS
from tenants.casework.imports.models import Import
from tenants.casework.imports.rules import ImportState
from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tenants.core.errors import Problem
from tenants.organisations.queries import tenant_by_slug


@click.command("import-ledger")
@click.argument("tenant")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check-only", is_flag=True, help="Read and check every row, import nothing.")
@with_appcontext
def import_ledger(tenant: str, file: Path, check_only: bool) -> None:
    """Import a ledger of past matters (.xlsx, .csv) into TENANT: all rows, or none. Headings tell the columns."""
    found = tenant_by_slug(tenant)
    if found is None:
        raise click.BadParameter(f"no tenant {tenant}")
    with tenant_scope(found.id):
        try:
            _import(found.id, file, check_only=check_only)
        except Problem as problem:
            for name, sentences in (problem.fields or {"": [problem.message]}).items():
                click.echo(
                    f"{name}: {'; '.join(map(str, sentences))}" if name else str(sentences[0]), err=True
                )
            raise SystemExit(1) from None


def _import(tenant_id: UUID, file: Path, *, check_only: bool) -> None:
    actor = Actor.system(tenant_id)
    with file.open("rb") as stream:
        import_id = storing.add_file(actor, stream, file.name)
    row = queries.find(import_id)
    for field, column in row.mapping["columns"].items():
        click.echo(f"{row.headers[column]} -> {FIELDS[field]}")
    checked = _step(row, "import.check", **row.mapping)
    if checked.state != ImportState.READY:
        _print_errors(checked)
        execute("import.cancel", {"import_id": str(import_id)}, actor)
        raise SystemExit(1)
    good = checked.report
    click.echo(f"{good['good']} rows are good: {good['closed']} closed, {good['open']} open")
    if check_only:
        execute("import.cancel", {"import_id": str(import_id)}, actor)
        return
    done = _step(checked, "import.confirm")
    if done.state != ImportState.DONE:
        click.echo(done.report.get("reason", done.state), err=True)
        raise SystemExit(1)
    click.echo(f"imported {done.report['imported']} matters")


def _step(row: Import, name: str, **values: object) -> Import:
    payload = {"import_id": str(row.id), "version": row.version, **values}
    execute(name, payload, Actor.system(row.tenant_id))
    jobs.run(row.tenant_id, row.id)
    return queries.find(row.id)


def _print_errors(row: Import) -> None:
    for error in row.report.get("errors", []):
        place = f"row {error['row_number']}, column {error['column']} ({error['header']})"
        click.echo(f"{place}: {error['message']} {error['suggestion']}", err=True)
    click.echo(row.report.get("reason") or f"nothing imported: {row.report['error_count']} errors", err=True)
