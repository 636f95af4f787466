"""What tests of live pages need: a referral between two tenants, events about it, sockets that listen."""

from typing import Any
from uuid import UUID

from flask import Flask

from portal.federation.referrals.models import Referral
from portal.live.models import Notice
from tenants.core import clock, events
from tenants.core.database import current_session, tenant_scope, write_transaction
from tenants.core.ids import new_id
from tests.conftest import Organisation

NUMBER = "ZB-2026-0093"


def refer(app: Flask, sender: Organisation, receiver: Organisation) -> UUID:
    """Lay a bare referral between two tenants and return its id; nothing is told of it."""
    with app.app_context(), tenant_scope(sender.id), write_transaction() as session:
        row = Referral(
            sender_tenant_id=sender.id,
            receiver_tenant_id=receiver.id,
            number=NUMBER,
            mechanism_id=new_id(),
            kind="transfer",
            purpose="核定基数",
            basis="rules",
            state="delivered",
            sender_unit="信访办",
            sender_name="林干事",
            sender_phone="0998-0000001",
            item_count=1,
            file_count=0,
            package="{}",
            package_hash=b"0" * 32,
            accountable_tenant_id=sender.id,
            sent_at=clock.now(),
        )
        session.add(row)
    return row.id


def happened(app: Flask, organisation: Organisation, name: str, subject_id: UUID, **body: Any) -> None:
    """Record an event for a tenant, as one of its commands would."""
    with app.app_context(), tenant_scope(organisation.id), write_transaction():
        events.record(name, subject_id, **body)


def parties(sender: Organisation, receiver: Organisation) -> dict[str, Any]:
    """Return what a referral's events carry."""
    return {"sender_tenant_id": sender.id, "receiver_tenant_id": receiver.id}


def notices_of(app: Flask, organisation: Organisation) -> list[Notice]:
    """Return all notices of a tenant, the oldest first."""
    from sqlalchemy import select

    with app.app_context(), tenant_scope(organisation.id):
        return list(current_session().scalars(select(Notice).order_by(Notice.id)))


def told_to(socket: Any) -> list[dict[str, Any]]:
    """Return what a test socket was told since the last time."""
    return [packet["args"][0] for packet in socket.get_received() if packet["name"] == "told"]
