"""Pages in the states that only acts bring about, open windows and menus among them, in each display mode."""

import re
from collections.abc import Callable

import pytest
from flask import Flask, render_template
from playwright.sync_api import Page, expect

from tests.journeys.axe import ON_A_DESK, ON_A_PHONE, Mode, Readers, check
from tests.journeys.pages import STRANGER, all_ids

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Ids = dict[str, str]
CLERK, HEAD, COUNTY = "clerk.minea", "head.minea", "clerk.county"


def _send(page: Page, field: str) -> None:
    """Send the form around a field past the browser's own checks, and wait for the answer."""
    page.locator(field).evaluate("field => { field.form.noValidate = true }")
    with page.expect_navigation():
        page.locator(f"form:has({field}) button[type=submit]").last.click()


def _wrong_sign_in(page: Page, _ids: Ids) -> None:
    page.goto("/sign-in")
    _send(page, "#f-login")


def _wrong_code(page: Page, _ids: Ids) -> None:
    page.goto("/p/")
    page.locator("#f-code").fill("7K3M-9QXA")
    _send(page, "#f-code")


def _wrong_registration(page: Page, _ids: Ids) -> None:
    page.goto("/o/minea/cases/new")
    page.locator("#f-phone").fill("123")
    _send(page, "#f-title")


def _further_representatives(page: Page, _ids: Ids) -> None:
    """Write a group into the form as far as the third person, by the keyboard where the page leads it."""
    page.goto("/o/minea/cases/new")
    expect(page.locator("#f-name_2")).to_be_hidden()
    page.locator("#f-person_count").fill("29")
    page.locator("#f-person_count").press("Tab")
    expect(page.locator("#further > summary")).to_be_focused()
    page.locator("#f-name_2").fill("欧阳垣禾")
    expect(page.locator("#f-name_3")).to_be_hidden()
    page.locator("[data-add-part]").press("Enter")
    expect(page.locator("#f-name_3")).to_be_focused()
    expect(page.locator("#f-name_4")).to_be_hidden()
    page.keyboard.type("魏洹菁")


def _wrong_representative(page: Page, ids: Ids) -> None:
    _further_representatives(page, ids)
    page.locator("#f-phone_3").fill("123")
    _send(page, "#f-title")
    expect(page.locator("#f-phone_3")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-name_3")).to_have_value("魏洹菁")
    expect(page.locator("#f-name_4")).to_be_hidden()


def _case_of_a_group(page: Page, ids: Ids) -> None:
    _further_representatives(page, ids)
    page.locator("#f-title").fill("反映供暖温度不达标")
    page.locator("#f-text").fill("小区二十九户反映今年供暖温度不达标。")
    page.locator("#f-name").fill("黄峤穗")
    _send(page, "#f-title")
    page.goto(page.url.removesuffix("/receipt"))
    with page.expect_response(lambda answer: answer.url.endswith("/reveal")):
        page.locator("form.reveal button").nth(1).click()
    expect(page.locator("#case-body dd strong")).to_have_text("欧阳垣禾")
    expect(page.locator("#case-body dd strong")).to_be_focused()


def _receipt_with_code(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/{ids['case_id']}/receipt")
    page.locator("form[action$='/receipt'] button").click()
    expect(page.locator(".receipt-code")).to_be_visible()


def _conflict(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/{ids['case_id']}/edit")
    page.locator("#f-place").fill(f"东麓选煤厂{page.evaluate('Date.now()')}")
    page.locator("input[name=version]").first.evaluate("field => { field.value = '0' }")
    _send(page, "#f-place")
    expect(page.locator(".conflict")).to_be_visible()


def _envelope_with_errors(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/{ids['case_id']}/refer")
    page.locator("button[name=step][value=check]").click()
    expect(page.locator("#main [data-summary]")).to_be_visible()


def _envelope_to_confirm(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/{ids['case_id']}/refer")
    page.locator("#f-receiver").select_option(index=1)
    page.locator("#f-purpose").fill("核实参保情况")
    page.locator("#f-summary").fill("请求核实并补发。")
    page.locator("button[name=step][value=check]").click()
    expect(page.locator("#f-confirmation")).to_be_visible()


def _window(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/{ids['case_id']}")
    page.locator(".sticky-head a[data-open]").first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


def _filled_window(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/{ids['case_id']}?view=all")
    page.locator(".sticky-head details summary").click()
    page.locator("[data-open=assign-window]").click()
    expect(page.locator("dialog[open] select[name=handler_seat_id]")).to_be_visible()


def _paper_to_serve(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/{ids['closed_case_id']}/documents/{ids['document_id']}")
    with page.expect_navigation():
        page.locator(".paper-tools form button").click()
    expect(page.locator(".official-text")).to_contain_text("陈建国：")


def _window_between(page: Page, ids: Ids) -> None:
    page.goto(f"/o/county/referrals/{ids['signed_referral_id']}")
    page.locator(".sticky-head a[data-open]").first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


def _more_acts(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/{ids['closed_case_id']}")
    page.locator(".sticky-head details.menu summary").click()


def _bell(page: Page, _ids: Ids) -> None:
    page.goto("/o/minea/desk")
    page.locator("details[data-notices] > summary").click()
    expect(page.locator("[data-notices-list] a").first).to_be_visible()


def _display_menu(page: Page, _ids: Ids) -> None:
    page.goto("/o/minea/desk")
    page.locator("details.menu", has=page.locator("form[data-display]")).first.locator(
        "summary"
    ).first.click()


def _shortcuts(page: Page, _ids: Ids) -> None:
    page.goto("/o/minea/cases/")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()


def _ticked_rows(page: Page, _ids: Ids) -> None:
    page.goto("/o/minea/cases/")
    page.locator("[data-tick-all]").check()
    expect(page.locator("[data-ticked-count]").first).to_be_visible()


def _choosing_columns(page: Page, _ids: Ids) -> None:
    page.goto("/o/minea/cases/")
    page.locator(".list-tools details > summary").click()
    expect(page.locator("input[name=column]").first).to_be_visible()


def _changing_a_view(page: Page, ids: Ids) -> None:
    page.goto(f"/o/minea/cases/?saved={ids['view_id']}&state=registered")
    page.locator("#views details > summary").first.click()
    expect(page.locator("#change-name")).to_be_focused()


def _forged_form(page: Page, _ids: Ids) -> None:
    page.goto("/o/minea/cases/new")
    page.locator("form[data-guard] input[name=csrf_token]").evaluate("field => { field.value = 'forged' }")
    _send(page, "#f-title")


STATES: dict[str, tuple[str, Callable[[Page, Ids], None]]] = {
    "sign in, wrong": (STRANGER, _wrong_sign_in),
    "code, wrong": (STRANGER, _wrong_code),
    "register, wrong": (CLERK, _wrong_registration),
    "register, a group": (CLERK, _further_representatives),
    "register, a group with something wrong": (CLERK, _wrong_representative),
    "case of a group, one name shown": (CLERK, _case_of_a_group),
    "receipt with its code": (CLERK, _receipt_with_code),
    "edit, conflict": (HEAD, _conflict),
    "refer, wrong": (CLERK, _envelope_with_errors),
    "refer, confirm": (CLERK, _envelope_to_confirm),
    "window of an act": (CLERK, _window),
    "window that is filled when it opens": (CLERK, _filled_window),
    "paper with the name, to be served": (CLERK, _paper_to_serve),
    "window of an act between organisations": (COUNTY, _window_between),
    "more acts": (CLERK, _more_acts),
    "messages under the bell": (CLERK, _bell),
    "display settings": (CLERK, _display_menu),
    "shortcuts": (CLERK, _shortcuts),
    "ticked rows": (CLERK, _ticked_rows),
    "choosing columns": (CLERK, _choosing_columns),
    "changing a view": (CLERK, _changing_a_view),
    "page has expired": (CLERK, _forged_form),
}


# What lies behind an open menu is covered by it; only the menu itself can be used.
MENUS = {
    "messages under the bell": "details[data-notices]",
    "display settings": ".topbar",
    "more acts": ".sticky-head",
}


@pytest.mark.parametrize("mode", ON_A_DESK[:3], ids=lambda mode: mode.name)
@pytest.mark.parametrize("state", STATES)
def test_everybody_can_use_the_page_as_it_stands(readers: Readers, state: str, mode: Mode) -> None:
    who, bring_about = STATES[state]
    reader = readers.reader(who, mode)
    bring_about(reader.page, all_ids(readers.served.world))
    check(reader, reader.page, mode, within=MENUS.get(state, "html"))


FAILURES = ("401", "409", "413", "415", "422", "429", "500", "503", "csrf")


@pytest.fixture
def drawing(_application: Flask) -> Flask:
    """The application of the tests, to draw pages that are hard to bring about."""
    return _application


@pytest.mark.parametrize("mode", [ON_A_DESK[0], ON_A_PHONE[1]], ids=lambda mode: mode.name)
@pytest.mark.parametrize("name", FAILURES)
def test_pages_of_failures(readers: Readers, drawing: Flask, name: str, mode: Mode) -> None:
    """The page of a failure is drawn here and shown in the place of the sign-in page, with its styles."""
    reader = readers.reader(STRANGER, mode)
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in mode.cookies(readers.served.url))
    with drawing.test_request_context("/sign-in", headers={"Cookie": cookies}):
        values = {"number": "E-1A2B3C"} if name == "500" else {}
        html = render_template(f"errors/{name}.html", fragment=False, **values)
    page, address = reader.page, re.compile("/sign-in$")
    page.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto("/sign-in")
    page.unroute(address)
    expect(page.locator("h1")).to_have_count(1)
    check(reader, page, mode)
