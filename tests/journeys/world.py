"""The small world that people in a browser walk through: three organisations in one mechanism, with something of each
kind on their desks, made by the commands that people use.

``python -m tests.journeys.world`` prepares the database that the environment names, writes the world into it and prints
what a browser needs to know, as JSON.
"""

import io
import json
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tenants.core import clock
from tenants.core.commands import Actor, execute
from tenants.core.database import current_session, tenant_scope
from tests.conftest import PASSWORD, Organisation, open_organisation

PHONE = "13800005620"
LEDGER = "信访编号,留言时间,留言主题,留言详情\n"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
MATTERS = (
    ("要求补缴改制期间养老保险", "我是选煤厂职工，改制期间单位停缴养老保险九个月，请求补缴并计入连续工龄。"),
    ("反映三号楼暖气不热", "我家住在矿区新村三号楼，入冬以来暖气不热，室温只有十四度，请求维修。"),
    ("反映运煤车夜间扬尘", "运煤道路夜间车辆不盖篷布，扬尘严重，影响老人和孩子，希望洒水降尘。"),
    ("询问工伤待遇如何计算", "去年在井下受伤，评定为九级，单位没有说明待遇怎样计算，请书面答复。"),
    ("要求公布塌陷区搬迁补偿标准", "北片塌陷区搬迁在即，补偿标准没有公布，要求公开标准和名单。"),
)
CHARTER = {
    "version": 1,
    "adopted_on": "2025-11-06",
    "rules_name": "岚阳矿区联席会议规则",
    "referral_clause": "第八条",
    "answer_working_days": 10,
    "terms": [{"title": "转办", "text": "成员单位之间转办信访事项，逐项列明提供的内容。"}],
}


@dataclass
class World:
    """What was opened: organisations by slug, and per organisation the ids by the name of the URL's parameter."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    mechanism_id: UUID | None = None
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def build() -> World:
    """Write the whole world into an empty, prepared database; inside an application's context."""
    world = open_organisations()
    fill_list(world.organisations["minea"], 60)
    furnish(world)
    return world


def open_organisations() -> World:
    """Open a mine, a county office and a town, and found a mechanism of the three."""
    mine = open_organisation("minea", "enterprise", "甲矿公司", "JK", hue=1)
    county = open_organisation("county", "petition_office", "县信访局", "XF", hue=5)
    town = open_organisation("town", "government", "镇政府", "ZF", hue=3)
    world = World({each.slug: each for each in (mine, county, town)})
    world.mechanism_id = _found_mechanism(county, [mine, town])
    open_seat(mine, "second", ["handler", "liaison"])
    open_seat(mine, "leaving", ["registrar", "handler"])
    # One person with a seat in two organisations, for the chooser and the tenant switch.
    open_seat(mine, "both", ["handler"])
    open_seat(county, "both", ["handler"], login="both.minea", password="")
    return world


def open_seat(
    organisation: Organisation, part: str, roles: list[str], login: str = "", password: str = PASSWORD
) -> None:
    """Open one more seat and note its login under ``part``."""
    name = login or f"{part}.{organisation.slug}"
    payload = {"login": name, "password": password, "name": f"{part[0].upper()}员", "roles": roles}
    act(organisation, "seat.open", {**payload, "unit_id": str(organisation.unit_id)}, system=True)
    organisation.logins[part] = name


def act(
    organisation: Organisation,
    name: str,
    payload: dict[str, Any],
    *,
    part: str = "clerk",
    system: bool = False,
) -> dict[str, Any]:
    """Carry out a command in an organisation, by one of its seats or by the system."""
    actor = Actor.system(organisation.id) if system else organisation.actors[part]
    with tenant_scope(organisation.id):
        return execute(name, payload, actor)


def _found_mechanism(first: Organisation, others: list[Organisation]) -> UUID:
    payload = {
        "kind": "mining_area",
        "name": "岚阳矿区联席会议",
        "name_en": "Lanyang mining-area conference",
        "charter": CHARTER,
        "part": "convener",
        "invited": [{"tenant_id": str(other.id), "part": "member"} for other in others],
        "liaison_name": "周联络",
        "liaison_phone": "0998-0000002",
    }
    found = act(first, "mechanism.found", payload, system=True)["mechanism_id"]
    liaison = {"mechanism_id": found, "liaison_name": "联络员", "liaison_phone": "0998-0000003"}
    for other in others:
        act(other, "mechanism.join", liaison, system=True)
    return UUID(found)


def matter(number: int = 0, **changes: Any) -> dict[str, Any]:
    """Return the payload of ``case.register`` for the ``number``-th matter, received a few days ago."""
    title, text = MATTERS[number % len(MATTERS)]
    return {
        "title": title,
        "text": text,
        "channel": "visit",
        "received_on": (clock.today() - timedelta(days=number % 9)).isoformat(),
        "category": "",
        "place": "东麓选煤厂",
        "name": "陈建国",
        "phone": PHONE,
        "address": "岚阳县北沟镇东村12号",
        **changes,
    }


def register(organisation: Organisation, number: int = 0, **changes: Any) -> str:
    """Register a matter and return the case's id."""
    return str(act(organisation, "case.register", matter(number, **changes))["case_id"])


def fill_list(organisation: Organisation, wanted: int) -> None:
    """Register ``wanted`` matters; every third is accepted, one of them has a duty that is overdue."""
    for number in range(wanted):
        title = f"{MATTERS[number % len(MATTERS)][0]}（{number + 1}）"
        long_ago = {"received_on": (clock.today() - timedelta(days=40)).isoformat()} if number == 3 else {}
        case_id = register(organisation, number, title=title, **long_ago)
        if number % 3 == 0:
            act(organisation, "case.accept", {"case_id": case_id, "served_how": "in_person"})


def furnish(world: World) -> None:
    """Give the mine a case with everything and some imports, and the county an envelope in each state."""
    mine, county = world.organisations["minea"], world.organisations["county"]
    cases = {
        "answered": register(mine, title="要求补缴养老保险并计入工龄"),
        "closed": register(mine, 1, title="反映暖气不热已修复"),
        "waiting": register(mine, 4, title="要求公布搬迁补偿标准"),
        "new": register(mine, 2, title="反映运煤车夜间扬尘严重"),
        "taken": register(mine, 3, title="询问工伤待遇怎样计算"),
    }
    act(mine, "case.accept", {"case_id": cases["taken"], "served_how": "in_person"})
    _add_file(mine, cases["answered"])
    _handle(mine, cases["closed"])
    sent = {state: _refer(world, cases[state]) for state in ("answered", "waiting")}
    sent |= {state: _refer(world, register(mine, 3)) for state in ("signed", "accepted")}
    _tell()
    for state in ("signed", "accepted", "answered"):
        _take_to(county, sent[state], state)
    _tell()
    world.codes = {name: _code_of(mine, case_id) for name, case_id in cases.items() if name != "taken"}
    token = act(mine, "token.create", {"name": "台账程序", "days": "30"})
    view = act(mine, "saved_view.save", {"name": "本周来信", "filters": {"channel": "letter"}})
    world.ids["minea"] = {
        "view_id": view["view_id"],
        "mechanism_id": str(world.mechanism_id),
        "unit_id": str(mine.unit_id),
        "seat_id": str(mine.clerk.seat_id),
        "token_id": str(token.get("token_id", "")),
        "case_id": cases["new"],
        **{f"{name}_case_id": case_id for name, case_id in cases.items()},
        **{f"{state}_referral_id": referral_id for state, referral_id in sent.items()},
        **{f"{kind}_import_id": _import(mine, kind) for kind in ("ready", "refused", "uploaded", "done")},
        **_rows_of(mine, cases["closed"], cases["answered"]),
    }


def _add_file(organisation: Organisation, case_id: str) -> None:
    from tenants.casework.attachments.storing import add_file

    with tenant_scope(organisation.id):
        add_file(organisation.clerk, UUID(case_id), io.BytesIO(PDF), "缴费明细.pdf")


def _handle(organisation: Organisation, case_id: str) -> None:
    """Take a case to its end: accepted, noted, answered, closed."""
    parts = {
        "outcome": "uphold",
        "demand": "修好暖气。",
        "facts": "经查，阀门损坏。",
        "opinion": "已更换阀门。",
    }
    gates = dict.fromkeys(("responsibility", "problem", "risk"), "yes")
    for name, payload in (
        ("case.accept", {"served_how": "in_person"}),
        ("case.note", {"text": "已联系维修班。"}),
        ("case.answer", {**parts, "legal_basis": "《供热条例》第十二条。", "served_how": "in_person"}),
        ("case.close", gates),
    ):
        act(organisation, name, {"case_id": case_id, **payload})


def _refer(world: World, case_id: str) -> str:
    mine, county = world.organisations["minea"], world.organisations["county"]
    payload = {
        "case_id": case_id,
        "mechanism_id": str(world.mechanism_id),
        "receiver_tenant_id": str(county.id),
        "kind": "assign",
        "purpose": "核定缴费基数，说明可补缴的政策和办法",
        "summary": "改制分流期间养老保险单位部分未缴，请求补缴并计入连续工龄。",
        "items": ["name", "phone"],
        "files": [],
        "consent_how": "phone",
        "consent_on": clock.today().isoformat(),
        "consent_note": "录音 0417",
        "checked": True,
        "confirmation": "县信访局",
    }
    return str(act(mine, "referral.send", payload)["referral_id"])


def _take_to(county: Organisation, referral_id: str, state: str) -> None:
    """Take an envelope as far as ``state`` says: signed, accepted or answered."""
    payload = {"referral_id": referral_id}
    act(county, "referral.sign_for", payload)
    if state == "signed":
        return
    act(county, "referral.accept", {**payload, "title": "职工要求补缴养老保险", "served_how": "post"})
    if state == "answered":
        act(
            county,
            "referral.answer",
            {**payload, "outcome": "solved", "answer": "基数已核定，可补缴九个月。"},
        )


def _tell() -> None:
    from portal.live.relay import run_until_quiet

    run_until_quiet()


def _code_of(organisation: Organisation, case_id: str) -> str:
    from tenants.casework.intake.queries import current_tracking_code

    with tenant_scope(organisation.id):
        return str(current_tracking_code(UUID(case_id)))


def _import(organisation: Organisation, kind: str) -> str:
    """Upload a ledger and take it as far as ``kind`` says: uploaded, refused, ready or done."""
    from tenants.casework.imports import jobs, queries, storing

    day = (clock.today() - timedelta(days=400)).isoformat()
    days = [day, day, day, "去年冬天" if kind == "refused" else day]
    rows = "".join(
        f"{kind}-{number},{on},台账事项{number},台账详情{number}\n" for number, on in enumerate(days)
    )
    with tenant_scope(organisation.id):
        stream = io.BytesIO((LEDGER + rows).encode())
        import_id = storing.add_file(organisation.clerk, stream, f"台账-{kind}.csv")
        steps = {"uploaded": (), "done": ("import.check", "import.confirm")}.get(kind, ("import.check",))
        for step in steps:
            row = queries.find(import_id)
            chosen = row.mapping if step == "import.check" else {}
            execute(step, {"import_id": str(import_id), "version": row.version, **chosen}, organisation.clerk)
            jobs.run(organisation.id, import_id)
    return str(import_id)


def _rows_of(organisation: Organisation, closed: str, main: str) -> dict[str, str]:
    from tenants.casework.attachments.models import Attachment
    from tenants.papers.models import Document

    with tenant_scope(organisation.id):
        session = current_session()
        paper = session.scalars(select(Document.id).where(Document.case_id == UUID(closed)).limit(1)).one()
        file = session.scalars(select(Attachment.id).where(Attachment.case_id == UUID(main)).limit(1)).one()
    return {"document_id": str(paper), "attachment_id": str(file)}


def described(world: World) -> dict[str, Any]:
    """Return the world as plain data for another process."""
    return {
        "organisations": {
            slug: {"id": str(each.id), "logins": each.logins} for slug, each in world.organisations.items()
        },
        "mechanism_id": str(world.mechanism_id),
        "ids": world.ids,
        "codes": world.codes,
    }


def main() -> None:
    """Prepare the database of the environment, write the world and print it."""
    from argon2 import PasswordHasher

    from portal import create_app, preparation
    from tenants.people import passwords

    # At full strength the passwords of a dozen invented people would take longer than all the rest.
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    app = create_app()
    with app.app_context():
        for line in preparation.prepare():
            print(line, file=sys.stderr)
        print(json.dumps(described(build())))


if __name__ == "__main__":
    main()
