"""The form of a new matter and its receipt, as a browser without script uses them."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from tenants.casework.cases.models import Case
from tenants.casework.intake.queries import current_tracking_code, petitioners_of
from tenants.casework.intake.rules import spaced_code
from tenants.core.database import current_session, tenant_scope
from tests.casework.matters import NAME, last_line, matter, registered
from tests.conftest import Organisation, sign_in


def html(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_registering_leads_to_the_receipt_with_the_code(mine: Organisation, app: Flask) -> None:
    client = sign_in(app, mine)
    form = client.get(f"/o/{mine.slug}/cases/new")
    key = re.findall(r'name="key" value="([^"]+)"', html(form))[0]
    data = {**matter(), "key": key, "unit_id": "", "handler_seat_id": "", "person_count": "1"}
    sent = [client.post(f"/o/{mine.slug}/cases/new", data=data) for _time in range(2)]
    assert [answer.status_code for answer in sent] == [303, 303]
    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    page = html(client.get(sent[0].headers["Location"]))
    with app.app_context(), tenant_scope(mine.id):
        (case_id,) = current_session().scalars(select(Case.id))
        code = current_tracking_code(case_id)
    assert code
    assert spaced_code(code) in page
    assert "<svg" in page
    assert NAME not in page


def test_the_code_shows_only_to_who_registered_or_asked(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
        with tenant_scope(mine.id):
            code = spaced_code(current_tracking_code(case_id) or "")
    client, address = sign_in(app, mine), f"/o/{mine.slug}/cases/{case_id}/receipt"
    assert code not in html(client.get(address))
    asked = client.post(address)
    assert asked.status_code == 303
    assert code in html(client.get(address))
    with app.app_context(), tenant_scope(mine.id):
        assert (last_line().action, last_line().subject_id) == ("receipt.show", case_id)
    assert code not in html(sign_in(app, mine, "head").get(address))


def test_errors_keep_the_draft_and_point_at_the_fields(mine: Organisation, app: Flask) -> None:
    data = {**matter(phone="123", received_on="2027-01-01"), "title": ""}
    refused = sign_in(app, mine).post(f"/o/{mine.slug}/cases/new", data=data)
    page = html(refused)
    assert refused.status_code == 422
    for field in ("title", "phone", "received_on"):
        assert f'href="#f-{field}"' in page
    assert 'value="123"' in page
    assert "联系电话：手机号码应为 11 位" in page
    assert matter()["text"] in page
    with app.app_context(), tenant_scope(mine.id):
        assert current_session().scalar(select(func.count()).select_from(Case)) == 0


def test_an_accusation_is_refused_with_the_way_out(mine: Organisation, app: Flask) -> None:
    refused = sign_in(app, mine).post(f"/o/{mine.slug}/cases/new", data=matter(case_class="accusation"))
    assert refused.status_code == 422
    assert "保密专办员" in html(refused)


def test_a_leader_cannot_open_the_form(mine: Organisation, app: Flask) -> None:
    assert sign_in(app, mine, "leader").get(f"/o/{mine.slug}/cases/new").status_code == 403


def test_the_form_of_a_group_keeps_its_draft_and_says_of_whom(mine: Organisation, app: Flask) -> None:
    client, address = sign_in(app, mine), f"/o/{mine.slug}/cases/new"
    fresh = html(client.get(address))
    assert fresh.count('<fieldset class="person">') == 4
    assert re.search(r'<details class="further"[^>]*\sopen>', fresh) is None
    group = {"person_count": "29", "name_2": "欧阳垣禾", "phone_2": "123", "address_4": "临梧区新村3号"}
    page = html(client.post(address, data={**matter(), **group}))
    assert re.search(r'<details class="further"[^>]*\sopen>', page)
    assert 'href="#f-phone_2">联系电话（第 2 位代表）：手机号码应为 11 位' in page
    assert all(f'value="{value}"' in page for value in group.values())
    page = html(client.post(address, data={**matter(), **group, "phone_2": "13900004417"}))
    assert 'href="#f-name_4">姓名（第 4 位代表）：请填写该代表的姓名' in page


def test_the_case_page_shows_each_representative_by_logged_acts(mine: Organisation, app: Flask) -> None:
    others = {"name_2": "欧阳垣禾", "phone_2": "13900004417", "name_3": "魏洹菁"}
    with app.app_context():
        case_id = registered(mine, person_count="29", **others)
        with tenant_scope(mine.id):
            second = petitioners_of(case_id)[1]
    client, address = sign_in(app, mine, "head"), f"/o/{mine.slug}/cases/{case_id}"
    page = html(client.get(address))
    assert "陈** 等 29 人" in html(client.get(f"/o/{mine.slug}/cases/"))
    assert all(masked in page for masked in ("第 2 位代表", "欧**", "139****4417", "魏**"))
    assert not any(clear in page for clear in others.values())
    shown = html(client.post(f"{address}/reveal", data={"petitioner_id": str(second.id), "field": "name"}))
    assert "欧阳垣禾" in shown
    assert not any(clear in shown for clear in (NAME, "魏洹菁", "13900004417"))
    assert "查看第 2 位代表的姓名" in html(client.get(f"{address}/readings"))
