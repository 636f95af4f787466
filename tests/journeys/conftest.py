"""One server for all journeys, one browser, and fresh people for each test."""

from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import find_chromium, missing_because
from tests.journeys.people import PATIENCE, Person, arrive, chromium, keep_evidence
from tests.journeys.server import RESULTS, Served, serve

Arriving = Callable[..., Person]
_HERE = "tests/journeys/"
_failed = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Mark the journeys; leave them out, with one loud line, where there is no browser."""
    for item in items:
        if item.nodeid.startswith(_HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Generator[None, Any, Any]:
    """Remember whether the test failed, for the fixtures that keep evidence."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this machine."""
    if find_chromium() is None:
        pytest.skip(missing_because())
    expect.set_options(timeout=PATIENCE)
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def served(
    browser: Browser, database_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The production server on the database under test; CSRF on, real time, relay in process."""
    with serve(database_name, tmp_path_factory.mktemp("journeys")) as found:
        yield found


@pytest.fixture
def come(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Arriving]:
    """Let people come: ``come("clerk", "minea")`` is signed in, ``come()`` a stranger. Nothing may go wrong unseen."""
    people: list[Person] = []
    place = len(served.log.read_text(encoding="utf-8"))

    def arriving(part: str = "", slug: str = "", **settings: Any) -> Person:
        person = arrive(browser, served.url, f"{part or 'stranger'}-{slug or len(people)}", **settings)
        person.context.tracing.start(snapshots=True)
        people.append(person)
        return person.sign_in(served.logins(slug)[part]) if part else person

    yield arriving
    troubles = [trouble for person in people for trouble in person.troubles]
    failures = served.failures_since(place)
    bad = request.node.stash.get(_failed, False) or troubles or failures
    for person in people:
        if bad:
            keep_evidence(person, RESULTS, request.node.name)
        person.context.close()
    assert not troubles, "\n".join(troubles)
    assert not failures, failures
