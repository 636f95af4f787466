"""Sign-in rules: how passwords may look, how failures slow down, how long a session lasts, where it leads."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlsplit

SESSION_IDLE = timedelta(hours=8)
SESSION_LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
FREE_FAILURES = 4
LONGEST_LOCK = timedelta(minutes=15)
FAILURES_FORGOTTEN = timedelta(days=1)
ADDRESS_FAILURES = "30 per 5 minutes"
"""Wrong passwords from one address. Right ones do not count: a whole office may sign in behind one address."""
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
FEWEST_DIFFERENT = 5
TOKEN_LONGEST_DAYS = 365
_KEYBOARD_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


class Weakness(StrEnum):
    """Why a new password is refused."""

    SHORT = "short"
    LIKE_LOGIN = "like_login"
    SIMPLE = "simple"


def lock_after(failures: int) -> timedelta:
    """Return how long an account waits after its ``failures``-th wrong password in a row: 0, then 1, 2, 4 … seconds.

    A lock by waiting, not for ever: nobody can lock a colleague out by guessing.
    """
    beyond = failures - FREE_FAILURES
    if beyond <= 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(beyond - 1, 12)), LONGEST_LOCK)


def failures_before(failures: int, locked_until: datetime | None, now: datetime) -> int:
    """Return how many earlier failures still count when there is one more: none after a quiet day."""
    quiet = locked_until is not None and now - locked_until > FAILURES_FORGOTTEN
    return 0 if quiet else failures


def session_ended(created_at: datetime, seen_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether a sign-in no longer counts: signed out, idle for 8 hours, or 7 days old."""
    return ended_at is not None or now - seen_at > SESSION_IDLE or now - created_at > SESSION_LONGEST


def weakness(password: str, login: str) -> Weakness | None:
    """Return why ``password`` may not be set for ``login``, or None when it may.

    Length and guessability count, mixtures of character classes do not (NIST SP 800-63B, section 5.1.1.2).
    """
    if len(password) < SHORTEST_PASSWORD:
        return Weakness.SHORT
    lowered = password.lower()
    if login.lower() in lowered:
        return Weakness.LIKE_LOGIN
    if len(set(lowered)) < FEWEST_DIFFERENT or _is_one_run(lowered):
        return Weakness.SIMPLE
    return None


def _is_one_run(text: str) -> bool:
    """Tell whether each character follows the one before it, in the alphabet, in counting or on the keyboard."""
    return all(_follows(first, second) for first, second in pairwise(text))


def _follows(first: str, second: str) -> bool:
    return abs(ord(first) - ord(second)) <= 1 or any(
        first in row and second in row and abs(row.index(first) - row.index(second)) <= 1
        for row in _KEYBOARD_ROWS
    )


def stays_on_site(target: str | None) -> bool:
    """Tell whether a browser sent to ``target`` stays on this site: a path, and nothing that it reads as a host."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    if any(ord(character) < 33 or character == "\\" for character in target):
        return False
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def administrator_remains(roles_of_others: Iterable[Iterable[str]], administrator: str) -> bool:
    """Tell whether, among the seats that stay as they are, one administers the organisation."""
    return any(administrator in roles for roles in roles_of_others)
