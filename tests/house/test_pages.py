"""Every page, without a browser: its markup, its forms, its links, its size, and what it asks of the database."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import event
from werkzeug.exceptions import HTTPException

from portal.config import ROOT
from tenants.core import clock
from tenants.core.database import db
from tenants.people import passwords
from tests.conftest import MONDAY, PASSWORD, Organisation, sign_in
from tests.house.markup import Element, Markup, faults, own_title, read
from tests.journeys import world as worlds
from tests.journeys.pages import NOT_PAGES, STOPS, Stop, all_ids

HEAVIEST_PAGE = 120 * 1024
KEYLESS = {
    "api": "tokens take the place of forms there",
    "attachments.download": "a reading; each one is recorded",
    "case_list.choose_columns": "a cookie",
    "handling.address_document": "a reading; each one is recorded",
    "export.cases": "a reading; each one is recorded",
    "imports.upload": "the same file is known by its hash",
    "intake.reveal": "a reading; each one is recorded",
    "people.choose_tenant": "leads on, writes nothing",
    "people.end_other_sessions": "ending twice is ending once",
    "people.end_session": "ending twice is ending once",
    "people.open_seat": "a key keeps a quick hash of the form, which holds a password; the seat is there already",
    "people.password": "the old password no longer fits the second time",
    "people.reset_password": "a key keeps a quick hash of the form, which holds a password",
    "people.sign_in": "a new session each time",
    "people.sign_out": "ending twice is ending once",
    "public.leave": "ending twice is ending once",
    "public.open_matter": "reads a code, writes nothing",
    "referrals.download": "a reading; each one is recorded",
    "referrals.reveal": "a reading; each one is recorded",
    "web.display": "a cookie",
    "web.language": "a cookie",
}
"""Forms that may be sent twice without an idempotency key, and why."""


@dataclass
class Visited:
    """All pages as they were answered, and what their links answered."""

    app: Flask
    pages: dict[str, tuple[int, str, Markup]] = field(default_factory=dict)
    answers: dict[tuple[str, str], int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def visited(_application: Flask, _database: Any) -> Iterator[Visited]:
    """Build the small world once, open every page with its seat, and follow every link."""
    with _application.app_context():
        db.engine.dispose()
    _database.reset()
    patch = pytest.MonkeyPatch()
    patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with clock.frozen(MONDAY), patch.context():
        with _application.app_context():
            from tenants.obligations.ledger import load_shipped_calendars

            list(load_shipped_calendars())
            built = worlds.described(worlds.build())
        found = Visited(_application)
        clients = Clients(_application, built)
        for stop in STOPS:
            answer = clients.of(stop.who).get(
                stop.address(all_ids(built)), headers={"Accept-Language": "zh-CN"}
            )
            html = answer.get_data(as_text=True)
            found.pages[stop.name] = answer.status_code, html, read(html)
            _follow(found, clients, stop)
    yield found
    patch.undo()


@dataclass
class Clients:
    """One signed-in client for each person."""

    app: Flask
    world: dict[str, Any]
    _known: dict[str, Any] = field(default_factory=dict)

    def of(self, who: str) -> Any:
        if who not in self._known:
            client = self.app.test_client()
            if who.startswith("code:"):
                code = self.world["codes"][who.removeprefix("code:")]
                answer = client.post("/p/", data={"code": code, "phone_tail": worlds.PHONE[-4:]})
                assert answer.status_code == 303, answer.get_data(as_text=True)
            elif who:
                answer = client.post("/sign-in", data={"login": who, "password": PASSWORD})
                assert answer.status_code == 303, answer.get_data(as_text=True)
            self._known[who] = client
        return self._known[who]


def _follow(found: Visited, clients: Clients, stop: Stop) -> None:
    for path in _own_links(found.pages[stop.name][2]):
        if (stop.who, path) not in found.answers:
            with clients.of(stop.who).get(path) as answer:
                found.answers[stop.who, path] = answer.status_code


def _own_links(page: Markup) -> set[str]:
    """Return the paths that a page leads to: links, pieces fetched by htmx, searches."""
    places = [each.get(name) for each in page.root.walk() for name in ("href", "hx-get")]
    forms = [
        each for each in page.all("form") if each.get("method").lower() != "post" and _buttons(page, each)
    ]
    places += [each.get("action") for each in forms]
    return {
        place.partition("#")[0] for place in places if place.startswith("/") and not place.startswith("//")
    }


def _buttons(page: Markup, form: Element) -> list[Element]:
    """Return what sends a form: inside it, or anywhere on the page by its id."""
    inside = [each for each in form.all("button", "input") if each.get("type") not in ("button", "hidden")]
    return inside + [
        each for each in page.all("button") if form.get("id") and each.get("form") == form.get("id")
    ]


every_page = pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)


@every_page
def test_the_markup_is_sound(visited: Visited, stop: Stop) -> None:
    status, _html, page = visited.pages[stop.name]
    assert status == stop.status
    assert not faults(page), "\n".join(faults(page))


@every_page
def test_forms_prove_where_they_come_from_and_write_once(visited: Visited, stop: Stop) -> None:
    faulty = []
    for form in visited.pages[stop.name][2].all("form"):
        if form.get("method").lower() != "post":
            continue
        names = {each.get("name") for each in form.all("input")}
        endpoint = endpoint_of(visited.app, form.get("action") or stop.path, "POST")
        if "csrf_token" not in names:
            faulty.append(f"no token: {form}")
        if not endpoint:
            faulty.append(f"nobody takes it: {form}")
        elif "key" not in names and endpoint not in KEYLESS:
            faulty.append(f"no key for {endpoint}: {form}")
    assert not faulty, "\n".join(faulty)


def endpoint_of(app: Flask, path: str, method: str) -> str:
    """Return the endpoint that answers a path, or nothing when none does."""
    shaped = re.sub(r"\{[a-z_]+\}", "00000000-0000-7000-8000-000000000000", path)
    try:
        return str(app.url_map.bind("localhost").match(shaped.partition("?")[0], method=method)[0])
    except HTTPException:
        return ""


@every_page
def test_links_lead_somewhere(visited: Visited, stop: Stop) -> None:
    answers = {path: visited.answers[stop.who, path] for path in _own_links(visited.pages[stop.name][2])}
    dead = {path: status for path, status in answers.items() if status not in (200, 302, 303)}
    assert not dead


@every_page
def test_the_page_is_light(visited: Visited, stop: Stop) -> None:
    _status, html, page = visited.pages[stop.name]
    parts = {"page": len(gzip.compress(html.encode()))}
    for path in {
        place for each in assets(page) if (place := each.get("src") or each.get("href")).startswith("/")
    }:
        file = ROOT / "portal" / path.partition("#")[0].lstrip("/")
        parts[file.name] = len(gzip.compress(file.read_bytes()))
    assert sum(parts.values()) <= HEAVIEST_PAGE, parts


def assets(page: Markup) -> list[Element]:
    """Return what a browser fetches to show the page: styles, scripts, pictures."""
    return [*page.all("script", "img", "use"), *(each for each in page.all("link") if each.get("href"))]


def test_different_pages_have_different_titles(visited: Visited) -> None:
    told: dict[str, set[str]] = {}
    for stop in STOPS:
        # A page for paper has the title of the page that it prints.
        if stop.status == 200 and not stop.path.partition("?")[0].endswith("/print"):
            title = own_title(visited.pages[stop.name][2])
            told.setdefault(title, set()).add(endpoint_of(visited.app, stop.path, "GET"))
    assert {title: endpoints for title, endpoints in told.items() if len(endpoints) > 1} == {}


def test_every_page_of_the_portal_is_visited(app: Flask) -> None:
    doors = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    doors = {name for name in doors if "_api." not in name}
    reached = {endpoint_of(app, stop.path, "GET") for stop in STOPS if stop.status != 404 or "{" in stop.path}
    assert doors - reached - NOT_PAGES.keys() == set(), "pages that no check opens"
    assert NOT_PAGES.keys() - doors == set(), "excused, but not there"


@contextmanager
def counted(app: Flask) -> Iterator[Counter[str]]:
    """Count the statements that are sent to the database meanwhile."""
    statements: Counter[str] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "SELECT set_config")):
            statements[" ".join(statement.split())] += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost(app: Flask, client: Any, path: str) -> Counter[str]:
    """Return the statements of one page, asked for twice so that nothing is counted that is remembered afterwards."""
    client.get(path)
    with counted(app) as statements:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return statements


# Statements beside the frame that every page has (P17).
MOST = {
    "list": 6,
    "search": 6,
    "case": 7,
    "case, in a list": 8,
    "case, files": 5,
    "case, readings": 6,
    "case, edit": 1,
}


def test_statements_are_few_and_do_not_grow_with_rows(
    app: Flask, mine: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    client, base = sign_in(app, mine), f"/o/{mine.slug}"
    with app.app_context():
        worlds.fill_list(mine, 25)
        case_id = worlds.register(mine)
    paths = {
        "desk": "desk",
        "list": "cases/",
        "search": "cases/?q=养老",
        "case": f"cases/{case_id}",
        "case, in a list": f"cases/{case_id}?view=all&channel=visit",
        "case, files": f"cases/{case_id}/files",
        "case, readings": f"cases/{case_id}/readings",
        "case, edit": f"cases/{case_id}/edit",
        "tokens": "tokens/",
    }
    few = {name: cost(app, client, f"{base}/{path}") for name, path in paths.items()}
    with app.app_context():
        worlds.fill_list(mine, 75)
    many = {name: cost(app, client, f"{base}/{path}") for name, path in paths.items()}
    # The frame of a page is what all of them ask.
    frame = reduce(and_, many.values())
    beside = {name: found - frame for name, found in many.items()}
    with capsys.disabled():
        print(
            f"\nstatements: frame {frame.total()}, beside it",
            {name: each.total() for name, each in beside.items()},
        )
    assert {name: each.total() for name, each in few.items()} == {
        name: each.total() for name, each in many.items()
    }
    for name, most in MOST.items():
        assert beside[name].total() <= most, "\n".join(beside[name].elements())
