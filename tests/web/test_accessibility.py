"""Every page in every display mode: axe finds nothing at all, nothing is wider than the window, nothing is refused by
the content policy.

The checks of axe run on the pages as they are served, content policy included.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.axe import ON_A_DESK, ON_A_PHONE, Mode, Readers, check
from tests.journeys.pages import STOPS, Stop, all_ids

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def visits() -> Iterator[Any]:
    """Yield each page in each of its modes."""
    for mode in [*ON_A_DESK, *ON_A_PHONE]:
        for stop in STOPS:
            if mode in ON_A_DESK or stop.is_for_phones:
                yield pytest.param(stop, mode, id=f"{stop.name} [{mode.name}]")


@pytest.mark.parametrize(("stop", "mode"), list(visits()))
def test_everybody_can_use_the_page(readers: Readers, stop: Stop, mode: Mode) -> None:
    reader = readers.reader(stop.who, mode)
    answer = reader.page.goto(stop.address(all_ids(readers.served.world)), wait_until="load")
    assert answer is not None
    assert answer.status == stop.status
    check(reader, reader.page, mode)
