"""A referral put together in two sittings: kept by itself and by the button, offered, taken up, gone once sent."""

from playwright.sync_api import expect

from tests.journeys.acts import confirm, pack, register
from tests.journeys.conftest import Arriving

PURPOSE = "核实后书面说明"


def test_what_was_typed_is_there_again(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    case_page = register(clerk, "minea", "反映草稿")
    page.clock.install()
    page.goto(f"{case_page}/refer")
    page.locator("#f-purpose").fill(PURPOSE)
    page.clock.run_for(1_000)
    expect(page.locator("#preview")).to_contain_text(PURPOSE)
    expect(page.locator("#draft-state")).to_be_empty()
    page.clock.run_for(20_000)
    expect(page.locator("#draft-state")).to_contain_text("草稿已存")
    page.goto(f"{case_page}/refer")
    expect(page.locator("#f-purpose")).to_be_empty()
    page.get_by_role("link", name="继续草稿").click()
    expect(page.locator("#f-purpose")).to_have_value(PURPOSE)
    page.locator("#f-purpose").fill(f"{PURPOSE}，并附依据")
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("#draft-state")).to_contain_text("草稿已存")


def test_sending_ends_the_draft(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    case_page = register(clerk, "minea", "反映草稿发出")
    page.goto(f"{case_page}/refer")
    page.locator("#f-purpose").fill(PURPOSE)
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("#draft-state")).to_contain_text("草稿已存")
    pack(clerk, case_page, "县信访局")
    confirm(clerk)
    with page.expect_navigation():
        page.get_by_role("button", name="发出", exact=True).click()
    page.goto(f"{case_page}/refer")
    expect(page.get_by_role("link", name="继续草稿")).to_have_count(0)
