"""Housekeeping: what is over and has been kept long enough is deleted, so that nothing grows without an end.

The relay's process does it every few hours; ``flask --app wsgi housekeeping`` does it now. How long what is kept stands
in ``portal.config``. Cases, papers, the trail, receipts and whatever else the law wants kept are never touched here; on
PostgreSQL the application's login may not even delete from the trail.
"""

import logging
from datetime import datetime, timedelta

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.federation.referrals import drafting
from portal.live.pulse import PURPOSE, Pulse
from portal.sweeping import sweep
from tenants.core import clock, commands, events
from tenants.core.database import platform_scope, tenant_scope
from tenants.organisations.queries import directory
from tenants.people import forgetting

logger = logging.getLogger(__name__)
EVERY = timedelta(hours=3)


def tidy_up() -> dict[str, int]:
    """Forget what has been kept long enough; returns how many rows of each kind that were. Outside of any tenant."""
    with platform_scope(PURPOSE):
        told = events.forget_told(_before("KEEP_TOLD_EVENTS"))
    with platform_scope("directory"):
        tenants = list(directory())
        sessions = forgetting.forget_sessions(_before("KEEP_ENDED_SESSIONS"))
        tokens = forgetting.forget_tokens(_before("KEEP_ENDED_SESSIONS"))
    keys = drafts = files = 0
    for tenant_id in tenants:
        with tenant_scope(tenant_id):
            keys += commands.forget_keys(_before("KEEP_REQUEST_KEYS"))
            drafts += drafting.forget_old(_before("KEEP_DRAFTS"))
            files += len(sweep())
    counts = {
        "told events": told,
        "records of requests": keys,
        "ended sign-ins": sessions,
        "ended tokens": tokens,
        "drafts of referrals": drafts,
        "files of nothing": files,
    }
    if any(counts.values()):
        logger.info("forgotten: %s", ", ".join(f"{number} {what}" for what, number in counts.items()))
    return counts


def _before(setting: str) -> datetime:
    kept: timedelta = current_app.config[setting]
    return clock.now() - kept


def housekeeping_pulse(app: Flask) -> Pulse:
    """Return the housekeeping as a pulse."""
    return Pulse(app, "housekeeping", EVERY, tidy_up)


@click.command("housekeeping")
@with_appcontext
def housekeeping_command() -> None:
    """Delete what is over and has been kept long enough: told events, records of requests, ended sign-ins, drafts."""
    for what, number in tidy_up().items():
        click.echo(f"{number} {what} forgotten")
