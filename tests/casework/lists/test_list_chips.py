"""The chip of a case says the same on list, desk and case page: days or working days, as the rule counts."""

from datetime import date
from typing import Any

from alembic import command
from alembic.config import Config
from flask import Flask
from sqlalchemy.engine import make_url

from portal import preparation
from tenants.casework.cases.course import refresh_due, subject_of
from tenants.core.database import tenant_scope, write_transaction
from tenants.obligations import ledger
from tests.casework.lists.rows import keep
from tests.casework.matters import case_of, registered
from tests.conftest import Organisation, sign_in

MONDAY = date(2026, 4, 20)


def page(client: Any, address: str) -> str:
    return str(client.get(f"/o/minea/{address}").get_data(as_text=True))


def test_two_rules_of_one_date_read_differently(app: Flask, mine: Organisation) -> None:
    due = {"next_due_on": date(2026, 5, 8)}
    with app.app_context():
        keep(mine, {**due, "next_due_rule": "D04"}, {**due, "next_due_rule": "D02"}, due)
    shown = page(sign_in(app, mine), "cases/")
    # Labour Day lies between.
    assert shown.count("剩 11 个工作日") == 1
    assert shown.count("剩 18 天") == 2


def owing_an_objection(mine: Organisation) -> Any:
    """Register a matter and let it owe what counts working days before everything else."""
    case_id = registered(mine)
    with tenant_scope(mine.id), write_transaction():
        case = case_of(case_id)
        ledger.owe("D04", subject_of(case), MONDAY, creditor_kind="petitioner", length=3)
        refresh_due(case)
    return case_id


def test_list_desk_and_case_agree(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        case_id = owing_an_objection(mine)
        with tenant_scope(mine.id):
            found = case_of(case_id)
            assert (found.next_due_on, found.next_due_rule) == (date(2026, 4, 23), "D04")
    client = sign_in(app, mine)
    for address in ("cases/", "desk", f"cases/{case_id}", "cases/print"):
        assert "剩 3 个工作日" in page(client, address), address


def test_cases_of_earlier_releases_get_their_rule(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        case_id = owing_an_objection(mine)
        plain = registered(mine)
    url = make_url(app.config["DATABASE_OWNER_URL"])
    settings = Config()
    settings.set_main_option("script_location", str(preparation.MIGRATIONS))
    settings.attributes.update(url=url, application_role="")
    command.downgrade(settings, "0006")
    command.upgrade(settings, "head")
    with app.app_context(), tenant_scope(mine.id):
        assert [case_of(row).next_due_rule for row in (case_id, plain)] == ["D04", "D02"]
