"""Several ticked cases given to one person: each its own act, the impossible ones are named."""

from flask import Flask
from sqlalchemy import select

from tenants.core.audit import AuditEntry
from tenants.core.database import current_session, tenant_scope
from tests.casework.lists.rows import closed, keep
from tests.casework.matters import case_of
from tests.conftest import Organisation, sign_in


def test_ticked_cases_are_assigned_and_the_closed_one_is_named(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        ids = keep(mine, {}, {}, closed(3))
    client, head = sign_in(app, mine), mine.head.seat_id
    ticked = {"case": [str(row) for row in ids]}
    page = client.get("/o/minea/cases/assign", query_string=ticked).get_data(as_text=True)
    assert all(f"JK-2026-000{number}" in page for number in (1, 2, 3))
    form = {**ticked, "unit_id": str(mine.unit_id), "handler_seat_id": str(head), "key": "k1"}
    for _ in range(2):
        assert client.post("/o/minea/cases/assign", data=form).status_code == 303
    after = client.get("/o/minea/cases/").get_data(as_text=True)
    assert "已分派 2 项" in after
    assert "JK-2026-0003：" in after
    with app.app_context(), tenant_scope(mine.id):
        assert [case_of(row).handler_seat_id for row in ids] == [head, head, None]
        acts = current_session().scalars(select(AuditEntry).where(AuditEntry.action == "case.assign")).all()
        assert len(acts) == 2


def test_a_unit_of_nobody_changes_nothing(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context():
        ids = keep(mine, {})
    form = {"case": [str(ids[0])], "unit_id": str(twin.unit_id), "key": "k1"}
    answer = sign_in(app, mine).post("/o/minea/cases/assign", data=form)
    assert answer.status_code == 422
    with app.app_context(), tenant_scope(mine.id):
        assert case_of(ids[0]).unit_id == mine.unit_id


def test_nothing_ticked_or_not_mine_leads_back(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context():
        foreign = keep(twin, {})
    client = sign_in(app, mine)
    for query in ({}, {"case": ["x"]}, {"case": [str(foreign[0])]}):
        assert client.get("/o/minea/cases/assign", query_string=query).status_code == 303
    assert sign_in(app, mine, "leader").get("/o/minea/cases/assign").status_code == 403


def test_one_comes_back_to_the_same_list(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        ids = keep(mine, {})
    client, there = sign_in(app, mine), "/o/minea/cases/?state=registered&sort=newest"
    assert 'name="sort" value="newest"' in client.get(there).get_data(as_text=True).split('id="chosen"')[1]
    query = {"case": [str(ids[0])], "state": "registered", "sort": "newest"}
    page = client.get("/o/minea/cases/assign", query_string=query).get_data(as_text=True)
    assert page.count(there.replace("&", "&amp;")) == 2
    answer = client.post("/o/minea/cases/assign", data={**query, "unit_id": str(mine.unit_id), "key": "k"})
    assert answer.headers["Location"] == there
    nothing = client.get("/o/minea/cases/assign", query_string={"state": "registered"})
    assert nothing.headers["Location"] == "/o/minea/cases/?state=registered"
