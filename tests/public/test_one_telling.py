"""The card on the staff's case page shows exactly what the petitioner sees: same steps, same words, same dates."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tenants.core import clock
from tests.casework.matters import confidential_actor
from tests.conftest import Organisation, sign_in
from tests.federation.conftest import mechanism, town  # noqa: F401 - fixtures
from tests.public.conftest import Browser, Filed, file_case
from tests.public.test_public_envelopes import Sent, sent  # noqa: F401 - a fixture

LATE = datetime(2026, 6, 30, 1, 30, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 1, 5, 1, 30, tzinfo=UTC)


def steps_on(page: str) -> list[tuple[str, str]]:
    """Return the steps that a page shows as (state, words); links to papers are the petitioner's alone."""
    found = re.search(r'<ol class="stages.*?</ol>', page, re.DOTALL)
    assert found, page
    items = re.findall(r'<li class="(\w+)"[^>]*>(.*?)</li>', found[0], re.DOTALL)
    return [(state, _words(re.sub(r'<a class="read".*?</a>', "", body))) for state, body in items]


def _words(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).strip()


def assert_same(filed: Filed, language: str = "zh_CN") -> list[tuple[str, str]]:
    """Compare both pages of a matter as they are now, and return the steps."""
    staff, petitioner = sign_in(filed.app, filed.owner), Browser(filed.app)
    for client in (staff, petitioner.client):
        client.set_cookie("locale", language)
    page = staff.get(f"/o/{filed.owner.slug}/cases/{filed.id}").get_data(as_text=True)
    assert steps_on(page) == steps_on(petitioner.enter(filed.code))
    return steps_on(page)


STATES: dict[str, list[Callable[[Filed], Any]]] = {
    "new": [],
    "accepted": [Filed.accept],
    "answered": [Filed.accept, Filed.answer],
    "closed": [Filed.accept, Filed.answer, Filed.close],
}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("state", STATES)
def test_of_an_appeal(filed: Filed, state: str, language: str) -> None:
    for act in STATES[state]:
        act(filed)
    assert_same(filed, language)


@pytest.mark.parametrize("acts", [[], [Filed.answer], [Filed.answer, Filed.close]], ids=len)
def test_of_a_suggestion(app: Flask, mine: Organisation, acts: list[Callable[[Filed], Any]]) -> None:
    filed = file_case(app, mine, case_class="suggestion")
    for act in acts:
        act(filed)
    assert_same(filed)


@pytest.mark.parametrize("moment", [LATE, NEXT_YEAR], ids=str)
def test_when_it_is_late(filed: Filed, moment: datetime) -> None:
    filed.accept()
    with clock.frozen(moment):
        assert any("应在" in words for _state, words in assert_same(filed))


def test_in_a_petition_office(app: Flask, county: Organisation) -> None:
    assert ("now", "正在确定由谁办理") in [
        (state, words[:8]) for state, words in assert_same(file_case(app, county))
    ]


HELPED: list[tuple[str, dict[str, Any]]] = [
    ("referral.sign_for", {"note": ""}),
    ("referral.accept", {"title": "协助", "served_how": ""}),
    ("referral.answer", {"outcome": "solved", "answer": "单位之间的答复"}),
]


@pytest.mark.parametrize("far", range(len(HELPED) + 1))
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_of_help_that_was_asked_for(sent: Sent, far: int, language: str) -> None:  # noqa: F811 - the fixture
    sent.filed.accept()
    sent.send("co_handle", answer_due_on="2026-05-01")
    for name, payload in HELPED[:far]:
        sent.receive(name, **payload)
    assert_same(sent.filed, language)


@pytest.mark.parametrize("kind", ["transfer", "assign"])
@pytest.mark.parametrize("told_in_writing", [True, False])
@pytest.mark.parametrize("outcome", ["solved", "explained", "in_hand"])
def test_of_what_the_holder_does_after_a_referral(
    sent: Sent,  # noqa: F811 - the fixture
    kind: str,
    told_in_writing: bool,
    outcome: str,
) -> None:
    filed = sent.filed
    sent.send(kind, **({"answer_due_on": "2026-05-20"} if kind == "assign" else {}))
    steps = [assert_same(filed)]
    sent.receive("referral.sign_for", note="")
    steps.append(assert_same(filed))
    sent.receive("referral.accept", title="对方的标题", served_how="in_person" if told_in_writing else "")
    steps.append(assert_same(filed))
    assert any(words.startswith("受理了") for _state, words in steps[-1]) == told_in_writing
    with clock.frozen(datetime(2026, 4, 22, 1, 30, tzinfo=UTC)):
        sent.receive("referral.answer", outcome=outcome, answer="单位之间的答复")
        steps.append(assert_same(filed))
        assert any("有了结果" in words for _state, words in steps[-1]) == (outcome != "in_hand")
        filed.close()
        steps.append(assert_same(filed))
    assert steps[0] != steps[-1]


def test_of_an_accusation_both_say_that_nothing_is_shown(app: Flask, mine: Organisation) -> None:
    with app.app_context():
        confidential_actor(mine)
    filed = file_case(app, mine, case_class="accusation")
    staff = sign_in(app, mine, "sealed").get(f"/o/{mine.slug}/cases/{filed.id}").get_data(as_text=True)
    theirs = Browser(app).enter(filed.code)
    for page in (staff, theirs):
        assert '<ol class="stages' not in page
        assert "4月17日 收到。由保密专办员办理" in page


def test_a_right_is_not_shown_as_something_owed(sent: Sent) -> None:  # noqa: F811 - the fixture
    sent.send("assign", answer_due_on="2026-05-20")
    sent.receive("referral.sign_for", note="")
    client = sign_in(sent.filed.app, sent.filed.owner)
    page = client.get(f"/o/{sent.filed.owner.slug}/cases/{sent.filed.id}").get_data(as_text=True)
    ruler = page[page.index("data-ruler") : page.index('id="case-body"')]
    assert "提出异议截止" in ruler
    assert "应提出异议" not in ruler
