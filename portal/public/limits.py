"""How often codes may be tried: so many from one address, and slower for everybody when the whole town tries at once.

The counts lie where ``RATELIMIT_STORAGE_URI`` says: in the process, or in Redis for several processes; while Redis is
away each process counts for itself. An address is kept as a keyed hash only, for an hour at most.
"""

import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import Blueprint, Flask, current_app, request
from flask_limiter import Limiter

from portal.public.rules import TRIES_A_MINUTE, TRIES_AN_HOUR, wait_seconds
from tenants.core import crypto

PER_ADDRESS = f"{TRIES_A_MINUTE} per minute; {TRIES_AN_HOUR} per hour"
_NAME = "petitioner limits"
_EVERYBODY = "liandong codes tried"
_NETWORK_OF_ONE_HOUSE = 64


def visitor() -> str:
    """Return the key under which one address is counted; a household's whole IPv6 network counts as one."""
    address = _address()
    counted = ip_network((address, _NETWORK_OF_ONE_HOUSE), strict=False) if address.version == 6 else address
    return crypto.platform_hash("visitor", str(counted)).hex()


def _address() -> IPv4Address | IPv6Address:
    """Return who asks. What a proxy of our own (``FORWARDED_ALLOW_IPS``) saw is believed; what others claim is not."""
    nearest = request.remote_addr or "0.0.0.0"  # noqa: S104 - stands for an unknown address
    if nearest not in current_app.config["TRUSTED_PROXIES"]:
        return ip_address(nearest)
    try:
        return ip_address(request.access_route[-1])
    except ValueError:
        return ip_address(nearest)


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
