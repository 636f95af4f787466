"""A matter for tests: its petitioner, its payload, and short ways to register it and take it further. All invented."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from tenants.casework.cases.models import Case
from tenants.core.audit import AuditEntry
from tenants.core.commands import Actor, execute
from tenants.core.database import current_session, tenant_scope
from tests.conftest import PASSWORD, Organisation

NAME, PHONE, ID_NUMBER, ADDRESS = "陈建国", "13800005620", "99001819491231002X", "临梧区东麓街道矿工新村12号"
TEXT = "我是东麓选煤厂职工，改制期间单位停缴养老保险，请求补缴。"
MATTER = {
    "title": "要求补缴养老保险断缴部分",
    "text": TEXT,
    "channel": "visit",
    "received_on": "2026-04-10",
    "category": "0301",
    "place": "东麓选煤厂",
    "name": NAME,
    "phone": PHONE,
    "id_number": ID_NUMBER,
    "address": ADDRESS,
}
ANONYMOUS = {"is_anonymous": "1", "name": "", "phone": "", "id_number": "", "address": ""}
ANSWER = {
    "outcome": "uphold",
    "demand": "补缴养老保险。",
    "facts": "经查，2019年7月至2020年3月未缴。",
    "opinion": "由本单位补缴。",
    "legal_basis": "《社会保险法》第十条。",
    "served_how": "in_person",
}
GATES = {"responsibility": "yes", "problem": "yes", "risk": "yes"}


def matter(**changes: Any) -> dict[str, Any]:
    """Return the payload of ``case.register`` with changes."""
    return {**MATTER, **changes}


def register(actor: Actor, **changes: Any) -> UUID:
    """Register a matter in the present scope and return the case's id."""
    return UUID(execute("case.register", matter(**changes), actor)["case_id"])


def accept(actor: Actor, case_id: UUID) -> None:
    """Accept a case in the present scope."""
    execute("case.accept", {"case_id": str(case_id), "served_how": "post"}, actor)


def answer(actor: Actor, case_id: UUID, **changes: Any) -> None:
    """Answer a case in the present scope."""
    execute("case.answer", {"case_id": str(case_id), **ANSWER, **changes}, actor)


def close(actor: Actor, case_id: UUID, **changes: Any) -> None:
    """Close a case in the present scope."""
    execute("case.close", {"case_id": str(case_id), **GATES, **changes}, actor)


def case_of(case_id: UUID) -> Case:
    """Return the case's row as it is kept now."""
    return (
        current_session()
        .scalars(select(Case).where(Case.id == case_id).execution_options(populate_existing=True))
        .one()
    )


def registered(organisation: Organisation, **changes: Any) -> UUID:
    """Register a matter in a scope of its own."""
    with tenant_scope(organisation.id):
        return register(organisation.clerk, **changes)


def last_line() -> AuditEntry:
    """Return the newest line of the bound tenant's audit trail."""
    return current_session().scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()


def confidential_actor(organisation: Organisation) -> Actor:
    """Give the organisation a registrar who is also its confidential officer; inside an application context."""
    from tenants.people import queries

    with tenant_scope(organisation.id):
        made = execute(
            "seat.open",
            {
                "login": f"sealed.{organisation.slug}",
                "password": PASSWORD,
                "name": "密专员",
                "unit_id": str(organisation.unit_id),
                "roles": ["registrar", "handler", "confidential_officer"],
            },
            Actor.system(organisation.id),
        )
        seat = queries.seat(UUID(made["seat_id"]))
        assert seat is not None
        organisation.logins["sealed"] = f"sealed.{organisation.slug}"
        return queries.actor_of(seat)
