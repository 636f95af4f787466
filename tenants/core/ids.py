"""Identifiers: UUID version 7, which sort by the time of their making (RFC 9562, section 5.7)."""

import os
import threading
import uuid

from tenants.core import clock

_lock = threading.Lock()
_last = 0
_COUNTER_BITS = 12


def new_id() -> uuid.UUID:
    """Return a new UUIDv7. Ids made by one process are strictly increasing, also within one millisecond."""
    global _last
    milliseconds = int(clock.now().timestamp() * 1000)
    with _lock:
        tick = max(milliseconds << _COUNTER_BITS, _last + 1)
        _last = tick
    milliseconds, counter = tick >> _COUNTER_BITS, tick & 0xFFF
    random = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return uuid.UUID(int=(milliseconds << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | random)


def parse_id(text: str) -> uuid.UUID | None:
    """Return the UUID that ``text`` writes, or None when it writes none."""
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None
