"""What closing asks, how a paper may be served, to whom it is addressed. Data and pure functions."""

from enum import StrEnum


class Service(StrEnum):
    """How a paper reached the petitioner; the next clock starts with it."""

    IN_PERSON = "in_person"
    POST = "post"
    MESSAGE = "message"
    ONLINE = "online"


GATES = ("responsibility", "problem", "risk")
"""The three questions before a matter is closed: is the responsibility placed, is the problem solved, is the hidden
risk dealt with? A “no” needs its reason."""


def reasons_missing(answers: dict[str, bool], reasons: dict[str, str]) -> list[str]:
    """Return the gates that were answered with no and lack a reason."""
    return [gate for gate in GATES if not answers[gate] and not reasons[gate]]


def addressee(name: str, person_count: int) -> str:
    """Return to whom a paper is addressed when several brought the matter: 陈建国等5人."""
    return f"{name}等{person_count}人" if person_count > 1 else name
