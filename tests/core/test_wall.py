"""The isolation probes: each known way round a tenant filter, tried against the real tables on both databases."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, exists, func, insert, literal_column, select, text, union_all, update
from sqlalchemy.orm import aliased

from tenants.core import clock
from tenants.core.database import (
    GuardedSession,
    MechanismMembership,
    current_session,
    db,
    tenant_scope,
    write_transaction,
)
from tenants.core.wall import NoTenantBound, WallError
from tenants.obligations.models import Obligation
from tenants.organisations.models import Tenant, Unit
from tenants.people.models import Seat
from tests.conftest import Organisation


@pytest.fixture
def stand(app: Any, mine: Organisation, twin: Organisation) -> Iterator[tuple[GuardedSession, UUID, UUID]]:
    """A session standing in one of two tenants with mirrored data; yields it with both tenants' ids."""
    with app.app_context(), tenant_scope(mine.id) as session:
        yield session, mine.id, twin.id


UNITS: Any = Unit.__table__
SEATS: Any = Seat.__table__


def names(rows: Any) -> set[str]:
    return {row.name for row in rows}


READS: dict[str, Callable[[GuardedSession], Any]] = {
    "orm": lambda s: s.scalars(select(Unit)).all(),
    "alias": lambda s: s.scalars(select(aliased(Unit))).all(),
    "core table": lambda s: s.execute(select(UNITS)).all(),
    "columns": lambda s: s.execute(select(Unit.id, Unit.name)).all(),
    "cte": lambda s: s.execute(select(select(Unit.id, Unit.name).cte())).all(),
    "subquery": lambda s: s.execute(select(select(Unit.name).subquery())).all(),
    "in core subquery": lambda s: s.scalars(select(Unit).where(Unit.id.in_(select(UNITS.c.id)))).all(),
    "or true": lambda s: s.scalars(select(Unit).where((Unit.tier == 1) | (1 == 1))).all(),
}


@pytest.mark.parametrize("way", READS)
def test_every_way_of_reading_stays_inside(way: str, stand: Any) -> None:
    session, _mine, _theirs = stand
    assert names(READS[way](session)) == {"甲矿公司"}


def test_counts_unions_joins_and_exists_stay_inside(stand: Any) -> None:
    session, _mine, _theirs = stand
    assert session.scalar(select(func.count()).select_from(Unit)) == 1
    assert session.scalar(select(select(func.count(Unit.id)).scalar_subquery())) == 1
    assert len(session.execute(union_all(select(Unit.id), select(UNITS.c.id))).all()) == 2
    other = aliased(Unit)
    assert len(session.execute(select(Unit, other).join(other, other.tier == Unit.tier)).all()) == 1
    assert len(session.execute(select(Unit, other).outerjoin(other, other.tier == Unit.tier)).all()) == 1


def test_exists_on_an_outer_platform_table_does_not_see_over_the_wall(stand: Any) -> None:
    """The hole of the documented recipe: the filter looked at the outer entity only."""
    session, _mine, _theirs = stand
    theirs = exists(select(Unit).where(Unit.name == "乙矿公司"))
    assert session.scalars(select(Tenant).where(theirs)).all() == []
    ours = exists(select(UNITS.c.id).where(UNITS.c.name == "甲矿公司"))
    assert len(session.scalars(select(Tenant).where(ours)).all()) == 2


def test_outer_join_keeps_rows_without_a_partner(stand: Any) -> None:
    """The condition of a joined table belongs in ON: in WHERE it would turn the join into an inner one."""
    session, _mine, _theirs = stand
    child = aliased(Unit)
    rows = session.execute(select(Unit, child).outerjoin(child, child.parent_id == Unit.id)).all()
    assert [(unit.name, other) for unit, other in rows] == [("甲矿公司", None)]


def test_get_by_another_tenants_key_finds_nothing(app: Any, stand: Any) -> None:
    session, mine, theirs = stand
    with tenant_scope(theirs) as other:
        foreign = other.scalars(select(Unit)).one().id
    assert session.get(Unit, (theirs, foreign)) is None
    assert session.get(Unit, (mine, foreign)) is None


RAW: dict[str, Callable[[GuardedSession], Any]] = {
    "text": lambda s: s.execute(text("SELECT * FROM units")),
    "from_statement": lambda s: s.scalars(select(Unit).from_statement(text("SELECT * FROM units"))),
    "text in where": lambda s: s.scalars(select(Unit).where(text("1 = 1"))),
    "literal column": lambda s: s.scalars(select(Unit).where(literal_column("1") == 1)),
    "driver sql": lambda s: s.connection().exec_driver_sql("SELECT * FROM units"),
    "bulk save": lambda s: s.bulk_save_objects([Unit(name="x", tier=1)]),
    "bulk insert": lambda s: s.bulk_insert_mappings(Unit, [{"name": "x"}]),
}


@pytest.mark.parametrize("way", RAW)
def test_raw_sql_and_bulk_helpers_are_refused(way: str, stand: Any) -> None:
    session, _mine, _theirs = stand
    with pytest.raises(WallError):
        RAW[way](session)


def _unit(tenant_id: UUID) -> dict[str, Any]:
    return {"tenant_id": tenant_id, "id": uuid4(), "tier": 2, "name": "x", "name_en": ""}


def test_rows_of_another_tenant_cannot_be_written(stand: Any) -> None:
    session, mine, theirs = stand
    for attempt in (
        lambda: session.execute(insert(Unit).values(**_unit(theirs))),
        lambda: session.execute(insert(UNITS), [_unit(mine), _unit(theirs)]),
        lambda: session.execute(insert(Unit), [_unit(theirs)]),
        lambda: session.execute(insert(Unit).values([_unit(mine), _unit(theirs)])),
        lambda: session.execute(insert(Unit).from_select(["tenant_id"], select(Unit.tenant_id))),
        lambda: _flush(session, Unit(tenant_id=theirs, tier=2, name="x")),
        lambda: session.execute(update(Unit).values(tenant_id=theirs)),
    ):
        with pytest.raises(WallError):
            attempt()
        session.rollback()


def _flush(session: GuardedSession, row: Any) -> None:
    session.add(row)
    session.flush()


def test_a_row_cannot_change_hands(stand: Any) -> None:
    session, _mine, theirs = stand
    unit = session.scalars(select(Unit)).one()
    unit.tenant_id = theirs
    with pytest.raises(WallError):
        session.flush()
    session.rollback()


def test_update_and_delete_touch_own_rows_only(app: Any, stand: Any) -> None:
    session, _mine, theirs = stand
    with write_transaction():
        assert session.execute(update(Unit).values(name_en="ours")).rowcount == 1
        assert session.execute(update(UNITS).values(name_en="ours")).rowcount == 1
        session.add(Unit(name="short-lived", tier=2))
        session.flush()
        assert session.execute(delete(UNITS).where(Unit.tier == 2)).rowcount == 1
        session.execute(delete(SEATS).where(Seat.name == "nobody"))
    with tenant_scope(theirs) as other:
        assert [unit.name_en for unit in other.scalars(select(Unit))] == ["Mineb"]
        assert other.scalar(select(func.count(Seat.id))) == 4


def test_a_child_cannot_point_at_a_foreign_parent(app: Any, stand: Any) -> None:
    from sqlalchemy.exc import IntegrityError

    session, _mine, theirs = stand
    with tenant_scope(theirs) as other:
        foreign = other.scalars(select(Unit)).one().id
    session.add(Unit(name="x", tier=2, parent_id=foreign))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_session_never_changes_tenant(stand: Any) -> None:
    session, mine, theirs = stand
    with pytest.raises(WallError):
        session.bind_wall(theirs)
    session.bind_wall(mine)


def test_nothing_bound_is_an_error_not_everything(app: Any, mine: Organisation) -> None:
    with app.app_context():
        with pytest.raises(NoTenantBound):
            current_session().scalars(select(Unit)).all()
        with pytest.raises(NoTenantBound):
            Unit(name="x", tier=1)
        assert current_session().scalars(select(Tenant)).all()


def test_an_outer_session_is_useless_inside_another_tenants_scope(stand: Any) -> None:
    session, _mine, theirs = stand
    with tenant_scope(theirs), pytest.raises(NoTenantBound):
        session.scalars(select(Unit)).all()


def test_a_connection_taken_past_the_session_sees_no_walled_table(stand: Any) -> None:
    session, _mine, _theirs = stand
    session.rollback()
    with db.engine.connect() as connection, pytest.raises(NoTenantBound):
        connection.execute(select(Unit))


def test_a_session_after_another_on_the_same_connection_starts_unbound(app: Any, mine: Organisation) -> None:
    for _ in range(3):
        with app.app_context(), tenant_scope(mine.id) as session:
            assert session.scalars(select(Unit)).all()
        with app.app_context(), pytest.raises(NoTenantBound):
            current_session().scalars(select(Unit)).all()


def _obligation(debtor: UUID, creditor: UUID) -> Obligation:
    day = clock.today()
    return Obligation(
        debtor_tenant_id=debtor,
        creditor_tenant_id=creditor,
        creditor_kind="tenant",
        rule="S01",
        length=1,
        subject_kind="referral",
        subject_id=uuid4(),
        subject_number="ZB-1",
        started_on=day,
        strict_due=day,
        rolled_due=day,
        due_on=day,
        warn_on=[],
        provisional=False,
    )


def test_rows_of_two_parties_are_seen_by_these_two_only(app: Any, stand: Any, county: Organisation) -> None:
    session, mine, theirs = stand
    with write_transaction():
        session.add(_obligation(mine, theirs))
        session.add(_obligation(county.id, mine))
    assert session.scalar(select(func.count(Obligation.id))) == 2
    with tenant_scope(theirs) as other:
        assert other.scalar(select(func.count(Obligation.id))) == 1
    with tenant_scope(county.id) as third:
        assert [row.creditor_tenant_id for row in third.scalars(select(Obligation))] == [mine]
    session.add(_obligation(theirs, county.id))
    with pytest.raises(WallError):
        session.flush()
    session.rollback()


def test_rows_of_a_mechanism_are_seen_and_written_by_its_members_only(app: Any, stand: Any) -> None:
    from portal.federation.mechanisms.models import Mechanism

    session, _mine, theirs = stand
    mechanism = uuid4()
    row = {"id": mechanism, "kind": "mining_area", "name": "区", "name_en": "Area", "charter": {}}
    with write_transaction():
        session.add(MechanismMembership(mechanism_id=mechanism, joined_at=clock.now()))
        session.flush()
        session.add(Mechanism(mechanism_id=mechanism, founded_at=clock.now(), **row))
    assert session.scalars(select(Mechanism.name)).all() == ["区"]
    with tenant_scope(theirs) as other:
        assert other.scalars(select(Mechanism)).all() == []
        other.add(Mechanism(mechanism_id=mechanism, founded_at=clock.now(), **{**row, "id": uuid4()}))
        with pytest.raises(WallError):
            other.flush()
        other.rollback()
    with write_transaction():
        membership = session.scalars(select(MechanismMembership)).one()
        membership.left_at = clock.now()
    assert session.scalars(select(Mechanism)).all() == []
