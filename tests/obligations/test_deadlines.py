"""Computing one deadline: dates, warnings, the explanation of days, refusals, chips, words."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tenants.obligations.calendar import WorkingCalendar, shipped_calendar
from tenants.obligations.deadlines import (
    DeadlineError,
    Remaining,
    compute,
    days_between,
    find_rule,
    remaining,
)
from tenants.obligations.rules import RULES, Party, Source, Strictness, Unit, for_peers
from tenants.obligations.words import Reason, say_remaining

RIGHT = replace(RULES["D01"], id="D07", length=30, strictness=Strictness.RIGHT)


def deadline(rule_id, start, **given):
    return compute(find_rule(rule_id), date.fromisoformat(start), shipped_calendar(), **given)


def refusal(*arguments, **given) -> str:
    with pytest.raises(DeadlineError) as caught:
        compute(*arguments, **given)
    assert str(caught.value).count(".") >= 1
    return caught.value.reason.code


class TestRules:
    def test_ids_are_the_keys(self):
        assert list(RULES) == ["D01", "D02", "D03", "D04", "D05", "D11", "S01", "A01", "A02"]
        assert all(rule.id == key for key, rule in RULES.items())

    def test_only_law_cites_the_regulation(self):
        for rule in RULES.values():
            from_law = rule.id.startswith("D")
            assert (rule.basis.source is Source.REGULATION) == from_law
            assert rule.basis.citation.startswith("《信访工作条例》") == from_law

    @pytest.mark.parametrize(
        ("rule_id", "length", "unit", "article", "debtor", "creditor"),
        [
            ("D01", 15, Unit.DAY, "22", Party.PETITION_OFFICE, Party.PETITIONER),
            ("D02", 15, Unit.DAY, "23(2)", Party.FIRST_UNIT, Party.PETITIONER),
            ("D03", 15, Unit.DAY, "23(3)", Party.RECEIVING_UNIT, Party.PETITIONER),
            ("D04", 5, Unit.WORKDAY, "23(3)", Party.RECEIVING_UNIT, Party.SENDING_UNIT),
            ("D05", 60, Unit.DAY, "34", Party.COMPETENT_UNIT, Party.PETITIONER),
            ("D11", None, Unit.DAY, "22(1)3", Party.COMPETENT_UNIT, Party.SENDING_UNIT),
            ("S01", 1, Unit.WORKDAY, "", Party.RECEIVING_UNIT, Party.SENDING_UNIT),
            ("A01", None, Unit.DAY, "", Party.RECEIVING_UNIT, Party.SENDING_UNIT),
            ("A02", 5, Unit.WORKDAY, "", Party.SENDING_UNIT, Party.RECEIVING_UNIT),
        ],
    )
    def test_data(self, rule_id, length, unit, article, debtor, creditor):
        rule = RULES[rule_id]
        assert (rule.length, rule.unit, rule.basis.article) == (length, unit, article)
        assert (rule.debtor, rule.creditor) == (debtor, creditor)
        assert not rule.rollable

    def test_between_peers_the_rules_of_the_mechanism_are_cited(self):
        peers = for_peers(RULES["D04"])
        assert (peers.basis.source, peers.basis.citation) == (Source.MECHANISM, "联动机制规则")
        assert peers.basis.follows == "《信访工作条例》第二十三条第三款"
        assert (peers.length, peers.unit) == (5, Unit.WORKDAY)
        assert for_peers(RULES["D05"]) is RULES["D05"]
        assert for_peers(RULES["S01"]) is RULES["S01"]


class TestAsDict:
    def test_objection_across_spring_festival(self):
        printed = json.loads(json.dumps(deadline("D04", "2026-02-12").as_dict()))
        days = printed.pop("days")
        basis = printed.pop("basis")
        warnings = printed.pop("warnings")
        assert printed == {
            "rule": "D04",
            "name": "Raise an objection",
            "start": "2026-02-12",
            "length": 5,
            "unit": "workday",
            "strict_due": "2026-02-26",
            "rolled_due": "2026-02-26",
            "applies": "strict",
            "due": "2026-02-26",
            "last_working_day": "2026-02-26",
            "warn_on": ["2026-02-14", "2026-02-24", "2026-02-26"],
            "warn_daily_from": "2026-02-27",
            "provisional": False,
            "due_may_move": False,
            "provisional_reason": None,
        }
        assert [warning["why"] for warning in warnings] == ["three_working_days", "half", "due"]
        assert (basis["source"], basis["article"]) == ("T22", "23(3)")
        assert "5个工作日内提出异议" in basis["text"]
        assert [day["ordinal"] for day in days] == [None, 1, 2] + [None] * 9 + [3, 4, 5]
        assert days[0]["why"] == "start_day"
        assert days[5] == {
            "date": "2026-02-17",
            "weekday": 2,
            "counted": False,
            "ordinal": None,
            "why": "public_holiday",
            "params": {"holiday": "spring_festival"},
            "text": "day off: Spring Festival",
        }

    def test_sentences_are_translated(self):
        printed = deadline("D04", "2026-12-30").as_dict(lambda text, **values: f"<{text % values}>")
        assert printed["name"] == "<Raise an objection>"
        assert printed["provisional_reason"]["text"].startswith("<The due date may move")
        assert printed["days"][1]["text"].startswith("<counted as a working day for now: the 2027")


class TestWarnings:
    def test_half_then_three_working_days_then_the_day(self):
        found = deadline("D03", "2026-03-02")
        assert [(day.date.isoformat(), day.why.code) for day in found.warnings] == [
            ("2026-03-10", "half"),
            ("2026-03-12", "three_working_days"),
            ("2026-03-17", "due"),
        ]

    def test_a_short_term_warns_only_on_the_day(self):
        assert deadline("S01", "2026-03-02").warn_on == (date(2026, 3, 3),)

    def test_a_right_does_not_warn_before_the_rest_day_it_rolls_over(self):
        found = compute(RIGHT, date(2026, 11, 5), shipped_calendar())
        assert [day.why.code for day in found.warnings] == ["half", "three_working_days", "due"]
        assert found.warn_on[-1] == date(2026, 12, 7)

    def test_every_day_after_the_due_day_warns(self):
        found = deadline("D04", "2026-02-12")
        reasons = [found.warning_on(date(2026, 2, 25) + timedelta(days=number)) for number in range(4)]
        assert [reason and reason.code for reason in reasons] == [None, "due", "overdue", "overdue"]


class TestProvisional:
    def test_working_days_into_a_year_without_notice(self):
        found = deadline("D04", "2026-12-30")
        assert (found.provisional, found.due_may_move, found.missing_years) == (True, True, (2027,))
        assert found.due == date(2027, 1, 6)

    def test_calendar_days_of_a_duty_stand_but_reminders_may_move(self):
        found = deadline("D05", "2026-12-01")
        assert (found.due, found.due_may_move) == (date(2027, 1, 30), False)
        assert found.provisional_reason == Reason("reminders_may_move", {"years": "2027"})

    def test_a_right_that_ends_in_such_a_year_may_move(self):
        found = compute(RIGHT, date(2026, 12, 4), shipped_calendar())
        assert (found.strict_due, found.due_may_move) == (date(2027, 1, 3), True)

    def test_two_missing_years_are_both_named(self):
        found = compute(RULES["D04"], date(2027, 12, 20), WorkingCalendar([]), length=20)
        assert found.provisional_reason == Reason("due_may_move", {"years": "2027, 2028"})

    def test_nothing_is_provisional_within_a_published_year(self):
        assert deadline("D05", "2026-03-06").provisional_reason is None


class TestLength:
    def test_an_extension_replaces_the_length(self):
        assert deadline("D05", "2026-03-06", length=90).due == date(2026, 6, 4)

    def test_a_named_date_is_taken(self):
        found = deadline("D11", "2026-03-06", due=date(2026, 3, 20))
        assert (found.due, found.length, found.days[-1].ordinal) == (date(2026, 3, 20), 14, 14)

    def test_a_named_date_on_a_rest_day_stands_and_warns_before(self):
        found = deadline("A01", "2026-03-06", due=date(2026, 5, 2))
        assert (found.due, found.last_working_day) == (date(2026, 5, 2), date(2026, 4, 30))
        assert found.warning_on(date(2026, 4, 30)) == Reason("last_working_day")

    def test_an_answer_may_be_asked_for_the_same_day(self):
        found = deadline("A01", "2026-03-06", due=date(2026, 3, 6))
        assert (found.due, found.length, found.warn_on) == (date(2026, 3, 6), 0, (date(2026, 3, 6),))
        assert [day.counted for day in found.days] == [False]


class TestRefusals:
    def test_unknown_rule_names_the_known_ones(self):
        with pytest.raises(DeadlineError, match=r"no deadline rule D99\. Known rules: D01, D02"):
            find_rule("D99")

    @pytest.mark.parametrize(
        ("rule_id", "given", "code"),
        [
            ("D01", {"due": date(2026, 3, 20)}, "date_refused"),
            ("D01", {"length": 0}, "length_out_of_range"),
            ("D01", {"length": -5}, "length_out_of_range"),
            ("D01", {"length": 3661}, "length_out_of_range"),
            ("D01", {"length": True}, "length_out_of_range"),
            ("D01", {"length": 1.5}, "length_out_of_range"),
            ("D11", {}, "date_needed"),
            ("D11", {"length": 3}, "length_refused"),
            ("D11", {"due": date(2026, 3, 5)}, "due_before_start"),
            ("D11", {"due": date(2126, 3, 5)}, "due_too_far"),
            ("D11", {"due": datetime(2026, 3, 20, tzinfo=UTC)}, "not_a_date"),
        ],
    )
    def test_refuses(self, rule_id, given, code):
        assert refusal(RULES[rule_id], date(2026, 3, 6), shipped_calendar(), **given) == code

    @pytest.mark.parametrize(
        ("start", "code"),
        [
            (datetime(2026, 3, 6, 23, tzinfo=UTC), "not_a_date"),
            ("2026-03-06", "not_a_date"),
            (date(1, 1, 1), "start_out_of_range"),
            (date.max, "start_out_of_range"),
        ],
    )
    def test_refuses_start(self, start, code):
        assert refusal(RULES["D01"], start, shipped_calendar()) == code


class TestRemaining:
    @pytest.mark.parametrize(
        ("today", "expected", "words"),
        [
            ("2026-02-12", Remaining("far", 5, Unit.WORKDAY), "5 working days left"),
            ("2026-02-14", Remaining("soon", 3, Unit.WORKDAY), "3 working days left"),
            ("2026-02-20", Remaining("soon", 3, Unit.WORKDAY), "3 working days left"),
            ("2026-02-25", Remaining("soon", 1, Unit.WORKDAY), "1 working day left"),
            ("2026-02-26", Remaining("today", 0, Unit.WORKDAY), "due today"),
            ("2026-02-27", Remaining("over", 1, Unit.DAY), "1 day overdue"),
            ("2026-03-01", Remaining("over", 3, Unit.DAY), "3 days overdue"),
        ],
    )
    def test_working_days(self, today, expected, words):
        found = remaining(deadline("D04", "2026-02-12"), date.fromisoformat(today), shipped_calendar())
        assert found == expected
        assert say_remaining(found.kind, found.number, found.unit) == words

    @pytest.mark.parametrize(
        ("today", "expected", "words"),
        [
            ("2026-03-06", Remaining("far", 11, Unit.DAY), "11 days left"),
            ("2026-03-13", Remaining("far", 4, Unit.DAY), "4 days left"),
            ("2026-03-14", Remaining("soon", 3, Unit.DAY), "3 days left"),
            ("2026-03-16", Remaining("soon", 1, Unit.DAY), "1 day left"),
        ],
    )
    def test_calendar_days(self, today, expected, words):
        found = remaining(deadline("D02", "2026-03-02"), date.fromisoformat(today), shipped_calendar())
        assert found == expected
        assert say_remaining(found.kind, found.number, found.unit) == words

    def test_days_used(self):
        calendar = shipped_calendar()
        assert days_between(Unit.WORKDAY, date(2026, 2, 12), date(2026, 2, 25), calendar) == 4
        assert days_between(Unit.DAY, date(2026, 3, 2), date(2026, 3, 11), calendar) == 9
