"""Programs with tokens: of the mine, the county and their twin; a mechanism in which mine and county are members."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import Organisation
from tests.federation.conftest import CHARTER, act

NAME, PHONE, ID_NUMBER, ADDRESS = "陈建国", "13800005620", "990006199003070011", "岚阳县北沟镇东村12号"
LETTER = "改制分流后九个月养老保险单位部分没有缴，请给我补上。"
MATTER = {
    "name": NAME,
    "phone": PHONE,
    "id_number": ID_NUMBER,
    "address": ADDRESS,
    "title": "改制分流职工要求补缴养老保险",
    "text": LETTER,
    "channel": "visit",
    "received_on": "2026-04-16",
    "place": "东麓选煤厂",
}


@dataclass
class Program:
    """Something that calls the API with a token of one seat."""

    app: Flask
    organisation: Organisation
    token: str

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        """Send a request below the organisation's own address."""
        return self.at(f"/api/v1/o/{self.organisation.slug}{path}", method, **more)

    def at(self, address: str, method: str = "GET", *, key: str = "", **more: Any) -> TestResponse:
        """Send a request to an address; ``key`` is the idempotency key."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept-Language": "zh-CN",
            **more.pop("headers", {}),
        }
        if key:
            headers["Idempotency-Key"] = key
        return self.app.test_client().open(address, method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> Any:
        """Return what must be there."""
        return told(self.call("GET", path, **more), 200)

    def post(self, path: str, body: Any = None, status: int = 200, **more: Any) -> Any:
        """Carry something out that must succeed."""
        return told(self.call("POST", path, json={} if body is None else body, **more), status)

    def register(self, **changes: Any) -> str:
        """Register the worker's matter; returns the case's id."""
        return str(self.post("/cases", {**MATTER, **changes}, 201)["case_id"])


def told(answer: TestResponse, status: int) -> Any:
    """Return the JSON of an answer that must have ``status``."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer.get_json(force=True)


def refused(answer: TestResponse, status: int) -> Any:
    """Return the body of a refusal, which is problem JSON whatever went wrong."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)[:2000]
    body = told(answer, status)
    assert body["status"] == status
    assert body["title"]
    return body


def program(app: Flask, organisation: Organisation, part: str = "clerk", days: int = 90) -> Program:
    """Make a token for one of the organisation's seats, by the command, and return a program that has it."""
    with app.app_context():
        made = act(
            organisation.id, "token.create", {"name": "月报程序", "days": days}, organisation.actors[part]
        )
    return Program(app, organisation, made["token"])


@pytest.fixture
def clerk(app: Flask, mine: Organisation) -> Program:
    """A program of the mine's clerk, who registers, handles and refers."""
    return program(app, mine)


@pytest.fixture
def officer(app: Flask, county: Organisation) -> Program:
    """A program of the county's clerk."""
    return program(app, county)


@pytest.fixture
def stranger(app: Flask, twin: Organisation) -> Program:
    """A program of an organisation that shares nothing with the mine."""
    return program(app, twin)


@pytest.fixture
def mechanism(app: Flask, mine: Organisation, county: Organisation) -> UUID:
    """A mining-area conference of mine and county."""
    payload = {
        "kind": "mining_area",
        "name": "岚阳矿区联席会议",
        "name_en": "Lanyang mining-area conference",
        "charter": CHARTER,
        "part": "convener",
        "invited": [{"tenant_id": str(mine.id), "part": "member"}],
        "liaison_name": "周联络",
        "liaison_phone": "0998-0000002",
    }
    with app.app_context():
        found = UUID(act(county.id, "mechanism.found", payload)["mechanism_id"])
        act(mine.id, "mechanism.join", {"mechanism_id": str(found), "liaison_name": "吴联络"})
    return found
