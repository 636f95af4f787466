"""A referral by JSON from a mine to the county and back, each step with its key; and what is refused on the way."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.federation.referrals import verify_custody
from tenants.casework.intake.identity import sealed_petitioner
from tenants.core import clock
from tenants.core.database import tenant_scope, write_transaction
from tests.api.conftest import ID_NUMBER, NAME, PHONE, Program, program, refused, told
from tests.conftest import MONDAY, Organisation, tell_all

LETTER = "缴费明细：九个月未缴。".encode()
SUMMARY = "改制分流期间养老保险单位部分未缴，请求补缴并计入连续工龄。"
TAKEN = {"title": "职工要求补缴养老保险", "served_how": "post"}
ANSWER = {"outcome": "solved", "answer": "基数已核定，可补缴九个月。"}


@dataclass
class Exchange:
    """The mine's program, the county's, and a draft of a referral between them."""

    app: Flask
    mine: Program
    county: Program
    draft: dict[str, Any]

    def send(self, **changes: Any) -> str:
        """Send it and let the relay deliver it; returns the referral's address."""
        body = {**self.draft, "checked": True, "confirmation": "县信访局", **changes}
        made = self.mine.post("/referrals", body, 201, key="send-1")
        assert self.mine.post("/referrals", body, 201, key="send-1") == made
        tell_all(self.app)
        return f"/referrals/{made['referral_id']}"

    def twice(self, caller: Program, path: str, body: dict[str, Any]) -> Any:
        """Act with a key, and once more: the same answer, done once."""
        key = f"once {path}".replace(" ", "-").replace("/", ".")
        first = caller.post(path, body, key=key)
        assert caller.post(path, body, key=key) == first
        tell_all(self.app)
        return first


@pytest.fixture
def exchange(app: Flask, clerk: Program, officer: Program, mechanism: UUID) -> Exchange:
    case_id = clerk.register()
    upload = {"file": (io.BytesIO(LETTER), "缴费明细.txt")}
    added = told(clerk.call("POST", f"/cases/{case_id}/files", data=upload), 201)
    draft = {
        "case_id": case_id,
        "mechanism_id": str(mechanism),
        "receiver_tenant_id": str(officer.organisation.id),
        "kind": "assign",
        "purpose": "核定缴费基数，说明可补缴的政策和办法",
        "summary": SUMMARY,
        "items": ["name", "phone"],
        "files": [added["attachment_id"]],
        "consent_how": "phone",
        "consent_on": "2026-04-17",
        "answer_due_on": "2026-05-08",
    }
    return Exchange(app, clerk, officer, draft)


def test_the_whole_story(exchange: Exchange) -> None:
    mine, county = exchange.mine, exchange.county
    seen = mine.post("/referrals/preview", exchange.draft)
    assert (seen["ready"], seen["wrong"]) == (True, {})
    referral = exchange.send(seen=seen["seen"])
    assert mine.get(f"/cases/{exchange.draft['case_id']}")["state"] == "transferred"

    (waiting,) = county.get("/referrals")["items"]
    assert (waiting["state"], waiting["side"], waiting["sender"]["slug"]) == (
        "delivered",
        "receiver",
        "minea",
    )
    cover = county.get(referral)
    assert cover["envelope"] == {"is_cover": True, "items": [], "files": []}
    assert SUMMARY not in county.call("GET", referral).get_data(as_text=True)

    exchange.twice(county, f"{referral}/sign_for", {"note": "收到"})
    items = {item["name"]: item for item in county.get(referral)["envelope"]["items"]}
    assert items["demand_summary"]["value"] == SUMMARY
    assert (items["name"]["value"], items["phone"]["value"]) == ("陈**", "138****5620")
    taken = exchange.twice(county, f"{referral}/accept", TAKEN)
    assert county.get(f"/cases/{taken['case_id']}")["number"] == taken["number"]
    exchange.twice(county, f"{referral}/answer", ANSWER)
    assert mine.get(referral)["answer"] == ANSWER["answer"]
    exchange.twice(mine, f"{referral}/confirm", {})

    for side, own_id in ((mine, exchange.draft["case_id"]), (county, taken["case_id"])):
        found = side.get(referral)
        steps = [receipt["step"] for receipt in found["receipts"]]
        assert steps == ["send", "deliver", "sign_for", "accept", "answer", "confirm"]
        assert found["chain"] == {"holds": True, "receipts": 6, "broken": ""}
        assert (found["state"], found["accountable"]["slug"]) == ("confirmed", "county")
        assert found["own_case"]["id"] == own_id
        assert (
            side.get("/referrals", query_string={"side": "sent" if side is mine else "received"})["items"]
            == []
        )
        (listed,) = side.get(f"/cases/{own_id}/referrals")
        assert listed["id"] == found["id"]
        duties = side.get(f"{referral}/obligations")["items"]
        assert {duty["obligation"]["rule"] for duty in duties} == {"S01", "D03", "D04", "A01", "A02"}


def test_the_custody_file_verifies_offline(exchange: Exchange) -> None:
    referral = exchange.send()
    exchange.county.post(f"{referral}/sign_for")
    for side in (exchange.mine, exchange.county):
        answer = side.call("GET", f"{referral}/custody_file")
        text = answer.get_data(as_text=True)
        assert "attachment" in answer.headers["Content-Disposition"]
        assert all(clear not in text for clear in (NAME, PHONE, SUMMARY))
        verdicts = list(verify_custody.verify(text))
        assert verdicts
        spoilt = text.replace("sign_for", "sign_fox", 1)
        with pytest.raises(verify_custody.Broken):
            list(verify_custody.verify(spoilt))


def test_what_is_shown_of_an_envelope_is_written_down_for_both(exchange: Exchange) -> None:
    referral = exchange.send()
    exchange.county.post(f"{referral}/sign_for")
    envelope = exchange.county.get(referral)["envelope"]
    phone = next(item["id"] for item in envelope["items"] if item["name"] == "phone")
    shown = exchange.county.post(f"{referral}/items/{phone}/reveal")
    assert shown == {"item_id": phone, "name": "phone", "value": PHONE}
    (file,) = envelope["files"]
    taken = exchange.county.call("POST", f"{referral}/files/{file['id']}/download")
    assert taken.data == LETTER
    for side in (exchange.mine, exchange.county):
        assert {row["what"] for row in side.get(referral)["readings"]} == {"phone", f"file:{file['id']}"}


def test_before_signing_nothing_inside_can_be_had(exchange: Exchange) -> None:
    referral = exchange.send()
    envelope = exchange.mine.get(referral)["envelope"]
    item, file = envelope["items"][-1]["id"], envelope["files"][0]["id"]
    refused(exchange.county.call("POST", f"{referral}/items/{item}/reveal"), 404)
    refused(exchange.county.call("POST", f"{referral}/files/{file}/download"), 404)


def test_a_preview_says_what_is_wrong_and_keeps_nothing(exchange: Exchange) -> None:
    draft = {**exchange.draft, "purpose": "", "summary": f"请联系 {PHONE}", "consent_how": ""}
    seen = exchange.mine.post("/referrals/preview", draft)
    assert not seen["ready"]
    assert {"purpose", "summary", "consent_how"} <= seen["wrong"].keys()
    assert exchange.mine.get("/referrals?side=sent")["items"] == []
    whole = exchange.mine.post("/referrals/preview", exchange.draft)
    assert {item["value"] for item in whole["items"] if item["is_personal"]} == {"陈**", "138****5620"}
    assert {"item": "id_number"} in whole["withheld"]
    assert ID_NUMBER not in str(whole)


def test_each_representative_of_a_group_agrees_for_itself(exchange: Exchange) -> None:
    other = {"name": "李秀兰", "phone": "13900001111"}
    case_id, mine = UUID(exchange.draft["case_id"]), exchange.mine
    with exchange.app.app_context(), tenant_scope(mine.organisation.id), write_transaction() as session:
        session.add(sealed_petitioner(case_id, other))
    draft = {**exchange.draft, "items": ["name", "name_2", "phone_2"]}
    seen = mine.post("/referrals/preview", draft)
    assert seen["people"] == [{"number": 1, "masked": "陈**"}, {"number": 2, "masked": "李**"}]
    assert seen["wrong"].keys() == {"consent_how_2", "consent_on_2"}
    agreed = {"consent_how_2": "written", "consent_on_2": "2026-04-18", "consent_note_2": "同意书"}
    referral = exchange.send(**draft, **agreed)
    told_of = mine.get(referral)
    assert told_of["disclosure"]["further_consents"] == [
        {"person": 2, "how": "written", "on": "2026-04-18", "note": "同意书"}
    ]
    exchange.twice(exchange.county, f"{referral}/sign_for", {})
    items = exchange.county.get(referral)["envelope"]["items"]
    assert {item["name"]: item["value"] for item in items if item["is_personal"]} == {
        "name": "陈**",
        "name_2": "李**",
        "phone_2": "139****1111",
    }
    assert not any(value in str(items) for value in other.values())


def test_what_is_sent_is_what_was_seen(exchange: Exchange) -> None:
    seen = exchange.mine.post("/referrals/preview", exchange.draft)["seen"]
    body = {**exchange.draft, "checked": True, "confirmation": "县信访局", "items": ["name"], "seen": seen}
    problem = refused(exchange.mine.call("POST", "/referrals", json=body), 409)
    assert problem["code"] == "changed_since_seen"
    unchecked = refused(exchange.mine.call("POST", "/referrals", json=exchange.draft), 422)
    assert set(unchecked["fields"]) == {"checked", "confirmation"}


def test_steps_out_of_turn(exchange: Exchange) -> None:
    referral = exchange.send()
    mine, county = exchange.mine, exchange.county
    assert (
        refused(county.call("POST", f"{referral}/accept", json=TAKEN), 409)["code"] == "accept_in_delivered"
    )
    assert (
        refused(mine.call("POST", f"{referral}/sign_for", json={}), 409)["code"]
        == "sign_for_is_the_receivers"
    )
    county.post(f"{referral}/sign_for")
    assert (
        refused(county.call("POST", f"{referral}/sign_for", json={}), 409)["code"] == "sign_for_in_signed_for"
    )
    acts = {act["name"]: act["allowed"] for act in county.get(referral)["acts"]}
    assert acts == {
        "referral.sign_for": False,
        "referral.accept": True,
        "referral.answer": False,
    }


def test_notices_tell_of_each_step(exchange: Exchange) -> None:
    with clock.frozen(MONDAY + timedelta(hours=1)):
        referral = exchange.send()
    (told_once,) = exchange.county.get("/notices")["items"]
    assert (told_once["name"], told_once["unread"]) == ("referral.delivered", True)
    assert f"/referrals/{told_once['subject_id']}" == referral
    assert "甲矿公司" in told_once["text"]
    exchange.county.post("/notices/read", {"notice_id": told_once["id"]})
    assert [row["unread"] for row in exchange.county.get("/notices")["items"]] == [False]
    refused(exchange.mine.call("POST", "/notices/read", json={"notice_id": told_once["id"]}), 404)


def test_mechanisms(exchange: Exchange, app: Flask, mine: Organisation) -> None:
    (found,) = exchange.mine.get("/mechanisms")
    assert found["charter"]["answer_working_days"] == 10
    assert [(row["organisation"]["slug"], row["part"], row["is_own"]) for row in found["members"]] == [
        ("county", "convener", False),
        ("minea", "member", True),
    ]
    assert exchange.mine.get(f"/mechanisms/{found['id']}") == found
    admin = program(app, mine, "admin")
    assert admin.get(f"/mechanisms/{found['id']}") == found


def test_referrals_go_on_by_key(exchange: Exchange) -> None:
    made = []
    for number in range(3):
        case_id = exchange.mine.register()
        body = {
            **exchange.draft,
            "case_id": case_id,
            "files": [],
            "checked": True,
            "confirmation": "县信访局",
        }
        made.append(exchange.mine.post("/referrals", body, 201, key=f"n{number}")["referral_id"])
    first = exchange.mine.get("/referrals?side=sent&limit=2")
    rest = exchange.mine.get(
        "/referrals", query_string={"side": "sent", "limit": 2, "before": first["before"]}
    )
    assert [row["id"] for row in first["items"] + rest["items"]] == made[::-1]
    assert rest["before"] is None
