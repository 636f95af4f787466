"""Work that a server process repeats beside answering requests: each in a thread, which gevent makes a greenlet."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

logger = logging.getLogger(__name__)
PATIENCE = timedelta(seconds=5)
PURPOSE = "relay"
"""For what a pulse may read and write the outbox of all tenants."""


class Pulse:
    """Calls ``work`` in an application context, each ``every`` or when woken, until stopped."""

    def __init__(self, app: Flask, name: str, every: timedelta, work: Callable[[], object]):
        self._app, self._name, self._every, self._work = app, name, every, work
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Ask for the work to be done soon; never blocks."""
        self._woken.set()

    def stop(self) -> None:
        """End after the work in hand, which gets a few seconds."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(PATIENCE.total_seconds())

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(self._every.total_seconds())
            self._woken.clear()
            if not self._stopping.is_set():
                self._once()

    def _once(self) -> None:
        try:
            with self._app.app_context():
                self._work()
        except Exception:
            # The database may be away; the next turn comes anyway.
            logger.exception("%s failed; it goes on", self._name)
