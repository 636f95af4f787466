"""The API under generated requests, made from its own document: no failure, no answer that is not described."""

import io
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Program, program, told
from tests.conftest import Organisation, tell_all

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 12
SANE = {
    "received_on": "2026-04-16",
    "category": "",
    "phone": "",
    "id_number": "",
    "case_class": "appeal",
    "is_anonymous": "no",
    "after": "",
}
"""Values that no document can describe: with them a generated request has a chance to be carried out."""


@pytest.fixture
def ids(app: Flask, clerk: Program, officer: Program, mechanism: UUID) -> dict[str, str]:
    """One id of each kind, so that generated requests get past the look-up."""
    case_id = clerk.register()
    upload = {"file": (io.BytesIO("九个月未缴。".encode()), "明细.txt")}
    added = told(clerk.call("POST", f"/cases/{case_id}/files", data=upload), 201)
    draft = {
        "case_id": case_id,
        "mechanism_id": str(mechanism),
        "receiver_tenant_id": str(officer.organisation.id),
        "purpose": "核定",
        "summary": "请求补缴",
        "items": ["name"],
        "files": [added["attachment_id"]],
        "consent_how": "phone",
        "consent_on": "2026-04-17",
        "checked": True,
        "confirmation": "县信访局",
    }
    sent = clerk.post("/referrals", draft, 201)
    tell_all(app)
    referral = clerk.get(f"/referrals/{sent['referral_id']}")
    other = clerk.register()
    paper = clerk.post(f"/cases/{other}/accept", {"served_how": "post"})
    upload = {"file": (io.BytesIO("九个月未缴。".encode()), "明细.txt")}
    added = told(clerk.call("POST", f"/cases/{other}/files", data=upload), 201)
    return {
        **SANE,
        "view_id": clerk.post("/cases/views", {"name": "视图"}, 201)["view_id"],
        "tenant_slug": "minea",
        "unit_id": str(clerk.organisation.unit_id),
        "receiver_tenant_id": str(officer.organisation.id),
        "case_id": other,
        "attachment_id": added["attachment_id"],
        "document_id": paper["document_id"],
        "mechanism_id": str(mechanism),
        "referral_id": sent["referral_id"],
        "item_id": referral["envelope"]["items"][-1]["id"],
        "file_id": referral["envelope"]["files"][0]["id"],
    }


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_generated_requests(
    app: Flask, clerk: Program, mine: Organisation, ids: dict[str, str], mode: GenerationMode
) -> None:
    tokens = [clerk.token] * 4 + [program(app, mine, "admin").token]
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried = 0
    for found in document.get_all_operations():
        assert isinstance(found, Ok), found
        tried += 1
        _try(found.ok(), mode, ids, tokens)
    assert tried > 35


def _try(operation: Any, mode: GenerationMode, ids: dict[str, str], tokens: list[str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode), known=st.booleans(), token=st.sampled_from(tokens)
    )
    def send(case: Any, known: bool, token: str) -> None:
        for name in case.path_parameters or {}:
            if known or name == "tenant_slug":
                case.path_parameters[name] = ids[name]
        for part in (case.body, case.query):
            if known and isinstance(part, dict):
                part.update({name: ids[name] for name in part.keys() & ids.keys()})
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(answer, checks=CHECKS)

    send()
