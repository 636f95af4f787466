"""Pages as readers have set them, and axe: the modes of display, one reader for each, and what axe finds."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys.pages import STRANGER
from tests.journeys.people import DESKTOP, OFFICE, PHONE, Person, arrive, widest
from tests.journeys.server import ROOT, Served
from tests.journeys.world import PHONE as TELEPHONE

AXE = ROOT / "node_modules/axe-core/axe.min.js"
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Contrast and type size change nothing but styles: the same document was checked with all rules in another mode.
LOOKS = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"],
}
RUN = """async ([within, rules]) => {
  const found = await axe.run(within, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations.map((one) => ({
    rule: one.id, impact: one.impact, help: one.help, where: one.nodes.map((node) => node.target.join(" ")),
    why: one.nodes[0].failureSummary,
  }));
}"""


@dataclass(frozen=True)
class Mode:
    """How a reader has set the page: the cookies ``display`` and ``locale``, and the window."""

    name: str
    display: str
    locale: str
    viewport: ViewportSize
    rules: dict[str, Any] = field(default_factory=lambda: ALL)

    def cookies(self, url: str) -> list[Any]:
        """Return what the browser keeps of these settings."""
        return [
            {"name": "display", "value": self.display, "url": url},
            {"name": "locale", "value": self.locale, "url": url},
        ]


ON_A_DESK = [
    Mode("Chinese, light", "light.normal.md", "zh_CN", DESKTOP),
    Mode("English, dark", "dark.normal.md", "en", OFFICE),
    Mode("high contrast", "light.high.md", "zh_CN", OFFICE, LOOKS),
    Mode("extra large", "light.normal.xl", "zh_CN", OFFICE, LOOKS),
]
ON_A_PHONE = [
    Mode("phone", "light.normal.md", "zh_CN", PHONE),
    Mode("phone, English, extra large", "dark.normal.xl", "en", PHONE),
]


@dataclass
class Readers:
    """Who reads pages here: one browser for each person and mode, signed in once for each person."""

    browser: Browser
    served: Served
    _cookies: dict[str, list[Any]] = field(default_factory=dict)
    _readers: dict[tuple[str, str], Person] = field(default_factory=dict)

    def reader(self, who: str, mode: Mode) -> Person:
        """Return the person ``who``, with the settings of ``mode``."""
        if (who, mode.name) not in self._readers:
            person = arrive(self.browser, self.served.url, who, viewport=mode.viewport)
            person.context.add_init_script(path=AXE)
            person.context.add_cookies([*self._way_in(who), *mode.cookies(self.served.url)])
            self._readers[who, mode.name] = person
        return self._readers[who, mode.name]

    def _way_in(self, who: str) -> list[Any]:
        if who not in self._cookies:
            person = arrive(self.browser, self.served.url)
            if who.startswith("code:"):
                _enter_code(person.page, self.served.world["codes"][who.removeprefix("code:")])
            elif who != STRANGER:
                person.sign_in(who)
            self._cookies[who] = person.context.cookies()
            person.context.close()
        return self._cookies[who]

    def close(self) -> None:
        """Send everybody home."""
        for person in self._readers.values():
            person.context.close()


def _enter_code(page: Page, code: str) -> None:
    page.goto("/p/")
    page.locator("#f-code").fill(code)
    page.locator("#f-phone_tail").fill(TELEPHONE[-4:])
    with page.expect_navigation():
        page.locator(".enter-code button[type=submit]").click()


@contextmanager
def whole_in_sight(page: Page, mode: Mode) -> Iterator[None]:
    """Make the window as high as a page whose bar stays at the bottom: axe measures what the bar leaves of a field."""
    if page.locator(".foot-bar").count() == 0:
        yield
        return
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**mode.viewport, "height": max(height, mode.viewport["height"])})
    yield
    page.set_viewport_size(mode.viewport)


def check(reader: Person, page: Page, mode: Mode, within: str = "html") -> None:
    """Fail unless the page fits its window, axe finds nothing ``within`` it, and nothing went wrong in it so far."""
    width, window = widest(page)
    assert width <= window, f"{page.url} is {width} wide in a window of {window}"
    with whole_in_sight(page, mode):
        violations = page.evaluate(RUN, [within, mode.rules])
    assert not violations, f"{page.url}\n{json.dumps(violations, ensure_ascii=False, indent=1)}"
    troubles, reader.troubles[:] = list(reader.troubles), []
    assert not troubles, troubles
