"""Worked cases with dates: every row of every scenario, and what each scenario asserts about its dates."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenants.obligations.calendar import WorkingCalendar, shipped_calendar
from tenants.obligations.deadlines import Deadline, compute, remaining
from tenants.obligations.rules import RULES, Rule, Strictness, Unit
from tenants.obligations.words import Reason

SCENARIOS = json.loads(Path(__file__).with_name("scenarios.json").read_text(encoding="utf-8"))["scenarios"]
RIGHTS = ("D07", "D09")


ROWS = [
    pytest.param(row, id=f"{scenario['id']}-{row['clock']}-{row['start']}")
    for scenario in SCENARIOS
    for row in scenario["expect"]
]


def rule_for(row: dict[str, Any]) -> Rule:
    """The shipped rule, or for a clock that is not shipped a plain rule of its length and unit."""
    strictness = Strictness.RIGHT if row["clock"] in RIGHTS else Strictness.DUTY
    generic = replace(RULES["D01"], length=row["length"], unit=Unit(row["unit"]), strictness=strictness)
    return RULES.get(row["clock"], generic)


def computed(row: dict[str, Any], calendar: WorkingCalendar | None = None) -> Deadline:
    return compute(rule_for(row), date.fromisoformat(row["start"]), calendar or shipped_calendar())


def one(scenario_id: str, clock: str, start: str) -> Deadline:
    (found,) = [
        row
        for scenario in SCENARIOS
        if scenario["id"] == scenario_id
        for row in scenario["expect"]
        if row["clock"] == clock and row["start"] == start
    ]
    return computed(found)


def counted(deadline: Deadline) -> list[str]:
    return [day.date.isoformat() for day in deadline.days if day.counted]


@pytest.mark.parametrize("row", ROWS)
def test_row(row):
    deadline = computed(row)
    assert (deadline.length, deadline.unit) == (row["length"], row["unit"])
    assert deadline.strict_due.isoformat() == row["due"]
    assert deadline.strict_due.strftime("%a") == row["weekday"]
    assert deadline.last_working_day.isoformat() == row.get("last_workday_on_or_before", row["due"])
    assert deadline.rolled_due.isoformat() == row.get("rolled_forward", row["due"])
    right = row["clock"] in RIGHTS
    assert deadline.applies == ("rolled" if right else "strict")
    assert deadline.due == (deadline.rolled_due if right else deadline.strict_due)


def test_all_scenarios_are_here():
    assert [scenario["id"] for scenario in SCENARIOS] == ["SC01", "SC02", "SC03", "SC05", "SC08", "SC10"]
    assert len(ROWS) == 24


def test_sc01_duty_is_not_rolled_over_labour_day_and_warns_before_it():
    deadline = one("SC01", "D05", "2026-03-06")
    assert (deadline.due, deadline.applies) == (date(2026, 5, 5), "strict")
    assert deadline.rolled_due == date(2026, 5, 6)
    assert deadline.warning_on(date(2026, 4, 30)) == Reason("last_working_day")
    assert remaining(deadline, date(2026, 4, 28), shipped_calendar()).kind == "far"
    assert remaining(deadline, date(2026, 5, 6), shipped_calendar()).kind == "over"


def test_sc02_a_monday_to_friday_counter_fails():
    deadline = one("SC02", "D04", "2026-02-12")
    naive = compute(RULES["D04"], date(2026, 2, 12), WorkingCalendar([]))
    assert naive.due == date(2026, 2, 19)
    assert naive.provisional
    assert deadline.due == date(2026, 2, 26)
    assert counted(deadline) == ["2026-02-13", "2026-02-14", "2026-02-24", "2026-02-25", "2026-02-26"]
    assert not deadline.provisional


def test_sc02_second_objection_counts_the_makeup_saturday():
    deadline = one("SC02", "D04", "2026-02-25")
    saturday = next(day for day in deadline.days if day.date == date(2026, 2, 28))
    assert (saturday.counted, saturday.ordinal, saturday.why.code) == (True, 3, "makeup_workday")


def test_sc02_transfer_on_the_limit_is_in_time():
    deadline = one("SC02", "D01", "2026-02-10")
    assert remaining(deadline, date(2026, 2, 25), shipped_calendar()).kind == "today"
    assert remaining(deadline, date(2026, 2, 26), shipped_calendar()).kind == "over"


def test_sc03_dragon_boat_is_not_counted():
    deadline = one("SC03", "D04", "2026-06-15")
    friday = next(day for day in deadline.days if day.date == date(2026, 6, 19))
    assert (friday.counted, friday.why.code) == (False, "public_holiday")
    assert friday.why.params == {"holiday": "dragon_boat"}


def test_sc05_right_rolls_to_monday_and_is_late_on_tuesday():
    deadline = one("SC05", "D09", "2026-11-05")
    assert (deadline.strict_due, deadline.due) == (date(2026, 12, 5), date(2026, 12, 7))
    assert [day.why.code for day in deadline.days[-3:]] == ["natural_day", "weekend", "rolled_to"]
    assert remaining(deadline, date(2026, 12, 7), shipped_calendar()).kind == "today"
    assert remaining(deadline, date(2026, 12, 8), shipped_calendar()).kind == "over"


def test_sc05_last_day_on_a_makeup_saturday_is_not_rolled():
    assert one("SC05", "D07", "2026-09-10").due == date(2026, 10, 10)


def test_sc05_a_duty_into_a_year_without_notice_keeps_its_date():
    deadline = one("SC05", "D10", "2026-12-07")
    assert deadline.missing_years == (2027,)
    assert deadline.provisional_reason == Reason("reminders_may_move", {"years": "2027"})
    assert not deadline.due_may_move


def test_sc10_makeup_sunday_and_saturday_count():
    assert "2026-09-20" in counted(one("SC10", "D13a", "2026-09-18"))
    assert "2026-10-10" in counted(one("SC10", "D13b", "2026-09-21"))
