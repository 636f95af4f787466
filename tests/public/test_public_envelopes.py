"""After a referral: who holds the matter, what was given and what was not, exactly as in the envelope; nothing more."""

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.federation.referrals import queries as referrals
from portal.federation.referrals import words as labels
from portal.public.envelopes import office_and_envelopes
from tenants.casework.attachments.storing import add_file
from tenants.core import clock
from tenants.core.commands import execute
from tenants.core.database import tenant_scope
from tests.conftest import Organisation, tell_all
from tests.federation.conftest import mechanism, town  # noqa: F401 - fixtures
from tests.public.conftest import Browser, Filed
from tests.public.test_public_matter import words_of

TUESDAY = datetime(2026, 4, 21, 1, 30, tzinfo=UTC)
WEDNESDAY = datetime(2026, 4, 22, 1, 30, tzinfo=UTC)
PURPOSE = "核定缴费基数"


class Sent:
    """The mine's matter in an envelope to the county."""

    def __init__(self, filed: Filed, receiver: Organisation, mechanism_id: UUID) -> None:
        self.filed, self.receiver, self.mechanism_id = filed, receiver, mechanism_id
        self.id: UUID | None = None

    def send(self, kind: str, **changes: Any) -> None:
        """Send it and let it be delivered."""
        payload = {
            "mechanism_id": str(self.mechanism_id),
            "receiver_tenant_id": str(self.receiver.id),
            "kind": kind,
            "purpose": PURPOSE,
            "summary": "补缴养老保险",
            "items": ["name", "phone"],
            "files": [],
            "consent_how": "phone",
            "consent_on": "2026-04-17",
            "consent_note": "夜莺录音",
            "checked": True,
            "confirmation": "县信访局",
            **changes,
        }
        self.id = UUID(self.filed.act("referral.send", **payload)["referral_id"])
        tell_all(self.filed.app)

    def receive(self, name: str, **payload: Any) -> None:
        """Let the receiver act on it."""
        with self.filed.app.app_context(), tenant_scope(self.receiver.id):
            execute(name, {"referral_id": str(self.id), **payload}, self.receiver.clerk)
        tell_all(self.filed.app)

    def accept(self, served_how: str = "in_person") -> None:
        """Sign for it, and take the matter on."""
        self.receive("referral.sign_for", note="夜莺收件备注")
        self.receive("referral.accept", title="夜莺对方的标题", served_how=served_how)


@pytest.fixture
def sent(filed: Filed, county: Organisation, mechanism: UUID) -> Sent:  # noqa: F811 - the fixture
    return Sent(filed, county, mechanism)


def test_who_only_helps_is_named_and_the_mine_goes_on(sent: Sent, browser: Browser) -> None:
    sent.filed.accept()
    sent.send("co_handle", answer_due_on="2026-05-01")
    text = words_of(browser.enter(sent.filed.code))
    assert "正在核查 4月20日 请了县信访局帮忙，他们最晚 5月1日 回复我们" in text
    assert "最晚 6月19日 书面答复您" in text
    assert "现在由谁办 甲 甲矿公司" in text
    sent.accept()
    with clock.frozen(TUESDAY):
        sent.receive("referral.answer", outcome="solved", answer="夜莺单位之间的答复")
        assert "请县信访局帮忙，他们 4月21日 已回复我们" in words_of(browser.enter(sent.filed.code))


def test_what_was_given_and_what_not_is_what_the_envelope_says(
    sent: Sent, app: Flask, browser: Browser
) -> None:
    filed, mine = sent.filed, sent.filed.owner
    with app.app_context(), tenant_scope(mine.id):
        given = add_file(mine.clerk, filed.id, io.BytesIO("缴费明细".encode()), "金雀缴费明细.txt")
        add_file(mine.clerk, filed.id, io.BytesIO("病历".encode()), "金雀病历.txt")
    sent.send("transfer", files=[str(given)])
    text = words_of(browser.enter(filed.code))
    with app.app_context(), tenant_scope(mine.id):
        assert sent.id is not None
        row = referrals.referral(sent.id)
        envelope = referrals.envelope(referrals.chain(row))
        _office, (shared,) = office_and_envelopes(mine.id, filed.id)
        in_envelope = [str(labels.item_label(item.name)) for item in envelope.items if item.name != "purpose"]
        assert [str(label) for label in shared.given] == in_envelope
        assert (shared.files_given, shared.files_withheld) == (len(envelope.files), 1) == (1, 1)
        assert set(map(str, shared.given)).isdisjoint(map(str, shared.withheld))
    assert "谁看过我的信息 除了您找的甲矿公司，还提供给了： 县 县信访局 4月20日" in text
    assert f"用来：{PURPOSE}" in text
    told = text[text.index("给了：") : text.index("没有给：")]
    assert told.strip().endswith("姓名、联系电话、1 份材料")
    kept = text[text.index("没有给：") : text.index("用来：")]
    for item in ("身份证", "住址", "1 份材料"):
        assert item in kept
    assert "金雀" not in text


def test_a_matter_that_was_handed_over_is_held_by_whoever_accepted_it(sent: Sent, browser: Browser) -> None:
    sent.send("assign", answer_due_on="2026-05-20")
    text = words_of(browser.enter(sent.filed.code))
    assert "已转办，等对方受理 对方签收后 15 天内告诉您是否受理" in text
    assert "转办了 4月20日 转给县信访局" in text
    assert "现在由谁办 甲 甲矿公司" in text
    assert "对方受理之前，仍由甲矿公司对您负责。" in text
    with clock.frozen(TUESDAY):
        sent.accept()
    with clock.frozen(WEDNESDAY):
        page = browser.enter(sent.filed.code)
    text = words_of(page)
    assert "正在核查 还有 59 天 最晚 6月20日 书面答复您" in text
    assert "受理了 4月21日" in text
    assert "现在由谁办 县 县信访局 4月21日 起" in text
    assert "您最初找的是甲矿公司" in text
    assert 'href="tel:0998-0000001"' in page
    assert "从 4月21日 起算 60 天" in text


def test_until_the_receiver_tells_in_writing_its_own_term_runs(sent: Sent, browser: Browser) -> None:
    sent.send("transfer")
    with clock.frozen(TUESDAY):
        sent.accept(served_how="")
        text = words_of(browser.enter(sent.filed.code))
    assert "已转办，等对方受理 还有 15 天 最晚 5月6日 书面告诉您是否受理" in text
    assert "现在由谁办 县 县信访局 4月21日 起" in text


def test_a_decision_of_the_receiver_is_told_without_its_words(sent: Sent, browser: Browser) -> None:
    sent.send("assign", answer_due_on="2026-05-20")
    sent.accept()
    with clock.frozen(TUESDAY):
        sent.receive("referral.answer", outcome="solved", answer="夜莺单位之间的答复")
    text = words_of(browser.enter(sent.filed.code))
    assert "已有处理结果 由县信访局书面答复您" in text
    assert "4月21日 有了结果，由县信访局书面答复您" in text
    assert "收到答复之日起 30 天内，可以向县信访局的上一级单位请求复查" in text


def test_a_report_that_leaves_it_in_hand_is_no_answer(sent: Sent, browser: Browser) -> None:
    sent.send("assign", answer_due_on="2026-05-20")
    sent.accept()
    sent.receive("referral.answer", outcome="in_hand", answer="夜莺还要再查")
    text = words_of(browser.enter(sent.filed.code))
    assert "正在核查" in text
    assert "最晚 6月19日 书面答复您" in text


def test_nothing_of_the_receivers_house_is_shown(sent: Sent, browser: Browser) -> None:
    sent.send("assign", answer_due_on="2026-05-20")
    sent.accept()
    sent.receive("referral.answer", outcome="explained", answer="夜莺单位之间的答复")
    pages = [browser.enter(sent.filed.code), browser.page("/p/matter/print")]
    names = [actor.name for house in (sent.filed.owner, sent.receiver) for actor in house.actors.values()]
    for page in pages:
        for secret in ("夜莺", "补缴养老保险", "5620", "XF-2026", *names):
            assert secret not in page


def test_a_notice_of_passing_on_can_be_read(sent: Sent, browser: Browser) -> None:
    sent.send("transfer")
    page = browser.enter(sent.filed.code)
    path = page.split('href="/p/papers/')[1].split('"')[0]
    assert "县信访局" in browser.page(f"/p/papers/{path}")
    assert date(2026, 4, 20).isoformat() not in page
