"""Two people, two hands, two languages at once: nothing is doubled, nothing is lost."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import confirm, numbers_in_list, pack, register
from tests.journeys.conftest import Arriving
from tests.journeys.people import Person
from tests.journeys.server import Served

pytestmark = pytest.mark.database

# The browser sends the form that is open twice at the same moment, past the guard of the page's script.
_SEND_TWICE = """async () => {
  const form = document.querySelector("#f-confirmation").form;
  const ask = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
  return (await Promise.all([ask(), ask()])).map((answer) => [answer.status, new URL(answer.url).pathname]);
}"""


def test_a_double_click_sends_one_envelope(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    purpose = f"核实 {uuid.uuid4()}"
    pack(clerk, register(clerk, "minea", "反映双击发送"), "县信访局", purpose)
    confirm(clerk)
    clerk.page.get_by_role("button", name="发出", exact=True).dblclick()
    expect(clerk.page.locator(".flashes .note.ok")).to_be_visible()
    assert len(numbers_in_list(clerk, "minea", purpose)) == 1


def test_the_same_form_sent_twice_at_one_moment_is_one_envelope(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    purpose = f"核实 {uuid.uuid4()}"
    pack(clerk, register(clerk, "minea", "反映同时发送"), "县信访局", purpose)
    confirm(clerk)
    first, second = clerk.page.evaluate(_SEND_TWICE)
    assert first == second, "the two answers lead to different places"
    assert first[0] == 200
    assert len(numbers_in_list(clerk, "minea", purpose)) == 1


def test_news_takes_no_window_away_in_which_somebody_writes(come: Arriving) -> None:
    mine, first, second = come("clerk", "minea"), come("clerk", "county"), come("head", "county")
    pack(mine, register(mine, "minea", "反映同时签收"), "县信访局", purpose := f"核实 {uuid.uuid4()}")
    confirm(mine)
    mine.page.get_by_role("button", name="发出", exact=True).click()
    expect(mine.page.locator(".flashes .note.ok")).to_be_visible()
    for person in (first, second):
        person.page.goto("/o/county/referrals/")
        person.page.locator("[data-rows]").get_by_role("link", name=purpose).click()
        person.page.locator(".sticky-head").get_by_role("link", name="签收").click()
    remark = first.page.locator("dialog[open] #f-note")
    remark.fill("已收到，今天转科室")
    first.live()
    second.page.locator("dialog[open] button[type=submit]").click()
    expect(first.page.locator(".sticky-head")).to_contain_text("已签收")
    expect(remark).to_have_value("已收到，今天转科室")
    first.page.locator("dialog[open] button[type=submit]").click()
    expect(first.page.locator("#main")).to_contain_text("这一步已经办过")


def test_two_who_edit_one_case_see_both_texts(come: Arriving) -> None:
    first, second = come("clerk", "minea"), come("head", "minea")
    edit_page = f"{register(first, 'minea', '反映两人同时修改')}/edit"
    for person in (first, second):
        person.page.goto(edit_page)
    write_title(first, "先保存的标题")
    write_title(second, "后保存的标题")
    conflict = second.page.locator(".conflict")
    expect(conflict).to_contain_text("先保存的标题")
    expect(conflict).to_contain_text("后保存的标题")
    expect(conflict).to_be_focused()
    expect(second.page.locator("#f-title")).to_have_value("后保存的标题")
    with second.page.expect_navigation():
        second.page.locator("form[data-guard]", has=second.page.locator("#f-title")).get_by_role(
            "button", name="保存"
        ).click()
    expect(second.page.locator("h1")).to_contain_text("后保存的标题")


def write_title(person: Person, title: str) -> None:
    page = person.page
    page.locator("#f-title").fill(title)
    with page.expect_navigation():
        page.locator("#f-title").press("Enter")


def test_the_story_in_english(come: Arriving, served: Served) -> None:
    """The same way in the other language: refer, sign for, be told."""
    mine = come("clerk", "minea", locale="en-GB")
    county = come("clerk", "county", locale="en-GB")
    case_page = register(mine, "minea", "Unpaid unemployment benefit")
    county.page.goto("/o/county/desk")
    county.live()
    pack(mine, case_page, "County")
    expect(mine.page.locator("#refer-confirm .env")).to_contain_text("Given")
    confirm(mine)
    with mine.page.expect_navigation():
        mine.page.get_by_role("button", name="Send", exact=True).click()
    expect(mine.page.locator(".flashes .note.ok")).to_contain_text("Sent")
    mine.live()
    toast = county.page.locator("#toasts")
    expect(toast).to_contain_text("sent you ZB-")
    county.page.goto("/o/county/referrals/")
    county.page.locator("[data-rows] tbody tr").first.get_by_role("link").click()
    county.page.locator(".sticky-head").get_by_role("link", name="Sign for it").click()
    county.page.locator("dialog[open] button[type=submit]").click()
    expect(county.page.locator(".flashes .note.ok")).to_contain_text("Signed for")
    expect(mine.page.locator("#referral")).to_contain_text(re.compile("Signed for"))
    for person in (mine, county):
        assert not re.search(
            r"[\u4e00-\u9fff]", person.page.locator("nav.side").inner_text().replace("岚阳矿区联席会议", "")
        )
