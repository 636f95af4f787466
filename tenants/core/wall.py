"""The first wall: every statement this process compiles is kept inside the tenant its session stands in.

The wall works where no caller can go round it, in the compiler and at the cursor:

* Each SELECT, at any depth, gets the tenant's condition for every walled table among its FROMs; a table that is
  joined gets it in its ON clause. UPDATE and DELETE get it in WHERE. The condition is compiled into the cached
  statement, so it costs nothing per execution, and its value is read from the session at each execution.
* INSERT and UPDATE may not carry another tenant's id.
* A walled statement without a bound tenant is an error, not "everything".
* Raw SQL is refused unless ``database`` or ``search`` vouch for it with the ``raw_sql`` execution option.

PostgreSQL repeats the same rule with row-level security (see ``row_security``).
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, event, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.sql.compiler import DDLCompiler, SQLCompiler
from sqlalchemy.sql.selectable import AliasedReturnsRows, FromClause, Join, Select, TableClause

TENANT, PARTIES, MECHANISM = "tenant", "parties", "mechanism"
RAW_SQL = "raw_sql"
_BIND = "wall_tenant"


class WallError(RuntimeError):
    """A statement tried to leave the tenant it stands in. Always a programming error, never shown to a user."""


class NoTenantBound(WallError):
    """A walled table was touched before the session was bound to a tenant."""


class _Present:
    """How the wall learns the tenant of the present session; told once by ``database``."""

    read: Callable[[], UUID | None] = staticmethod(lambda: None)

    @classmethod
    def tenant(cls) -> UUID | None:
        return cls.read()


def read_tenant_with(reader: Callable[[], UUID | None]) -> None:
    """Tell the wall how to learn the tenant of the present session; called once by ``database``."""
    _Present.read = staticmethod(reader)


_wall_tenant = bindparam(_BIND, callable_=_Present.tenant, type_=Uuid())


def kind_of(table: Any) -> str | None:
    """Return which condition ``table`` stands under: TENANT, PARTIES, MECHANISM, or None for platform tables."""
    return table.info.get("wall") if isinstance(table, TableClause) and hasattr(table, "info") else None


def _table_of(source: FromClause) -> Any:
    while isinstance(source, AliasedReturnsRows):
        source = source.element  # type: ignore[assignment]
    return source


def _condition(source: FromClause) -> ColumnElement[bool] | None:
    """Return the wall's condition on one FROM (a table or its alias), or None when it is not walled."""
    table = _table_of(source)
    kind = kind_of(table)
    if kind == TENANT:
        return source.c.tenant_id == _wall_tenant
    if kind == PARTIES:
        first, second = table.info["parties"]
        return or_(source.c[first] == _wall_tenant, source.c[second] == _wall_tenant)
    if kind == MECHANISM:
        membership = table.metadata.tables["mechanism_memberships"]
        mine = select(membership.c.mechanism_id).where(
            membership.c.tenant_id == _wall_tenant, membership.c.left_at.is_(None)
        )
        return source.c.mechanism_id.in_(mine)
    return None


def _leading(source: FromClause) -> Iterator[FromClause]:
    """Yield the tables whose condition belongs in WHERE: a join's left-most ones."""
    if isinstance(source, Join):
        if source.full:
            raise WallError("FULL OUTER JOIN is not supported behind the wall")
        yield from _leading(source.left)
    else:
        yield source


class WalledCompiler(SQLCompiler):
    """Adds the wall's conditions while a statement is turned into SQL. Mixed into each dialect's own compiler."""

    walled: bool = False
    has_raw_sql: bool = False

    def _conditions(self, sources: Iterator[FromClause]) -> list[ColumnElement[bool]]:
        found = [condition for source in sources if (condition := _condition(source)) is not None]
        self.walled = self.walled or bool(found)
        return found

    def _compose_select_body(
        self, text: str, select: Any, compile_state: Any, inner_columns: Any, froms: Any, *rest: Any
    ) -> str:
        conditions = self._conditions(leading for source in froms for leading in _leading(source))
        if conditions:
            select = Select.where(select, *conditions)
        return super()._compose_select_body(text, select, compile_state, inner_columns, froms, *rest)  # type: ignore[no-any-return,no-untyped-call]

    def visit_join(self, join: Any, *rest: Any, **kw: Any) -> str:
        conditions = self._conditions(_leading(join.right))
        if conditions:
            join = Join(join.left, join.right, and_(join.onclause, *conditions), join.isouter, join.full)
        return super().visit_join(join, *rest, **kw)  # type: ignore[no-any-return,no-untyped-call]

    def visit_update(self, update_stmt: Any, *rest: Any, **kw: Any) -> str:
        return super().visit_update(self._walled_write(update_stmt), *rest, **kw)

    def visit_delete(self, delete_stmt: Any, *rest: Any, **kw: Any) -> str:
        return super().visit_delete(self._walled_write(delete_stmt), *rest, **kw)  # type: ignore[no-any-return,no-untyped-call]

    def _walled_write(self, statement: Any) -> Any:
        conditions = self._conditions(iter([statement.table]))
        return statement.where(*conditions) if conditions else statement

    def visit_insert(self, insert_stmt: Any, *rest: Any, **kw: Any) -> str:
        if kind_of(insert_stmt.table):
            self.walled = True
            if insert_stmt.select is not None or insert_stmt._post_values_clause is not None:
                raise WallError("INSERT FROM SELECT and upserts are not supported behind the wall")
        return super().visit_insert(insert_stmt, *rest, **kw)  # type: ignore[no-any-return,no-untyped-call]

    def visit_textclause(self, textclause: Any, *rest: Any, **kw: Any) -> str:
        self.has_raw_sql = True
        return super().visit_textclause(textclause, *rest, **kw)  # type: ignore[no-any-return,no-untyped-call]

    def visit_column(self, column: Any, *rest: Any, **kw: Any) -> str:
        if column.is_literal and column.name != "*":
            self.has_raw_sql = True
        return super().visit_column(column, *rest, **kw)


def build_wall(engine: Engine) -> None:
    """Put the wall into ``engine``: its compiler and its cursor check. Call once, before the first statement."""
    dialect = engine.dialect
    own = dialect.statement_compiler
    dialect.statement_compiler = type("Walled" + own.__name__, (WalledCompiler, own), {})
    event.listen(engine, "before_cursor_execute", _check_at_cursor)
    event.listen(engine, "checkin", lambda _connection, record: record.info.pop("wall_tenant", None))


def _check_at_cursor(conn: Any, _cursor: Any, sql: str, _parameters: Any, context: Any, _many: bool) -> None:
    """Refuse what the compiler could not wall: raw SQL, DDL, a missing tenant, another session's tenant."""
    compiled = context.compiled
    if compiled is None or isinstance(compiled, DDLCompiler) or compiled.has_raw_sql:
        if not context.execution_options.get(RAW_SQL):
            raise WallError(f"raw SQL is only for core.database and core.search: {sql[:80]}")
        return
    if not compiled.walled:
        return
    tenant = conn.info.get("wall_tenant")
    if tenant is None or _Present.tenant() != tenant:
        raise NoTenantBound("bind the session to a tenant before touching its rows")
    if compiled.isinsert or compiled.isupdate:
        _check_written_tenant(compiled, context, tenant)


def _check_written_tenant(compiled: Any, context: Any, tenant: UUID) -> None:
    """Refuse rows that carry another tenant's id (INSERT) or that change whose they are (UPDATE)."""
    table = compiled.dml_compile_state.dml_table
    kind = kind_of(table)
    if kind not in (TENANT, PARTIES):
        return
    columns = ("tenant_id",) if kind == TENANT else table.info["parties"]
    for row in context.compiled_parameters:
        present = [row[column] for column in columns if column in row]
        if compiled.isupdate and present:
            raise WallError(f"{table.name}: whose row it is cannot be changed")
        if compiled.isinsert and tenant not in present:
            raise WallError(f"{table.name}: a row of another tenant cannot be written from here")
