"""The wall at every resource: another organisation's token, address or id answers exactly like what does not exist."""

import io
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tenants.core.permissions import Permission, allowed
from tests.api.conftest import MATTER, Program, program, refused
from tests.conftest import Organisation, tell_all
from tests.federation.conftest import Matter, act, matter_of

PREFIX = "/api/v1/o/<tenant_slug>"


@pytest.fixture
def matter(app: Flask, mine: Organisation, county: Organisation, mechanism: UUID) -> Matter:
    return matter_of(app, mine, county, mechanism)


@pytest.fixture
def ids(app: Flask, clerk: Program, matter: Matter) -> dict[str, Any]:
    """One id of each kind, all of the mine: a case, its file and paper, a referral on its way to the county."""
    found: dict[str, Any] = {"case_id": matter.case_id, "mechanism_id": matter.mechanism_id}
    found["attachment_id"] = matter.file_id
    found["view_id"] = clerk.post("/cases/views", {"name": "视图"}, 201)["view_id"]
    with app.app_context():
        found["referral_id"] = matter.send()
    case = clerk.get(f"/cases/{matter.case_id}")
    found["document_id"] = case["documents"][0]["id"]
    envelope = clerk.get(f"/referrals/{found['referral_id']}")["envelope"]
    found["item_id"] = next(item["id"] for item in envelope["items"] if item["is_personal"])
    found["file_id"] = envelope["files"][0]["id"]
    return found


def resources(app: Flask) -> Iterator[tuple[str, str, Any]]:
    """Yield method, path and rule of every resource of an organisation."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if rule.rule.startswith(PREFIX):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule.rule.removeprefix(PREFIX), rule


def filled(path: str, ids: dict[str, Any]) -> str:
    return re.sub(r"<uuid:(\w+)>", lambda match: str(ids[match[1]]), path)


def lock_of(app: Flask, rule: Any) -> Permission:
    return Permission(getattr(app.view_functions[rule.endpoint], "lock", "none"))


def send(caller: Program, method: str, path: str) -> TestResponse:
    if method == "POST" and path.endswith("/files"):
        return caller.call(method, path, data={"file": (io.BytesIO(b"words"), "a.txt")})
    return caller.call(method, path, json={}) if method != "GET" else caller.call(method, path)


def test_every_resource_has_a_lock(app: Flask) -> None:
    found = list(resources(app))
    assert len(found) > 30
    for _method, path, rule in found:
        assert lock_of(app, rule), path


def test_a_token_opens_no_other_organisations_address(
    app: Flask, clerk: Program, ids: dict[str, Any], county: Organisation
) -> None:
    for method, path, _rule in resources(app):
        body: dict[str, Any] | None = {} if method != "GET" else None
        other = clerk.at(f"/api/v1/o/{county.slug}{filled(path, ids)}", method, json=body)
        absent = clerk.at(f"/api/v1/o/nosuch{filled(path, ids)}", method, json=body)
        assert refused(other, 404) == refused(absent, 404), path


def test_foreign_ids_and_absent_ones_look_alike(app: Flask, stranger: Program, ids: dict[str, Any]) -> None:
    tried = 0
    for method, path, rule in resources(app):
        for name in sorted(rule.arguments - {"tenant_slug"}):
            foreign = send(stranger, method, filled(path, ids))
            absent = send(stranger, method, filled(path, {**ids, name: uuid4()}))
            # 422: the empty body is wrong, which is said before anything is looked up.
            assert foreign.status_code == absent.status_code in (404, 422), (method, path, foreign.text)
            assert refused(foreign, foreign.status_code) == refused(absent, absent.status_code)
            tried += foreign.status_code == 404
    assert tried > 15


def test_well_formed_acts_on_foreign_ids_look_like_absent_ones(
    stranger: Program, ids: dict[str, Any]
) -> None:
    """The bodies are right, so that the wall itself answers."""
    texts = {"demand": "a", "facts": "b", "opinion": "c", "legal_basis": "d"}
    acts: dict[str, dict[str, Any]] = {
        "/cases/{case_id}/note": {"text": "x"},
        "/cases/{case_id}/accept": {"served_how": "post"},
        "/cases/{case_id}/answer": {**texts, "outcome": "uphold", "served_how": "post"},
        "/cases/{case_id}/close": {"responsibility": True, "problem": True, "risk": True},
        "/cases/{case_id}/assign": {"unit_id": str(stranger.organisation.unit_id)},
        "/cases/{case_id}/reveal": {"field": "name"},
        "/referrals/{referral_id}/sign_for": {},
        "/referrals/{referral_id}/accept": {"title": "x"},
        "/referrals/{referral_id}/answer": {"outcome": "solved", "answer": "x"},
        "/referrals/{referral_id}/confirm": {},
    }
    for path, body in acts.items():
        foreign = stranger.call("POST", path.format(**ids), json=body)
        absent = stranger.call("POST", path.format(case_id=uuid4(), referral_id=uuid4()), json=body)
        assert refused(foreign, 404) == refused(absent, 404), path
    draft = {"case_id": str(ids["case_id"]), "purpose": "x", "summary": "y"}
    parties = {"mechanism_id": str(ids["mechanism_id"]), "receiver_tenant_id": str(uuid4())}
    for path in ("/referrals/preview", "/referrals"):
        foreign = stranger.call("POST", path, json={**draft, **parties})
        absent = stranger.call("POST", path, json={**draft, **parties, "case_id": str(uuid4())})
        assert refused(foreign, 404) == refused(absent, 404)


def test_lists_of_a_stranger_are_empty(stranger: Program, ids: dict[str, Any]) -> None:
    assert ids
    paths = ("/cases", "/cases?q=养老", "/obligations", "/obligations/owed_to_us")
    for path in (*paths, "/referrals", "/referrals?side=sent"):
        assert stranger.get(path)["items"] == []
    assert stranger.get("/mechanisms") == stranger.get("/cases/views") == []


def test_a_role_that_may_not_is_refused_at_every_resource(
    app: Flask, mine: Organisation, ids: dict[str, Any]
) -> None:
    for part in ("leader", "admin"):
        caller = program(app, mine, part)
        for method, path, rule in resources(app):
            answer = send(caller, method, filled(path, ids))
            if allowed(mine.actors[part].roles, lock_of(app, rule)):
                assert answer.status_code not in (401, 403), (part, path)
            else:
                assert refused(answer, 403)["code"] == "forbidden", (part, path)


def test_a_case_of_an_accusation_does_not_exist_for_others(
    app: Flask, mine: Organisation, clerk: Program
) -> None:
    with app.app_context():
        made = act(mine.id, "case.register", {**MATTER, "case_class": "accusation"})
    absent = refused(clerk.call("GET", f"/cases/{uuid4()}"), 404)
    for path in ("", "/files", "/obligations", "/referrals"):
        assert refused(clerk.call("GET", f"/cases/{made['case_id']}{path}"), 404) == absent
    assert clerk.get("/cases")["items"] == []
    assert clerk.get("/obligations")["items"] == []
    assert tell_all(app) >= 0
