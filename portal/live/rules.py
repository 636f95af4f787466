"""Which events are told to whom, and how long a failed telling waits."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LONGEST_WAIT = timedelta(minutes=10)
PAGE_EVENTS = ("case.", "submission.", "referral.", "import.")
"""Roots of the events whose names go to open pages of the tenant. Others, such as accusations, are never named."""


class Receiver(StrEnum):
    """Who must know of an event."""

    SENDER = "sender"
    RECEIVER = "receiver"
    HANDLER = "handler"


@dataclass(frozen=True)
class Telling:
    """That an event gives a notice: to whom, about what, and which permission a seat needs to read it."""

    receiver: Receiver
    subject_kind: str
    permission: str


_READS_REFERRAL, _READS_CASE = "referral.read", "case.read"
TELLINGS = {
    "referral.delivered": Telling(Receiver.RECEIVER, "referral", _READS_REFERRAL),
    "referral.signed_for": Telling(Receiver.SENDER, "referral", _READS_REFERRAL),
    "referral.accepted": Telling(Receiver.SENDER, "referral", _READS_REFERRAL),
    "referral.answered": Telling(Receiver.SENDER, "referral", _READS_REFERRAL),
    "referral.confirmed": Telling(Receiver.RECEIVER, "referral", _READS_REFERRAL),
    "case.assigned": Telling(Receiver.HANDLER, "case", _READS_CASE),
}


def wait_after(attempts: int) -> timedelta:
    """Return how long an event waits after its ``attempts``-th telling failed: 1, 2, 4 … seconds, up to 10 minutes."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 12)), LONGEST_WAIT)


def is_for_pages(name: str) -> bool:
    """Tell whether open pages of the tenant may hear that ``name`` happened."""
    return name.startswith(PAGE_EVENTS)
