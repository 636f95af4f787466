"""Sign-in rules: how passwords may look, how failures slow down, how long a session lasts."""

from datetime import datetime, timedelta

SESSION_IDLE = timedelta(hours=8)
SESSION_LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
FREE_FAILURES = 4
LONGEST_LOCK = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
TOKEN_LONGEST_DAYS = 365


def lock_after(failures: int) -> timedelta:
    """Return how long an account waits after its ``failures``-th wrong password in a row: 0, then 1, 2, 4 … seconds.

    A lock by waiting, not for ever: nobody can lock a colleague out by guessing.
    """
    beyond = failures - FREE_FAILURES
    if beyond <= 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(beyond - 1, 12)), LONGEST_LOCK)


def session_ended(created_at: datetime, seen_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether a sign-in no longer counts: signed out, idle for 8 hours, or 7 days old."""
    return ended_at is not None or now - seen_at > SESSION_IDLE or now - created_at > SESSION_LONGEST
