"""From events to notices: writes what the bell shows in the tenant that must know, then tells its open pages."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portal.federation.referrals.models import Referral
from portal.live import rules
from portal.live.models import Notice
from portal.live.sockets import tell_pages
from tenants.casework.cases.models import Case
from tenants.core import clock, events
from tenants.core.database import current_session, tenant_scope, write_transaction
from tenants.organisations.queries import tenant


@dataclass(frozen=True)
class _Address:
    """Where a notice goes, and what it names."""

    tenant_id: UUID
    number: str
    from_name: str = ""
    seat_id: UUID | None = None


@events.on("")
def on_event(event: events.Event) -> None:
    """Write the notice that an event asks for, once, and tell the pages of the tenants concerned."""
    told = rules.TELLINGS.get(event.name)
    address = _address(event, told.receiver) if told else None
    if told and address:
        notice_id = _write(event, told, address)
        tell_pages(address.tenant_id, event.name, notice_id)
    if rules.is_for_pages(event.name) and (address is None or address.tenant_id != event.tenant_id):
        tell_pages(event.tenant_id, event.name, None)


def _address(event: events.Event, receiver: rules.Receiver) -> _Address | None:
    """Return where the notice goes; None when what it is about is gone or concerns nobody else."""
    with tenant_scope(event.tenant_id):
        if receiver == rules.Receiver.HANDLER:
            return _handler_of(event.subject_id)
        referral = (
            current_session().scalars(select(Referral).where(Referral.id == event.subject_id)).one_or_none()
        )
        if referral is None:
            return None
        ends = [referral.receiver_tenant_id, referral.sender_tenant_id]
        to, by = ends if receiver == rules.Receiver.RECEIVER else reversed(ends)
        return _Address(to, referral.number, from_name=tenant(by).short_name)


def _handler_of(case_id: UUID) -> _Address | None:
    case = current_session().scalars(select(Case).where(Case.id == case_id)).one_or_none()
    if case is None or case.handler_seat_id is None:
        return None
    return _Address(case.tenant_id, case.number, seat_id=case.handler_seat_id)


def _write(event: events.Event, told: rules.Telling, address: _Address) -> UUID:
    """Keep the notice unless an earlier telling of the same event did; returns its id."""
    with tenant_scope(address.tenant_id), write_transaction() as session:
        known = session.scalars(select(Notice.id).where(Notice.event_id == event.id)).one_or_none()
        if known is not None:
            return known
        row = Notice(
            event_id=event.id,
            name=event.name,
            subject_kind=told.subject_kind,
            subject_id=event.subject_id,
            subject_number=address.number,
            from_name=address.from_name,
            seat_id=address.seat_id,
            at=clock.now(),
        )
        session.add(row)
        return row.id
