"""The petitioner's side of a tracking code: from what somebody typed to one case, or to nothing.

A wrong code, an unknown one and wrong last digits of a telephone take the same way through the same work, so that
neither the answer nor the time it takes tells which it was.
"""

import hmac
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from tenants.casework.intake.identity import phone_tail_hash
from tenants.casework.intake.models import TrackingCode
from tenants.casework.intake.queries import petitioners_of
from tenants.casework.intake.tracking import code_hash
from tenants.core.database import current_session


@dataclass(frozen=True)
class KeptCode:
    """A tracking code as the platform keeps it: where it leads, and the hash of what must be typed."""

    id: UUID
    tenant_id: UUID
    case_id: UUID
    code_hash: bytes


def nearest_code(code: str) -> KeptCode | None:
    """Return the kept code that is next to ``code`` in the order of the hashes: the one asked for, or a stranger.

    The stranger stands in for an unknown code, so that the check that follows has a tenant and a case to work on.
    None only while no code was ever issued. Needs no tenant.
    """
    ordered = select(TrackingCode).order_by(TrackingCode.code_hash).limit(1)
    rows = current_session().scalars
    first = rows(ordered).one_or_none()
    following = rows(ordered.where(TrackingCode.code_hash >= code_hash(code))).one_or_none()
    row = following or first
    return _kept(row) if row else None


def kept_code(code_id: UUID) -> KeptCode | None:
    """Return a kept code by the id of its row, or None when it was withdrawn. Needs no tenant."""
    row = current_session().get(TrackingCode, code_id)
    return _kept(row) if row else None


def _kept(row: TrackingCode) -> KeptCode:
    return KeptCode(row.id, row.tenant_id, row.case_id, row.code_hash)


def fits(kept: KeptCode, code: str, phone_tail: str) -> bool:
    """Tell whether what was typed is this code and, where a telephone was given, its last four digits.

    The session stands in ``kept.tenant_id``. Every part is worked out whatever the others say.
    """
    tail_hash = phone_tail_hash(kept.case_id, phone_tail.strip())
    known = [row.phone_tail_hash for row in petitioners_of(kept.case_id) if row.phone_tail_hash]
    same_tail = [hmac.compare_digest(tail_hash, each) for each in known]
    same_code = hmac.compare_digest(kept.code_hash, code_hash(code))
    return same_code and (any(same_tail) or not known)
