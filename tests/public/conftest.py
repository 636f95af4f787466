"""A registered matter with its code, and a petitioner's browser."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tenants.casework.intake.queries import current_tracking_code
from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tests.conftest import Organisation

NAME, PHONE, ID_NUMBER, ADDRESS = "陈金雀", "13800005620", "990006199003070011", "岚阳县北沟镇东村金雀巷7号"
TAIL = PHONE[-4:]
LETTER = "信鸽原文：二零一九年断缴的养老保险，请给我补上。"
TITLE = "补缴 2019 年断缴的养老保险"


@dataclass
class Filed:
    """A registered case of ``owner`` and the code on its receipt."""

    app: Flask
    owner: Organisation
    id: UUID
    code: str

    def act(self, name: str, actor: Actor | None = None, **payload: Any) -> dict[str, Any]:
        """Carry out a command on the case, by the clerk when nobody else is named."""
        with self.app.app_context(), tenant_scope(self.owner.id):
            return execute(name, {"case_id": str(self.id), **payload}, actor or self.owner.clerk)

    def accept(self) -> UUID:
        """Accept it; returns the notice's id."""
        return UUID(self.act("case.accept", served_how="in_person")["document_id"])

    def answer(self, served_how: str = "in_person") -> UUID:
        """Answer it; returns the opinion's id."""
        texts: dict[str, Any] = {
            "demand": "补缴",
            "facts": "查明九个月未缴",
            "opinion": "同意补缴九个月",
            "legal_basis": "社会保险法",
        }
        return UUID(self.act("case.answer", outcome="uphold", served_how=served_how, **texts)["document_id"])

    def close(self) -> None:
        """Close it, all three gates passed."""
        self.act("case.close", responsibility="true", problem="true", risk="true")


@dataclass
class Browser:
    """A petitioner's browser: no script, no staff sign-in."""

    app: Flask
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def knock(self, code: str, phone_tail: str = TAIL) -> TestResponse:
        """Send the form."""
        answer: TestResponse = self.client.post("/p/", data={"code": code, "phone_tail": phone_tail})
        return answer

    def enter(self, code: str, phone_tail: str = TAIL) -> str:
        """Send the form with a code that fits, and return the matter's page."""
        answer = self.knock(code, phone_tail)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.page("/p/matter")

    def page(self, path: str) -> str:
        """Return a page that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (answer.status_code, answer.get_data(as_text=True))
        return str(answer.get_data(as_text=True))

    def is_shut_out(self) -> bool:
        """Tell whether the matter's page leads back to the form."""
        answer = self.client.get("/p/matter")
        return (answer.status_code, answer.location) == (303, "/p/?ended=yes")


def file_case(app: Flask, owner: Organisation, **changes: Any) -> Filed:
    """Register a case and return it with its code."""
    payload = {
        "title": TITLE,
        "text": LETTER,
        "channel": "visit",
        "received_on": "2026-04-17",
        "place": "东麓选煤厂",
        "name": NAME,
        "phone": PHONE,
        "id_number": ID_NUMBER,
        "address": ADDRESS,
        **changes,
    }
    with app.app_context(), tenant_scope(owner.id):
        actor = Actor.system(owner.id) if payload.get("case_class") == "accusation" else owner.clerk
        case_id = UUID(execute("case.register", payload, actor)["case_id"])
        code = current_tracking_code(case_id)
    assert code
    return Filed(app, owner, case_id, code)


@pytest.fixture
def filed(app: Flask, mine: Organisation) -> Filed:
    """An appeal of the mine, received on Friday 17 April 2026."""
    return file_case(app, mine)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)
