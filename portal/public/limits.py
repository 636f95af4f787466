"""How often codes may be tried: so many from one address, and slower for everybody when the whole town tries at once.

The counts lie where ``RATELIMIT_STORAGE_URI`` says: in the process, or in Redis for several processes; while Redis is
away each process counts for itself. An address is kept as a keyed hash only (``visitor``), for an hour at most.
"""

import time

from flask import Blueprint, Flask, current_app
from flask_limiter import Limiter

from portal.public.rules import TRIES_A_MINUTE, TRIES_AN_HOUR, wait_seconds
from tenants.core.visitors import visitor

PER_ADDRESS = f"{TRIES_A_MINUTE} per minute; {TRIES_AN_HOUR} per hour"
_NAME = "petitioner limits"
_EVERYBODY = "liandong codes tried"


def init_limits(app: Flask, blueprint: Blueprint) -> None:
    """Count what is sent to the pages of ``blueprint``, in ``app`` alone; off while ``RATELIMIT_ENABLED`` is false."""
    limiter = Limiter(visitor, app=app, strategy="moving-window", in_memory_fallback_enabled=True)
    limiter.limit(PER_ADDRESS, methods=["POST"])(blueprint)
    app.extensions[_NAME] = limiter


def _limiter() -> Limiter:
    return current_app.extensions[_NAME]  # type: ignore[no-any-return]


def slow_down() -> None:
    """Wait before answering while codes are tried more often than people do; nobody is refused because of others."""
    if _limiter().enabled:
        time.sleep(wait_seconds(_limiter().limiter.storage.incr(_EVERYBODY, 60)))


def seconds_to_wait() -> int:
    """Return after how many seconds the breached limit of this request lets one try again."""
    breached = _limiter().current_limit
    return max(1, breached.reset_at - int(time.time())) if breached else 60
