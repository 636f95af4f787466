"""Where no script runs: every act is a form, every list a link."""

import re
import uuid

from playwright.sync_api import Page, expect

from tests.journeys.acts import PURPOSE, confirm, pack, register
from tests.journeys.conftest import Arriving
from tests.journeys.people import PHONE
from tests.journeys.server import Served


def test_a_matter_is_registered_found_and_referred(come: Arriving) -> None:
    clerk, title = come("clerk", "minea", java_script_enabled=False), f"反映无脚本登记{uuid.uuid4().hex[:6]}"
    page = clerk.page
    case_page = register(clerk, "minea", title)
    page.goto("/o/minea/cases/")
    page.locator("#f-q").fill(title)
    page.locator("#f-q").press("Enter")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(1)
    expect(page.locator("[data-rows] tbody tr")).to_contain_text(title)
    page.goto(f"{case_page}/refer")
    preview_by_button(page)
    pack(clerk, case_page, "县信访局")
    confirm(clerk)
    page.get_by_role("button", name="发出", exact=True).click()
    expect(page.locator("h1")).to_contain_text(PURPOSE)
    expect(page.locator(".flashes .note.ok")).to_be_visible()


def preview_by_button(page: Page) -> None:
    """Tick the name and ask for the preview: it shows what is ticked and keeps what was typed."""
    page.locator("#f-receiver").select_option(label="县信访局")
    page.locator("#f-purpose").fill(PURPOSE)
    page.locator("#give-items-name").check()
    page.locator("button[name=step][value=preview]").click()
    expect(page.locator("#preview .env")).to_contain_text("林**")
    expect(page.locator("#f-purpose")).to_have_value(PURPOSE)
    expect(page.locator("#give-items-name")).to_be_checked()
    expect(page.locator("#give-items-phone")).not_to_be_checked()


def test_filters_and_pages_of_the_list_are_links_and_forms(come: Arriving) -> None:
    clerk = come("clerk", "minea", java_script_enabled=False)
    page = clerk.page
    page.goto("/o/minea/cases/?sort=newest")
    first = page.locator("[data-rows] tbody tr").first.inner_text()
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("[data-rows] tbody tr").first).not_to_have_text(first)
    page.get_by_role("link", name="上一页").click()
    assert page.locator("[data-rows] tbody tr").first.inner_text() == first
    page.locator("#f-state").select_option("accepted")
    page.locator(".filters button[type=submit]").click()
    expect(page).to_have_url(re.compile("state=accepted"))
    tags = set(page.locator("[data-rows] tbody .tag").all_inner_texts())
    assert tags == {"办理中"}


def test_what_is_wrong_in_a_form_is_said_and_what_was_typed_stays(come: Arriving) -> None:
    clerk = come("clerk", "minea", java_script_enabled=False)
    page = clerk.page
    page.goto("/o/minea/cases/new")
    page.locator("#f-title").fill("标题写了")
    page.locator("#f-text").fill("原文也写了")
    page.locator("#f-phone").fill("123")
    page.locator("#f-id_number").fill("456")
    with page.expect_response(re.compile("/cases/new$")) as answer:
        page.locator("form[data-guard] button.btn-primary").click()
    assert answer.value.status == 422
    expect(page.locator("[data-summary] li")).to_have_count(2)
    expect(page.locator("#f-phone")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-id_number")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-title")).to_have_value("标题写了")


def test_a_group_is_registered_and_shown_without_script(come: Arriving) -> None:
    clerk = come("clerk", "minea", java_script_enabled=False)
    page = clerk.page
    page.goto("/o/minea/cases/new")
    expect(page.locator("#f-name_2")).to_be_hidden()
    page.locator("#further > summary").click()
    expect(page.locator("fieldset.person:visible")).to_have_count(4)
    expect(page.locator("[data-add-part]")).to_be_hidden()
    page.locator("#f-title").fill("反映供暖温度不达标")
    page.locator("#f-text").fill("小区二十九户反映今年供暖温度不达标。")
    page.locator("#f-name").fill("黄峤穗")
    page.locator("#f-person_count").fill("29")
    page.get_by_role("group", name="第 4 位代表").get_by_label("姓名").fill("欧阳垣禾")
    page.locator("form[data-guard] button.btn-primary").click()
    page.locator("main a", has_text="打开事项").first.click()
    # An empty place is passed over: the one written fourth is the second.
    page.get_by_role("button", name="显示第 2 位代表的姓名").click()
    expect(page.locator(".dl dd strong")).to_have_text("欧阳垣禾")


def test_large_type_and_english_without_script(come: Arriving) -> None:
    stranger = come(java_script_enabled=False, viewport=PHONE)
    page = stranger.page
    page.goto("/p/")
    page.locator("form[data-display-toggle=size] button").click()
    expect(page.locator("html")).to_have_attribute("data-size", "lg")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-size", "lg")


def test_a_petitioner_reads_the_matter_without_script(come: Arriving, served: Served) -> None:
    stranger = come(java_script_enabled=False, viewport=PHONE)
    page = stranger.page
    page.goto("/p/")
    page.locator("#f-code").fill(served.world["codes"]["new"])
    page.locator("#f-phone_tail").fill("5620")
    page.locator(".enter-code button[type=submit]").click()
    expect(page.locator("#holder")).to_be_visible()
    page.locator("details.ground summary").click()
    expect(page.locator("details.ground blockquote")).to_be_visible()
