"""What the page of a matter says in each state, and what it never says."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from tenants.core import clock
from tenants.core.database import db, tenant_scope, write_transaction
from tenants.papers.issuing import issue_document
from tests.conftest import MONDAY, Organisation
from tests.public.conftest import ADDRESS, ID_NUMBER, LETTER, NAME, PHONE, TITLE, Browser, Filed, file_case

IN_THREE_WEEKS = datetime(2026, 5, 11, 1, 30, tzinfo=UTC)


def words_of(page: str) -> str:
    """Return a page's words without its tags, in one line."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_a_new_matter_says_by_when_the_petitioner_hears(filed: Filed, browser: Browser) -> None:
    text = words_of(browser.enter(filed.code))
    for part in (
        TITLE,
        f"查询码 {filed.code[:4]}-{filed.code[4:]}",
        "正在审查是否受理 还有 12 天 最晚 5月2日 书面告诉您是否受理",
        "收到 4月17日",
        "甲矿公司 4月17日 起",
        "0998-0000001",
        "从 4月17日 起算 15 天，当天不计",
        "《信访工作条例》第二十三条第二款",
        "没有提供给别的单位",
    ):
        assert part in text


def test_after_acceptance_it_is_looked_into_until_the_sixtieth_day(filed: Filed, browser: Browser) -> None:
    notice = filed.accept()
    page = browser.enter(filed.code)
    assert "正在核查 还有 60 天 最晚 6月19日 书面答复您" in words_of(page)
    assert "《信访工作条例》第三十四条" in page
    assert f'href="/p/papers/{notice}">看告知书' in page


def test_after_the_answer_there_is_a_review_until_the_thirtieth_day(filed: Filed, browser: Browser) -> None:
    filed.accept()
    opinion = filed.answer()
    text = words_of(browser.enter(filed.code))
    assert "已书面答复" in text
    assert "5月20日 以前（含当天），可以向甲矿公司的上一级单位请求复查" in text
    assert "同意补缴九个月" in browser.page(f"/p/papers/{opinion}")


def test_an_answer_sent_by_post_counts_from_the_day_it_arrives(filed: Filed, browser: Browser) -> None:
    filed.accept()
    filed.answer(served_how="post")
    assert "收到答复之日起 30 天内，可以向甲矿公司的上一级单位请求复查" in words_of(browser.enter(filed.code))


def test_the_last_day_for_a_review_rolls_past_rest_days(
    app: Flask, mine: Organisation, browser: Browser
) -> None:
    """Thirty days from Thursday 2 April end on Saturday 2 May, inside the holiday; the right holds until 6 May."""
    with clock.frozen(datetime(2026, 4, 2, 1, 30, tzinfo=UTC)):
        filed = file_case(app, mine, received_on="2026-04-01")
        filed.accept()
        filed.answer()
        assert "5月6日 以前（含当天）" in words_of(browser.enter(filed.code))
    with clock.frozen(datetime(2026, 5, 6, 12, 0, tzinfo=UTC)):
        assert "请求复查" in words_of(browser.enter(filed.code))
    with clock.frozen(datetime(2026, 5, 7, 1, 30, tzinfo=UTC)):
        assert "请求复查" not in words_of(browser.enter(filed.code))


def test_a_finished_matter_says_when(filed: Filed, browser: Browser) -> None:
    filed.accept()
    filed.answer()
    filed.close()
    assert "办结了 4月20日 办结" in words_of(browser.enter(filed.code))


def test_late_is_said_in_words(filed: Filed, browser: Browser) -> None:
    with clock.frozen(IN_THREE_WEEKS):
        text = words_of(browser.enter(filed.code))
    assert "晚了 9 天 本应在 5月2日 前书面告诉您是否受理，已经晚了。" in text


def test_the_last_day_is_today(filed: Filed, browser: Browser) -> None:
    with clock.frozen(datetime(2026, 5, 2, 1, 30, tzinfo=UTC)):
        assert "今天到期" in browser.enter(filed.code)


def test_a_petition_office_first_says_who_handles_it(
    app: Flask, county: Organisation, browser: Browser
) -> None:
    text = words_of(browser.enter(file_case(app, county).code))
    assert "正在确定由谁办理 还有 12 天 最晚 5月2日 告诉您由谁办理" in text
    assert "《信访工作条例》第二十二条" in text


def test_a_suggestion_is_answered_without_acceptance(
    app: Flask, mine: Organisation, browser: Browser
) -> None:
    text = words_of(browser.enter(file_case(app, mine, case_class="suggestion").code))
    assert "最晚 5月2日 书面答复您" in text
    assert "受理" not in text.replace("请求", "")


def test_nothing_internal_and_nobodys_name_is_on_any_page(filed: Filed, browser: Browser) -> None:
    filed.act("case.note", text="金雀内部备注：领导批示")
    notice = filed.accept()
    opinion = filed.answer()
    pages = [
        browser.enter(filed.code),
        browser.page("/p/matter/print"),
        browser.page(f"/p/papers/{notice}"),
        browser.page(f"/p/papers/{opinion}"),
    ]
    actors = {actor.name for actor in filed.owner.actors.values()}
    for page in pages:
        for secret in (
            NAME,
            f"{NAME[0]}**",
            "金雀",
            PHONE,
            PHONE[-4:],
            ID_NUMBER,
            ADDRESS,
            LETTER,
            "领导批示",
            *actors,
        ):
            assert secret not in page


def test_a_paper_names_nobody_but_says_the_rest(filed: Filed, browser: Browser) -> None:
    notice = filed.accept()
    browser.enter(filed.code)
    page = browser.page(f"/p/papers/{notice}")
    for part in ("信访人：", "现决定受理", TITLE, "4月20日 送达", "这里隐去了称呼"):
        assert part in page


def test_papers_that_were_not_served_or_are_not_theirs_stay_inside(filed: Filed, browser: Browser) -> None:
    with filed.app.app_context(), tenant_scope(filed.owner.id), write_transaction():
        kept = [
            issue_document(
                filed.id, "handling_opinion", number="甲1号", title="白鹭草稿", body="x", issued_by="x"
            ),
            issue_document(
                filed.id,
                "transfer_letter",
                number="甲2号",
                title="白鹭内部函",
                body="x",
                issued_by="x",
                served_at=clock.now(),
            ),
        ]
        ids = [row.id for row in kept]
    assert "白鹭" not in browser.enter(filed.code)
    for paper_id in ids:
        assert browser.client.get(f"/p/papers/{paper_id}").status_code == 404


def test_of_an_accusation_only_that_it_was_received(app: Flask, mine: Organisation, browser: Browser) -> None:
    filed = file_case(app, mine, case_class="accusation", title="苍鹭举报事项")
    page = browser.enter(filed.code)
    text = words_of(page)
    for part in ("我们收到了", "保密办理", "4月17日 收到", "0998-0000001"):
        assert part in text
    printed = browser.page("/p/matter/print")
    for secret in ("苍鹭", "举报", "受理", "核查", LETTER, NAME, mine.clerk.name, "谁看过我的信息"):
        assert secret not in page + printed


def test_the_page_for_paper_says_the_same_and_more(filed: Filed, browser: Browser) -> None:
    filed.accept()
    browser.enter(filed.code)
    page = browser.page("/p/matter/print")
    for part in (
        TITLE,
        "最晚 6月19日 书面答复您",
        "60日内办结",
        "截至 2026年4月20日 09:30",
        "<h3>为什么是 6月19日</h3>",
    ):
        assert part in page


def test_english_readers_get_english(filed: Filed, browser: Browser) -> None:
    browser.client.set_cookie("locale", "en")
    text = words_of(browser.enter(filed.code))
    assert "By 2 May at the latest you are told in writing whether it is accepted." in text
    assert "Regulations on Petition Work, article 23(2)" in text
    assert "Minea" in text


def test_a_day_of_another_year_carries_its_year(filed: Filed, browser: Browser) -> None:
    with clock.frozen(MONDAY + timedelta(days=300)):
        assert "收到 2026年4月17日" in words_of(browser.enter(filed.code))


SCRIPTS = re.compile(r"<script(?![^>]*\bsrc=)|javascript:|\son\w+=|\sstyle=|<style")


def test_everything_works_without_a_script(filed: Filed, browser: Browser) -> None:
    """The client runs no script: each link leads somewhere, each form is sent as it is."""
    filed.accept()
    browser.client.get("/p/")
    for path in ("/p/", "/p/matter", "/p/matter/print"):
        page = browser.page(path) if path == "/p/" else (browser.knock(filed.code), browser.page(path))[1]
        assert not SCRIPTS.search(page)
        for link in re.findall(r'<a [^>]*href="([^"]*)"', page):
            assert link.startswith(("tel:", "#main")) or browser.client.get(link).status_code == 200, link
        for form in re.findall(r"<form[^>]*>", page):
            assert 'method="post"' in form
            assert 'action="/' in form
    answer = browser.client.post("/display", data={"size": "lg", "next": "/p/matter"})
    assert answer.location == "/p/matter"
    assert 'data-size="lg"' in browser.page("/p/matter")


@pytest.mark.parametrize("path", ["/p/matter", "/p/matter/print"])
def test_a_page_asks_the_database_eight_times_at_most(path: str, filed: Filed, browser: Browser) -> None:
    filed.accept()
    browser.enter(filed.code)
    seen: list[str] = []

    def note(_conn: object, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.startswith("SELECT") and "set_config" not in sql:
            seen.append(sql)

    with filed.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        browser.page(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert 0 < len(seen) <= 8, seen
