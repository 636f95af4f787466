"""The working-day calendar: the shipped years day by day, counting along it, reading uploaded files."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.obligations.calendar import (
    CalendarFileError,
    CalendarYear,
    WorkingCalendar,
    parse_year,
    shipped_calendar,
    shipped_years,
)
from tenants.obligations.words import say

NOTICE = {
    "title": "国务院办公厅关于2027年部分节假日安排的通知",
    "number": "国办发明电〔2026〕0号",
    "issued": "2026-11-20",
    "url": "https://www.gov.cn/example",
}


def year_2027(**changes):
    """A made-up but valid file for 2027; ``None`` removes an entry."""
    record = {
        "year": 2027,
        "notices": [NOTICE],
        "off_days": {
            "2027-01-01": "new_year",
            "2027-05-01": "labour_day",
            "2027-10-01": "national_day",
            "2027-10-02": "national_day",
            "2027-10-03": "national_day",
        },
        "makeup_workdays": {"2027-10-09": "national_day"},
    } | changes
    return {name: value for name, value in record.items() if value is not None}


def flaws_of(record) -> list[str]:
    with pytest.raises(CalendarFileError) as caught:
        parse_year(record if isinstance(record, str | bytes) else json.dumps(record))
    return [flaw.code for flaw in caught.value.flaws]


class TestShippedYears:
    def test_every_day_equals_the_package_chinesecalendar(self):
        package = pytest.importorskip("chinese_calendar")
        first, last = date(2024, 1, 1), date(2026, 12, 31)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        assert len(days) == 366 + 365 + 365
        calendar = shipped_calendar()
        assert [day for day in days if calendar.is_working_day(day) != package.is_workday(day)] == []

    def test_every_year_names_its_notice(self):
        assert [year.year for year in shipped_years()] == [2024, 2025, 2026]
        for year in shipped_years():
            (notice,) = year.notices
            assert str(year.year) in notice.title
            assert notice.issued.year == year.year - 1
            assert notice.url.startswith("https://www.gov.cn/")

    @pytest.mark.parametrize(
        ("year", "working_days"),
        [(2024, 251), (2025, 248), (2026, 248)],
    )
    def test_working_days_of_the_year(self, year, working_days):
        assert (
            shipped_calendar().working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
            == working_days
        )

    @pytest.mark.parametrize("year", shipped_years(), ids=lambda year: str(year.year))
    def test_survives_a_round_trip(self, year):
        assert parse_year(json.dumps(year.as_dict())) == year


class TestDayKind:
    @pytest.mark.parametrize(
        ("day", "working", "text"),
        [
            (date(2026, 2, 13), True, "working day"),
            (date(2026, 2, 14), True, "working day to make up for Spring Festival"),
            (date(2026, 2, 17), False, "day off: Spring Festival"),
            (date(2026, 3, 1), False, "weekend"),
            (
                date(2027, 1, 4),
                True,
                "counted as a working day for now: the 2027 calendar is not in the system yet",
            ),
            (date(2027, 1, 3), False, "weekend for now: the 2027 calendar is not in the system yet"),
        ],
    )
    def test_reason(self, day, working, text):
        kind = shipped_calendar().day_kind(day)
        assert (kind.working, say(kind.reason)) == (working, text)
        assert kind.working == shipped_calendar().is_working_day(day)
        assert kind.provisional == (day.year == 2027)

    def test_late_december_waits_for_the_next_notice(self):
        calendar = shipped_calendar()
        assert calendar.missing_year(date(2026, 12, 27)) is None
        assert calendar.missing_year(date(2026, 12, 28)) == 2027
        assert calendar.missing_year(date(2025, 12, 28)) is None
        assert calendar.day_kind(date(2026, 12, 31)).provisional

    def test_a_notice_reaches_back_into_december(self):
        record = year_2027(
            off_days=year_2027()["off_days"] | {"2026-12-31": "new_year"},
            makeup_workdays={"2026-12-28": "new_year"},
        )
        assert flaws_of(record) == ["file_makeup_weekday"]
        calendar = WorkingCalendar([parse_year(record | {"makeup_workdays": []}), *shipped_years()])
        assert not calendar.is_working_day(date(2026, 12, 31))
        assert not calendar.day_kind(date(2026, 12, 31)).provisional

    def test_the_younger_notice_holds_for_late_december(self):
        sunday = date(2028, 12, 31)
        older = CalendarYear(2028, {sunday: "new_year"}, {})
        younger = CalendarYear(2029, {}, {sunday: "new_year"})
        assert not WorkingCalendar([older]).is_working_day(sunday)
        assert WorkingCalendar([younger, older]).is_working_day(sunday)
        again = CalendarYear(2029, {sunday: "new_year"}, {})
        worked = CalendarYear(2028, {}, {sunday: "new_year"})
        assert not WorkingCalendar([again, worked]).is_working_day(sunday)

    def test_a_later_file_replaces_the_year(self):
        assert not shipped_calendar().is_working_day(date(2026, 2, 23))
        replaced = WorkingCalendar([*shipped_years(), CalendarYear(2026, {}, {})])
        assert replaced.is_working_day(date(2026, 2, 23))
        assert not replaced.is_working_day(date(2025, 10, 8))


class TestCounting:
    def test_add_working_days(self):
        calendar = shipped_calendar()
        assert calendar.add_working_days(date(2026, 2, 12), 5) == date(2026, 2, 26)
        assert calendar.add_working_days(date(2026, 2, 26), -5) == date(2026, 2, 12)
        assert calendar.add_working_days(date(2026, 2, 17), 1) == date(2026, 2, 24)
        assert calendar.add_working_days(date(2026, 2, 17), 0) == date(2026, 2, 17)

    def test_nearest_working_days(self):
        calendar = shipped_calendar()
        assert calendar.last_working_day_on_or_before(date(2026, 5, 5)) == date(2026, 4, 30)
        assert calendar.next_working_day_on_or_after(date(2026, 5, 1)) == date(2026, 5, 6)
        saturday = date(2026, 5, 9)
        assert calendar.last_working_day_on_or_before(saturday) == saturday
        assert calendar.next_working_day_on_or_after(saturday) == saturday

    def test_working_days_between(self):
        calendar = shipped_calendar()
        assert calendar.working_days_between(date(2026, 2, 12), date(2026, 2, 26)) == 5
        assert calendar.working_days_between(date(2026, 2, 26), date(2026, 2, 12)) == -5
        assert calendar.working_days_between(date(2026, 2, 12), date(2026, 2, 12)) == 0

    def test_missing_years(self):
        calendar = shipped_calendar()
        assert calendar.missing_years(date(2026, 1, 1), date(2026, 12, 27)) == ()
        assert calendar.missing_years(date(2023, 12, 31), date(2027, 1, 1)) == (2023, 2027)
        assert calendar.published(2026)
        assert not calendar.published(2027)


class TestParseYear:
    def test_reads_names_and_notice(self):
        year = parse_year(json.dumps(year_2027()))
        assert year.off_days[date(2027, 5, 1)] == "labour_day"
        assert year.makeup_workdays == {date(2027, 10, 9): "national_day"}
        assert year.notices[0].issued == date(2026, 11, 20)

    def test_reads_plain_lists_and_sorts_them(self):
        listed = sorted(year_2027()["off_days"], reverse=True)
        year = parse_year(json.dumps(year_2027(off_days=listed, makeup_workdays=[])))
        assert next(iter(year.off_days)) == date(2027, 1, 1)
        assert set(year.off_days.values()) == {"other"}

    @pytest.mark.parametrize(
        ("changes", "codes"),
        [
            ({"year": "2027"}, ["file_bad_year"]),
            ({"year": True}, ["file_bad_year"]),
            ({"year": 1999}, ["file_bad_year"]),
            ({"year": None}, ["file_bad_year"]),
            ({"holidays": []}, ["file_unknown_key"]),
            ({"makeup_workdays": None}, ["file_days_shape"]),
            ({"makeup_workdays": "2027-10-09"}, ["file_days_shape"]),
            ({"makeup_workdays": ["2027-02-30"]}, ["file_bad_date"]),
            ({"makeup_workdays": ["20271009"]}, ["file_bad_date"]),
            ({"makeup_workdays": ["2027-W40-6"]}, ["file_bad_date"]),
            ({"makeup_workdays": [20271009]}, ["file_bad_date"]),
            ({"makeup_workdays": ["2027-10-09", "2027-10-09"]}, ["file_twice"]),
            ({"makeup_workdays": ["2026-10-10"]}, ["file_other_year"]),
            ({"makeup_workdays": ["2026-12-27"]}, ["file_other_year"]),
            ({"makeup_workdays": {"2027-10-09": "national holiday"}}, ["file_bad_holiday"]),
            ({"makeup_workdays": {"2027-10-09": ["national_day"]}}, ["file_bad_holiday"]),
            ({"makeup_workdays": ["2027-10-08"]}, ["file_makeup_weekday"]),
            ({"makeup_workdays": ["2027-10-03"]}, ["file_both"]),
            ({"notices": []}, ["file_bad_notices"]),
            ({"notices": [NOTICE, {"title": "x"}]}, ["file_bad_notices"]),
            ({"notices": [NOTICE | {"issued": "soon"}]}, ["file_bad_notices"]),
            ({"notices": [NOTICE | {"url": "javascript:alert(1)"}]}, ["file_bad_notices"]),
            ({"notices": [NOTICE | {"title": " "}]}, ["file_bad_notices"]),
            ({"off_days": ["2027-05-01", "2027-10-01"]}, ["file_not_off"]),
            ({"off_days": []}, ["file_not_off", "file_not_off"]),
        ],
    )
    def test_refuses(self, changes, codes):
        assert flaws_of(year_2027(**changes)) == codes

    def test_refuses_a_list_of_every_weekend(self):
        weekends = [day.isoformat() for day in all_days(2027) if day.weekday() >= 5]
        assert "file_too_many" in flaws_of(year_2027(off_days=weekends))

    def test_a_legal_holiday_on_a_weekend_need_not_be_listed_but_cannot_be_worked(self):
        listed = ["2027-01-01", "2027-10-01"]
        assert parse_year(json.dumps(year_2027(off_days=listed))).year == 2027
        assert flaws_of(year_2027(off_days=listed, makeup_workdays=["2027-05-01"])) == ["file_not_off"]

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "file_not_json"),
            ("{", "file_not_json"),
            (b"\xff\xfe\x00", "file_not_json"),
            ("[" * 100_000, "file_not_json"),
            ("[]", "file_not_object"),
            ('"2027"', "file_not_object"),
            ('{"year": 2027, "year": 2028}', "file_twice"),
        ],
    )
    def test_refuses_text(self, text, code):
        assert flaws_of(text) == [code]

    def test_names_every_flaw_in_sentences(self):
        record = year_2027(makeup_workdays=["2027-10-08", "2027-02-30"], holidays=[])
        with pytest.raises(CalendarFileError) as caught:
            parse_year(json.dumps(record))
        assert caught.value.sentences() == [
            "The file has an entry holidays that a calendar does not have. Correct its name or delete it.",
            "2027-02-30 in makeup_workdays is not a date. Write dates like 2027-02-06.",
            "2027-10-08 in makeup_workdays is not a Saturday or Sunday. Only weekend days are made up for.",
        ]

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(["year", "off_days", "makeup_workdays", "notices", "2027-01-01", "x"]),
                    inner,
                )
            ),
            max_leaves=12,
        )
    )
    @settings(deadline=None)
    def test_other_json_is_refused_with_reasons(self, value):
        # A value this small lacks the holidays that every year has by law.
        assert flaws_of(value)


def all_days(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=number)
        for number in range(366)
        if (date(year, 1, 1) + timedelta(days=number)).year == year
    ]
