"""What must hold for every rule, length and start day, checked against a model that counts another way."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tenants.obligations.calendar import CalendarYear, WorkingCalendar, shipped_calendar, shipped_years
from tenants.obligations.deadlines import Deadline, compute, remaining
from tenants.obligations.rules import RULES, Rule, Strictness, Unit

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2023, 6, 1), date(2029, 6, 1)
PUBLISHED = {2024, 2025, 2026}

days = st.dates(FIRST, date(2028, 3, 1))
lengths = st.integers(1, 90)
rules = st.builds(
    lambda unit, strictness: replace(RULES["D01"], unit=unit, strictness=strictness),
    st.sampled_from(Unit),
    st.sampled_from(Strictness),
)


def rest_days_of_the_model() -> set[int]:
    rests = {day.toordinal() for day in every_day() if day.strftime("%a") in ("Sat", "Sun")}
    for year in shipped_years():
        rests |= {day.toordinal() for day in year.off_days}
        rests -= {day.toordinal() for day in year.makeup_workdays}
    return rests


def every_day() -> list[date]:
    return [date.fromordinal(number) for number in range(FIRST.toordinal() - 30, LAST.toordinal())]


# The model: all working days as one sorted list of day numbers. Counting is a jump in the list, not a walk.
RESTS = rest_days_of_the_model()
WORKED = [day.toordinal() for day in every_day() if day.toordinal() not in RESTS]


def model_add(start: date, count: int) -> date:
    if count > 0:
        return date.fromordinal(WORKED[bisect_right(WORKED, start.toordinal()) + count - 1])
    return date.fromordinal(WORKED[bisect_left(WORKED, start.toordinal()) + count])


def model_between(after: date, until: date) -> int:
    return bisect_right(WORKED, until.toordinal()) - bisect_right(WORKED, after.toordinal())


def settled(day: date) -> bool:
    waits_for_next = (day.month, day.day) >= (12, 28) and day.year + 1 not in PUBLISHED
    return day.year in PUBLISHED and not waits_for_next


def computed(rule: Rule, start: date, length: int, calendar: WorkingCalendar | None = None) -> Deadline:
    return compute(rule, start, calendar or shipped_calendar(), length=length)


@given(days, st.integers(1, 120))
@example(date(2026, 2, 12), 5)
@example(date(2024, 2, 28), 1)
@settings(deadline=None)
def test_adding_working_days_equals_the_model(start, count):
    calendar = shipped_calendar()
    assert calendar.add_working_days(start, count) == model_add(start, count)
    assume(start > FIRST + timedelta(days=150))
    assert calendar.add_working_days(start, -count) == model_add(start, -count)


@given(days, days)
@settings(deadline=None)
def test_counting_between_equals_the_model(one, other):
    after, until = sorted([one, other])
    counted = shipped_calendar().working_days_between(after, until)
    assert counted == model_between(after, until)
    assert shipped_calendar().working_days_between(until, after) == -counted


@given(rules, days, lengths)
@settings(deadline=None)
def test_due_dates_equal_the_model(rule, start, length):
    found = computed(rule, start, length)
    by_days = date.fromordinal(start.toordinal() + length)
    assert found.strict_due == (model_add(start, length) if rule.unit is Unit.WORKDAY else by_days)
    assert found.rolled_due == model_add(found.strict_due - ONE_DAY, 1)
    assert found.last_working_day == model_add(found.strict_due + ONE_DAY, -1)


@given(rules, days, lengths, st.integers(0, 40))
@settings(deadline=None)
def test_a_later_start_never_ends_earlier(rule, start, length, later):
    one, other = computed(rule, start, length), computed(rule, start + timedelta(days=later), length)
    assert one.strict_due <= other.strict_due
    assert one.rolled_due <= other.rolled_due
    assert one.due <= other.due


@given(rules, days, lengths)
@settings(deadline=None)
def test_a_longer_term_ends_later(rule, start, length):
    assert computed(rule, start, length).strict_due < computed(rule, start, length + 1).strict_due


@given(rules, days, lengths)
@settings(deadline=None)
def test_the_explanation_counts_what_the_term_says(rule, start, length):
    found = computed(rule, start, length)
    counted = [day for day in found.days if day.counted]
    assert not found.days[0].counted
    assert (found.days[0].date, found.days[0].why.code) == (start, "start_day")
    assert len(counted) == length
    assert [day.ordinal for day in counted] == list(range(1, length + 1))
    assert counted[-1].date == found.strict_due
    assert found.days[-1].date == found.due
    assert all(later.date - day.date == ONE_DAY for day, later in pairwise(found.days))
    assert all(day.ordinal is None for day in found.days if not day.counted)


@given(rules, days, lengths)
@settings(deadline=None)
def test_order_of_the_dates(rule, start, length):
    found = computed(rule, start, length)
    assert start < found.strict_due <= found.rolled_due
    assert found.last_working_day <= found.strict_due
    assert found.rolled_due.toordinal() not in RESTS
    assert found.last_working_day.toordinal() not in RESTS
    assert found.due == (found.rolled_due if rule.strictness is Strictness.RIGHT else found.strict_due)
    if rule.unit is Unit.WORKDAY:
        assert found.strict_due == found.rolled_due == found.last_working_day


@given(rules, days, lengths)
@settings(deadline=None)
def test_warnings_lie_after_the_start_and_end_on_the_due_day(rule, start, length):
    found = computed(rule, start, length)
    assert list(found.warn_on) == sorted(set(found.warn_on))
    assert start < found.warn_on[0]
    assert found.warn_on[-1] == found.due
    if rule.strictness is Strictness.DUTY and found.last_working_day > start:
        assert found.last_working_day in found.warn_on


@given(days, lengths)
@settings(deadline=None)
def test_working_days_are_provisional_iff_a_day_on_the_way_is_unsettled(start, length):
    found = computed(RULES["D04"], start, length)
    unsettled = [day.date for day in found.days[1:] if not settled(day.date)]
    assert found.provisional == found.due_may_move == bool(unsettled)
    assert (found.provisional_reason is None) == (not unsettled)


@given(rules, days, lengths)
@example(RULES["D01"], date(2023, 12, 20), 15)
@settings(deadline=None)
def test_calendar_days_are_provisional_iff_a_day_around_the_end_is_unsettled(rule, start, length):
    rule = replace(rule, unit=Unit.DAY)
    found = computed(rule, start, length)
    from_day = min(found.last_working_day, max(start, model_add(found.due, -3)))
    around = [day for day in every_day() if from_day <= day <= found.rolled_due]
    assert found.provisional == any(not settled(day) for day in around)
    rolled_over = [day for day in every_day() if found.strict_due <= day <= found.rolled_due]
    right = rule.strictness is Strictness.RIGHT
    assert found.due_may_move == (right and any(not settled(day) for day in rolled_over))


def notices_to_come(draw_days: dict[int, list[date]]) -> list[CalendarYear]:
    return [
        CalendarYear(
            year,
            {day: "other" for day in chosen if day.weekday() < 5},
            {day: "other" for day in chosen if day.weekday() >= 5},
        )
        for year, chosen in draw_days.items()
    ]


def days_of_notice(year: int) -> st.SearchStrategy[list[date]]:
    return st.lists(st.dates(date(year - 1, 12, 28), date(year, 12, 31)), max_size=60, unique=True)


@given(
    rules,
    st.dates(date(2026, 9, 1), date(2027, 12, 31)),
    lengths,
    st.fixed_dictionaries({2027: days_of_notice(2027), 2028: days_of_notice(2028)}),
)
@settings(deadline=None, max_examples=300)
def test_what_is_not_called_provisional_survives_any_notice(rule, start, length, to_come):
    before = computed(rule, start, length)
    calendar = WorkingCalendar([*shipped_years(), *notices_to_come(to_come)])
    after = computed(rule, start, length, calendar)
    if not before.due_may_move:
        assert before.due == after.due
    if not before.provisional:
        assert before.warn_on == after.warn_on
        assert (before.strict_due, before.rolled_due) == (after.strict_due, after.rolled_due)
        assert before.last_working_day == after.last_working_day


@given(rules, days, lengths, st.integers(-100, 100))
@settings(deadline=None)
def test_the_chip_agrees_with_the_date(rule, start, length, offset):
    found = computed(rule, start, length)
    today = found.due + timedelta(days=offset)
    chip = remaining(found, today, shipped_calendar())
    assert (chip.kind == "over") == (today > found.due)
    assert (chip.kind == "today") == (today == found.due) == (chip.number == 0)
    assert (chip.kind == "soon") == (today < found.due and chip.number <= 3)
    if today > found.due:
        assert (chip.number, chip.unit) == (offset, Unit.DAY)


@given(st.integers(1949, 2199), st.integers(1, 400))
@example(2024, 1)
@example(2100, 1)
@settings(deadline=None)
def test_calendar_days_cross_leap_days_and_years(year, length):
    start = date(max(year, 1950), 2, 28)
    leap = start.year % 4 == 0 and (start.year % 100 != 0 or start.year % 400 == 0)
    assert computed(RULES["D01"], start, 1).strict_due == date(start.year, *((2, 29) if leap else (3, 1)))
    new_year = computed(RULES["D01"], date(start.year - 1, 12, 31), length)
    day_of_year = (new_year.strict_due - date(start.year, 1, 1)).days + 1
    assert day_of_year == length


@given(st.integers(1, 30))
@settings(deadline=None)
def test_working_days_cross_new_year(length):
    start = date(2025, 12, 31)
    found = computed(RULES["D04"], start, length)
    first_of_2026 = [number for number in WORKED if number > start.toordinal()]
    assert found.due.toordinal() == first_of_2026[length - 1]
    assert found.days[1].why.params == {"holiday": "new_year"}
