"""Every page in every display mode: axe finds nothing at all, nothing is wider than the window, nothing is refused by
the content policy.

The checks of axe run on the pages as they are served, content policy included.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsers import find_chromium, missing_because
from tests.journeys.axe import ON_A_DESK, ON_A_PHONE, Mode, Readers, check
from tests.journeys.pages import STOPS, Stop, all_ids
from tests.journeys.people import chromium
from tests.journeys.server import serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def visits() -> Iterator[Any]:
    """Yield each page in each of its modes."""
    for mode in [*ON_A_DESK, *ON_A_PHONE]:
        for stop in STOPS:
            if mode in ON_A_DESK or stop.is_for_phones:
                yield pytest.param(stop, mode, id=f"{stop.name} [{mode.name}]")


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readers]:
    """One server and one browser for all pages; what pages show does not depend on the database, so it is SQLite."""
    if find_chromium() is None:
        pytest.skip(missing_because())
    with serve("sqlite", tmp_path_factory.mktemp("accessibility")) as served, chromium() as browser:
        readers = Readers(browser, served)
        yield readers
        readers.close()


@pytest.mark.parametrize(("stop", "mode"), list(visits()))
def test_everybody_can_use_the_page(readers: Readers, stop: Stop, mode: Mode) -> None:
    reader = readers.reader(stop.who, mode)
    answer = reader.page.goto(stop.address(all_ids(readers.served.world)), wait_until="load")
    assert answer is not None
    assert answer.status == stop.status
    check(reader, reader.page, mode)
