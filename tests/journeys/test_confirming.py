"""The window before sending: the focus stays in it and goes back, nothing typed is lost, one envelope leaves."""

import json
import uuid

from playwright.sync_api import expect

from tests.journeys.acts import confirm, numbers_in_list, pack, register
from tests.journeys.axe import ALL, AXE, RUN
from tests.journeys.conftest import Arriving
from tests.journeys.people import Person


def nothing_wrong(person: Person) -> None:
    """Fail if axe finds anything on the page as it stands."""
    person.page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = person.page.evaluate(RUN, ["html", ALL])
    assert not violations, json.dumps(violations, ensure_ascii=False, indent=1)


def test_the_window_keeps_the_focus_and_gives_it_back(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page, purpose = clerk.page, f"核实 {uuid.uuid4()}"
    pack(clerk, register(clerk, "minea", "反映确认窗口"), "县信访局", purpose)
    window = page.get_by_role("dialog", name="确认发给县信访局")
    nothing_wrong(clerk)
    for _press in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    expect(page.get_by_role("button", name="核对并发出")).to_be_focused()
    expect(page.locator("#f-purpose")).to_have_value(purpose)
    page.keyboard.press("Enter")
    confirm(clerk)
    page.locator("#f-confirmation").fill("镇政府")
    page.locator("#f-confirmation").press("Enter")
    expect(window.locator("[data-summary]")).to_be_focused()
    nothing_wrong(clerk)
    window.get_by_role("button", name="返回修改").click()
    expect(page.get_by_role("button", name="核对并发出")).to_be_focused()
    expect(page.locator("#f-purpose")).to_have_value(purpose)
    assert numbers_in_list(clerk, "minea", purpose) == []


def test_what_is_missing_is_said_on_the_form(come: Arriving) -> None:
    clerk = come("clerk", "minea")
    page = clerk.page
    page.goto(f"{register(clerk, 'minea', '反映缺少内容')}/refer")
    page.locator("#f-purpose").fill("核实")
    page.get_by_role("button", name="核对并发出").click()
    expect(page.locator("#main [data-summary]")).to_be_focused()
    expect(page.locator("#f-purpose")).to_have_value("核实")
    nothing_wrong(clerk)
