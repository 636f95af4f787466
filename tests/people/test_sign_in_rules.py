"""Rules of sign-in: what a password may be, how failures slow down, where one may be sent on to."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants.people import rules
from tenants.people.devices import device_name
from tenants.people.rules import Weakness

NOW = datetime(2026, 4, 20, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("short", Weakness.SHORT),
        ("123456789", Weakness.SHORT),
        ("1234567890", Weakness.SIMPLE),
        ("9876543210", Weakness.SIMPLE),
        ("qwertyuiop", Weakness.SIMPLE),
        ("abcdefghijkl", Weakness.SIMPLE),
        ("aaaaaaaaaaaa", Weakness.SIMPLE),
        ("abababababab", Weakness.SIMPLE),
        ("Lin.Ky-2026-secret", Weakness.LIKE_LOGIN),
        ("correct horse battery", None),
        ("矿灯铁锹安全帽胶靴毛巾皮带", None),
        ("1q2w3e4r5t", None),
    ],
)
def test_a_password_is_judged_by_how_easily_it_is_guessed(password: str, weakness: Weakness | None) -> None:
    assert rules.weakness(password, "lin.ky") == weakness


def test_failures_cost_nothing_at_first_and_then_twice_as_long_each_time() -> None:
    waits = [rules.lock_after(failures).total_seconds() for failures in range(20)]
    assert waits[:5] == [0, 0, 0, 0, 0]
    assert waits[5:9] == [1, 2, 4, 8]
    assert waits[-1] == rules.LONGEST_LOCK.total_seconds() == max(waits)


@pytest.mark.parametrize(
    ("idle", "age", "ended", "counts"),
    [
        (timedelta(hours=7), timedelta(hours=7), False, True),
        (timedelta(hours=9), timedelta(hours=9), False, False),
        (timedelta(minutes=1), timedelta(days=8), False, False),
        (timedelta(0), timedelta(0), True, False),
    ],
)
def test_a_session_ends_by_idleness_age_or_will(
    idle: timedelta, age: timedelta, ended: bool, counts: bool
) -> None:
    assert rules.session_ended(NOW - age, NOW - idle, NOW if ended else None, NOW) is not counts


@pytest.mark.parametrize(
    "target", ["/", "/o/minea/desk", "/o/minea/cases/?q=%E9%81%93%E8%B7%AF", "/a?b=http://c"]
)
def test_a_path_of_this_site_may_be_gone_on_to(target: str) -> None:
    assert rules.stays_on_site(target)


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "desk",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/ /evil.example",
        "/o\\..\\evil",
        "https://evil.example",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
        "//[bad",
    ],
)
def test_nothing_else_may(target: str | None) -> None:
    assert not rules.stays_on_site(target)


def test_one_administrator_must_remain() -> None:
    assert rules.administrator_remains([["handler"], ["tenant_admin", "leader"]], "tenant_admin")
    assert not rules.administrator_remains([["handler"], ["leader"]], "tenant_admin")
    assert not rules.administrator_remains([], "tenant_admin")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/116.0 Mobile MicroMessenger/8.0", "WeChat · Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8.0", "curl"),
        ("", ""),
    ],
)
def test_a_device_is_named_shortly(agent: str, name: str) -> None:
    assert device_name(agent) == name
