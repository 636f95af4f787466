"""The ledger on a database: opened, settled, late for ever, explained, moved by a newly published calendar."""

import json
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.core.database import current_session, tenant_scope, write_transaction
from tenants.core.errors import Invalid
from tenants.obligations import ledger, queries
from tenants.obligations.ledger import Subject
from tenants.obligations.models import Obligation
from tests.conftest import Organisation

CASE = Subject("case", uuid4(), "JK-2026-0001", "欠薪")


def owe(rule: str, start: date, **more: object) -> Obligation:
    with write_transaction():
        return ledger.owe(rule, CASE, start, creditor_kind="petitioner", **more)  # type: ignore[arg-type]


def test_a_duty_is_kept_with_both_dates_and_settled_in_time_or_late(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        row = owe("D05", date(2026, 3, 6))
        assert (row.strict_due, row.rolled_due, row.due_on) == (
            date(2026, 5, 5),
            date(2026, 5, 6),
            date(2026, 5, 5),
        )
        assert "2026-04-30" in row.warn_on
        with write_transaction():
            (settled,) = ledger.settle(CASE.id, "D05", date(2026, 5, 6))
        assert (settled.state, settled.late) == ("met", True)
        with write_transaction():
            assert ledger.settle(CASE.id, "D05", date(2026, 5, 1)) == []
        kept = current_session().scalars(select(Obligation)).one()
        assert (kept.settled_on, kept.late) == (date(2026, 5, 6), True)


def test_a_duty_between_peers_cites_the_mechanism(
    app: Flask, mine: Organisation, county: Organisation
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        row = owe("D04", date(2026, 2, 12), debtor=county.id, among_peers=True)
        assert row.due_on == date(2026, 2, 26)
        basis = ledger.deadline_of(row).basis
        assert (basis.source.value, basis.follows != "") == ("mechanism", True)
        assert [found.id for found in queries.owed_to_me()] == [row.id]
        assert queries.mine_open() == []


def test_a_named_date_before_the_start_is_refused_in_words(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id), pytest.raises(Invalid) as refusal:
        owe("A01", date(2026, 4, 20), due=date(2026, 4, 19))
    assert refusal.value.fields["due"]


def test_a_published_calendar_moves_what_was_provisional(
    app: Flask, mine: Organisation, tmp_path: Path
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        row = owe("D04", date(2026, 12, 30))
        assert row.provisional
        assert row.due_on == date(2027, 1, 6)
        row_id = row.id
    published = {
        "year": 2027,
        "notices": [{"title": "t", "number": "n", "issued": "2026-11-20", "url": "https://example.org/2027"}],
        "off_days": ["2027-01-01", "2027-01-04", "2027-10-01"],
        "makeup_workdays": [],
    }
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(published), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["calendar", "load", str(file)])
    assert result.exit_code == 0, result.output
    assert "1 open due dates moved" in result.output
    with app.app_context(), tenant_scope(mine.id):
        moved = current_session().scalars(select(Obligation).where(Obligation.id == row_id)).one()
        assert moved.due_on == date(2027, 1, 8)


def test_a_broken_calendar_file_is_refused_whole(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "2027.json"
    file.write_text(
        '{"year": 2027, "off_days": ["2027-13-01"], "makeup_workdays": ["2027-01-04"]}', encoding="utf-8"
    )
    result = app.test_cli_runner().invoke(args=["calendar", "load", str(file)])
    assert result.exit_code == 1
    assert "2027-13-01" in result.output
    assert "2027-01-04" in result.output


def test_the_shell_explains_a_deadline_day_by_day(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["deadline", "D04", "2026-02-12"])
    answer = json.loads(result.output)
    assert (answer["strict_due"], answer["unit"]) == ("2026-02-26", "workday")
    days = {day["date"]: day for day in answer["days"]}
    assert days["2026-02-14"]["counted"]
    assert not days["2026-02-16"]["counted"]
    assert app.test_cli_runner().invoke(args=["deadline", "D99", "2026-02-12"]).exit_code == 1


def test_counts_by_day_and_overdue(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        owe("D02", date(2026, 4, 1))
        owe("D02", date(2026, 4, 5))
        owe("D02", date(2026, 4, 5))
        assert queries.overdue_count() == 1
        assert queries.mine_by_due(date(2026, 4, 20), date(2026, 4, 24)) == {date(2026, 4, 20): 2}
    with app.app_context(), tenant_scope(twin.id):
        assert (queries.overdue_count(), queries.mine_open()) == (0, [])
