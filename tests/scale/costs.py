"""What the walls cost: the same query with and without the compiler's wall, with and without row-level security."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import bindparam, create_engine, func, select
from sqlalchemy.orm import Session

from tenants.casework.cases.models import Case
from tenants.core import audit, search
from tenants.core.commands import Actor
from tenants.core.database import current_session, tenant_scope, write_transaction
from tests.scale.world import RARE, Visited

ROUNDS, TIMES = 15, 60


def lines(app_url: str, owner_url: str, visited: dict[str, Visited], master_key: str) -> Iterator[str]:
    """Yield a line for each cost, as a ratio of medians measured in turn."""
    app = _application(app_url, master_key)
    small = visited["small"].id
    plain, owner = create_engine(app_url), create_engine(owner_url)
    on_postgres = plain.dialect.name == "postgresql"
    walled = _walled(app, small)
    explicit = _explicit(plain, small, set_tenant=on_postgres)
    yield f"list query, compiler's wall / explicit filter: {_ratio(walled, explicit):.2f}"
    if on_postgres:
        without = _explicit(owner, small, set_tenant=False)
        yield f"list query, row-level security on / off (owner, explicit filter): {_ratio(explicit, without):.2f}"
    for slug, tenant in visited.items():
        for word, name in (("供暖", "2 characters"), (RARE, "rare"), ("没有这词", "absent")):
            took = statistics.median(_block(_search(app, tenant.id, word)) for _ in range(5)) / TIMES * 1000
            yield f"search in {slug} ({tenant.cases:,} cases), {name}: {took:.2f} ms"
    yield f"audited write / same write without audit: {_ratio(_audited(app, small), _unaudited(app, small)):.2f}"
    plain.dispose()
    owner.dispose()


def _application(app_url: str, master_key: str) -> Flask:
    from portal import config, create_app

    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": config._database_url(app_url),
            "SQLALCHEMY_ENGINE_OPTIONS": config.engine_options(app_url),
            "SECRET_KEY": "bench",
            "MASTER_KEY": master_key,
            "RELAY_IN_PROCESS": False,
        }
    )


def _block(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    for _ in range(TIMES):
        work()
    return time.perf_counter() - start


def _ratio(one: Callable[[], Any], other: Callable[[], Any]) -> float:
    _block(one), _block(other)
    pairs = [(_block(one), _block(other)) for _ in range(ROUNDS)]
    return statistics.median(first / second for first, second in pairs)


def _newest() -> Any:
    return select(Case).where(Case.next_due_on.is_not(None)).order_by(Case.next_due_on, Case.id).limit(25)


def _walled(app: Flask, tenant: UUID) -> Callable[[], Any]:
    def work() -> None:
        with app.app_context(), tenant_scope(tenant) as session:
            session.scalars(_newest()).all()

    return work


_STAND_IN = select(func.set_config("app.tenant", bindparam("tenant"), True))


def _explicit(engine: Any, tenant: UUID, *, set_tenant: bool) -> Callable[[], Any]:
    def work() -> None:
        with Session(engine) as session:
            if set_tenant:
                session.connection().execute(_STAND_IN, {"tenant": str(tenant)})
            session.scalars(_newest().where(Case.tenant_id == tenant)).all()

    return work


def _search(app: Flask, tenant: UUID, word: str) -> Callable[[], Any]:
    def work() -> None:
        with app.app_context(), tenant_scope(tenant):
            search.find("case", word, limit=25)

    return work


def _audited(app: Flask, tenant: UUID) -> Callable[[], Any]:
    return _write(app, tenant, with_audit=True)


def _unaudited(app: Flask, tenant: UUID) -> Callable[[], Any]:
    return _write(app, tenant, with_audit=False)


def _write(app: Flask, tenant: UUID, *, with_audit: bool) -> Callable[[], Any]:
    actor = Actor.system(tenant)

    def work() -> None:
        with app.app_context(), tenant_scope(tenant), write_transaction():
            case = current_session().scalars(_newest().limit(1)).one()
            case.changed_by = "a" if case.changed_by != "a" else "b"
            if with_audit:
                audit.append(
                    "bench", seat_id=None, actor_name=actor.name, subject_kind="case", subject_id=case.id
                )

    return work
