"""The confirmation as a script shows it: a window over the form, the same questions, the same refusals."""

import html
import re

from portal.federation.referrals import queries
from tests.federation.conftest import PURPOSE, SUMMARY
from tests.federation.test_referral_pages import (
    receiver,
    refer_url,
    sender,
    standing_in,
    text_of,
    typed,
)

__all__ = ["receiver", "sender"]

BY_SCRIPT = {"HX-Request": "true"}


def ask(client, matter, **changes):
    """Press “Check and send” where a script is at work."""
    return client.post(refer_url(matter), data=typed(matter, step="check", **changes), headers=BY_SCRIPT)


def fields_of(answer):
    """Return what the window's form would send."""
    found: dict = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.get_data(as_text=True)
    ):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def test_the_window_and_the_page_ask_the_same(sender, matter):
    answer = ask(sender, matter)
    page = sender.post(refer_url(matter), data=typed(matter, step="check"))
    assert answer.status_code == page.status_code == 200
    window = text_of(answer)
    assert "<html" not in window
    assert '<dialog class="dlg" id="refer-confirm"' in window
    form = r"(?s)<div class=\"dlg-body.*?<div class=\"dlg-foot\">"
    assert re.findall(form, window) == re.findall(form, text_of(page))
    for words in ("确认发给县信访局", PURPOSE, "提供 ", "不提供 ", "检举控告内容不提供"):
        assert words in window


def test_what_is_not_ready_comes_back_as_the_form_in_its_place(sender, matter):
    answer = ask(sender, matter, receiver="", consent_on="昨天")
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == answer.headers["HX-Reselect"] == "#main"
    page = text_of(answer)
    assert "data-summary" in page
    assert SUMMARY in page
    assert ask(sender, matter, receiver="").headers["HX-Reswap"] == "outerHTML"


def test_a_wrong_word_opens_the_window_again_and_the_right_one_leads_on(sender, matter):
    fields = fields_of(ask(sender, matter))
    wrong = sender.post(
        refer_url(matter, "/send"),
        data={**fields, "confirmation": "镇政府", "checked": "1"},
        headers=BY_SCRIPT,
    )
    assert wrong.status_code == 422
    assert "HX-Retarget" not in wrong.headers
    window = text_of(wrong)
    assert '<dialog class="dlg" id="refer-confirm"' in window
    assert 'value="镇政府"' in window
    assert re.search(r'id="f-checked"[^>]* checked', window)
    right = {**fields_of(wrong), "confirmation": "县信访局", "checked": "1"}
    sent, again = (sender.post(refer_url(matter, "/send"), data=right, headers=BY_SCRIPT) for _time in "12")
    assert sent.headers["HX-Redirect"] == again.headers["HX-Redirect"]
    assert sent.get_data() == b""
    with standing_in(matter.app, matter.owner):
        (row,) = queries.sent_for_case(matter.case_id)
        assert str(row.id) in sent.headers["HX-Redirect"]
    assert "已发出，转办编号 ZB-2026-0001" in text_of(sender.get(sent.headers["HX-Redirect"]))


def test_what_changed_meanwhile_is_shown_anew_in_the_window(sender, matter):
    fields = {**fields_of(ask(sender, matter)), "confirmation": "县信访局", "checked": "1"}
    fields["purpose"] = ["别的请求"]
    answer = sender.post(refer_url(matter, "/send"), data=fields, headers=BY_SCRIPT)
    assert answer.status_code == 409
    assert "请重新核对后再发" in text_of(answer)
    assert fields_of(answer)["seen"] != fields["seen"]
