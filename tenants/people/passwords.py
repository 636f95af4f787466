"""Passwords: Argon2id, worked out in a thread so that the event loop goes on serving others."""

import logging
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher()
_PLACEHOLDER = _hasher.hash("no account has this password")
logger = logging.getLogger(__name__)


def _in_thread(function: Any, *values: Any) -> Any:
    """Run ``function`` in gevent's thread pool when the process runs on gevent, else right here."""
    try:
        from gevent import get_hub
        from gevent.monkey import is_module_patched
    except ImportError:  # pragma: no cover - gevent is a pinned requirement
        return function(*values)
    if not is_module_patched("socket"):
        return function(*values)
    return get_hub().threadpool.apply(function, values)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of ``password``."""
    return str(_in_thread(_hasher.hash, password))


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


def password_matches(hashed: str | None, password: str) -> bool:
    """Tell whether ``password`` fits; for an unknown account (None) it takes as long and says no."""
    fits = bool(_in_thread(_matches, hashed or _PLACEHOLDER, password))
    return fits and hashed is not None
