"""Pages of referrals from both sides: pack, preview, confirm, send, sign for, accept, answer, verify."""

import html
import json
import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from portal.federation.referrals import queries, verify_custody
from portal.federation.referrals.rules import State
from tenants.core.database import tenant_scope
from tenants.core.ids import new_id
from tests.conftest import sign_in, tell_all
from tests.federation.conftest import ADDRESS, ID_NUMBER, NAME, PHONE, PURPOSE, SUMMARY, register
from tests.federation.test_referral_commands import bring_to


def stand_at(matter, state):
    """Bring a referral of ``matter`` to a state, in a context of its own, as requests have theirs."""
    with matter.app.app_context():
        return bring_to(matter, state)


def send(matter, **changes):
    """Send ``matter`` and let it be delivered, in a context of its own."""
    with matter.app.app_context():
        return matter.send(**changes)


@contextmanager
def standing_in(app, organisation):
    """Read as ``organisation`` outside any request."""
    with app.app_context(), tenant_scope(organisation.id):
        yield


def text_of(answer):
    return html.unescape(answer.get_data(as_text=True))


def typed(matter, **changes):
    """Return what a browser sends from the form."""
    return {
        "receiver": f"{matter.mechanism_id}.{matter.receiver.id}",
        "kind": "transfer",
        "purpose": PURPOSE,
        "summary": SUMMARY,
        "items": ["name"],
        "files": [str(matter.file_id)],
        "consent_how": "phone",
        "consent_on": "2026-04-17",
        "consent_note": "",
        "answer_due_on": "",
        "key": "one form",
        **changes,
    }


@pytest.fixture
def sender(app, matter):
    return sign_in(app, matter.owner)


@pytest.fixture
def receiver(app, matter):
    return sign_in(app, matter.receiver)


def refer_url(matter, tail=""):
    return f"/o/{matter.owner.slug}/cases/{matter.case_id}/refer{tail}"


def referral_url(organisation, referral_id, tail=""):
    return f"/o/{organisation.slug}/referrals/{referral_id}{tail}"


def test_the_form_offers_members_and_ticks_nothing_personal(sender, matter, twin):
    page = text_of(sender.get(refer_url(matter)))
    assert "县信访局" in page
    assert "镇政府" in page
    assert "乙矿公司" not in page
    ticked = re.findall(r'name="(?:items|files)" value="([^"]+)" checked', page)
    assert set(ticked) == {"place", "received_on", "channel", "person_count"}
    for secret in (PHONE, ID_NUMBER, ADDRESS):
        assert secret not in page


def test_the_preview_is_what_the_receiver_will_see(app, sender, receiver, matter):
    shown = text_of(
        sender.post(refer_url(matter), data=typed(matter, step="preview"), headers={"HX-Request": "true"})
    )
    assert "<html" not in shown
    assert 'hx-swap-oob="true"' in shown
    inside = re.search(r'<dl class="dl">.*?</dl>', shown, re.DOTALL)
    assert inside
    assert SUMMARY in inside[0]
    assert "陈**" in inside[0]
    assert NAME not in shown
    referral_id = send(matter, items=["name"])
    receiver.post(referral_url(matter.receiver, referral_id, "/sign-for"))
    page = text_of(receiver.get(referral_url(matter.receiver, referral_id)))
    received = re.findall(r'<dl class="dl">.*?</dl>', page, re.DOTALL)[0]
    labels = r"<dt>([^<]+)</dt>"
    assert re.findall(labels, inside[0]) == re.findall(labels, received)


def test_a_plain_post_shows_the_form_again_with_what_was_typed(sender, matter):
    page = text_of(sender.post(refer_url(matter), data=typed(matter, step="preview")))
    assert "<html" in page
    assert SUMMARY in page
    assert re.search(r'value="name" checked', page)
    assert "《岚阳矿区联席会议规则》第八条" in page


def test_errors_are_named_and_the_form_keeps_its_words(sender, matter):
    wrong = typed(matter, step="check", summary=f"{NAME}要求补缴", consent_how="", receiver="")
    answer = sender.post(refer_url(matter), data=wrong)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "data-summary" in page
    assert f"{NAME}要求补缴" in page
    for words in ("这段文字里出现了姓名", "提供个人信息需要信访人同意", "请选择同一联动机制的成员单位"):
        assert words in page
    unreadable = sender.post(refer_url(matter), data=typed(matter, step="check", consent_on="昨天"))
    assert unreadable.status_code == 422
    fragment = sender.post(
        refer_url(matter), data=typed(matter, consent_on="昨天"), headers={"HX-Request": "true"}
    )
    assert (fragment.status_code, fragment.get_data()) == (204, b"")


def confirmation(sender, matter, **changes):
    page = sender.post(refer_url(matter), data=typed(matter, step="check", **changes))
    assert page.status_code == 200
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.get_data(as_text=True))
    data: dict = {}
    for name, value in fields:
        data.setdefault(name, []).append(html.unescape(value))
    return text_of(page), data


def test_confirm_and_send(app, sender, matter):
    page, fields = confirmation(sender, matter)
    for words in ("确认发给县信访局", "缴费明细.txt", "身份证号", "住址", "诉求原文", PURPOSE):
        assert words in page
    refused = sender.post(refer_url(matter, "/send"), data={**fields, "confirmation": "镇政府"})
    assert refused.status_code == 422
    assert "请输入接收单位简称：县信访局" in text_of(refused)
    sent = sender.post(
        refer_url(matter, "/send"), data={**fields, "confirmation": "县信访局", "checked": "1"}
    )
    assert sent.status_code == 303
    again = sender.post(
        refer_url(matter, "/send"), data={**fields, "confirmation": "县信访局", "checked": "1"}
    )
    assert again.headers["Location"] == sent.headers["Location"]
    page = text_of(sender.get(sent.headers["Location"]))
    assert "已发出，转办编号 ZB-2026-0001" in page
    with standing_in(matter.app, matter.owner):
        (row,) = queries.sent_for_case(matter.case_id)
        names = {item.name for item in queries.chain(row).items}
        assert "name" in names
        assert "phone" not in names


def test_back_from_the_confirmation_keeps_everything(sender, matter):
    _page, fields = confirmation(sender, matter)
    page = text_of(sender.post(refer_url(matter), data={**fields, "step": "back"}))
    assert SUMMARY in page
    assert re.search(r'value="name" checked', page)


def test_changed_since_it_was_seen(sender, matter):
    _page, fields = confirmation(sender, matter)
    fields["purpose"] = ["别的请求"]
    answer = sender.post(
        refer_url(matter, "/send"), data={**fields, "confirmation": "县信访局", "checked": "1"}
    )
    assert answer.status_code == 409
    assert "请重新核对后再发" in text_of(answer)


def test_a_matter_that_may_not_be_referred_says_why(sender, matter):
    send(matter)
    page = text_of(sender.get(refer_url(matter)))
    assert "同一事项同一时间只由一个单位负责" in page
    answer = sender.post(refer_url(matter), data=typed(matter, step="check"))
    assert answer.status_code == 409
    assert "同一事项同一时间只由一个单位负责" in text_of(answer)


def test_the_receivers_way_through_the_pages(app, receiver, matter):
    referral_id = send(matter)
    url = referral_url(matter.receiver, referral_id)
    desk = text_of(receiver.get(f"/o/{matter.receiver.slug}/desk"))
    assert "外单位转来，待签收" in desk
    assert PURPOSE in desk
    cover = text_of(receiver.get(url))
    assert "这是封面" in cover
    for hidden in (SUMMARY, "陈**", "缴费明细", NAME):
        assert hidden not in cover
    assert receiver.get(f"{url}/accept").status_code == 200
    assert "还没到这一步" in text_of(receiver.get(f"{url}/accept"))
    early = receiver.post(f"{url}/accept", data={"title": "早了"})
    assert early.status_code == 409
    assert receiver.post(f"{url}/sign-for").status_code == 303
    opened = text_of(receiver.get(url))
    assert SUMMARY in opened
    assert "3 份回执首尾相接，未被改动" in opened
    assert NAME not in opened
    empty = receiver.post(f"{url}/accept", data={"title": ""})
    assert empty.status_code == 422
    assert (
        receiver.post(f"{url}/accept", data={"title": "补缴养老保险", "served_how": "post"}).status_code
        == 303
    )
    page = receiver.get(url)
    assert re.search(r'/documents/[^"]+">打开 ', page.get_data(as_text=True))
    accepted = text_of(page)
    assert "XF-2026-0001 补缴养老保险" in accepted
    assert receiver.post(f"{url}/answer", data={"outcome": "solved", "answer": "可补缴。"}).status_code == 303
    assert "可补缴。" in text_of(receiver.get(url))
    assert receiver.post(f"{url}/confirm").status_code == 409


def test_the_senders_page_and_its_last_step(app, sender, matter):
    referral_id = stand_at(matter, State.ANSWERED)
    tell_all(app)
    url = referral_url(matter.owner, referral_id)
    page = text_of(sender.get(url))
    assert "对方已答复" in page
    assert "不在信封里，对方看不到" in page
    assert "电话征得同意" in page
    assert "XF-2026-0001" not in page
    assert sender.post(f"{url}/confirm").status_code == 303
    assert "6 份回执首尾相接，未被改动" in text_of(sender.get(url))


def test_a_reading_is_shown_once_and_recorded(receiver, sender, matter):
    referral_id = stand_at(matter, State.SIGNED_FOR)
    with standing_in(matter.app, matter.receiver):
        found = queries.chain(queries.referral(referral_id))
        item = next(item for item in found.items if item.name == "phone")
        file = found.files[0]
    url = referral_url(matter.receiver, referral_id)
    assert PHONE in text_of(receiver.post(f"{url}/items/{item.id}"))
    assert PHONE not in text_of(receiver.get(url))
    download = receiver.post(f"{url}/files/{file.id}")
    assert download.get_data().decode() == "缴费明细：九个月未缴。"
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    page = text_of(sender.get(referral_url(matter.owner, referral_id)))
    assert "对方查阅 2 次" in page
    assert "缴费明细.txt" in page
    assert receiver.get(f"{url}/files/{file.id}").status_code == 405
    assert receiver.post(f"{url}/files/{new_id()}").status_code == 404
    (copy,) = (Path(matter.app.config["FILES_DIR"]) / f"shared-{matter.owner.id}").glob(str(file.id))
    copy.write_bytes(copy.read_bytes()[:-1])
    broken = receiver.post(f"{url}/files/{file.id}")
    assert broken.status_code == 409
    assert "在磁盘上被改动或者丢失" in text_of(broken)


def test_absent_foreign_and_undelivered_look_the_same(app, receiver, matter, town, twin):
    referral_id = stand_at(matter, State.SENT)
    stranger = sign_in(app, town)
    bodies = set()
    for client, slug, wanted in (
        (stranger, "town", referral_id),
        (stranger, "town", new_id()),
    ):
        for tail in ("", "/custody", "/custody-file", "/sign-for", "/accept"):
            answer = client.get(f"/o/{slug}/referrals/{wanted}{tail}")
            assert answer.status_code == 404
            bodies.add(text_of(answer).replace(str(wanted), ""))
    assert len(bodies) == 1
    assert receiver.get(referral_url(matter.receiver, referral_id)).status_code == 404
    assert stranger.get(f"/o/town/cases/{matter.case_id}/refer").status_code == 404


def test_the_list_shows_each_side_its_own(sender, receiver, matter):
    send(matter)
    out = text_of(sender.get("/o/minea/referrals/?side=out"))
    assert "ZB-2026-0001" in out
    assert "没有待签收的转办件" in text_of(sender.get("/o/minea/referrals/"))
    assert "ZB-2026-0001" in text_of(receiver.get("/o/county/referrals/"))
    assert "没有正在办理的转办件" in text_of(receiver.get("/o/county/referrals/?side=out"))


def test_the_list_goes_on_by_keys(sender, matter, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for _number in range(3):
        with matter.app.app_context():
            replace(matter, case_id=register(matter.owner)).send(files=[])
    first = text_of(sender.get("/o/minea/referrals/?side=out"))
    assert "ZB-2026-0003" in first
    assert "ZB-2026-0001" not in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = text_of(sender.get(following[1]))
    assert "ZB-2026-0001" in second
    assert "ZB-2026-0003" not in second


def test_the_custody_file_keys_and_verifier_can_be_taken_away(receiver, matter):
    referral_id = stand_at(matter, State.SIGNED_FOR)
    url = referral_url(matter.receiver, referral_id)
    file = receiver.get(f"{url}/custody-file")
    assert file.headers["Content-Disposition"] == "attachment; filename=custody-ZB-2026-0001.json"
    keys = receiver.get("/o/county/referrals/published-keys.json")
    found = verify_custody.read_published(keys.get_data(as_text=True))
    assert list(verify_custody.verify(file.get_data(as_text=True), found))
    names = {row["tenant_name"] for row in json.loads(keys.get_data(as_text=True))["keys"]}
    assert names == {"甲矿公司", "县信访局", "镇政府"}
    program = receiver.get("/o/county/referrals/verify_custody.py")
    assert program.get_data(as_text=True).startswith('"""Verify a custody file')
    page = text_of(receiver.get(f"{url}/custody"))
    assert "签名有效，与前一份相接" in page


def test_the_case_page_shows_its_envelope(app, sender, matter):
    case = f"/o/minea/cases/{matter.case_id}"
    assert "转外单位" in text_of(sender.get(case))
    referral_id = stand_at(matter, State.SIGNED_FOR)
    tell_all(app)
    page = text_of(sender.get(case))
    for words in ("ZB-2026-0001", "县信访局签收了", "转办双方可见", "目前负责单位：甲矿公司"):
        assert words in page
    assert str(referral_id) in page
    readings = text_of(sender.get(f"{case}/readings"))
    assert "查阅" in readings


def test_in_english_nothing_is_left_untranslated(app, sender, matter):
    referral_id = stand_at(matter, State.ANSWERED)
    sender.set_cookie("locale", "en")
    page = text_of(sender.get(referral_url(matter.owner, referral_id)))
    assert "5 receipts linked from first to last, unchanged" in page
    assert "Confirm the answer" in page
