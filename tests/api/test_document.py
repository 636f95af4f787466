"""The OpenAPI document, the page made of it, and that neither drifts from the doors they describe."""

import re
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from portal.web.headers import CONTENT_POLICY
from tenants.core.commands import REGISTER
from tenants.core.permissions import Permission

COMMANDS = {
    "cases_api.edit": "case.edit",
    "cases_api.assign": "case.assign",
    "intake_api.register": "case.register",
    "intake_api.receipt": "receipt.show",
    "intake_api.reveal": "identity.reveal",
    "handling_api.note": "case.note",
    "handling_api.accept": "case.accept",
    "handling_api.answer": "case.answer",
    "handling_api.close": "case.close",
    "attachments_api.add": "attachment.add",
    "attachments_api.download": "attachment.download",
    "referrals_api.send": "referral.send",
    "referrals_api.sign_for": "referral.sign_for",
    "referrals_api.accept": "referral.accept",
    "referrals_api.answer": "referral.answer",
    "referrals_api.confirm": "referral.confirm",
    "notices_api.read": "notice.read",
    "saved_views_api.save": "saved_view.save",
    "saved_views_api.change": "saved_view.change",
    "saved_views_api.delete": "saved_view.delete",
}
READS_WITH_A_RECORD = {"referrals_api.preview", "referrals_api.reveal", "referrals_api.download"}


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return dict(answer.get_json())


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return method, path and description by operation id."""
    return {
        item[method]["operationId"]: (method, path, item[method])
        for path, item in document["paths"].items()
        for method in ("get", "post", "put", "delete")
        if method in item
    }


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    found = operations(document)
    assert len(found) > 35
    for name, (method, _path, operation) in found.items():
        assert operation["summary"], name
        assert {"401", "403", "404", "429", "500"} <= operation["responses"].keys(), name
        assert any(status.startswith("2") for status in operation["responses"]), name
        if method != "get":
            assert {"400", "409", "413", "415", "422"} <= operation["responses"].keys(), name
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_writing_operation_is_a_command_with_its_lock(app: Flask, document: dict[str, Any]) -> None:
    writing = {name for name, (method, _path, _operation) in operations(document).items() if method != "get"}
    assert writing == COMMANDS.keys() | READS_WITH_A_RECORD
    for endpoint, command in COMMANDS.items():
        assert Permission(getattr(app.view_functions[endpoint], "lock")) == REGISTER[command].permission  # noqa: B009


def test_a_body_is_the_commands_own_shape(document: dict[str, Any]) -> None:
    for name, command in COMMANDS.items():
        _method, path, operation = operations(document)[name]
        if command.startswith("attachment"):
            continue
        by_path = set(re.findall(r"{(\w+)}", path)) - {"tenant_slug"}
        shape = REGISTER[command].schema()
        expected = {field for field in shape.fields if field not in by_path}
        if not expected:
            assert "requestBody" not in operation, name
            continue
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        body = document["components"]["schemas"][reference.rpartition("/")[2]]
        assert body["properties"].keys() == expected, name
        assert body["additionalProperties"] is False
        needed = {field for field in expected if shape.fields[field].required}
        assert set(body.get("required", ())) == needed, name


def test_limits_of_text_are_described(document: dict[str, Any]) -> None:
    register = document["components"]["schemas"]["RegisterCase"]["properties"]
    assert (register["title"]["minLength"], register["title"]["maxLength"]) == (1, 120)
    assert (register["place"]["maxLength"], "minLength" in register["place"]) == (120, False)


def test_the_page_lists_every_operation_in_the_readers_language(app: Flask, document: dict[str, Any]) -> None:
    pages = {
        language: app.test_client()
        .get("/api/v1/", headers={"Accept-Language": language})
        .get_data(as_text=True)
        for language in ("zh-CN", "en")
    }
    for name, (_method, path, operation) in operations(document).items():
        with app.test_request_context(), force_locale("zh_CN"):
            chinese = gettext(operation["summary"])
        assert re.search(r"[\u4e00-\u9fff]", chinese), name
        assert chinese in pages["zh-CN"], name
        assert path in pages["en"], name
    assert 'lang="zh-CN"' in pages["zh-CN"]
    assert "登记员" in pages["zh-CN"]
    assert "Registrar" in pages["en"]


def test_no_english_is_left_on_the_chinese_page(app: Flask, document: dict[str, Any]) -> None:
    page = app.test_client().get("/api/v1/", headers={"Accept-Language": "zh-CN"}).get_data(as_text=True)
    told = re.findall(r'<td class="soft">([^<]+)</td>', page)
    assert len(told) > 100
    assert [text for text in told if not re.search(r"[\u4e00-\u9fff]", text)] == []


def test_the_page_keeps_the_content_policy(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/")
    page = answer.get_data(as_text=True)
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert not re.search(r"<style|style=|\son\w+=|<script(?! src=\"/static/)|https?://", page)
    assert page.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_document_and_the_page_need_no_sign_in_and_show_no_data(
    app: Flask, document: dict[str, Any]
) -> None:
    assert app.test_client().get("/api/v1/").status_code == 200
    assert "minea" not in str(document)
