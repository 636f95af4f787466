"""The database: kinds of rows, the session that stands in one tenant, and the one write transaction.

Every table is one of four kinds: ``TenantOwned``, ``PartyShared`` (exactly two tenants), ``MechanismShared`` (the
members of a mechanism) or ``Platform`` (a short list, printed by a test, that holds no case). The wall in
``tenants.core.wall`` reads the kind from the table and keeps each statement inside.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import DateTime, Dialect, Index, MetaData, Table, Uuid, bindparam, event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, SessionTransaction, mapped_column
from sqlalchemy.types import TypeDecorator

from tenants.core import clock, wall
from tenants.core.ids import new_id
from tenants.core.wall import WallError

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC in Python; SQLite, which knows no zones, keeps it naive in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


@event.listens_for(Mapper, "after_mapper_constructed")
def _tell_wall_the_kind(mapper: Mapper[Any], model: type) -> None:
    """Write on each table, for the wall to read, which kind its rows are."""
    table = mapper.local_table
    assert isinstance(table, Table)
    table.info["wall"], table.info["parties"] = getattr(model, "WALL", None), getattr(model, "PARTIES", ())


class GuardedSession(FlaskSession):
    """A session that stands in one tenant from the moment it is bound until it is closed."""

    def bind_wall(self, tenant_id: UUID | None = None, purpose: str = "") -> None:
        """Stand in ``tenant_id``, or, for the few platform jobs, act for a named ``purpose``."""
        present = self.info.get("tenant_id")
        if present is not None and present != tenant_id:
            raise WallError("a session stands in one tenant; open another scope for another tenant")
        self.info["tenant_id"], self.info["purpose"] = tenant_id, purpose
        if self.in_transaction():
            _tell_connection(self, self.connection())

    def bulk_save_objects(self, *_args: Any, **_kw: Any) -> None:
        raise WallError("bulk helpers are refused; use insert_many")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects


db = SQLAlchemy(
    model_class=_Base,
    session_options={"class_": GuardedSession, "expire_on_commit": False},
    disable_autonaming=True,
)

db.Model.registry.update_type_annotation_map({datetime: UtcDateTime, UUID: Uuid()})  # type: ignore[attr-defined]

if TYPE_CHECKING:
    Model = _Base
else:
    Model = db.Model


class Keyed:
    """Gives a row its id when it is made, so that sealed fields can be bound to it before it is kept."""

    def __init__(self, **values: Any) -> None:
        if "id" not in values:
            values["id"] = new_id()
        super().__init__(**values)


class TenantOwned(Keyed):
    """A row of one tenant. Key (tenant_id, id): no child can point at a foreign parent, on any database."""

    WALL = wall.TENANT
    tenant_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        if "tenant_id" not in values:
            values["tenant_id"] = bound_tenant()
        super().__init__(**values)


class PartyShared(Keyed):
    """A row of exactly two tenants, the sending and the receiving one."""

    WALL = wall.PARTIES
    PARTIES: ClassVar[tuple[str, str]] = ("sender_tenant_id", "receiver_tenant_id")
    sender_tenant_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-3)
    receiver_tenant_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-1)


class MechanismShared(Keyed):
    """A row of a mechanism, seen by its present members."""

    WALL = wall.MECHANISM
    mechanism_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-1)


class Platform(Keyed):
    """A row outside every wall. ``REASON`` says why it may be; such tables hold no case and no petitioner."""

    REASON: ClassVar[str]
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-1)


class MechanismMembership(TenantOwned, Model):
    """That this tenant is a member of a mechanism: the ticket by which the wall lets it read mechanism rows."""

    __tablename__ = "mechanism_memberships"
    mechanism_id: Mapped[UUID]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    __table_args__ = (Index(None, "tenant_id", "mechanism_id", unique=True),)


def current_session() -> GuardedSession:
    """Return the session of the present application context."""
    return db.session()  # type: ignore[return-value]


def bound_tenant() -> UUID:
    """Return the tenant the present session stands in, or raise ``NoTenantBound``."""
    tenant_id: UUID | None = current_session().info.get("tenant_id")
    if tenant_id is None:
        raise wall.NoTenantBound("bind the session to a tenant before touching its rows")
    return tenant_id


def bind_tenant(tenant_id: UUID) -> None:
    """Let the present session stand in ``tenant_id`` until its application context ends."""
    current_session().bind_wall(tenant_id)


@contextmanager
def tenant_scope(tenant_id: UUID) -> Iterator[GuardedSession]:
    """Open a fresh session that stands in ``tenant_id``; for jobs, the relay, commands of the shell, and tests."""
    with _app().app_context():
        bind_tenant(tenant_id)
        yield current_session()


@contextmanager
def platform_scope(purpose: str) -> Iterator[GuardedSession]:
    """Open a fresh session in no tenant, acting for a named purpose that row-level security knows, e.g. "relay"."""
    with _app().app_context():
        current_session().bind_wall(purpose=purpose)
        yield current_session()


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


_sqlite_writer = threading.RLock()


@contextmanager
def write_transaction() -> Iterator[GuardedSession]:
    """Run the block as one transaction: committed at its end, rolled back on any error, nothing in between.

    SQLite has one writer. A lock of the process lets writers wait their turn without blocking the event loop, and
    BEGIN IMMEDIATE takes the file's lock before the first read, so that no transaction fails half way.
    """
    session = current_session()
    session.commit()
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    with _sqlite_writer if on_sqlite else _nothing():
        try:
            if on_sqlite:
                session.connection(execution_options={"sqlite_begin": "BEGIN IMMEDIATE"})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


_hasty = False


@contextmanager
def hasty_commits() -> Iterator[None]:
    """Let this process's commits in the block not wait for the disk; both databases stay whole all the same.

    Only for what can be written again, such as the demo world: a machine that stops may lose the latest commits, never
    half of one. The first commit after the block waits for all of them.
    """
    global _hasty
    _hasty = True
    try:
        yield
    finally:
        _hasty = False


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def insert_many(rows: Sequence[Any]) -> int:
    """Keep many rows of one model with few statements; returns their number. The wall checks each row."""
    session = current_session()
    session.add_all(rows)
    session.flush()
    for row in rows:
        session.expunge(row)
    return len(rows)


def lock_row(statement: Any) -> Any:
    """Return the one row of a SELECT, locked until the transaction ends, or None. SQLite's writer holds the file."""
    return current_session().scalars(statement.with_for_update()).one_or_none()


_STAND_IN = select(func.set_config("app.tenant", bindparam("tenant"), True))
_ACT_FOR = _STAND_IN.add_columns(func.set_config("app.purpose", bindparam("purpose"), True))
_HASTE = func.set_config("synchronous_commit", "off", True)
_HASTILY = {statement: statement.add_columns(_HASTE) for statement in (_STAND_IN, _ACT_FOR)}


def _tell_connection(session: GuardedSession, connection: Any) -> None:
    """Tell the connection, and on PostgreSQL the transaction, where the session stands."""
    tenant_id, purpose = session.info.get("tenant_id"), session.info.get("purpose") or ""
    connection.info["wall_tenant"] = tenant_id
    if connection.dialect.name == "postgresql":
        place, statement = {"tenant": str(tenant_id or "")}, _STAND_IN
        if purpose:
            place, statement = {**place, "purpose": purpose}, _ACT_FOR
        connection.execute(_HASTILY[statement] if _hasty else statement, place)


@event.listens_for(GuardedSession, "after_begin")
def _after_begin(session: GuardedSession, _transaction: SessionTransaction, connection: Any) -> None:
    _tell_connection(session, connection)


@event.listens_for(GuardedSession, "before_flush")
def _check_new_mechanism_rows(session: GuardedSession, _context: Any, _instances: Any) -> None:
    """Refuse rows of a mechanism of which the tenant is no member."""
    wanted = {row.mechanism_id for row in session.new if isinstance(row, MechanismShared)}
    if not wanted:
        return
    pending = {row.mechanism_id for row in session.new if isinstance(row, MechanismMembership)}
    with session.no_autoflush:
        mine = session.scalars(
            select(MechanismMembership.mechanism_id).where(
                MechanismMembership.mechanism_id.in_(wanted), MechanismMembership.left_at.is_(None)
            )
        )
        if wanted - set(mine) - pending:
            raise WallError("a row of a mechanism can be written only by its members")


def init_database(app: Flask) -> None:
    """Attach the database to ``app`` and build the wall into its engine."""
    db.init_app(app)
    wall.read_tenant_with(lambda: current_session().info.get("tenant_id"))
    with app.app_context():
        wall.build_wall(db.engine)
        if db.engine.dialect.name == "sqlite":
            _tune_sqlite(db.engine)


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        options = connection.get_execution_options()
        connection.execution_options(**{wall.RAW_SQL: True})
        # In this mode of the log, NORMAL keeps the file whole and FULL also every commit.
        synchronous = "NORMAL" if _hasty else "FULL"
        if connection.info.setdefault("synchronous", "FULL") != synchronous:
            connection.exec_driver_sql(f"PRAGMA synchronous={synchronous}")
            connection.info["synchronous"] = synchronous
        connection.exec_driver_sql(options.get("sqlite_begin", "BEGIN"))
        connection.execution_options(**{wall.RAW_SQL: False})


def now() -> datetime:
    """Return the present moment; the default of ``created_at`` columns."""
    return clock.now()
