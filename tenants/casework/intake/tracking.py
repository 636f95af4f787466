"""Tracking codes: derived from the tenant's key and the case, so that none is stored; only a keyed hash leads back."""

from uuid import UUID

from sqlalchemy import select

from tenants.casework.intake import rules
from tenants.casework.intake.models import TrackingCode
from tenants.core import clock, crypto
from tenants.core.database import bound_tenant, current_session

_ATTEMPTS = 8


def code_hash(code: str) -> bytes:
    """Return what is kept of a code, keyed by the platform, for it is read before the tenant is known."""
    return crypto.platform_hash("tracking code", rules.read_code(code))


def issue_code(case_id: UUID, *, has_phone: bool) -> str:
    """Return the case's code, and keep its hash if this is the first time. Two cases never get the same one."""
    known = current_code(case_id, has_phone=has_phone)
    if known:
        return known
    for attempt in range(_ATTEMPTS):
        code = _derived(case_id, attempt, has_phone=has_phone)
        if lookup(code) is None:
            row = TrackingCode(
                code_hash=code_hash(code), tenant_id=bound_tenant(), case_id=case_id, made_at=clock.now()
            )
            current_session().add(row)
            return code
    raise RuntimeError("no free tracking code in eight attempts")


def current_code(case_id: UUID, *, has_phone: bool) -> str | None:
    """Return the code that was issued for a case, or None when none was, or the key has been changed since."""
    statement = select(TrackingCode.code_hash).where(
        TrackingCode.tenant_id == bound_tenant(), TrackingCode.case_id == case_id
    )
    kept = set(current_session().scalars(statement))
    codes = (_derived(case_id, attempt, has_phone=has_phone) for attempt in range(_ATTEMPTS if kept else 0))
    return next((code for code in codes if code_hash(code) in kept), None)


def _derived(case_id: UUID, attempt: int, *, has_phone: bool) -> str:
    secret = crypto.blind_index("tracking code", f"{case_id} {attempt}")
    return rules.write_code(secret, rules.code_length(has_phone=has_phone))


def lookup(code: str) -> tuple[UUID, UUID] | None:
    """Return (tenant, case) of a code as people type it, or None. Needs no tenant; limit how often it may be tried."""
    statement = select(TrackingCode.tenant_id, TrackingCode.case_id).where(
        TrackingCode.code_hash == code_hash(code)
    )
    found = current_session().execute(statement).one_or_none()
    return (found[0], found[1]) if found else None
