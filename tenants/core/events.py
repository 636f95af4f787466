"""What happened and must be told: domain events kept in the outbox by the same transaction as the change.

Nothing is told before it is kept. The relay (``portal.live.relay``) leases rows and tells them, at least once, those
of one subject in the order of their ids; whoever listens is idempotent. An event carries a name and identifiers, never
content.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Index, Select, bindparam, exists, func, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from tenants.core import clock
from tenants.core.database import Model, Platform, bound_tenant, current_session, write_transaction
from tenants.core.forgetting import forget

LEASE = timedelta(seconds=30)


class OutboxEvent(Platform, Model):
    """An event waiting to be told. Row-level security lets a tenant write its own and only the relay read."""

    REASON: ClassVar[str] = "names and identifiers of what happened, read by the relay for all tenants"
    __tablename__ = "outbox_events"
    tenant_id: Mapped[UUID]
    name: Mapped[str]
    subject_id: Mapped[UUID]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_outbox_events_waiting", "told_at", "id"),
        Index("ix_outbox_events_subject", "subject_id", "told_at", "id"),
    )


@dataclass(frozen=True)
class Event:
    """An event as listeners see it. ``body`` holds identifiers as text; ``attempts`` counts this telling too."""

    id: UUID
    tenant_id: UUID
    name: str
    subject_id: UUID
    body: dict[str, Any]
    attempts: int = 1


Listener = Callable[[Event], None]
_listeners: list[tuple[str, Listener]] = []


def on(prefix: str) -> Callable[[Listener], Listener]:
    """Register a listener for events whose name starts with ``prefix``; it is called by the relay, after commit.

    A listener is called at least once and must not mind a second time. It opens the scope it needs by itself.
    """

    def register(listener: Listener) -> Listener:
        _listeners.append((prefix, listener))
        return listener

    return register


def record(name: str, subject_id: UUID, **body: Any) -> None:
    """Keep an event in the outbox, in the present transaction, for the bound tenant."""
    plain = {key: str(value) for key, value in body.items() if value is not None}
    row = OutboxEvent(
        tenant_id=bound_tenant(), name=name, subject_id=subject_id, body=plain, recorded_at=clock.now()
    )
    current_session().add(row)
    if _collection is not None:
        _collection.append(Event(row.id, row.tenant_id, name, subject_id, dict(plain)))


_collection: list[Event] | None = None


@contextmanager
def collected() -> Iterator[list[Event]]:
    """Let the caller see, in order, what this process records in the block, to tell it without asking the outbox.

    Only for a process that is alone at the database, such as the one that writes the demo world: it takes for kept
    what may yet be rolled back, and what it tells nobody else has leased. What it does not mark as told, a relay tells.
    """
    global _collection
    _collection = []
    try:
        yield _collection
    finally:
        _collection = None


def _first_of_each_subject() -> Select[OutboxEvent]:
    earlier = aliased(OutboxEvent)
    blocked = exists().where(
        earlier.subject_id == OutboxEvent.subject_id, earlier.told_at.is_(None), earlier.id < OutboxEvent.id
    )
    free = OutboxEvent.leased_until.is_(None) | (OutboxEvent.leased_until <= bindparam("moment"))
    waiting = select(OutboxEvent).where(OutboxEvent.told_at.is_(None), free, ~blocked)
    return waiting.limit(bindparam("most"))


_WAITING = _first_of_each_subject()
_LEASABLE = _WAITING.order_by(OutboxEvent.id).with_for_update(skip_locked=True)
"""Asked at each turn of the relay, so they are built once."""


def any_waiting() -> bool:
    """Tell, without a write, whether an event could be leased now. Relay scope only."""
    asked = {"moment": clock.now(), "most": 1}
    return current_session().scalars(_WAITING, asked).first() is not None


def lease(limit: int = 100) -> list[Event]:
    """Take up to ``limit`` waiting events for ``LEASE``; two relays never take the same one. Relay scope only.

    Of each subject only its oldest untold event can be taken, so that those after it wait their turn.
    """
    with write_transaction() as session:
        rows = session.scalars(_LEASABLE, {"moment": clock.now(), "most": limit}).all()
        for row in rows:
            row.leased_until = clock.now() + LEASE
            row.attempts += 1
        return [
            Event(row.id, row.tenant_id, row.name, row.subject_id, dict(row.body), row.attempts)
            for row in rows
        ]


def tell(event: Event) -> None:
    """Call every listener of ``event``, also after one has failed.

    :raises Exception: what the first failing listener raised, so that the whole event is told again later.
    """
    failures: list[Exception] = []
    for prefix, listener in _listeners:
        if event.name.startswith(prefix):
            try:
                listener(event)
            except Exception as failure:
                failures.append(failure)
    if failures:
        raise failures[0]


def mark_told(event_ids: list[UUID]) -> None:
    """Note that these events were told. Relay scope only."""
    with write_transaction() as session:
        session.execute(
            update(OutboxEvent).where(OutboxEvent.id.in_(event_ids)).values(told_at=clock.now()),
            execution_options={"synchronize_session": False},
        )


def put_back(waits: dict[UUID, timedelta]) -> None:
    """Let these leased events wait for the given times before they can be leased again. Relay scope only."""
    with write_transaction() as session:
        for row in session.scalars(select(OutboxEvent).where(OutboxEvent.id.in_(waits))):
            row.leased_until = clock.now() + waits[row.id]


def forget_told(before: datetime) -> int:
    """Delete the events that were told before a moment; returns how many. Relay scope only."""
    return forget(OutboxEvent, OutboxEvent.told_at < before)


def oldest_waiting() -> datetime | None:
    """Return when the oldest untold event was recorded, for the health page. Relay scope only."""
    statement = select(func.min(OutboxEvent.recorded_at)).where(OutboxEvent.told_at.is_(None))
    return current_session().scalar(statement)
