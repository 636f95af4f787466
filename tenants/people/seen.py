"""When sessions and tokens were last in use: noted in memory by each request, written down now and then by the server.

So a page that is only read keeps its reader signed in, and yet reading writes nothing.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from tenants.core import clock
from tenants.core.database import write_transaction
from tenants.people import rules
from tenants.people.models import ApiToken, LoginSession

_sessions: dict[UUID, datetime] = {}
_tokens: dict[UUID, datetime] = {}


def note_session(row: LoginSession) -> None:
    """Note that a login session is in use now."""
    if clock.now() - row.seen_at >= rules.SEEN_EVERY:
        _sessions[row.id] = clock.now()


def note_token(row: ApiToken) -> None:
    """Note that a token is in use now."""
    if row.used_at is None or clock.now() - row.used_at >= rules.SEEN_EVERY:
        _tokens[row.id] = clock.now()


def write_down() -> int:
    """Keep what was noted since the last time; returns how many rows that were. Needs an application context."""
    sessions, tokens = _take(_sessions), _take(_tokens)
    if not sessions and not tokens:
        return 0
    with write_transaction() as kept:
        seen = kept.scalars(select(LoginSession).where(LoginSession.id.in_(sessions))).all()
        for session in seen:
            session.seen_at = max(session.seen_at, sessions[session.id])
        used = kept.scalars(select(ApiToken).where(ApiToken.id.in_(tokens))).all()
        for token in used:
            token.used_at = _later(token.used_at, tokens[token.id])
    return len(seen) + len(used)


def _later(before: datetime | None, now: datetime) -> datetime:
    return now if before is None else max(before, now)


def _take(noted: dict[UUID, datetime]) -> dict[UUID, datetime]:
    taken = dict(noted)
    for key in taken:
        noted.pop(key, None)
    return taken
