"""The page of the list: what it shows to whom, as a whole page and as a fragment, and what it costs."""

from typing import Any

from flask import Flask
from markupsafe import escape

from tenants.casework.cases import list_queries
from tests.casework.lists.rows import closed, counted_statements, keep
from tests.casework.matters import PHONE, confidential_actor, registered
from tests.conftest import Organisation, sign_in

BUDGET = 4
"""Statements of the list itself: counts, open rows, closed rows, the stamp of the calendar."""


def listed(client: Any, organisation: Organisation, query: str = "", **headers: str) -> str:
    answer = client.get(f"/o/{organisation.slug}/cases/{query}", headers=headers)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_the_page_shows_cases_masked_and_in_words(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        registered(mine, title="要求补缴养老保险断缴部分", person_count=5)
    page = listed(sign_in(app, mine), mine)
    shown = (
        "JK-2026-0001",
        "要求补缴养老保险断缴部分",
        "陈** 等 5 人",
        "来访",
        "待受理",
        "剩 5 天",
        "职工养老保险",
    )
    for words in shown:
        assert words in page
    assert "陈建国" not in page
    assert PHONE not in page
    assert 'aria-current="page">全部' in page.replace('class="on" ', "")


def test_htmx_gets_the_list_alone_and_the_clean_address(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        keep(mine, {}, {"channel": "letter"})
    client = sign_in(app, mine)
    query = "?view=&q=&channel=letter&first=&last="
    answer = client.get(f"/o/minea/cases/{query}", headers={"HX-Request": "true", "HX-Target": "list"})
    part = answer.get_data(as_text=True)
    assert answer.headers["HX-Push-Url"] == "/o/minea/cases/?channel=letter"
    assert "<html" not in part
    assert 'id="views" hx-swap-oob="true"' in part
    assert "JK-2026-0002" in part
    assert "JK-2026-0001" not in part
    going_back = listed(client, mine, query, **{"HX-Target": "list", "HX-History-Restore-Request": "true"})
    assert "<html" in going_back


def test_paging_and_tabs_are_plain_links(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        keep(mine, *[{} for _ in range(30)])
    client = sign_in(app, mine)
    first = listed(client, mine)
    assert "共 30 项" in first
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(address).get_data(as_text=True)
    assert second.count("<tr><td") == 5
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second
    assert "view=to_accept" in first


def test_values_that_make_no_sense_are_said_and_left_out(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        keep(mine, {})
    page = listed(sign_in(app, mine), mine, "?state=gone&first=2026-99-99&after=%27&handler=1")
    for name in ("状态", "登记日期起", "页码", "承办人"):
        assert name in page.split("没有用上")[1].split("</div>")[0]
    assert "JK-2026-0001" in page


def test_what_is_empty_says_why_and_what_next(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    assert "还没有事项" in listed(client, mine)
    assert "没有逾期的事项" in listed(client, mine, "?view=overdue")
    assert "没有事项包含“水泥”" in listed(client, mine, "?q=水泥")
    assert "没有符合这些条件的事项" in listed(client, mine, "?channel=letter")


def test_a_leader_reads_and_is_offered_no_writing(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        keep(mine, {})
    page = listed(sign_in(app, mine, "leader"), mine)
    assert "JK-2026-0001" in page
    for address in ("/cases/new", "/imports/", "/cases/export"):
        assert address not in page


def test_without_the_right_or_the_seat_there_is_no_list(
    app: Flask, mine: Organisation, twin: Organisation
) -> None:
    assert sign_in(app, mine, "admin").get("/o/minea/cases/").status_code == 403
    foreign = sign_in(app, twin).get("/o/minea/cases/")
    absent = sign_in(app, twin).get("/o/nowhere/cases/")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.get_data() == absent.get_data().replace(b"/o/nowhere/", b"/o/minea/")


def test_accusations_are_in_no_list_count_or_search_but_the_officers(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        confidential_actor(mine)
        keep(
            mine,
            {},
            {"case_class": "accusation", "title": "举报收受回扣"},
            closed(3, case_class="accusation"),
        )
    clerk, officer = sign_in(app, mine), sign_in(app, mine, "sealed")
    page = listed(clerk, mine)
    assert "举报收受回扣" not in page
    assert "共 1 项" in page
    for query in ("?view=closed", "?sort=newest&state=closed", "?q=回扣", "?view=today"):
        assert "JK-2026-0002" not in listed(clerk, mine, query)
        assert "JK-2026-0003" not in listed(clerk, mine, query)
    assert "举报收受回扣" in listed(officer, mine)
    assert "共 3 项" in listed(officer, mine)


def statements(app: Flask, client: Any, organisation: Organisation, query: str = "") -> int:
    listed(client, organisation, query)  # what is read once a process
    with counted_statements(app) as sent:
        listed(client, organisation, query)
    return len(sent)


def test_a_page_costs_the_same_whatever_it_shows(app: Flask, mine: Organisation) -> None:
    client = sign_in(app, mine)
    with app.app_context():
        keep(mine, {}, closed(2))
    few = statements(app, client, mine)
    with app.app_context():
        keep(mine, *[{"number": f"JK-2025-{number:04d}"} for number in range(60)])
        keep(mine, *[closed(3, number=f"JK-2024-{number:04d}") for number in range(60)])
    frame = statements_of_frame(app, client)
    assert statements(app, client, mine) <= few <= frame + BUDGET
    assert statements(app, client, mine, "?view=closed") <= frame + BUDGET
    # One more: the count of what is narrowed.
    assert statements(app, client, mine, "?channel=visit") <= frame + BUDGET + 1


def statements_of_frame(app: Flask, client: Any) -> int:
    """Count what the frame of a page costs by a page that reads nothing else; its menu shows one of our counts."""
    client.get("/o/minea/imports/")
    with counted_statements(app) as sent:
        assert client.get("/o/minea/imports/").status_code == 200
    own = [sql for sql in sent if "FROM imports" in sql or "FROM cases" in sql]
    assert len(own) == 2
    return len(sent) - len(own)


def test_a_large_archive_is_not_counted_to_its_end(app: Flask, mine: Organisation, monkeypatch: Any) -> None:
    monkeypatch.setattr(list_queries, "COUNTED", 30)
    with app.app_context():
        keep(mine, {}, *[closed(3) for _ in range(30)])
    client = sign_in(app, mine)
    assert 'class="number">30<' in listed(client, mine, "?view=closed")
    assert "共 30 项" in listed(client, mine, "?view=closed")
    assert "共 30 项" in listed(client, mine, "?state=closed")
    with app.app_context():
        keep(mine, closed(3, number="JK-2020-0001"))
    assert "共 31 项" not in listed(client, mine, "?view=closed")
    for query, words in {"": "30 项以上", "?view=closed": "30 项以上", "?state=closed": "30 项以上"}.items():
        assert words in listed(client, mine, query), query
    assert 'class="number">30+<' in listed(client, mine)


def test_what_a_stranger_wrote_stays_text(app: Flask, mine: Organisation) -> None:
    """Rows are filled into places in braces: neither braces nor angle brackets of a case are read as anything."""
    wild = "{id}{due}<b>\"'&%s{0.__class__}"
    with app.app_context():
        keep(
            mine,
            {
                "title": wild * 2,
                "petitioner_label": wild,
                "category": wild,
                "channel": wild,
                "referral_to": wild,
                "number": wild,
            },
        )
    shown = str(escape(wild))
    client = sign_in(app, mine)
    page = listed(client, mine, "?q=&unit=&columns=petitioner.category.channel.exchange")
    row = page.split("<tbody>")[1].split("</tbody>")[0]
    assert row.count(shown) >= 8
    assert wild not in page
    assert f'aria-label="{shown}"' in row
    listed(client, mine, "?q={id}{due}")
