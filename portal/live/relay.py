"""The relay: tells what was kept, at least once, after the commit.

It runs inside each server process (``RELAY_IN_PROCESS``), or by itself: ``flask --app wsgi relay``. Any number of
relays may run at once; the lease keeps them apart.
"""

import logging
import signal
import threading
from datetime import timedelta
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.live import rules
from portal.live.housekeeping import housekeeping_pulse
from portal.live.pulse import PURPOSE, Pulse
from tenants.core import clock, commands, events
from tenants.core.database import platform_scope

logger = logging.getLogger(__name__)
EVERY = timedelta(seconds=1)
BATCH = 100


def run_once(limit: int = BATCH) -> int:
    """Tell the events that wait now, the oldest of each subject; returns how many were told.

    A failing listener leaves its event waiting, longer after each failure, with those of the same subject behind it.
    """
    with platform_scope(PURPOSE):
        leased = events.lease(limit) if events.any_waiting() else []
    if not leased:
        return 0
    stop_at = clock.now() + events.LEASE / 2
    told: list[UUID] = []
    waits: dict[UUID, timedelta] = {}
    for event in leased:
        # Past half of the lease another relay might soon take what is left: give it back untold.
        if clock.now() > stop_at:
            waits[event.id] = timedelta(0)
        elif _tell(event):
            told.append(event.id)
        else:
            waits[event.id] = rules.wait_after(event.attempts)
    with platform_scope(PURPOSE):
        if told:
            events.mark_told(told)
        if waits:
            events.put_back(waits)
    return len(told)


def _tell(event: events.Event) -> bool:
    try:
        events.tell(event)
    except Exception:
        logger.exception("telling %s %s failed at attempt %d", event.name, event.id, event.attempts)
        return False
    return True


def run_until_quiet() -> int:
    """Tell all that waits; returns how many events that were."""
    told = 0
    while found := run_once():
        told += found
    return told


def relay_pulse(app: Flask) -> Pulse:
    """Return the relay as a pulse: woken after each commit of this process, and each second for those of others."""
    pulse = Pulse(app, "relay", EVERY, run_until_quiet)
    commands.after_commit(pulse.wake)
    return pulse


@click.command("relay")
@click.option("--once", is_flag=True, help="Tell what waits now, then stop.")
@with_appcontext
def relay_command(once: bool) -> None:
    """Tell what happened, as a process of its own (the server then runs with RELAY_IN_PROCESS=no)."""
    if once:
        click.echo(f"{run_until_quiet()} events told")
        return
    if not current_app.config["REDIS_URL"]:
        click.echo(
            "REDIS_URL is not set: notices are written, but open pages are not told of them.", err=True
        )
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    pulses = [relay_pulse(app), housekeeping_pulse(app)]
    for pulse in pulses:
        pulse.start()
    click.echo("relay runs")
    stopping.wait()
    for pulse in pulses:
        pulse.stop()
