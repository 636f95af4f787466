"""Twin tenants with mirrored data and canary words, made through the doors, for trying every door against the wall.

Each of the twins has one of everything and has sent an envelope to the county; the twins share nothing.
"""

import io
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from tenants.core.commands import Actor, execute
from tenants.core.database import current_session, tenant_scope
from tests.conftest import Organisation, sign_in, tell_all

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
CHARTER = {
    "version": 1,
    "adopted_on": "2025-11-06",
    "rules_name": "联席会议规则",
    "referral_clause": "第八条",
}


@dataclass
class House:
    """One tenant with one of everything: the ids by the name of the URL's parameter, and its canary words."""

    organisation: Organisation
    canary: str
    ids: dict[str, UUID] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """Return what must never be seen on another tenant's pages."""
        return self.canary, f"{self.canary}题", f"{self.canary}文", f"{self.canary}名"


def furnish(app: Flask, organisation: Organisation, county: Organisation, canary: str) -> House:
    """Fill a tenant: a case with a file and a paper, an import, a view, a mechanism, an envelope, a notice, a token."""
    house = House(organisation, canary)
    with app.app_context():
        made = act(organisation, "case.register", matter(canary), organisation.clerk)
        house.ids["case_id"] = UUID(made["case_id"])
        act(
            organisation,
            "case.accept",
            {"case_id": made["case_id"], "served_how": "in_person"},
            organisation.clerk,
        )
    _upload(app, house)
    with app.app_context():
        house.ids["view_id"] = keep_view(house)
        house.ids["mechanism_id"] = _found_mechanism(organisation, county)
        _refer(house, county)
    tell_all(app)
    _find_rows(app, house)
    return house


def act(
    organisation: Organisation, command: str, payload: dict[str, Any], actor: Actor | None = None
) -> dict[str, Any]:
    """Carry out a command in a tenant's own scope; by the system when no actor is named."""
    with tenant_scope(organisation.id):
        return execute(command, payload, actor or Actor.system(organisation.id))


def keep_view(house: House) -> UUID:
    """Let the clerk keep a view of the list; also for a door that has just deleted the one before."""
    named = {"name": f"{house.canary}题{str(uuid4())[:8]}"}
    return UUID(act(house.organisation, "saved_view.save", named, house.organisation.clerk)["view_id"])


def _upload(app: Flask, house: House) -> None:
    client, base = sign_in(app, house.organisation), f"/o/{house.organisation.slug}"
    upload = {"file": (io.BytesIO(PDF), f"{house.canary}附.pdf")}
    answer = client.post(
        f"{base}/cases/{house.ids['case_id']}/files", data=upload, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)[:800]
    rows = f"留言时间,留言主题,留言详情\n2026-01-05,{house.canary}题,{house.canary}文\n"
    upload = {"file": (io.BytesIO(rows.encode()), f"{house.canary}.csv")}
    answer = client.post(f"{base}/imports/", data=upload, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)[:800]
    house.ids["import_id"] = UUID(re.findall(r"[0-9a-f-]{36}", answer.headers["Location"])[0])


def _found_mechanism(organisation: Organisation, county: Organisation) -> UUID:
    founding = {"kind": "mining_area", "name": f"{organisation.slug} 联席会议", "name_en": "Conference"}
    invited = [{"tenant_id": str(county.id), "part": "member"}]
    made = act(organisation, "mechanism.found", {**founding, "charter": CHARTER, "invited": invited})
    act(county, "mechanism.join", {"mechanism_id": made["mechanism_id"]})
    return UUID(made["mechanism_id"])


def _refer(house: House, county: Organisation) -> None:
    from tenants.casework.attachments.models import Attachment
    from tenants.organisations.queries import tenant

    with tenant_scope(house.organisation.id) as session:
        file_id = session.scalars(select(Attachment.id)).one()
        receiver = tenant(county.id).short_name
    envelope = {
        "case_id": str(house.ids["case_id"]),
        "mechanism_id": str(house.ids["mechanism_id"]),
        "receiver_tenant_id": str(county.id),
        "kind": "co_handle",
        "purpose": f"{house.canary}请协助核查",
        "summary": f"{house.canary}摘要",
        "items": ["name"],
        "files": [str(file_id)],
        "consent_how": "phone",
        "consent_on": "2026-04-17",
        "consent_note": "录音",
        "checked": True,
        "confirmation": receiver,
    }
    made = act(house.organisation, "referral.send", envelope, house.organisation.clerk)
    house.ids["referral_id"] = UUID(made["referral_id"])


def _find_rows(app: Flask, house: House) -> None:
    from portal.federation.referrals.models import ReferralFile, ReferralItem
    from portal.live.models import Notice
    from tenants.casework.attachments.models import Attachment
    from tenants.papers.models import Document

    kinds: dict[str, Any] = {
        "attachment_id": Attachment,
        "document_id": Document,
        "file_id": ReferralFile,
        "item_id": ReferralItem,
        "notice_id": Notice,
    }
    with app.app_context(), tenant_scope(house.organisation.id):
        for name, model in kinds.items():
            found = current_session().scalars(select(model.id).limit(1)).first()
            if found is not None:
                house.ids[name] = found
    seat_id = house.organisation.actors["leader"].seat_id
    assert seat_id is not None
    house.ids["seat_id"], house.ids["unit_id"] = seat_id, house.organisation.unit_id


def tokens_of(app: Flask, house: House) -> dict[str, str]:
    """Return an API token for each seat of a house."""
    made = {}
    with app.app_context():
        for part, actor in house.organisation.actors.items():
            made[part] = act(house.organisation, "token.create", {"name": part}, actor)["token"]
    return made


def matter(canary: str) -> dict[str, Any]:
    return {
        "title": f"{canary}题",
        "text": f"{canary}文，供暖不足，请求维修。",
        "channel": "visit",
        "received_on": "2026-04-10",
        "category": "0201",
        "name": f"{canary}名",
        "phone": "19900001234",
        "address": f"{canary}址",
    }


def fill(rule: Any, slug: str, ids: dict[str, UUID]) -> str:
    """Return the path of a URL rule for a tenant with these ids; a fresh id for what the town does not have."""
    values: dict[str, Any] = {"tenant_slug": slug}
    for name in rule.arguments - {"tenant_slug"}:
        converter = rule._converters[name]
        choices = sorted(getattr(converter, "items", ()))
        values[name] = choices[0] if choices else ids.get(name, uuid4())
    _domain, path = rule.build(values)
    return str(path)
