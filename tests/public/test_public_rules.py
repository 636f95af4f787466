"""The last day for a review, the wait when codes are tried too often."""

from datetime import date

import pytest

from portal.public.rules import ORDINARY_TRIES, last_review_day, wait_seconds


def test_thirty_days_for_a_review_without_the_day_of_service() -> None:
    assert last_review_day(date(2026, 4, 18)) == date(2026, 5, 18)


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(0, 0), (ORDINARY_TRIES, 0), (121, 0.5), (180, 0.5), (181, 1), (600, 4), (100000, 4)],
)
def test_everybody_waits_a_little_when_the_whole_town_tries(tries: int, seconds: float) -> None:
    assert wait_seconds(tries) == seconds
