"""Commands of the shell: ``flask --app wsgi …``; each prints plain lines or JSON and exits non-zero on failure."""

import json
from datetime import date

import click
from flask import Flask

from portal import preparation
from tenants.core import audit, clock
from tenants.core.database import tenant_scope
from tenants.organisations.models import Tenant
from tenants.organisations.queries import directory, tenant_by_slug


def register_shell_commands(app: Flask) -> None:
    """Add the commands to ``app``."""
    app.cli.add_command(prepare)
    app.cli.add_command(sign_ins)
    app.cli.add_command(audit_group)
    app.cli.add_command(deadline)
    app.cli.add_command(calendar_group)


@click.command("prepare")
@click.option("--demo", is_flag=True, help="Fill an empty database with the demo world.")
def prepare(demo: bool) -> None:
    """Make the database ready: role, migrations, calendars, and the demo world if asked for."""
    for line in preparation.prepare(demo=demo):
        click.echo(line)


@click.command("sign-ins")
def sign_ins() -> None:
    """Print who can sign in to the demo world as whom."""
    from portal.demo.people import sign_in_lines

    for line in sign_in_lines():
        click.echo(line)


@click.group("audit")
def audit_group() -> None:
    """The audit trail."""


@audit_group.command("verify")
@click.option("--tenant", "slug", help="One tenant; all when left out.")
def audit_verify(slug: str | None) -> None:
    """Read the hash chain of each tenant and say whether it holds."""
    broken = 0
    for tenant in _tenants(slug):
        with tenant_scope(tenant.id):
            found = audit.verify()
        broken += found is not None
        click.echo(f"{tenant.slug}: " + (f"BROKEN at entry {found.sequence}: {found.reason}" if found else "holds"))
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
def deadline(rule: str, start: object, length: int | None) -> None:
    """Work out a deadline and explain it day by day, as JSON. Example: flask --app wsgi deadline D04 2026-02-12"""
    from tenants.obligations import deadlines, queries
    from tenants.obligations.rules import RULES

    if rule not in RULES:
        raise click.BadParameter(f"known rules: {', '.join(RULES)}")
    day = getattr(start, "date", lambda: clock.today())()
    assert isinstance(day, date)
    found = deadlines.compute(RULES[rule], day, queries.working_calendar(), length=length)
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))


@click.group("calendar")
def calendar_group() -> None:
    """The official working-day calendar."""


@calendar_group.command("load")
@click.argument("file", type=click.File("r", encoding="utf-8"))
def calendar_load(file: object) -> None:
    """Load a year's published calendar and work provisional deadlines out again."""
    from tenants.obligations.ledger import load_calendar_year

    for line in load_calendar_year(json.load(file)):  # type: ignore[arg-type]
        click.echo(line)
