"""The pages of a case: what they show, what they never show, what a refusal looks like."""

import re
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape

from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tenants.core.ids import new_id
from tests.casework.matters import (
    ADDRESS,
    ANSWER,
    GATES,
    ID_NUMBER,
    NAME,
    PHONE,
    TEXT,
    accept,
    answer,
    case_of,
    close,
    last_line,
    registered,
)
from tests.conftest import Organisation, sign_in

SECRETS = (NAME, PHONE, ID_NUMBER, ADDRESS, "矿工新村12号")
TABS = ("", "/original", "/files", "/readings", "/clocks", "/edit", "/assign", "/note", "/accept", "/receipt")


def html(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_no_page_holds_the_identity(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    for tab in TABS:
        page = client.get(f"/o/{mine.slug}/cases/{case_id}{tab}")
        assert page.status_code == 200, tab
        assert [secret for secret in SECRETS if secret in html(page)] == [], tab
    page = html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    for masked in ("陈**", "138****5620", "9***…2X", "临梧区东麓街***"):
        assert masked in page


def test_pages_have_no_inline_style_or_script(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    client.post(f"/o/{mine.slug}/cases/{case_id}/receipt")
    for tab in (*TABS, "/answer", "/close", "/../new"):
        page = html(client.get(f"/o/{mine.slug}/cases/{case_id}{tab}", follow_redirects=True))
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script>", page), tab
        assert len(re.findall(r"<h1\b", page)) == 1, tab
        found = re.findall(r"\sid=\"([^\"]+)\"", page)
        assert sorted(found) == sorted(set(found)), tab


def test_every_page_is_absent_for_others(mine: Organisation, twin: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    other = sign_in(app, twin)
    for tab in (*TABS, "/answer", "/close"):
        foreign = other.get(f"/o/{twin.slug}/cases/{case_id}{tab}")
        absent = other.get(f"/o/{twin.slug}/cases/{new_id()}{tab}")
        assert foreign.status_code == absent.status_code == 404, tab
        assert other.get(f"/o/{mine.slug}/cases/{case_id}{tab}").status_code == 404
    for act in ("reveal", "receipt", "note", "accept", "answer", "close", "assign", "edit", "files"):
        assert (
            other.post(f"/o/{twin.slug}/cases/{case_id}/{act}", data={"field": "name"}).status_code == 404
        ), act


def test_the_course_can_be_narrowed(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
        with tenant_scope(mine.id):
            execute("case.note", {"case_id": str(case_id), "text": "只在内部看"}, mine.clerk)
            accept(mine.clerk, case_id)
    client = sign_in(app, mine)
    pages = {
        show: html(client.get(f"/o/{mine.slug}/cases/{case_id}?show={show}"))
        for show in ("all", "petitioner", "outgoing")
    }
    assert "只在内部看" in pages["all"]
    for narrowed in ("petitioner", "outgoing"):
        assert "只在内部看" not in pages[narrowed]
        assert "甲矿信告〔2026〕1号" in pages[narrowed]


def test_the_dates_are_explained_day_by_day(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    page = html(sign_in(app, mine).get(f"/o/{mine.slug}/cases/{case_id}/clocks"))
    assert "2026年4月25日" in page
    assert page.count("<tr>") == 1 + 16
    for day in ("2026-04-10", "2026-04-25"):
        assert day in page
    assert "第 15 天" in page
    assert "2026年4月24日" in page  # the last working day before a Saturday


def test_reveal_by_htmx_and_by_plain_post(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    page = html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    person = re.findall(r'name="petitioner_id" value="([^"]+)"', page)[0]
    data = {"petitioner_id": person, "field": "phone"}
    fragment = client.post(
        f"/o/{mine.slug}/cases/{case_id}/reveal", data=data, headers={"HX-Request": "true"}
    )
    assert PHONE in html(fragment)
    assert "<html" not in html(fragment)
    whole = html(client.post(f"/o/{mine.slug}/cases/{case_id}/reveal", data=data))
    assert PHONE in whole
    assert NAME not in whole
    assert PHONE not in html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    readings = html(client.get(f"/o/{mine.slug}/cases/{case_id}/readings"))
    assert readings.count("查看信访人联系电话") == 2


def test_a_leader_reads_but_neither_reveals_nor_acts(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine, "leader")
    page = html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    assert "可以办理的岗位" in page
    assert f'/{case_id}/accept"' not in page
    assert client.post(f"/o/{mine.slug}/cases/{case_id}/reveal", data={"field": "name"}).status_code == 403
    for act in ("accept", "answer", "close", "assign", "edit", "note"):
        assert client.get(f"/o/{mine.slug}/cases/{case_id}/{act}").status_code == 403, act


def test_two_editors_see_both_texts_and_keep_what_they_typed(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    first, second = sign_in(app, mine, "head"), sign_in(app, mine)
    address = f"/o/{mine.slug}/cases/{case_id}/edit"
    version = re.findall(r'name="version" value="(\d+)"', html(second.get(address)))[0]
    words = {"version": version, "case_class": "appeal", "category": "0301"}
    assert first.post(address, data={**words, "title": "先保存的标题"}).status_code == 303
    refused = second.post(address, data={**words, "title": "后保存的标题", "summary": "我写了很久的摘要"})
    page = html(refused)
    assert refused.status_code == 409
    for text in ("先保存的标题", "后保存的标题", mine.head.name):
        assert text in page
    assert "我写了很久的摘要" in page[page.index("<textarea") :]
    assert 'value="后保存的标题"' in page
    fresh = re.findall(r'name="version" value="(\d+)"', page)[0]
    assert second.post(address, data={**words, "version": fresh, "title": "后保存的标题"}).status_code == 303
    with app.app_context(), tenant_scope(mine.id):
        assert case_of(case_id).title == "后保存的标题"


def test_the_window_for_assigning_is_filled_when_it_is_opened(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    page = html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    assert 'name="handler_seat_id"' not in page
    address = f"/o/{mine.slug}/cases/{case_id}/assign"
    assert f'hx-get="{address}"' in page
    form = html(client.get(address, headers={"HX-Request": "true", "HX-Target": "assign-form"}))
    assert form.lstrip().startswith("<form")
    assert f'value="{mine.head.seat_id}"' in form
    whole = html(client.get(address))
    assert "<h1" in whole
    assert f'value="{mine.head.seat_id}"' in whole


def test_the_head_names_unit_and_handler_but_nobody_who_has_left(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id, other_id = registered(mine), registered(mine)
        with tenant_scope(mine.id):
            assigned = {"unit_id": str(mine.unit_id), "handler_seat_id": str(mine.head.seat_id)}
            execute("case.assign", {"case_id": str(case_id), **assigned}, mine.clerk)
    client = sign_in(app, mine)
    assert f"承办 {mine.head.name}" in html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    assert f"承办 {mine.head.name}" not in html(client.get(f"/o/{mine.slug}/cases/{other_id}"))
    with app.app_context(), tenant_scope(mine.id):
        execute("seat.revoke", {"seat_id": str(mine.head.seat_id)}, Actor.system(mine.id))
    assert f"承办 {mine.head.name}" not in html(client.get(f"/o/{mine.slug}/cases/{case_id}"))


def test_a_bad_edit_keeps_what_was_typed(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    address = f"/o/{mine.slug}/cases/{case_id}/edit"
    refused = sign_in(app, mine).post(
        address, data={"version": "1", "title": "", "place": "东麓", "case_class": "appeal"}
    )
    assert refused.status_code == 422
    assert 'value="东麓"' in html(refused)
    assert 'href="#f-title"' in html(refused)


def test_the_whole_way_by_forms(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    case_url = f"/o/{mine.slug}/cases/{case_id}"
    steps = [
        ("assign", {"unit_id": str(mine.unit_id), "handler_seat_id": str(mine.clerk.seat_id)}),
        ("note", {"text": "备注"}),
        ("accept", {"served_how": "post"}),
        ("answer", ANSWER),
        ("close", GATES),
    ]
    for act, data in steps:
        assert client.get(f"{case_url}/{act}").status_code == 200
        done = client.post(f"{case_url}/{act}", data={**data, "key": act})
        assert (done.status_code, done.headers["Location"]) == (303, case_url), act
        repeated = client.post(f"{case_url}/{act}", data={**data, "key": act})
        assert repeated.status_code == 303, act
    with app.app_context(), tenant_scope(mine.id):
        assert case_of(case_id).state == "closed"
    page = html(client.get(case_url))
    for text in ("甲矿信告〔2026〕1号", "甲矿信处〔2026〕1号", "已办结"):
        assert text in page


@pytest.mark.parametrize("act", ["accept", "answer", "close", "assign", "note"])
def test_a_blank_form_says_what_is_missing(mine: Organisation, app: Flask, act: str) -> None:
    with app.app_context():
        case_id = registered(
            mine, case_class="appeal" if act in ("accept", "assign", "note") else "suggestion"
        )
        if act == "close":
            with tenant_scope(mine.id):
                answer(mine.clerk, case_id)
    refused = sign_in(app, mine).post(f"/o/{mine.slug}/cases/{case_id}/{act}", data={})
    assert refused.status_code == 422
    assert "data-summary" in html(refused)


def test_what_the_state_forbids_is_said(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    refused = client.post(f"/o/{mine.slug}/cases/{case_id}/close", data=GATES)
    assert refused.status_code == 409
    assert "请先受理或答复" in html(refused)
    assert "请先受理或答复" in html(client.get(f"/o/{mine.slug}/cases/{case_id}"))


def test_a_paper_as_it_is_printed(mine: Organisation, twin: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
        with tenant_scope(mine.id):
            made = execute("case.accept", {"case_id": str(case_id), "served_how": "post"}, mine.clerk)
    address = f"/o/{mine.slug}/cases/{case_id}/documents/{made['document_id']}"
    page = html(sign_in(app, mine).get(address))
    for text in (made["number"], "信访事项受理告知书", "邮寄送达"):
        assert text in page
    other = sign_in(app, twin)
    assert other.get(address).status_code == 404
    assert other.get(address.replace(mine.slug, twin.slug)).status_code == 404


def test_what_people_write_is_never_html(mine: Organisation, app: Flask) -> None:
    attack = "<img src=x onerror=alert(1)>"
    with app.app_context():
        case_id = registered(mine, title=attack, text=attack, place=attack, name=attack, former_number=attack)
        with tenant_scope(mine.id):
            execute("case.note", {"case_id": str(case_id), "text": attack}, mine.clerk)
    client = sign_in(app, mine)
    for tab in ("", "/original", "/edit", "/receipt"):
        page = html(client.get(f"/o/{mine.slug}/cases/{case_id}{tab}"))
        assert attack not in page
        assert str(escape(attack)) in page


def test_in_english_too(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
        with tenant_scope(mine.id):
            accept(mine.clerk, case_id)
            answer(mine.clerk, case_id)
            close(mine.clerk, case_id, risk="no", risk_reason="policy under revision")
            assert last_line().action == "case.close"
    client = sign_in(app, mine)
    client.set_cookie("locale", "en")
    for tab in ("", "/original", "/files", "/readings", "/clocks", "/receipt"):
        page = html(client.get(f"/o/{mine.slug}/cases/{case_id}{tab}"))
        assert '<html lang="en"' in page
    assert "closed the matter" in html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    assert TEXT in html(client.get(f"/o/{mine.slug}/cases/{case_id}/original"))


def test_a_duty_done_late_is_said_but_does_not_shout(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine, received_on="2026-03-20")
    client = sign_in(app, mine)
    owed = html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    assert 'class="due over"' in owed
    assert '<li class="late"' in owed
    with app.app_context(), tenant_scope(mine.id):
        accept(mine.clerk, case_id)
    done = html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    assert "逾期 16 天完成" in done
    assert 'class="due over"' not in done
    assert '<li class="late"' not in done


def test_grounds_are_cited_in_the_readers_language(mine: Organisation, app: Flask) -> None:
    with app.app_context():
        case_id = registered(mine)
    client = sign_in(app, mine)
    assert ">条例第二十三条<" in html(client.get(f"/o/{mine.slug}/cases/{case_id}"))
    client.set_cookie("locale", "en")
    assert ">Regulations, article 23(2)<" in html(client.get(f"/o/{mine.slug}/cases/{case_id}"))


def test_the_number_of_statements_does_not_grow_with_the_course(mine: Organisation, app: Flask) -> None:
    from sqlalchemy import event

    from tenants.core.database import db

    with app.app_context():
        case_id = registered(mine)
    client, counted = sign_in(app, mine), list[int]()
    address = f"/o/{mine.slug}/cases/{case_id}"
    with app.app_context():
        engine = db.engine

    def count(*_args: Any) -> None:
        counted[-1] += 1

    event.listen(engine, "before_cursor_execute", count)
    try:
        for notes in (0, 5):
            with app.app_context(), tenant_scope(mine.id):
                counted.append(0)
                for number in range(notes):
                    execute("case.note", {"case_id": str(case_id), "text": f"备注{number}"}, mine.clerk)
            counted.append(0)
            assert client.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert counted[1] == counted[3]
