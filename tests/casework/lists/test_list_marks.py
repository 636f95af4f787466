"""What a search shows of its hits: the words marked, a few words around them elsewhere; nobody's identity."""

import re
from typing import Any

from flask import Flask

from tenants.casework.cases.list_snippets import without_identity
from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tests.casework.matters import case_of, confidential_actor, register
from tests.conftest import Organisation, sign_in


def rows(client: Any, words: str) -> list[str]:
    page = client.get("/o/minea/cases/", query_string={"q": words}).get_data(as_text=True)
    return re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)


def summarise(organisation: Organisation, case_id: Any, summary: str) -> None:
    edited = {"title": "要求补缴", "case_class": "appeal", "summary": summary, "place": "东麓<选煤厂>"}
    with tenant_scope(organisation.id):
        version = case_of(case_id).version
        execute("case.edit", {"case_id": str(case_id), "version": version, **edited}, organisation.clerk)


def test_words_are_marked_in_number_and_title(app: Flask, mine: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id):
        register(mine.clerk, title="要求<b>补缴</b>养老保险", text="补缴")
    client = sign_in(app, mine)
    (row,) = rows(client, "养老 补缴")
    assert "要求&lt;b&gt;<mark>补缴</mark>&lt;/b&gt;<mark>养老</mark>保险</a>" in row
    assert "snippet" not in row
    assert "JK-<mark>2026-0001</mark>" in rows(client, "2026-0001")[0]
    assert "<mark>" not in client.get("/o/minea/cases/").get_data(as_text=True)


def test_a_hit_elsewhere_says_where(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        with tenant_scope(mine.id):
            case_id = register(mine.clerk, text="原信里写到宿舍漏水")
        summarise(mine, case_id, "陈建国于改制期间停缴，\n电话 138 0000 5620，要求核对工龄。")
    client = sign_in(app, mine)
    (row,) = rows(client, "工龄")
    assert "要求核对<mark>工龄</mark>。</span>" in row
    assert "138" not in row
    (row,) = rows(client, "停缴")
    assert "陈**" in row
    assert "陈建国" not in row
    assert "东麓&lt;<mark>选煤</mark>厂&gt;" in rows(client, "选煤")[0]
    (row,) = rows(client, "漏水")
    assert "原文中有" in row
    assert "宿舍" not in row


def test_accusations_give_no_hit_and_no_words(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        officer = confidential_actor(mine)
        with tenant_scope(mine.id):
            register(officer, title="举报收受回扣", text="回扣", case_class="accusation", category="")
    for part in ("clerk", "sealed"):
        assert rows(sign_in(app, mine, part), "回扣") == []


def test_covering_rather_covers_too_much() -> None:
    text = "陈建国（13800005620，99001819491231002X）和陈述、李四，2026年"
    assert without_identity(text, "陈** 等 5 人") == "陈**（***，***）和陈**、李四，2026年"
    assert without_identity("匿名信 0998-0000001", "匿名") == "匿名信 ***"
