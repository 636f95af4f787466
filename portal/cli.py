"""Commands of the shell: ``flask --app wsgi …``; each prints plain lines or JSON and exits non-zero on failure."""

import json
from datetime import datetime
from typing import BinaryIO

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from portal import preparation
from portal.demo.unfinished import UnfinishedWorld
from tenants.casework.imports.shell import import_ledger
from tenants.core import audit
from tenants.core.database import tenant_scope
from tenants.obligations import ledger, queries
from tenants.obligations.calendar import CalendarFileError
from tenants.obligations.deadlines import DeadlineError, compute, find_rule
from tenants.obligations.words import say
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory, tenant_by_slug


def register_shell_commands(app: Flask) -> None:
    """Add the commands to ``app``."""
    app.cli.add_command(prepare)
    app.cli.add_command(sign_ins)
    app.cli.add_command(audit_group)
    app.cli.add_command(deadline)
    app.cli.add_command(calendar_group)
    app.cli.add_command(import_ledger)


@click.command("prepare")
@click.option("--demo", is_flag=True, help="Fill an empty database with the demo world.")
@with_appcontext
def prepare(demo: bool) -> None:
    """Make the database ready: role, migrations, calendars, and the demo world if asked for."""
    try:
        for line in preparation.prepare(demo=demo):
            click.echo(line)
    except UnfinishedWorld as unfinished:
        raise click.ClickException(str(unfinished)) from unfinished


@click.command("sign-ins")
@with_appcontext
def sign_ins() -> None:
    """Print who can sign in to the demo world as whom."""
    from portal.demo.people import sign_in_lines

    for line in sign_in_lines():
        click.echo(line)


audit_group = AppGroup("audit", help="The audit trail.")


@audit_group.command("verify")
@click.option("--tenant", "slug", help="One tenant; all when left out.")
def audit_verify(slug: str | None) -> None:
    """Read the hash chain of each tenant and say whether it holds."""
    broken = 0
    for tenant in _tenants(slug):
        with tenant_scope(tenant.id):
            found = audit.verify()
        broken += found is not None
        click.echo(
            f"{tenant.slug}: " + (f"BROKEN at entry {found.sequence}: {found.reason}" if found else "holds")
        )
    if broken:
        raise SystemExit(1)


def _tenants(slug: str | None) -> list[Tenant]:
    if slug is None:
        return list(directory().values())
    tenant = tenant_by_slug(slug)
    if tenant is None:
        raise click.BadParameter(f"no tenant {slug}")
    return [tenant]


@click.command("deadline")
@click.argument("rule")
@click.argument("start", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--length", type=int, help="Another length than the rule's own.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="The date named, for rules without a length.")
@with_appcontext
def deadline(rule: str, start: datetime, length: int | None, due: datetime | None) -> None:
    """Work out a deadline and explain it day by day, as JSON.

    Example: flask --app wsgi deadline D04 2026-02-12
    """
    named = due.date() if due else None
    try:
        found = compute(find_rule(rule), start.date(), queries.working_calendar(), length=length, due=named)
    except DeadlineError as error:
        raise click.ClickException(str(say(error.reason))) from error
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))


calendar_group = AppGroup("calendar", help="The official working-day calendar.")


@calendar_group.command("load")
@click.argument("file", type=click.File("rb"))
def calendar_load(file: BinaryIO) -> None:
    """Load a year's published calendar and work out again the open dates that lean on it."""
    try:
        for line in ledger.load_calendar_year(file.read()):
            click.echo(line)
    except CalendarFileError as error:
        raise click.ClickException("\n".join(str(line) for line in error.sentences())) from error
    moved = 0
    for tenant in directory().values():
        with tenant_scope(tenant.id):
            moved += ledger.recompute_open()
    click.echo(f"{moved} open due dates moved")
