"""Guessing passwords is slow from one address, and a login that does not exist is locked like one that does.

The lock of an account is kept with the account. What is here is kept by the process, or by Redis for all processes.
"""

import hashlib
import logging
import time
from collections import OrderedDict
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from tenants.core import clock
from tenants.core.errors import TooMany
from tenants.core.words import _
from tenants.people import rules

logger = logging.getLogger(__name__)
_NAME = "people.attempts"
_STRANGERS_KEPT = 10_000


class Strangers:
    """Failures of logins that no account has. Without it the lock would tell which logins exist."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[int, datetime | None]] = OrderedDict()

    def locked_until(self, login: str) -> datetime | None:
        """Return until when ``login`` waits, or None."""
        return self._known.get(self._key(login), (0, None))[1]

    def note_failure(self, login: str) -> None:
        """Count a wrong password for ``login``."""
        key, moment = self._key(login), clock.now()
        failures = rules.failures_before(*self._known.pop(key, (0, None)), moment) + 1
        self._known[key] = failures, moment + rules.lock_after(failures)
        self._forget()

    def _forget(self) -> None:
        """Let go of those that do not count any more, and of the oldest when there are too many."""
        while self._known:
            oldest = next(iter(self._known))
            counts = rules.failures_before(*self._known[oldest], clock.now())
            if counts and len(self._known) <= _STRANGERS_KEPT:
                return
            del self._known[oldest]

    @staticmethod
    def _key(login: str) -> bytes:
        return hashlib.sha256(login.encode()).digest()


class Attempts:
    """The two counters of one application."""

    def __init__(self, storage_uri: str, *, enabled: bool):
        self.strangers = Strangers()
        self._limit: RateLimitItem = parse(rules.ADDRESS_FAILURES)
        self._limiter = (
            FixedWindowRateLimiter(storage_from_string(storage_uri, wrap_exceptions=True))
            if enabled
            else None
        )

    def check_address(self, address: str) -> None:
        """Refuse an address with too many wrong passwords behind it.

        :raises TooMany: with the seconds until the count starts anew.
        """
        limiter = self._limiter
        if limiter is None:
            return
        try:
            if limiter.test(self._limit, "sign-in", address):
                return
            reset = limiter.get_window_stats(self._limit, "sign-in", address).reset_time
        except StorageError:
            _count_is_away()
            return
        seconds = max(1, round(reset - _real_seconds()))
        raise TooMany(
            _(
                "Too many wrong passwords came from your network. Wait %(seconds)d seconds, then try again.",
                seconds=seconds,
            ),
            retry_after=seconds,
        )

    def note_failure(self, address: str) -> None:
        """Count a wrong password that came from ``address``."""
        if self._limiter is None:
            return
        try:
            self._limiter.hit(self._limit, "sign-in", address)
        except StorageError:
            _count_is_away()


def _real_seconds() -> float:
    # The window is counted by the storage's own clock, which tests cannot hold.
    return time.time()


def _count_is_away() -> None:
    logger.warning("the storage of the sign-in limit does not answer; the lock of each account still holds")


def attempts() -> Attempts:
    """Return the counters of the present application."""
    found: Any = current_app.extensions[_NAME]
    return found  # type: ignore[no-any-return]


def init_attempts(app: Flask) -> None:
    """Attach the counters; RATELIMIT_STORAGE_URI says where, RATELIMIT_ENABLED (False in tests) whether."""
    app.extensions[_NAME] = Attempts(
        app.config.get("RATELIMIT_STORAGE_URI", "memory://"),
        enabled=app.config.get("RATELIMIT_ENABLED", True),
    )
