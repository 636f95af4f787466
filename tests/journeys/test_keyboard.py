"""Everything can be reached with the keyboard, and the focus goes where the answer is."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arriving
from tests.journeys.people import keyboard_to


def test_single_keys_search_move_open_and_explain(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    page.goto("/o/minea/cases/")
    rows = page.locator("[data-rows] tbody tr")
    for key, current in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(current)).to_have_class(re.compile("is-current"))
        expect(rows.nth(current).get_by_role("link")).to_be_focused()
    title = rows.nth(1).get_by_role("link").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)

    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("/")
    search = page.locator("[data-search]")
    expect(search).to_be_focused()
    page.keyboard.type("j?")
    expect(search).to_have_value("j?")
    expect(page.locator("dialog#keys")).to_be_hidden()


def test_the_focus_goes_to_what_has_to_be_corrected(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    page.goto("/o/minea/cases/new")
    page.locator("#f-title").fill("标题")
    page.locator("#f-text").fill("原文")
    page.locator("#f-phone").fill("123")
    keyboard_to(page, page.get_by_role("button", name="登记", exact=True))
    with page.expect_response(re.compile("/cases/new$")) as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 422
    summary = page.locator("[data-summary]")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    link = summary.get_by_role("link").first
    expect(link).to_be_focused()
    target = link.get_attribute("href") or ""
    page.keyboard.press("Enter")
    expect(page.locator(target)).to_be_focused()


def test_the_first_tab_skips_to_the_content(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    page.goto("/o/minea/desk")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_menus_and_windows_open_and_close_and_give_the_focus_back(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    bell = page.locator("details[data-notices] > summary")
    keyboard_to(page, bell)
    page.keyboard.press("Enter")
    panel = page.locator("details[data-notices] .menu-panel")
    expect(panel.get_by_role("link").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(bell).to_be_focused()

    page.goto("/o/minea/cases/?state=registered")
    page.locator("[data-rows] tbody a").first.click()
    opener = page.locator(".sticky-head a[data-open]").first
    keyboard_to(page, opener)
    page.keyboard.press("Enter")
    window = page.locator("dialog[open]")
    expect(window).to_be_visible()
    assert page.evaluate("document.querySelector('dialog[open]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_window_that_is_filled_when_it_opens(come: Arriving) -> None:
    page = come("clerk", "minea").page
    page.goto("/o/minea/cases/?state=registered")
    page.locator("[data-rows] tbody a").first.click()
    page.locator(".sticky-head details summary").click()
    page.locator("[data-open=assign-window]").click()
    window = page.locator("dialog[open]")
    expect(page.locator(".sticky-head details[open]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".sticky-head details summary")).to_be_focused()
    page.locator(".sticky-head details summary").click()
    page.locator("[data-open=assign-window]").click()
    window.locator("select[name=handler_seat_id]").select_option(index=1)
    window.locator("button[type=submit]").click()
    expect(page.locator(".flashes")).to_contain_text("已")


def test_from_case_to_case_in_the_order_of_the_list(come: Arriving) -> None:
    page = come("clerk", "minea").page
    page.goto("/o/minea/cases/?state=registered")
    titles = page.locator("[data-rows] tbody a")
    first, second = titles.nth(0).inner_text(), titles.nth(1).inner_text()
    titles.nth(0).click()
    expect(page.locator("h1")).to_have_text(first)
    page.locator(".sticky-head details summary").focus()
    page.keyboard.press("j")
    expect(page.locator(".crumb-end")).to_contain_text("第 2 /")
    expect(page.locator("h1")).to_have_text(second)
    page.keyboard.press("k")
    expect(page.locator(".crumb-end")).to_contain_text("第 1 /")
    page.keyboard.press("k")
    expect(page.locator("h1")).to_have_text(first)


def test_signing_in_with_the_keyboard_alone(come: Arriving) -> None:
    stranger = come()
    page = stranger.page
    page.goto("/sign-in")
    keyboard_to(page, page.locator("#f-login"))
    page.keyboard.type("clerk.minea")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page.locator("#f-login")).to_have_value("clerk.minea")
    expect(page.locator("#f-password")).to_have_value("")
    keyboard_to(page, page.locator("#f-password"))
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/o/minea/desk"))
