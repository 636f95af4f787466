"""How often codes may be tried. The application of these tests is its own: everywhere else the limits are off."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from tenants.core.database import db
from tests.conftest import Organisation
from tests.public.conftest import TAIL, Browser, Filed, file_case


@contextmanager
def counting(app: Flask, storage: str) -> Iterator[Flask]:
    """An application on the same database that counts."""
    application = create_app({**app.config, "RATELIMIT_ENABLED": True, "RATELIMIT_STORAGE_URI": storage})
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def limited(app: Flask) -> Iterator[Flask]:
    with counting(app, "memory://") as application:
        yield application


@pytest.fixture
def clock_hand(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let the test move the clock by which the limits count."""
    hand = [time.time()]
    monkeypatch.setattr(time, "time", lambda: hand[0])
    return hand


def knock(application: Flask, address: str = "192.0.2.1", code: str = "7K3M9QXA", forwarded: str = "") -> Any:
    return application.test_client().post(
        "/p/",
        data={"code": code, "phone_tail": TAIL},
        environ_base={"REMOTE_ADDR": address},
        headers={"X-Forwarded-For": forwarded} if forwarded else {},
    )


def test_the_eleventh_try_in_a_minute_is_told_when_to_try_again(limited: Flask, mine: Organisation) -> None:
    assert [knock(limited).status_code for _try in range(10)] == [422] * 10
    answer = knock(limited)
    assert answer.status_code == 429
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 61
    assert f"试得太频繁了。过 {seconds} 秒再试。" in answer.get_data(as_text=True)


def test_a_right_code_waits_like_a_wrong_one(limited: Flask, mine: Organisation) -> None:
    filed: Filed = file_case(limited, mine)
    for _try in range(10):
        knock(limited)
    assert knock(limited, code=filed.code).status_code == 429
    assert knock(limited, address="192.0.2.2", code=filed.code).status_code == 303


def test_after_a_minute_one_may_try_again_but_not_all_day(
    limited: Flask, mine: Organisation, clock_hand: list[float]
) -> None:
    for _minute in range(6):
        assert [knock(limited).status_code for _try in range(10)] == [422] * 10
        clock_hand[0] += 61
    answer = knock(limited)
    assert answer.status_code == 429
    assert 1800 < int(answer.headers["Retry-After"]) <= 3601
    assert "分钟再试" in answer.get_data(as_text=True)
    clock_hand[0] += 3600
    assert knock(limited).status_code == 422


def test_a_household_on_ipv6_counts_as_one(limited: Flask, mine: Organisation) -> None:
    for number in range(10):
        assert knock(limited, address=f"2001:db8::{number}").status_code == 422
    assert knock(limited, address="2001:db8::ffff").status_code == 429
    assert knock(limited, address="2001:db8:0:1::1").status_code == 422


def test_behind_our_own_proxy_each_visitor_counts_alone(limited: Flask, mine: Organisation) -> None:
    for number in range(12):
        assert knock(limited, address="127.0.0.1", forwarded=f"192.0.2.{number}").status_code == 422
    for claimed in ("203.0.113.9", "nonsense", *["x, 192.0.2.99"] * 10):
        knock(limited, address="127.0.0.1", forwarded=claimed)
    assert knock(limited, address="127.0.0.1", forwarded="203.0.113.1, 192.0.2.99").status_code == 429


def test_what_a_stranger_claims_to_forward_is_not_believed(limited: Flask, mine: Organisation) -> None:
    answers = [knock(limited, forwarded=f"203.0.113.{number}").status_code for number in range(11)]
    assert answers == [422] * 10 + [429]


def test_only_trying_counts_not_looking(limited: Flask, mine: Organisation) -> None:
    filed = file_case(limited, mine)
    browser = Browser(limited)
    browser.enter(filed.code)
    for _look in range(15):
        browser.page("/p/")
        browser.page("/p/matter")


def test_when_everybody_tries_all_are_slowed_and_nobody_refused(
    limited: Flask, mine: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    for number in range(130):
        assert knock(limited, address=f"192.0.2.{number}").status_code == 422
    assert waits[:120] == [0.0] * 120
    assert waits[120:] == [0.5] * 10


def test_the_address_is_not_kept(limited: Flask, mine: Organisation) -> None:
    knock(limited, address="192.0.2.77")
    kept = "".join(repr(vars(limiter.storage)) for limiter in limited.extensions["limiter"])
    assert "LIMIT" in kept
    assert "192.0.2.77" not in kept


def test_while_redis_is_away_each_process_counts_for_itself(app: Flask, mine: Organisation) -> None:
    with counting(app, "redis://127.0.0.1:1/0") as alone:
        assert [knock(alone).status_code for _try in range(11)] == [422] * 10 + [429]
