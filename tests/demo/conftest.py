"""The demo world as of several days, made once for all tests here."""

from datetime import date

import pytest

from portal.demo import matters
from portal.demo.shapes import Matter

# An ordinary Monday, the end of Spring Festival, National Day, a Sunday in winter, a year without a calendar yet.
DAYS = (date(2026, 4, 20), date(2026, 2, 24), date(2026, 10, 5), date(2026, 12, 6), date(2028, 6, 1))


@pytest.fixture(scope="package", params=DAYS, ids=str)
def day(request: pytest.FixtureRequest) -> date:
    chosen: date = request.param
    return chosen


@pytest.fixture(scope="package")
def world(day: date) -> list[Matter]:
    return matters.generate(day)
