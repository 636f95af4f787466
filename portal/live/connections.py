"""Which sockets this process holds, for whom; and the watch that cuts off those whose sign-in or seat has ended."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tenants.core import clock
from tenants.people import queries

MOST_PER_SESSION = 30
MOST_ASKED = 20
WITHIN = timedelta(seconds=10)
# Whoever ended a seat did it on another machine's clock, and its transaction may have taken a while.
LOOK_BACK = timedelta(minutes=1)
FULL_EVERY = timedelta(minutes=1)
_AT_ONCE = 500


@dataclass
class Connection:
    """One socket: by which sign-in it came, and which seat it took when it entered a tenant."""

    session_id: UUID
    account_id: UUID
    tenant_id: UUID | None = None
    rooms: tuple[str, ...] = ()
    asked: list[datetime] = field(default_factory=list)

    def asks_too_often(self) -> bool:
        """Count one more question; True when there were too many lately."""
        moment = clock.now()
        self.asked = [before for before in self.asked if moment - before < WITHIN] + [moment]
        return len(self.asked) > MOST_ASKED


class Connections:
    """The sockets of this process, by the id that Socket.IO gave them."""

    def __init__(self) -> None:
        self._held: dict[str, Connection] = {}
        self._looked_at = self._checked_at = clock.now()

    def __len__(self) -> int:
        return len(self._held)

    def add(self, sid: str, session_id: UUID, account_id: UUID) -> bool:
        """Hold a new socket; False when this sign-in holds too many already."""
        others = sum(held.session_id == session_id for held in list(self._held.values()))
        if others >= MOST_PER_SESSION:
            return False
        self._held[sid] = Connection(session_id, account_id)
        return True

    def get(self, sid: str) -> Connection | None:
        """Return a socket that is held."""
        return self._held.get(sid)

    def remove(self, sid: str) -> None:
        """Let go of a socket."""
        self._held.pop(sid, None)

    def to_cut_off(self) -> list[tuple[str, str]]:
        """Return the sockets that may stay no longer, each with why: "session" or "seat".

        Asks each time what was ended lately, which is little, and once a minute about every sign-in that is held: it
        may have run out, or its account may have been closed.
        """
        moment = clock.now()
        if not self._held:
            self._looked_at = moment
            return []
        since, self._looked_at = self._looked_at - LOOK_BACK, moment
        sessions, seats = queries.sessions_ended_since(since), queries.seats_ended_since(since)
        if moment - self._checked_at >= FULL_EVERY:
            self._checked_at = moment
            sessions |= _no_longer_counting({held.session_id for held in list(self._held.values())})
        found = []
        for sid, held in list(self._held.items()):
            if held.session_id in sessions:
                found.append((sid, "session"))
            elif held.tenant_id and (held.account_id, held.tenant_id) in seats:
                found.append((sid, "seat"))
        return found


def _no_longer_counting(session_ids: Collection[UUID]) -> set[UUID]:
    asked = sorted(session_ids)
    count: set[UUID] = set()
    for start in range(0, len(asked), _AT_ONCE):
        count |= queries.sessions_that_count(asked[start : start + _AT_ONCE])
    return set(asked) - count
