"""Cases by JSON: the whole life of one, its masked identity, the list, conflicts, keys, files."""

import io
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tenants.casework.cases.queries import readings_of
from tenants.core.database import tenant_scope
from tests.api.conftest import (
    ADDRESS,
    ID_NUMBER,
    LETTER,
    MATTER,
    NAME,
    PHONE,
    Program,
    program,
    refused,
    told,
)
from tests.conftest import Organisation

ANSWER = {
    "outcome": "uphold",
    "demand": "补缴九个月",
    "facts": "查明单位部分未缴",
    "opinion": "同意补缴",
    "legal_basis": "社会保险法第六十三条",
    "served_how": "post",
}
GATES = {"responsibility": True, "problem": True, "risk": True}
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def test_the_life_of_a_case(clerk: Program) -> None:
    answer = clerk.call("POST", "/cases", json=MATTER)
    made = told(answer, 201)
    case = f"/cases/{made['case_id']}"
    assert answer.headers["Location"] == f"/api/v1/o/minea{case}"
    assert clerk.post(f"{case}/note", {"text": "已电话核实"}) == {"case_id": made["case_id"]}
    accepted = clerk.post(f"{case}/accept", {"served_how": "in_person"})
    answered = clerk.post(f"{case}/answer", ANSWER)
    clerk.post(f"{case}/close", GATES)
    found = clerk.get(case)
    assert (found["number"], found["state"], found["outcome"]) == (made["number"], "closed", "uphold")
    assert [entry["kind"] for entry in found["course"]][-1] == "registered"
    assert [row["id"] for row in found["documents"]] == [accepted["document_id"], answered["document_id"]]
    assert [row["text"] for row in found["submissions"]] == [LETTER]
    paper = clerk.get(f"{case}/documents/{answered['document_id']}")
    assert paper["number"] == answered["number"]
    assert "同意补缴" in paper["body"]


def test_identity_is_masked_until_it_is_revealed(app: Flask, clerk: Program) -> None:
    case_id = clerk.register()
    answer = clerk.call("GET", f"/cases/{case_id}")
    (person,) = answer.get_json()["petitioners"]
    assert (person["name"], person["phone"]) == ("陈**", "138****5620")
    for clear in (NAME, PHONE, ID_NUMBER, ADDRESS):
        assert clear not in answer.get_data(as_text=True)
        assert clear not in clerk.call("GET", "/cases").get_data(as_text=True)
    body = {"petitioner_id": person["id"], "field": "phone"}
    shown = clerk.post(f"/cases/{case_id}/reveal", body)
    assert shown == {**body, "person": 1, "value": PHONE}
    with app.app_context(), tenant_scope(clerk.organisation.id):
        (read,) = readings_of(UUID(case_id))
        assert (read.action, read.detail) == ("identity.reveal", {"field": "phone"})


def test_each_representative_of_a_group_is_masked_and_shown_on_its_own(app: Flask, clerk: Program) -> None:
    others = {"name_2": "欧阳垣禾", "phone_2": "13900004417", "name_3": "魏洹菁"}
    case_id = clerk.register(person_count=29, **others)
    answer = clerk.call("GET", f"/cases/{case_id}")
    people = answer.get_json()["petitioners"]
    assert [person["name"] for person in people] == ["陈**", "欧**", "魏**"]
    for clear in others.values():
        assert clear not in answer.get_data(as_text=True)
    body = {"petitioner_id": people[1]["id"], "field": "name"}
    assert clerk.post(f"/cases/{case_id}/reveal", body) == {**body, "person": 2, "value": "欧阳垣禾"}
    with app.app_context(), tenant_scope(clerk.organisation.id):
        (read,) = readings_of(UUID(case_id))
        assert read.detail == {"field": "name", "person": "2"}


def test_the_tracking_code_is_asked_for_on_its_own(clerk: Program) -> None:
    case_id = clerk.register()
    first, again = (clerk.post(f"/cases/{case_id}/receipt") for _time in range(2))
    assert first == again
    assert len(first["tracking_code"]) == 8


def test_what_a_seat_can_do_is_said(app: Flask, clerk: Program) -> None:
    case_id = clerk.register()
    acts = {act["name"]: act for act in clerk.get(f"/cases/{case_id}")["acts"]}
    assert (acts["case.accept"]["allowed"], acts["case.accept"]["reason"]) == (True, "")
    assert not acts["case.answer"]["allowed"]
    problem = refused(clerk.call("POST", f"/cases/{case_id}/answer", json=ANSWER), 409)
    assert (problem["code"], problem["title"]) == ("accept_first", acts["case.answer"]["reason"])
    leader = program(app, clerk.organisation, "leader").get(f"/cases/{case_id}")
    assert not any(act["allowed"] for act in leader["acts"])


def test_two_programs_edit_one_case(clerk: Program) -> None:
    case_id = clerk.register()
    seen = clerk.get(f"/cases/{case_id}")
    words = {name: seen[name] for name in ("version", "title", "summary", "category", "case_class", "place")}
    first = clerk.call("PUT", f"/cases/{case_id}", json={**words, "title": "补缴养老保险"})
    assert first.status_code == 200
    problem = refused(clerk.call("PUT", f"/cases/{case_id}", json={**words, "title": "要求补缴"}), 409)
    assert problem["code"] == "conflict"
    assert problem["theirs"] == {"title": "补缴养老保险"}
    assert problem["yours"] == {"title": "要求补缴"}
    assert problem["labels"] == {"title": "标题"}
    assert clerk.get(f"/cases/{case_id}")["title"] == "补缴养老保险"


def test_a_repeated_key_does_nothing_twice(app: Flask, clerk: Program) -> None:
    first = clerk.post("/cases", MATTER, 201, key="report-1")
    assert clerk.post("/cases", MATTER, 201, key="report-1") == first
    assert len(clerk.get("/cases")["items"]) == 1
    other = clerk.call("POST", "/cases", json={**MATTER, "title": "别的事"}, key="report-1")
    assert refused(other, 409)["code"] == "key_reused"
    leaves_mine_alone = program(app, clerk.organisation, "head").post("/cases", MATTER, 201, key="report-1")
    assert leaves_mine_alone["case_id"] != first["case_id"]
    assert (
        "Idempotency-Key" in refused(clerk.call("POST", "/cases", json=MATTER, key="x" * 201), 422)["fields"]
    )


def test_the_list_goes_on_by_key_and_searches(clerk: Program) -> None:
    numbers = [clerk.get(f"/cases/{clerk.register(title=f'第{n}件 {word}')}")["number"] for n, word in enumerate(
        ("供暖不足", "道路扬尘", "供暖温度", "社保", "工资")
    )]  # fmt: skip
    seen: list[str] = []
    page = clerk.get("/cases?limit=2&sort=newest")
    while True:
        seen += [row["number"] for row in page["items"]]
        if page["after"] is None:
            break
        page = clerk.get("/cases", query_string={"limit": 2, "sort": "newest", "after": page["after"]})
    assert seen == numbers[::-1]
    assert page["before"]
    found = clerk.get("/cases", query_string={"q": "供暖"})["items"]
    assert [row["title"] for row in found] == ["第2件 供暖温度", "第0件 供暖不足"]
    assert found[0]["petitioner"] == "陈**"
    assert clerk.get("/cases?state=closed")["items"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("state=lost", "state"),
        ("after=x", "after"),
        ("after=due~2026-13-01~x", "after"),
        ("nosuch=1", "nosuch"),
        ("first=yesterday", "first"),
        ("unit=7", "unit"),
        ("view=", "view"),
    ],
)
def test_a_list_that_makes_no_sense(clerk: Program, query: str, field: str) -> None:
    assert list(refused(clerk.call("GET", f"/cases?{query}"), 422)["fields"]) == [field]


def test_files(clerk: Program) -> None:
    files = f"/cases/{clerk.register()}/files"
    upload = {"file": (io.BytesIO(PDF), "缴费明细.pdf"), "origin": "petitioner"}
    added = told(clerk.call("POST", files, data=upload), 201)
    again = told(clerk.call("POST", files, data={"file": (io.BytesIO(PDF), "再传一次.pdf")}), 201)
    assert again == added
    (row,) = clerk.get(files)
    assert (row["name"], row["size"], row["origin"]) == ("缴费明细.pdf", len(PDF), "petitioner")
    taken = clerk.call("POST", f"{files}/{added['attachment_id']}/download")
    assert taken.status_code == 200
    assert taken.data == PDF
    assert taken.mimetype == "application/pdf"
    assert taken.headers["Content-Disposition"].isascii()
    assert "%E7%BC%B4" in taken.headers["Content-Disposition"]
    assert taken.headers["X-Content-Type-Options"] == "nosniff"


def test_files_that_are_refused(clerk: Program) -> None:
    files = f"/cases/{clerk.register()}/files"
    refused(clerk.call("POST", files, json={"file": "x"}), 415)
    refused(clerk.call("POST", files, data={"file": (io.BytesIO(b"MZ\x90\x00program"), "a.exe")}), 415)
    assert "file" in refused(_upload(clerk, files, {"origin": "unit"}), 422)["fields"]
    for wrong in ("origin", "name"):
        data = {"file": (io.BytesIO(PDF), "a.pdf"), wrong: "x"}
        assert list(refused(_upload(clerk, files, data), 422)["fields"]) == [wrong]
    claimed = _upload(clerk, files, {"file": (io.BytesIO(PDF), "a.pdf"), "origin": "referral"})
    assert "信封" in refused(claimed, 422)["fields"]["origin"][0]
    nameless = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"
    answer = clerk.call("POST", files, data=nameless, content_type="multipart/form-data; boundary=x")
    assert "file" in refused(answer, 422)["fields"]
    huge = io.BytesIO(PDF + b" " * (21 * 1024 * 1024))
    answer = _upload(clerk, files, {"file": (huge, "a.pdf")})
    assert "20 MB" in refused(answer, 413)["title"]
    answer.request.environ["wsgi.input"].close()
    assert clerk.get(files) == []


def _upload(caller: Program, path: str, data: dict[str, Any]) -> Any:
    return caller.call("POST", path, data=data, content_type="multipart/form-data")


def test_dates_are_explained(clerk: Program, mine: Organisation) -> None:
    case_id = clerk.register()
    ((explained),) = clerk.get(f"/cases/{case_id}/obligations")["items"]
    assert (explained["obligation"]["rule"], explained["obligation"]["due_on"]) == ("D02", "2026-05-01")
    assert explained["deadline"]["due"] == explained["obligation"]["due_on"]
    assert len([day for day in explained["deadline"]["days"] if day["counted"]]) == 15
    (duty,) = clerk.get("/obligations")["items"]
    assert duty == explained["obligation"]
    assert duty["remaining"]["kind"] in ("soon", "far")
    assert clerk.get("/obligations/owed_to_us") == {"items": [], "more": False}
    asked = clerk.get("/obligations/deadline?rule=D04&start=2026-02-12")
    assert asked["days"][0]["text"]
    assert asked["basis"]["citation"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("rule=D99&start=2026-02-12", "rule"),
        ("rule=D04", "start"),
        ("rule=D04&start=1900-01-01", "start"),
        ("rule=D04&start=2026-02-12&due=2026-03-01", "due"),
        ("rule=D04&start=2026-02-12&length=0", "length"),
    ],
)
def test_deadlines_that_make_no_sense(clerk: Program, query: str, field: str) -> None:
    assert list(refused(clerk.call("GET", f"/obligations/deadline?{query}"), 422)["fields"]) == [field]


def test_obligations_go_on_by_key(clerk: Program) -> None:
    for _number in range(3):
        clerk.register()
    first = clerk.get("/obligations?limit=2")
    rest = clerk.get("/obligations", query_string={"limit": 2, "after": first["after"]})
    assert (len(first["items"]), len(rest["items"]), rest["after"]) == (2, 1, None)
    assert "after" in refused(clerk.call("GET", "/obligations?after=later"), 422)["fields"]
