"""Which papers a petitioner may read, until when a review may be asked for, how often codes may be tried.

Pure functions. Sources: Regulations on Petition Work (2022), article 35; Civil Code, articles 201 and 203.
"""

from datetime import date, timedelta

CODE_LENGTHS = (8, 12)
"""The short code goes with the last four digits of a telephone, the long one stands alone."""
TAIL_LENGTH = 4

TRIES_A_MINUTE = 10
TRIES_AN_HOUR = 60
ORDINARY_TRIES = 120
"""So many tries a minute the whole town may make before everybody's answers are slowed down."""
_TRIES_A_STEP, _STEP_SECONDS, _LONGEST_WAIT = 60, 0.5, 4.0

REVIEW_DAYS = 30
REVIEWABLE = "handling_opinion"
SHOWN_PAPERS = ("acceptance_notice", "path_notice", "handling_opinion")
"""Kinds of papers that are addressed to the petitioner; any other stays inside, served or not."""


def last_review_day(served_on: date) -> date:
    """Return the thirtieth day after service (article 35); the day of service is not counted (Civil Code, 201).

    It is a right of the petitioner: the caller rolls it past rest days (Civil Code, 203).
    """
    return served_on + timedelta(days=REVIEW_DAYS)


def wait_seconds(tries: int) -> float:
    """Return how long each answer waits when codes were tried ``tries`` times in this minute, by everybody together."""
    steps = -(-max(0, tries - ORDINARY_TRIES) // _TRIES_A_STEP)
    return min(_LONGEST_WAIT, steps * _STEP_SECONDS)
