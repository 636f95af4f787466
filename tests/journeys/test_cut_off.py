"""Who may not go on is stopped: a revoked seat at once, an ended session without losing what was typed."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arriving

pytestmark = pytest.mark.database


def test_a_revoked_seat_is_cut_off_without_reloading(come: Arriving) -> None:
    leaving, admin = come("leaving", "minea"), come("admin", "minea")
    leaving.page.goto("/o/minea/cases/")
    leaving.live()
    next_click = leaving.page.locator("[data-rows] tbody a").first

    admin.page.goto("/o/minea/seats/")
    row = admin.page.locator("[data-rows] tbody tr", has_text="leaving.minea")
    row.get_by_role("link", name="停用").click()
    expect(admin.page.locator("h1")).to_contain_text("停用")
    admin.page.locator("main button.btn-red[type=submit]").click()
    expect(admin.page.locator(".flashes .note.ok")).to_be_visible()

    expect(leaving.page.locator(".cut-off")).to_be_visible()
    expect(leaving.page.locator(".cut-off")).to_have_attribute("role", "alert")
    with leaving.page.expect_response(re.compile(r"/cases/")) as answer:
        next_click.click()
    assert answer.value.status == 404
    expect(leaving.page.locator("h1")).to_have_text("看不到这件事项")
    expect(leaving.page.locator("[data-rows]")).to_have_count(0)


def test_an_ended_session_says_that_nothing_was_saved_and_leads_back(come: Arriving) -> None:
    clerk = come("second", "minea")
    clerk.page.goto("/o/minea/cases/")
    clerk.page.locator("[data-rows] tbody a").first.click()
    case_page = clerk.page.url.partition("?")[0]
    clerk.page.goto(f"{case_page}/edit")
    clerk.page.locator("#f-title").fill("会话结束之后才保存的标题")
    clerk.context.clear_cookies()
    with clerk.page.expect_navigation():
        clerk.page.locator("#f-title").press("Enter")
    expect(clerk.page.locator("main")).to_contain_text("没有保存")
    clerk.page.locator("main").get_by_role("link", name="登录").click()
    clerk.page.locator("#f-login").fill("second.minea")
    clerk.page.locator("#f-password").fill("correct horse battery")
    clerk.page.locator("#f-password").press("Enter")
    expect(clerk.page).to_have_url(re.compile(r"/edit$"))
    expect(clerk.page.locator("#f-title")).not_to_have_value("会话结束之后才保存的标题")


def test_signing_out_elsewhere_stops_the_open_page_but_keeps_what_was_typed(come: Arriving) -> None:
    here, elsewhere = come("head", "minea"), come("head", "minea")
    elsewhere.page.goto("/o/minea/cases/")
    elsewhere.page.locator("[data-rows] tbody a").first.click()
    case_page = elsewhere.page.url.partition("?")[0]
    elsewhere.page.goto(f"{case_page}/edit")
    elsewhere.live()
    elsewhere.page.locator("#f-summary").fill("写到一半的诉求摘要")
    here.page.goto("/sessions")
    here.page.locator("form[action$='end-others'] button").click()
    expect(here.page.locator(".flashes .note.ok")).to_be_visible()
    expect(elsewhere.page.locator(".cut-off")).to_contain_text("已退出")
    expect(elsewhere.page.locator("#f-summary")).to_have_value("写到一半的诉求摘要")
