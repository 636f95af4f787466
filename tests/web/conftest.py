"""One server and one browser for all checks of accessibility in a process."""

from collections.abc import Iterator

import pytest

from tests.browsers import find_chromium, missing_because
from tests.journeys.axe import Readers
from tests.journeys.people import chromium
from tests.journeys.server import serve


@pytest.fixture(scope="session")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readers]:
    """People before the small world; what pages show does not depend on the database, so it is SQLite."""
    if find_chromium() is None:
        pytest.skip(missing_because())
    with serve("sqlite", tmp_path_factory.mktemp("accessibility")) as served, chromium() as browser:
        found = Readers(browser, served)
        yield found
        found.close()
