"""Live pages: the relay that tells what was kept, the sockets that carry a name and an id, the bell.

Tables: ``notices``, ``notice_readings`` (each tenant's own). Command: ``notice.read``. Told to sockets: ``told``,
``cut_off``. ``relay`` leases events and calls the listeners; ``notices`` is the listener that writes what the bell
shows; ``sockets`` is the Socket.IO door and ``connections`` its memory; ``pulse`` repeats work beside the requests;
``housekeeping`` deletes what is over.
The pulses run in server processes only: ``start_live`` is called by gunicorn.conf.py in each worker.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from portal.live import notices, sockets, views
from portal.live.housekeeping import housekeeping_command, housekeeping_pulse
from portal.live.pulse import Pulse
from portal.live.relay import relay_command, relay_pulse
from tenants.casework.imports.jobs import resume_all
from tenants.casework.imports.rules import LEASE
from tenants.core import slots
from tenants.people import seen

_NAME = "live.pulses"
_WRITE_DOWN_EVERY = timedelta(minutes=1)
__all__ = ["init_live", "notices", "start_live", "stop_live"]


def init_live(app: Flask) -> None:
    """Attach sockets, pages and the relay's command to ``app``; nothing runs yet."""
    app.extensions[_NAME] = []
    sockets.init_sockets(app)
    app.register_blueprint(views.blueprint)
    app.cli.add_command(relay_command)
    app.cli.add_command(housekeeping_command)
    slots.offer("bell.unread", views.unread_count)


def start_live(app: Flask, is_leaving: Callable[[], bool]) -> None:
    """Begin, in this server process, to watch its sockets, to note who was seen and, unless it is apart, to relay.

    :param is_leaving: tells whether the process was asked to stop. Its sockets are closed then, for it waits for all
        that is open; and the server has no other word for us at that moment.
    """
    pulses: list[Pulse] = app.extensions[_NAME]
    if pulses:
        return
    pulses.append(
        Pulse(
            app,
            "sockets",
            sockets.SWEEP_EVERY,
            lambda: sockets.close_all() if is_leaving() else sockets.sweep(),
        )
    )
    pulses.append(Pulse(app, "seen", _WRITE_DOWN_EVERY, seen.write_down))
    pulses.append(Pulse(app, "imports", LEASE, resume_all))
    if app.config["RELAY_IN_PROCESS"]:
        pulses += [relay_pulse(app), housekeeping_pulse(app)]
    for pulse in pulses:
        pulse.start()


def stop_live(app: Flask) -> None:
    """End what ``start_live`` began; the relay finishes the event in hand."""
    pulses: list[Pulse] = app.extensions[_NAME]
    for pulse in pulses:
        pulse.stop()
    pulses.clear()
    with app.app_context():
        seen.write_down()
