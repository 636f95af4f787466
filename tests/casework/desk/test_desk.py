"""My desk: what is owed, most urgent first; what others owe; what it costs; what a leader and an empty office see."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tenants.casework.desk import queries
from tenants.casework.desk.views import ACTIONS
from tenants.core import clock, slots
from tenants.core.database import tenant_scope, write_transaction
from tenants.core.ids import new_id
from tenants.obligations import ledger
from tenants.obligations.rules import RULES
from tests.casework.lists.rows import counted_statements
from tests.casework.matters import accept, register, registered
from tests.conftest import Organisation, sign_in

DAY = timedelta(days=1)


def page_of(app: Flask, organisation: Organisation, part: str = "clerk", query: str = "") -> str:
    answer = sign_in(app, organisation, part).get(f"/o/{organisation.slug}/desk{query}")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def received(organisation: Organisation, *days_ago: int, **changes: Any) -> list[UUID]:
    """Register one matter for each number of days ago; each owes a notice within 15 days."""
    dates = {days: (clock.today() - days * DAY).isoformat() for days in days_ago}
    return [
        registered(organisation, received_on=dates[days], title=f"{days}天前的事", **changes)
        for days in days_ago
    ]


def test_duties_stand_most_urgent_first_with_the_button_that_fits(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        received(mine, 1, 17, 15)
        with tenant_scope(mine.id):
            accept(mine.clerk, register(mine.clerk, title="已受理的事"))
    page = page_of(app, mine)
    places = [page.index(words) for words in ("17天前的事", "15天前的事", "1天前的事", "已受理的事")]
    assert places == sorted(places)
    for words in (
        "逾期 2 天",
        "今日到期",
        "剩 14 天",
        "写告知书",
        "继续办理",
        "显示 4 / 4",
        "已逾期，最长 2 天",
    ):
        assert words in page


def test_counters_lead_to_what_they_count(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        received(mine, 1, 17, 18, 15)
    late, today = page_of(app, mine, query="?due=over"), page_of(app, mine, query="?due=today")
    assert ("17天前的事" in late, "18天前的事" in late, "15天前的事" in late) == (True, True, False)
    assert ("15天前的事" in today, "1天前的事" in today) == (True, False)
    assert "显示 2 / 2" in late
    assert "显示 1 / 1" in today


def test_handled_by_me_and_see_all(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        received(mine, *range(1, 14))
        received(mine, 14, handler_seat_id=str(mine.clerk.seat_id))
    assert "查看全部 14 项" in page_of(app, mine)
    assert page_of(app, mine, query="?whole=1").count("天前的事") == 14
    own = page_of(app, mine, query="?mine=1")
    assert ("14天前的事" in own, "13天前的事" in own) == (True, False)


def test_what_others_owe_stands_beside(app: Flask, mine: Organisation, county: Organisation) -> None:
    with app.app_context(), tenant_scope(mine.id), write_transaction():
        subject = ledger.Subject("referral", new_id(), "JK-ZB-2026-0001")
        ledger.owe("S01", subject, clock.today(), creditor_kind="tenant", debtor=county.id)
    page = page_of(app, mine)
    beside = page[page.index("等外单位办") :]
    assert "县信访局 JK-ZB-2026-0001" in beside
    assert "剩 1 个工作日" in beside
    theirs = page_of(app, county)
    assert "JK-ZB-2026-0001" in theirs[: theirs.index("等外单位办")]


def test_a_leader_reads_the_same_without_buttons(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        received(mine, 16)
    page = page_of(app, mine, "leader")
    assert "16天前的事" in page
    assert "写告知书" not in page
    assert "/cases/new" not in page


def test_a_duty_about_what_one_may_not_see_is_absent(
    app: Flask, mine: Organisation, twin: Organisation
) -> None:
    with app.app_context():
        with tenant_scope(mine.id), write_transaction():
            hidden = ledger.Subject("case", new_id(), "JKJ-2026-0001", "举报某科长")
            ledger.owe("D02", hidden, clock.today(), creditor_kind="petitioner")
        received(twin, 3)
    page = page_of(app, mine)
    assert "JKJ-2026-0001" not in page
    assert "3天前的事" not in page


def test_an_empty_desk_says_what_will_come(app: Flask, mine: Organisation) -> None:
    page = page_of(app, mine)
    assert "没有要办的事" in page
    assert "目前没有等外单位办的事" in page
    assert "没有符合这个条件的事" in page_of(app, mine, query="?due=over")


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (2, "晚上好"),
        (6, "上午好"),
        (10, "上午好"),
        (12, "中午好"),
        (13, "下午好"),
        (17, "下午好"),
        (18, "晚上好"),
    ],
)
def test_the_greeting_goes_by_the_offices_clock(
    app: Flask, mine: Organisation, hour: int, words: str
) -> None:
    with clock.frozen(clock.at_office(date(2026, 4, 20), hour, 30)):
        assert f"<h1>甲clerk，{words}</h1>" in page_of(app, mine)


def test_the_week_counts_its_own_days(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        received(mine, 15, 15, 14, 9, 8)  # due Monday twice, Tuesday, Sunday, and Monday of the next week
        with tenant_scope(mine.id):
            week = queries.summary().week()
            assert [(day.day, number) for day, number in week] == [
                (20, 2),
                (21, 1),
                (22, 0),
                (23, 0),
                (24, 0),
                (26, 1),
            ]
            assert queries.working_days_left() == 5
    with clock.frozen(datetime(2026, 5, 1, 2, tzinfo=UTC)), app.app_context(), tenant_scope(mine.id):
        assert (
            queries.working_days_left() == 0
        )  # Labour Day, a Friday; the office works again on Saturday the 9th


@pytest.mark.parametrize(
    ("today", "shown", "head"),
    [
        (date(2026, 4, 24), [20, 21, 22, 23, 24], "本周到期"),  # Friday
        (date(2026, 4, 25), [27, 28, 29, 30, 1], "下周到期"),  # Saturday
        (date(2026, 4, 26), [27, 28, 29, 30, 1], "下周到期"),  # Sunday
        (date(2026, 5, 1), [4, 5, 6, 7, 8, 9], "下周到期"),  # Labour Day, and something is due on the 9th
        (date(2026, 5, 9), [4, 5, 6, 7, 8, 9], "本周到期"),  # a Saturday on which the office works
    ],
)
def test_when_no_working_day_is_left_the_desk_looks_ahead(
    app: Flask, mine: Organisation, today: date, shown: list[int], head: str
) -> None:
    with app.app_context(), clock.frozen(clock.at_office(date(2026, 4, 24), 10, 0)):
        registered(mine, received_on="2026-04-24")  # due on the 9th of May
    with clock.frozen(clock.at_office(today, 10, 0)):
        with app.app_context(), tenant_scope(mine.id):
            assert [day.day for day, _number in queries.summary().week()] == shown
        page = page_of(app, mine)
        assert head in page
        assert ("下一个工作日" in page) == (head == "下周到期")


def test_every_rule_has_its_own_verb(app: Flask) -> None:
    assert set(ACTIONS) == set(RULES)


def test_rooms_between_the_walls_add_to_it(
    app: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = {
        "number": 7,
        "unit": "件",
        "text": "待签收的信封",
        "icon": "mail-opened",
        "url": "/x",
        "tone": "pair",
    }
    for name, part in {
        "desk.counters": counter,
        "desk.main": "<p>信封</p>",
        "desk.side": "<p>会议</p>",
    }.items():
        monkeypatch.setitem(slots._fillings, name, [lambda part=part: part])
    page = page_of(app, mine)
    for words in ("待签收的信封", "<p>信封</p>", "<p>会议</p>", "已登记，待受理"):
        assert words in page


def test_the_desk_costs_the_same_whatever_is_due(app: Flask, mine: Organisation) -> None:
    client, costs = sign_in(app, mine), []
    for days in ((3,), tuple(range(1, 40))):
        with app.app_context():
            received(mine, *days)
        client.get("/o/minea/desk?whole=1")
        with counted_statements(app) as sent:
            client.get("/o/minea/desk?whole=1")
        costs.append(len(sent))
        own = [sql for sql in sent if "FROM obligations" in sql or "FROM cases" in sql]
        assert len(own) == 5, own  # duties by day, the shown ones, their cases, what others owe, the counts
    assert costs[0] == costs[1]


def test_todays_list_is_for_paper(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        received(mine, 16, 13, 1)
    page = sign_in(app, mine).get("/o/minea/desk/print").get_data(as_text=True)
    assert ("16天前的事" in page, "13天前的事" in page, "1天前的事" in page) == (True, True, False)
    assert "甲矿公司" in page


def test_an_objection_is_nobodys_debt_to_wait_for(
    app: Flask, mine: Organisation, county: Organisation
) -> None:
    with app.app_context(), tenant_scope(mine.id), write_transaction():
        subject = ledger.Subject("referral", new_id(), "JK-ZB-2026-0002")
        ledger.owe("D04", subject, clock.today(), creditor_kind="tenant", debtor=county.id)
    assert "JK-ZB-2026-0002" not in page_of(app, mine)
    assert "JK-ZB-2026-0002" in page_of(app, county)
