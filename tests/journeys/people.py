"""People in front of browsers: each has a browser context of their own, and notes what goes wrong in it."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browsers import find_chromium, launch_arguments
from tests.conftest import PASSWORD

PATIENCE = 15_000
OFFICE: ViewportSize = {"width": 1366, "height": 768}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# An answer of 4xx is meant where a test brings it about; Chromium writes each of them into the console.
_MEANT = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@dataclass
class Person:
    """Somebody with a browser: a page, and the troubles that the page had."""

    name: str
    context: BrowserContext
    page: Page
    url: str
    troubles: list[str] = field(default_factory=list)

    def sign_in(self, login: str) -> "Person":
        """Sign in with the form, and come to the first page."""
        self.page.goto("/sign-in")
        self.page.locator("#f-login").fill(login)
        self.page.locator("#f-password").fill(PASSWORD)
        self.page.locator("#f-password").press("Enter")
        expect(self.page).to_have_url(re.compile(r"/o/|/choose"))
        return self

    def open_page(self) -> Page:
        """Open one more page in the same browser."""
        page = self.context.new_page()
        self.listen(page)
        return page

    def listen(self, page: Page) -> None:
        """Note errors of the page's scripts and of the console, among them what the content policy refused."""
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._note(page, message))

    def _note(self, page: Page, message: Any) -> None:
        if message.type == "error" and not _MEANT.search(message.text):
            self.troubles.append(f"{page.url}: {message.text}")

    def live(self) -> None:
        """Wait until the page hears news without being loaded again."""
        expect(self.page.locator("body")).to_have_attribute("data-live-state", "on")


@dataclass
class _Running:
    """The one browser of this process: a second one cannot be driven from the same thread."""

    users: int = 0
    playwright: Playwright | None = None
    browser: Browser | None = None


_running = _Running()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine, or share the one that runs; the last who needed it closes it."""
    if _running.browser is None:
        _running.playwright = sync_playwright().start()
        _running.browser = _running.playwright.chromium.launch(
            executable_path=str(find_chromium()), args=launch_arguments()
        )
    _running.users += 1
    try:
        yield _running.browser
    finally:
        _running.users -= 1
        if not _running.users:
            _close()


def _close() -> None:
    if _running.browser is not None:
        _running.browser.close()
    if _running.playwright is not None:
        _running.playwright.stop()
    _running.browser = _running.playwright = None


def arrive(browser: Browser, url: str, name: str = "", **settings: Any) -> Person:
    """Return a new person at the portal ``url``; ``settings`` are those of a browser context."""
    chosen = {
        "viewport": OFFICE,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "base_url": url,
        **settings,
    }
    context = browser.new_context(**chosen)
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(2 * PATIENCE)
    person = Person(name, context, context.new_page(), url)
    person.listen(person.page)
    return person


def keep_evidence(person: Person, folder: Path, name: str) -> None:
    """Leave a picture of each of the person's pages and the trace of what they did."""
    folder.mkdir(exist_ok=True)
    name = re.sub(r"[^\w,-]+", "-", name)
    with contextlib.suppress(Exception):
        person.context.tracing.stop(path=folder / f"{name}-{person.name}.zip")
    for number, page in enumerate(person.context.pages):
        with contextlib.suppress(Exception):
            page.screenshot(path=folder / f"{name}-{person.name}-{number}.png", full_page=True)


def widest(page: Page) -> tuple[int, int]:
    """Return how wide the page's content is, and how wide its window."""
    width, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return int(width), int(window)


def keyboard_to(page: Page, target: Locator, *, most: int = 60) -> None:
    """Press Tab until ``target`` has the focus; fails after ``most`` presses."""
    for _press in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} presses of Tab do not reach {target}")
