"""The trail: who did what, in one hash chain per tenant, written in the same transaction as the act.

Each entry carries the hash of the one before it, so that a changed, removed or inserted entry is found by anyone who
reads the chain. Sensitive reads (a revealed identity, a downloaded file) are entries too.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants.core import clock
from tenants.core.database import Model, TenantOwned, bound_tenant, current_session, lock_row

_GENESIS = b"\0" * 32


class AuditEntry(TenantOwned, Model):
    """One act. ``sequence`` counts from 1 within the tenant; ``hash`` covers every other column."""

    __tablename__ = "audit_entries"
    sequence: Mapped[int]
    at: Mapped[datetime]
    seat_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (
        Index(None, "tenant_id", "sequence", unique=True),
        Index("ix_audit_entries_subject", "tenant_id", "subject_id", "sequence"),
    )


class AuditHead(TenantOwned, Model):
    """Where a tenant's chain ends; locked while an entry is added, which orders the entries."""

    __tablename__ = "audit_heads"
    sequence: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class Broken:
    """The first place where a chain does not hold."""

    sequence: int
    reason: str


def _digest(entry: AuditEntry) -> bytes:
    body = {
        "tenant": str(entry.tenant_id),
        "id": str(entry.id),
        "sequence": entry.sequence,
        "at": entry.at.isoformat(timespec="microseconds"),
        "seat": str(entry.seat_id or ""),
        "actor": entry.actor_name,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject": str(entry.subject_id or ""),
        "detail": entry.detail,
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(entry.previous_hash + text.encode()).digest()


def append(
    action: str,
    *,
    seat_id: UUID | None,
    actor_name: str,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one entry to the bound tenant's chain, inside the present transaction, and return it."""
    session = current_session()
    head = lock_row(select(AuditHead))
    if head is None:
        head = AuditHead(id=bound_tenant(), sequence=0, hash=_GENESIS)
        session.add(head)
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=clock.now(),
        seat_id=seat_id,
        actor_name=actor_name,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=detail or {},
        previous_hash=head.hash,
    )
    entry.hash = _digest(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    session.add(entry)
    return entry


def verify() -> Broken | None:
    """Read the bound tenant's whole chain; return the first broken place, or None when it holds.

    Finds a changed entry (hash), a removed or inserted one (sequence, previous hash) and a cut tail (head).
    """
    previous, sequence = _GENESIS, 0
    statement = select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=1000)
    with current_session().scalars(statement) as entries:
        for entry in entries:
            sequence += 1
            if reason := _flaw(entry, sequence, previous):
                return Broken(sequence, reason)
            previous = entry.hash
    head = current_session().scalars(select(AuditHead)).one_or_none()
    if (head.sequence, head.hash) != (sequence, previous) if head else sequence > 0:
        return Broken(sequence, "the end of the chain was cut")
    return None


def _flaw(entry: AuditEntry, sequence: int, previous: bytes) -> str:
    """Return why ``entry`` cannot stand at this place of the chain, or nothing."""
    if entry.sequence != sequence:
        return "an entry is missing or was inserted"
    if entry.previous_hash != previous:
        return "the entry does not follow the one before it"
    return "" if entry.hash == _digest(entry) else "the entry was changed"
