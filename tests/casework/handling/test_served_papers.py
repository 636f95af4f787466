"""The copy of a paper that is served names its addressee; the kept one never does, and who had the name is known."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.casework.cases.models import CaseEntry
from tenants.core.audit import AuditEntry
from tenants.core.commands import execute
from tenants.core.database import current_session, tenant_scope
from tenants.core.errors import Forbidden, NotFound
from tenants.papers.models import Document
from tenants.papers.rules import addressed_to, salutation
from tests.casework.matters import ANONYMOUS, ANSWER, NAME, accept, confidential_actor, last_line, register
from tests.conftest import Organisation, sign_in


def accepted(mine: Organisation, **changes: Any) -> tuple[UUID, UUID]:
    """Register and accept a matter in the present scope; returns the case's id and its notice's."""
    case_id = register(mine.clerk, **changes)
    accept(mine.clerk, case_id)
    return case_id, current_session().scalars(select(Document.id).where(Document.case_id == case_id)).one()


def address(actor: Any, case_id: UUID, document_id: UUID) -> str:
    payload = {"case_id": str(case_id), "document_id": str(document_id)}
    return str(execute("document.address", payload, actor)["name"])


def test_the_first_line_alone_changes() -> None:
    assert addressed_to("陈**：\n您反映的事\n落款", "陈建国") == "陈建国：\n您反映的事\n落款"
    assert addressed_to("陈**：\n您反映的事", "") == "信访人：\n您反映的事"
    assert addressed_to("没有称呼的文书\n正文", "陈建国") == "没有称呼的文书\n正文"
    assert salutation("") == "信访人："


@pytest.mark.parametrize(
    ("changes", "name", "kept"),
    [
        ({}, NAME, "陈**："),
        ({"person_count": 5}, f"{NAME}等5人", "陈** 等 5 人："),
        (ANONYMOUS, "", "信访人："),
    ],
    ids=["one", "several", "nobody"],
)
def test_the_name_is_given_for_the_copy_and_kept_nowhere(
    app: Flask, mine: Organisation, changes: dict[str, Any], name: str, kept: str
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id, document_id = accepted(mine, **changes)
        assert address(mine.clerk, case_id, document_id) == name
        assert current_session().get_one(Document, (mine.id, document_id)).body.startswith(f"{kept}\n")
        entries = current_session().scalars(select(CaseEntry)).all()
        trail = current_session().scalars(select(AuditEntry)).all()
        texts = [entry.text + json.dumps(entry.facts, ensure_ascii=False) for entry in entries]
        texts += [json.dumps(line.detail, ensure_ascii=False) for line in trail]
        assert not any(NAME in text for text in texts)


def test_who_had_the_name_is_in_the_trail_each_time(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id, document_id = accepted(mine)
        for actor in (mine.clerk, mine.head):
            address(actor, case_id, document_id)
            line = last_line()
            assert (line.action, line.actor_name, line.subject_id) == (
                "document.address",
                actor.name,
                case_id,
            )
            assert line.detail["number"] == "甲矿信告〔2026〕1号"


def test_whoever_only_reads_is_not_given_it(app: Flask, mine: Organisation, twin: Organisation) -> None:
    with app.app_context():
        with tenant_scope(mine.id):
            case_id, document_id = accepted(mine)
            other_id, _other = accepted(mine)
            with pytest.raises(Forbidden):
                address(mine.actors["leader"], case_id, document_id)
            with pytest.raises(NotFound):
                address(mine.clerk, other_id, document_id)
        with tenant_scope(twin.id), pytest.raises(NotFound):
            address(twin.clerk, case_id, document_id)


def test_of_an_accusation_nobody_but_the_officer(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        officer = confidential_actor(mine)
        with tenant_scope(mine.id):
            case_id = register(officer, case_class="accusation")
            _case_id, document_id = accepted(mine)
            with pytest.raises(NotFound):
                address(mine.clerk, case_id, document_id)


def test_the_page_shows_it_once_and_says_so(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id, document_id = accepted(mine)
        nobodys, nobodys_paper = accepted(mine, **ANONYMOUS)
    path = f"/o/{mine.slug}/cases/{case_id}"
    client = sign_in(app, mine)
    kept = client.get(f"{path}/documents/{document_id}").get_data(as_text=True)
    assert "<p>陈**：</p>" in kept
    assert NAME not in kept
    assert "显示全名，用于送达" in kept
    answer = client.post(f"{path}/documents/{document_id}")
    served = answer.get_data(as_text=True)
    assert f"<p>{NAME}：</p>" in served
    assert "查阅已记录" in served
    assert answer.headers["Cache-Control"] == "no-store"
    assert NAME not in client.get(f"{path}/documents/{document_id}").get_data(as_text=True)
    readings = client.get(f"{path}/readings").get_data(as_text=True)
    assert readings.count("查看收件人姓名，用于送达 甲矿信告〔2026〕1号") == 1
    nobody = client.get(f"/o/{mine.slug}/cases/{nobodys}/documents/{nobodys_paper}").get_data(as_text=True)
    assert "显示全名" not in nobody
    leader = sign_in(app, mine, "leader")
    assert "显示全名" not in leader.get(f"{path}/documents/{document_id}").get_data(as_text=True)
    assert leader.post(f"{path}/documents/{document_id}").status_code == 403


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_after_the_act_the_page_leads_to_the_paper(
    mine: Organisation, app: Flask, is_anonymous: bool
) -> None:
    with app.app_context(), tenant_scope(mine.id):
        case_id = register(mine.clerk, **(ANONYMOUS if is_anonymous else {}))
    client, address = sign_in(app, mine), f"/o/{mine.slug}/cases/{case_id}"
    for act, form in (("accept", {"served_how": "in_person"}), ("answer", ANSWER)):
        answer = client.post(f"{address}/{act}", data=form, follow_redirects=True)
        note = re.search(r'role="status">.*?</div>', answer.get_data(as_text=True), re.DOTALL)
        assert note
        link = re.search(r'<a href="([^"]+)">([^<]+)</a>', note[0])
        assert link
        assert ("显示全名后送达" in link[2]) is not is_anonymous
        assert client.get(link[1]).status_code == 200
