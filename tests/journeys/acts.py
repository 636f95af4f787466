"""What people do in many journeys, by the names of the fields, whatever the language of the page."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.people import Person

PURPOSE = "核实参保情况，说明待遇能否补发"


def register(person: Person, slug: str, title: str) -> str:
    """Register a matter with the form; returns the address of its page."""
    page = person.page
    page.goto(f"/o/{slug}/cases/new")
    page.locator("#f-title").fill(title)
    page.locator("#f-text").fill(f"{title}，请核实并书面答复。")
    page.locator("#f-name").fill("林小梅")
    page.locator("#f-phone").fill("13900007788")
    send(page, page.locator("#f-title"))
    expect(page).to_have_url(re.compile(r"/receipt$"))
    return page.url.removesuffix("/receipt")


def send(page: Page, field: object) -> None:
    """Send the form around ``field`` by its main button, and wait for the next page."""
    form = page.locator("form[data-guard]", has=field)  # type: ignore[arg-type]
    with page.expect_navigation():
        form.locator("button.btn-primary[type=submit], button.btn-kraft[type=submit]").last.click()


def pack(person: Person, case_page: str, receiver: str, purpose: str = PURPOSE) -> None:
    """Fill the form of an envelope for the organisation ``receiver``, up to where the browser asks to confirm."""
    page = person.page
    page.goto(f"{case_page}/refer")
    page.locator("#f-receiver").select_option(label=receiver)
    page.locator("#f-kind").select_option("assign")
    page.locator("#f-purpose").fill(purpose)
    page.locator("#f-summary").fill("失业保险待遇未发放，请求核实并补发。")
    page.locator("button[name=step][value=check]").click()
    expect(page.locator("#f-confirmation")).to_be_visible()


def confirm(person: Person) -> None:
    """Tick that all was checked, and type the receiver's short name; the envelope is not sent yet."""
    page = person.page
    page.locator("#f-checked").check()
    word = page.locator("#f-confirmation")
    word.fill(word.get_attribute("data-word") or "")


def numbers_in_list(person: Person, slug: str, purpose: str) -> list[str]:
    """Return the numbers of the referrals that the organisation has sent for ``purpose``."""
    page = person.page
    page.goto(f"/o/{slug}/referrals/?side=out&all=1")
    return page.locator("[data-rows] tbody tr", has_text=purpose).locator("td:first-child").all_inner_texts()
