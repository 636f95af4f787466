"""Three organisations in one mechanism, one outside it, and a matter ready to be referred."""

import io
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.federation.referrals import packing
from tenants.casework.attachments.storing import add_file
from tenants.core import schema
from tenants.core.commands import Actor, execute
from tenants.core.database import tenant_scope
from tests.conftest import Organisation, open_organisation, tell_all

NAME, PHONE, ID_NUMBER, ADDRESS = "陈建国", "13800005620", "990006199003070011", "岚阳县北沟镇东村12号"
SUMMARY = "改制分流期间养老保险单位部分未缴，请求补缴并计入连续工龄。"
PURPOSE = "核定缴费基数，说明可补缴的政策和办法"
LETTER = "我叫陈建国，2019年改制分流后九个月养老保险单位部分没有缴，请给我补上。"
CHARTER = {
    "version": 1,
    "adopted_on": "2025-11-06",
    "rules_name": "岚阳矿区联席会议规则",
    "referral_clause": "第八条",
    "answer_working_days": 10,
    "terms": [{"title": "转办", "text": "成员单位之间转办信访事项，逐项列明提供的内容。"}],
}


@pytest.fixture
def town(app: Flask) -> Organisation:
    """A third member of the mechanism."""
    with app.app_context():
        return open_organisation("town", "government", "镇政府", "ZF", hue=3)


@pytest.fixture
def mechanism(app: Flask, mine: Organisation, county: Organisation, town: Organisation) -> UUID:
    """A mining-area conference of mine, county and town; ``twin`` is not in it."""
    invited = [
        {"tenant_id": str(mine.id), "part": "member"},
        {"tenant_id": str(town.id), "part": "member"},
    ]
    payload = {
        "kind": "mining_area",
        "name": "岚阳矿区联席会议",
        "name_en": "Lanyang mining-area conference",
        "charter": CHARTER,
        "part": "convener",
        "invited": invited,
        "liaison_name": "周联络",
        "liaison_phone": "0998-0000002",
    }
    with app.app_context():
        found = UUID(act(county.id, "mechanism.found", payload)["mechanism_id"])
        for member in (mine, town):
            liaison = {"liaison_name": "联络员", "liaison_phone": "0998-0000003"}
            act(member.id, "mechanism.join", {"mechanism_id": str(found), **liaison})
    return found


def act(
    tenant_id: UUID, name: str, payload: dict[str, Any], actor: Actor | None = None, key: str = ""
) -> dict[str, Any]:
    """Carry out a command in a tenant's own scope; by the system when no actor is named."""
    with tenant_scope(tenant_id):
        return execute(name, payload, actor or Actor.system(tenant_id), key=key or None)


@dataclass(frozen=True)
class Matter:
    """A registered case of ``owner`` with one attachment, and what is needed to refer it to ``receiver``."""

    app: Flask
    owner: Organisation
    receiver: Organisation
    case_id: UUID
    file_id: UUID
    mechanism_id: UUID

    def draft(self, **changes: Any) -> dict[str, Any]:
        """Return a payload of ``referral.send`` that is ready, with ``changes``."""
        with tenant_scope(self.receiver.id):
            from tenants.organisations.queries import tenant

            short_name = tenant(self.receiver.id).short_name
        return {
            "case_id": str(self.case_id),
            "mechanism_id": str(self.mechanism_id),
            "receiver_tenant_id": str(self.receiver.id),
            "kind": "transfer",
            "purpose": PURPOSE,
            "summary": SUMMARY,
            "items": ["name", "phone"],
            "files": [str(self.file_id)],
            "consent_how": "phone",
            "consent_on": "2026-04-17",
            "consent_note": "录音 0417",
            "checked": True,
            "confirmation": short_name,
            **changes,
        }

    def send(self, **changes: Any) -> UUID:
        """Send it and let the relay deliver it; returns the referral's id."""
        sent = act(self.owner.id, "referral.send", self.draft(**changes), self.owner.clerk)
        tell_all(self.app)
        return UUID(sent["referral_id"])

    def package(self, **changes: Any) -> packing.Package:
        """Return the package that a draft makes; inside the owner's scope only."""
        from portal.federation.referrals.schemas import SendReferral

        return packing.compose(self.owner.clerk, schema.load(SendReferral, self.draft(**changes)))

    def to(self, receiver: Organisation) -> "Matter":
        """Return the same matter for another receiver."""
        return replace(self, receiver=receiver)


def register(organisation: Organisation, **changes: Any) -> UUID:
    """Register a worker's matter and return the case's id."""
    payload = {
        "name": NAME,
        "phone": PHONE,
        "id_number": ID_NUMBER,
        "address": ADDRESS,
        "title": "改制分流职工要求补缴养老保险",
        "text": LETTER,
        "channel": "visit",
        "received_on": "2026-04-16",
        "category": "",
        "place": "东麓选煤厂",
        **changes,
    }
    return UUID(act(organisation.id, "case.register", payload, organisation.clerk)["case_id"])


def matter_of(
    app: Flask, owner: Organisation, receiver: Organisation, mechanism_id: UUID, **changes: Any
) -> Matter:
    """Return a registered case with one text file attached."""
    with app.app_context():
        case_id = register(owner, **changes)
        with tenant_scope(owner.id):
            file_id = add_file(
                owner.clerk, case_id, io.BytesIO("缴费明细：九个月未缴。".encode()), "缴费明细.txt"
            )
    return Matter(app, owner, receiver, case_id, file_id, mechanism_id)


@pytest.fixture
def matter(app: Flask, mine: Organisation, county: Organisation, mechanism: UUID) -> Matter:
    """The mine's matter, to be referred to the county."""
    return matter_of(app, mine, county, mechanism)


@pytest.fixture
def in_app(app: Flask) -> Any:
    """Stand in the application's context for the whole test."""
    with app.app_context():
        yield app
