"""The stages of every possible course."""

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest

from tenants.casework.progress.rules import Course, Standing, Step, stages, standing

DAYS = {
    "passed_on": date(2026, 4, 3),
    "accepted_on": date(2026, 4, 5),
    "answered_on": date(2026, 4, 20),
    "closed_on": date(2026, 4, 22),
}


def every_course() -> Iterator[Course]:
    """Yield each combination of class and dates; what has a day of closing is closed."""
    for kind, is_closed, flags in product(
        ("appeal", "suggestion"), (False, True), product((False, True), repeat=4)
    ):
        chosen = {name: day for flag, (name, day) in zip(flags, DAYS.items(), strict=True) if flag}
        if is_closed or "closed_on" not in chosen:
            yield Course(kind, is_closed, date(2026, 4, 1), **chosen)


def shown(course: Course) -> list[tuple[str, str]]:
    return [(stage.step.value, stage.state) for stage in stages(course)]


@pytest.mark.parametrize("course", list(every_course()))
def test_the_stages_of_every_course_are_in_order_and_true(course: Course) -> None:
    found = stages(course)
    steps = [stage.step for stage in found]
    assert steps == sorted(set(steps), key=list(Step).index)
    assert steps[0] == Step.RECEIVED
    assert steps[-1] == Step.CLOSED
    states = [stage.state for stage in found]
    assert states == sorted(states, key=["done", "now", "next"].index)
    assert states.count("now") == (standing(course) not in (Standing.ANSWERED, Standing.CLOSED))
    for stage in found:
        assert (stage.on is not None) <= (stage.state == "done")
        assert stage.on or stage.state != "done" or stage.step == Step.CLOSED


def test_an_appeal_goes_through_acceptance() -> None:
    assert shown(Course("appeal", False, date(2026, 4, 1))) == [
        ("received", "done"),
        ("accepted", "now"),
        ("looked_into", "next"),
        ("answered", "next"),
        ("closed", "next"),
    ]


def test_a_suggestion_is_never_accepted() -> None:
    assert shown(Course("suggestion", False, date(2026, 4, 1))) == [
        ("received", "done"),
        ("looked_into", "now"),
        ("answered", "next"),
        ("closed", "next"),
    ]


def test_a_matter_that_was_passed_on_shows_it() -> None:
    passed = Course("appeal", False, date(2026, 4, 1), passed_on=date(2026, 4, 3))
    assert standing(passed) == Standing.PASSED_ON
    assert shown(passed)[:3] == [("received", "done"), ("passed_on", "done"), ("accepted", "now")]


def test_an_old_matter_without_dates_is_received_and_finished() -> None:
    assert shown(Course("appeal", True, date(2020, 4, 1))) == [("received", "done"), ("closed", "done")]
