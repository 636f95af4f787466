"""Twin tenants with mirrored data and canary words, made through the doors, for trying every door against the wall."""

import io
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from tenants.core.commands import execute
from tenants.core.database import current_session, tenant_scope
from tests.conftest import Organisation, sign_in

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


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


def furnish(app: Flask, organisation: Organisation, canary: str) -> House:
    """Fill a tenant: a case with a file, a notice, a document, an import."""
    house = House(organisation, canary)
    client = sign_in(app, organisation)
    base = f"/o/{organisation.slug}"
    with app.app_context(), tenant_scope(organisation.id):
        made = execute("case.register", matter(canary), organisation.clerk, key=f"{canary}-1")
        execute("case.accept", acceptance(made["case_id"]), organisation.clerk)
    house.ids["case_id"] = UUID(made["case_id"])
    upload = {"file": (io.BytesIO(PDF), f"{canary}附.pdf")}
    answer = client.post(
        f"{base}/cases/{made['case_id']}/files", data=upload, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)[:800]
    ledger = io.BytesIO(f"留言时间,留言主题,留言详情\n2026-01-05,{canary}题,{canary}文\n".encode())
    answer = client.post(
        f"{base}/imports/", data={"file": (ledger, f"{canary}.csv")}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)[:800]
    house.ids["import_id"] = UUID(re.findall(r"[0-9a-f-]{36}", answer.headers["Location"])[0])
    _find_rows(app, house)
    return house


def _find_rows(app: Flask, house: House) -> None:
    from tenants.casework.attachments.models import Attachment
    from tenants.papers.models import Document

    with app.app_context(), tenant_scope(house.organisation.id):
        kinds: dict[str, Any] = {"attachment_id": Attachment, "document_id": Document}
        for name, model in kinds.items():
            house.ids[name] = current_session().scalars(select(model.id).limit(1)).one()
        seat_id = house.organisation.clerk.seat_id
        assert seat_id is not None
        house.ids["seat_id"] = seat_id


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


def acceptance(case_id: str) -> dict[str, Any]:
    return {"case_id": case_id, "served_how": "in_person"}


def fill(rule: Any, slug: str, ids: dict[str, UUID]) -> str:
    """Return the path of a URL rule for a tenant with these ids; a fresh id for what the town does not have."""
    values: dict[str, Any] = {"tenant_slug": slug}
    for name in rule.arguments - {"tenant_slug"}:
        converter = rule._converters[name]
        choices = sorted(getattr(converter, "items", ()))
        values[name] = choices[0] if choices else ids.get(name, uuid4())
    _domain, path = rule.build(values)
    return str(path)
