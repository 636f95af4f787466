"""Passwords: Argon2id, worked out in a thread so that the event loop goes on serving others."""

import base64
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
"""Above the minimum of the OWASP password storage cheat sheet (19 MiB and 2 passes, or 46 MiB and 1)."""

Answer = TypeVar("Answer")


@cache
def _threads() -> Any:
    """Return the threads in which this process hashes: half of the cores, the others go on serving pages.

    That many hashes at once is also the most memory they take; further sign-ins wait their turn.
    """
    from gevent.threadpool import ThreadPool

    return ThreadPool(max(1, (os.cpu_count() or 2) // 2))


def _in_thread(function: Callable[..., Answer], *values: str) -> Answer:
    """Run ``function`` in a real thread when the process runs on gevent, else right here."""
    from gevent.monkey import is_module_patched

    if not is_module_patched("socket"):
        return function(*values)
    answer: Answer = _threads().apply(function, values)
    return answer


_known: dict[str, str] = {}


def hash_password(password: str) -> str:
    """Return the Argon2id hash of ``password``."""
    return _known.get(password) or str(_in_thread(_hasher.hash, password))


@contextmanager
def hashed_once(password: str) -> Iterator[None]:
    """Give all accounts that are made in the block with ``password`` one hash, of the usual cost.

    Only for a password that everybody may know, as that of the demo world: a salt of its own for each account keeps
    a secret, and there is none.
    """
    _known[password] = hash_password(password)
    try:
        yield
    finally:
        del _known[password]


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


def _nobodys_hash() -> str:
    """Return a hash that no password fits and that takes as long to try as a real one."""
    salt, tag = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${tag}"


def password_matches(hashed: str | None, password: str) -> bool:
    """Tell whether ``password`` fits; for an unknown account (None) it takes as long and says no."""
    fits = _in_thread(_matches, hashed or _nobodys_hash(), password)
    return fits and hashed is not None
