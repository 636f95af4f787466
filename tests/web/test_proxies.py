"""Whose address a request comes from: what our own proxies say is believed, what visitors claim is not."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request

from portal import config, create_app
from portal.proxies import client_address, parse_proxies
from tenants.core.database import db
from tenants.core.visitors import visitor
from tests.conftest import PASSWORD, Organisation

OURS = parse_proxies(["127.0.0.1", " ::1", "10.0.0.0/24", ""])


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9,10.0.0.8", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, 10.0.1.8", "10.0.1.8"),
        ("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, nonsense, 10.0.0.8", "10.0.0.8"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_right_most_address_that_is_not_ours_is_the_visitor(
    peer: str, forwarded: str, address: str
) -> None:
    assert client_address(peer, forwarded, OURS) == address


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.1/24"])
def test_a_proxy_that_is_no_address_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", f"127.0.0.1,{text}")
    settings = config.from_environment() | {"SECRET_KEY": "x"}
    with pytest.raises(config.BadSetting, match="FORWARDED_ALLOW_IPS"):
        config.check(settings)


def test_a_household_on_ipv6_counts_as_one_visitor(app: Flask) -> None:
    def key(address: str) -> str:
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return visitor()

    assert key("2001:db8::1") == key("2001:db8::ffff") != key("2001:db8:0:1::1")
    assert key("192.0.2.1") != key("192.0.2.2")
    assert "192.0.2.1" not in key("192.0.2.1")
    assert key("") == key("@")


@pytest.fixture
def counting(app: Flask) -> Iterator[Flask]:
    """An application on the same database that counts, behind a proxy at 10.0.0.8."""
    settings = {
        "RATELIMIT_ENABLED": True,
        "RATELIMIT_STORAGE_URI": "memory://",
        "TRUSTED_PROXIES": ["10.0.0.8"],
    }
    made = create_app({**app.config, **settings})
    yield made
    with made.app_context():
        db.engine.dispose()


def knock(app: Flask, path: str, peer: str, forwarded: str, **data: str) -> int:
    answer: Any = app.test_client().open(
        path,
        method="POST" if data else "GET",
        data=data or None,
        environ_base={"REMOTE_ADDR": peer},
        headers={"X-Forwarded-For": forwarded},
    )
    return int(answer.status_code)


def test_wrong_passwords_behind_a_proxy_count_for_the_visitor_alone(
    counting: Flask, mine: Organisation
) -> None:
    def guess(peer: str, forwarded: str, number: int) -> int:
        return knock(
            counting, "/sign-in", peer, forwarded, login=f"nobody{number}", password="wrong password"
        )

    assert [guess("10.0.0.8", "198.51.100.1, 203.0.113.9", number) for number in range(30)] == [422] * 30
    assert guess("10.0.0.8", "198.51.100.2, 203.0.113.9", 30) == 429
    office = {"login": mine.logins["clerk"], "password": PASSWORD}
    assert knock(counting, "/sign-in", "10.0.0.8", "203.0.113.10", **office) == 303


def test_who_claims_another_address_at_each_guess_is_slowed_all_the_same(
    counting: Flask, mine: Organisation
) -> None:
    def guess(number: int) -> int:
        claimed = f"203.0.113.{number}"
        return knock(
            counting, "/sign-in", "192.0.2.7", claimed, login=f"nobody{number}", password="wrong one"
        )

    assert [guess(number) for number in range(31)] == [422] * 30 + [429]


def test_refused_api_calls_behind_a_proxy_count_for_the_visitor_alone(counting: Flask) -> None:
    def call(forwarded: str) -> int:
        return knock(counting, "/api/v1/me", "10.0.0.8", forwarded)

    assert [call("203.0.113.9") for _call in range(61)] == [401] * 60 + [429]
    assert call("203.0.113.10") == 401


def test_everything_else_sees_the_visitor_too(app: Flask) -> None:
    made = Flask("small")
    made.config["TRUSTED_PROXIES"] = ["10.0.0.8"]
    made.add_url_rule("/", view_func=lambda: request.remote_addr or "")
    from portal.proxies import init_proxies

    init_proxies(made)
    answer = made.test_client().get(
        "/", environ_base={"REMOTE_ADDR": "10.0.0.8"}, headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert answer.get_data(as_text=True) == "203.0.113.9"
