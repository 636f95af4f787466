"""Bodies that cannot be read, are too large, or say what they may not; and that a failure shows no trace."""

import json
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import MATTER, Program, refused


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"title": }',
        b"\xff\xfe\xfd",
        b"[" * 100_000,
        b'{"n": ' + b"9" * 5000 + b"}",
        b"not json",
        b'{"text": "\xe7"}',
    ],
)
def test_what_is_no_json(clerk: Program, body: bytes) -> None:
    answer = clerk.call("POST", "/cases", data=body, content_type="application/json")
    assert refused(answer, 400)["code"] == "malformed"


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"text"', b"true"])
def test_json_that_is_no_object(clerk: Program, body: bytes) -> None:
    answer = clerk.call("POST", "/cases", data=body, content_type="application/json")
    assert "_schema" in refused(answer, 422)["fields"]


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"],
)
def test_another_type_of_body(clerk: Program, kind: str) -> None:
    answer = clerk.call("POST", "/cases", data=json.dumps(MATTER).encode(), content_type=kind)
    assert refused(answer, 415)["code"] == "unsupported"


def test_no_body_at_all_is_an_empty_object(clerk: Program) -> None:
    fields = refused(clerk.call("POST", "/cases"), 422)["fields"]
    assert {"title", "text", "channel", "received_on"} <= fields.keys()


def test_a_body_over_one_megabyte(clerk: Program) -> None:
    large = json.dumps({**MATTER, "text": "长" * 200_000}).encode()
    assert len(large) > 1024 * 1024
    answer = clerk.call("POST", "/cases", data=large, content_type="application/json")
    assert "1 MB" in refused(answer, 413)["title"]
    assert clerk.get("/cases")["items"] == []


def test_an_unknown_field_is_refused_and_named(clerk: Program) -> None:
    problem = refused(clerk.call("POST", "/cases", json={**MATTER, "risk_level": "high"}), 422)
    assert list(problem["fields"]) == ["risk_level"]
    assert clerk.get("/cases")["items"] == []


def test_what_the_address_says_stays_out_of_the_body(clerk: Program) -> None:
    case_id, other = clerk.register(), clerk.register()
    answer = clerk.call("POST", f"/cases/{case_id}/note", json={"case_id": other, "text": "走错门"})
    assert list(refused(answer, 422)["fields"]) == ["case_id"]
    assert [entry["kind"] for entry in clerk.get(f"/cases/{other}")["course"]] == ["registered"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"received_on": "2027-01-01"}, "received_on"),
        ({"received_on": 20260416}, "received_on"),
        ({"phone": "123"}, "phone"),
        ({"id_number": "990006199003070012"}, "id_number"),
        ({"title": "　\u200b "}, "title"),
        ({"title": None}, "title"),
        ({"title": ["题"]}, "title"),
        ({"text": "长" * 20_001}, "text"),
        ({"person_count": 0}, "person_count"),
        ({"person_count": float("nan")}, "person_count"),
        ({"person_count": 10**400}, "person_count"),
        ({"channel": "rumour"}, "channel"),
        ({"category": "9999"}, "category"),
        ({"unit_id": "7"}, "unit_id"),
        ({"unit_id": "019da882-0000-7000-8000-000000000000"}, "unit_id"),
        ({"case_class": "accusation"}, "case_class"),
        ({"is_anonymous": True}, "name"),
        ({"name_2": "欧阳垣禾"}, "person_count"),
        ({"person_count": 9, "phone_4": "13900004417"}, "name_4"),
        ({"person_count": 9, "name_6": "欧阳垣禾"}, "name_6"),
    ],
)
def test_a_field_that_is_wrong_is_named(clerk: Program, change: dict[str, Any], field: str) -> None:
    problem = refused(clerk.call("POST", "/cases", json={**MATTER, **change}), 422)
    assert field in problem["fields"]
    assert all(isinstance(sentence, str) and sentence for sentence in problem["fields"][field])
    assert clerk.get("/cases")["items"] == []


def test_strange_characters_are_taken_out(clerk: Program) -> None:
    body = json.dumps({**MATTER, "title": "补\x00缴\ud800\u202e社保"}).encode()
    answer = clerk.call("POST", "/cases", data=body, content_type="application/json")
    assert answer.status_code == 201
    assert clerk.get("/cases")["items"][0]["title"] == "补缴社保"
    for query in ("q=%00", "q=%ff", "q=%F0%9F%98%80", "after=%00", "category=%00"):
        assert clerk.call("GET", f"/cases?{query}").status_code in (200, 422)


def test_an_address_or_a_method_that_does_not_exist(clerk: Program) -> None:
    case_id = clerk.register()
    nothing = refused(clerk.call("GET", "/nosuch"), 404)
    assert nothing == refused(clerk.call("GET", "/cases/no-uuid"), 404)
    assert nothing == refused(clerk.call("POST", f"/cases/{case_id}x/note", json={"text": "x"}), 404)
    answer = clerk.call("DELETE", f"/cases/{case_id}")
    refused(answer, 405)
    assert {"GET", "PUT"} <= set(answer.headers["Allow"].replace(" ", "").split(","))


def test_a_failure_gives_a_number_and_no_trace(
    app: Flask, clerk: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_kw: Any) -> None:
        raise RuntimeError("secret inner detail")

    monkeypatch.setattr("tenants.casework.cases.list_queries.list_page", fail)
    answer = clerk.call("GET", "/cases")
    assert refused(answer, 500)["title"].startswith("E-")
    assert "secret" not in answer.get_data(as_text=True)


def test_refusals_speak_the_callers_language(clerk: Program) -> None:
    path = "/cases?state=lost"
    chinese = refused(clerk.call("GET", path), 422)
    english = refused(clerk.call("GET", path, headers={"Accept-Language": "en"}), 422)
    assert chinese["fields"]["state"] != english["fields"]["state"] == ["Choose one of the list."]
