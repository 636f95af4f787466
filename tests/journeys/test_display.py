"""How pages look is the reader's choice, and stays chosen; nothing has to be scrolled sideways."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arriving
from tests.journeys.people import DESKTOP


def choose(page: Page, name: str, value: str) -> None:
    """Choose one setting in the menu of the top bar."""
    menu = page.locator("details", has=page.locator("form[data-display]")).first
    if menu.get_attribute("open") is None:
        menu.locator("summary").first.click()
    menu.locator(f"input[name={name}][value={value}]").check()


def test_dark_large_and_high_contrast_stay_chosen(come: Arriving) -> None:
    clerk = come("clerk", "minea", viewport=DESKTOP)
    page, html = clerk.page, clerk.page.locator("html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    choose(page, "theme", "dark")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    choose(page, "size", "xl")
    page.goto("/o/minea/cases/")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    expect(html).to_have_attribute("data-size", "xl")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('td')).fontSize)") >= 17
    choose(page, "contrast", "high")
    page.reload()
    expect(html).to_have_attribute("data-contrast", "high")
    choose(page, "contrast", "normal")
    expect(html).to_have_attribute("data-bs-theme", "dark")


def test_the_language_stays_chosen_after_signing_out(come: Arriving) -> None:
    clerk = come("clerk", "minea", viewport=DESKTOP)
    page = clerk.page
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("nav.side")).to_contain_text("My desk")
    page.goto("/o/minea/cases/")
    expect(page.locator("h1")).to_have_text("Cases")
    page.locator("summary", has_text="account menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Staff sign-in")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_height_of_rows_stays_chosen(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    page.goto("/o/minea/cases/")
    row = page.locator("[data-rows] tbody tr").first
    compact = row.evaluate("row => row.offsetHeight")
    page.locator("[data-density-switch] button[data-density=roomy]").click()
    assert row.evaluate("row => row.offsetHeight") > compact
    page.reload()
    assert row.evaluate("row => row.offsetHeight") > compact


def test_the_ruler_keeps_its_labels_inside(come: Arriving) -> None:
    page = come("clerk", "minea", viewport=DESKTOP).page
    outside = """() => {
        const card = document.querySelector(".ruler-card").getBoundingClientRect();
        return Array.from(document.querySelectorAll(".ruler-title, .ruler-date, .ruler-flag"))
            .filter((label) => !label.classList.contains("visually-hidden"))
            .filter((label) => {
                const box = label.getBoundingClientRect();
                return box.left < card.left || box.right > card.right;
            })
            .map((label) => label.textContent);
    }"""
    for language in ("中文", "English"):
        button = page.get_by_role("button", name=language)
        if button.count():
            button.first.click()
        for view in ("overdue", "to_accept", "closed"):
            page.goto(f"/o/minea/cases/?view={view}")
            page.locator("[data-rows] tbody a").first.click()
            expect(page.locator(".ruler.is-placed")).to_be_visible()
            for width in (1440, 1366, 1100, 900):
                page.set_viewport_size({"width": width, "height": 800})
                page.wait_for_timeout(100)
                assert page.evaluate(outside) == [], (language, view, width)
