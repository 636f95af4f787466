"""The tools of the list: several cases at once, columns and views, all with the keyboard."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arriving
from tests.journeys.people import keyboard_to


def test_ticked_cases_are_counted_unticked_and_assigned(come: Arriving) -> None:
    page = come("clerk", "minea").page
    page.goto("/o/minea/cases/?state=registered&sort=newest")
    rows = page.locator("[data-rows] tbody tr")
    numbers = [rows.nth(place).locator("td.number").first.inner_text() for place in (0, 2)]
    tools = page.locator("[data-ticked]")
    expect(tools).to_be_hidden()
    for key in ("j", "x", "j", "j", "x"):
        page.keyboard.press(key)
    expect(tools).to_contain_text("已选 2 项")
    expect(rows.nth(0)).to_have_class(re.compile("sel"))
    tools.get_by_role("button", name="取消选择").focus()
    page.keyboard.press("Enter")
    expect(tools).to_be_hidden()
    expect(page.locator("[data-rows] tbody .sel")).to_have_count(0)
    expect(page.locator("[data-tick-all]")).to_be_focused()
    page.keyboard.press("Space")
    expect(tools).to_contain_text(f"已选 {rows.count()} 项")
    page.keyboard.press("Space")
    for place in (0, 2):
        rows.nth(place).get_by_role("checkbox").check()
    page.get_by_role("button", name="批量分派").click()
    expect(page.locator("h1")).to_contain_text("批量分派")
    for number in numbers:
        expect(page.locator("main")).to_contain_text(number)
    page.locator("#f-handler_seat_id").select_option(index=1)
    page.get_by_role("button", name="交办", exact=True).click()
    expect(page).to_have_url(re.compile(r"state=registered&sort=newest"))
    expect(page.locator("main")).to_contain_text("已分派 2 项")


def test_columns_and_views_with_the_keyboard(come: Arriving) -> None:
    page = come("clerk", "minea").page
    page.goto("/o/minea/cases/?channel=visit")
    expect(page.get_by_role("columnheader", name="信访人")).to_be_visible()
    keyboard_to(page, page.locator("summary[title=选择列]"))
    page.keyboard.press("Enter")
    keyboard_to(page, page.get_by_label("信访人", exact=True))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="信访人")).to_have_count(0)
    expect(page).to_have_url(re.compile("channel=visit"))

    keyboard_to(page, page.locator("summary", has_text="存为视图"))
    page.keyboard.press("Enter")
    expect(page.locator("#save-name")).to_be_focused()
    page.keyboard.type("来访")
    page.keyboard.press("Enter")
    expect(page.locator(".tabs [aria-current=page]")).to_have_text("来访")
    page.locator("summary", has_text="改这个视图").click()
    expect(page.locator("#change-name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#change-name")).to_be_hidden()
    page.locator("summary", has_text="改这个视图").click()
    page.get_by_role("button", name="删除这个视图").click()
    expect(page.locator(".tabs")).not_to_contain_text("来访")


def test_on_a_phone_nothing_lies_outside_the_window(come: Arriving) -> None:
    page = come("clerk", "minea", viewport={"width": 390, "height": 844}).page
    page.goto("/o/minea/cases/")

    def inside(selector: str) -> None:
        box = page.locator(selector).first.bounding_box()
        assert box is not None, selector
        assert box["x"] >= 0, selector
        assert box["x"] + box["width"] <= 390, selector

    for part in (".case-number", ".case-due .due", "td.fills > a"):
        inside(f"[data-rows] tbody tr {part}")
    expect(page.locator("#f-state")).to_be_hidden()
    for summary in ("summary:has-text('存为视图')", "summary[title=选择列]"):
        page.locator(summary).click()
        inside(".menu[open] .menu-panel")
        inside(".menu[open] .menu-panel button")
        page.keyboard.press("Escape")
    page.get_by_role("link", name="更多").click()
    expect(page.locator("#f-state")).to_be_visible()
    page.goto("/o/minea/cases/?view=closed")
    inside(".tabs [aria-current]")
