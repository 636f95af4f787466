"""The house check finds each kind of breach, and is silent in a house that is in order."""

from pathlib import Path

import pytest

from tests.scripts.conftest import Call

CLEAN = "from datetime import timedelta\n\n\ndef due(day):\n    return day + timedelta(days=7)\n"


@pytest.fixture(autouse=True)
def house(project: Path) -> None:
    for folder in ("tenants/casework", "portal", "templates"):
        (project / folder).mkdir(parents=True)
    (project / "tenants/casework/rules.py").write_text(CLEAN)


def test_a_house_in_order_passes(call: Call) -> None:
    done = call("scripts/house.py")
    assert done.returncode == 0, done.stdout
    assert "files, median" in done.stdout


@pytest.mark.parametrize(
    ("place", "content", "said"),
    [
        ("tenants/casework/long.py", "x = 1\n" * 401, "401 lines, at most 400"),
        ("templates/long.html", "<p></p>\n" * 401, "401 lines, at most 400"),
        ("tenants/casework/tall.py", "def tall():\n" + "    x = 1\n" * 60, "tall: 61 lines, over 60"),
        ("tenants/casework/utils.py", "x = 1\n", "the name says nothing"),
        ("tenants/casework/common/words.py", "x = 1\n", "the name says nothing"),
        ("tenants/casework/rules.py", "import flask\n", "imports flask; rules and events stand on"),
        ("portal/rules.py", "from tenants.casework.models import Case\n", "imports tenants.casework.models"),
        ("portal/events.py", "from sqlalchemy import select\n", "imports sqlalchemy"),
        ("requirements.txt", "flask>=3\n", "'flask>=3' is not one pinned package"),
        ("requirements-dev.txt", "a @ https://example.org/a.whl\n", "is not one pinned package"),
        (
            "package-lock.json",
            '{"packages": {"node_modules/a": {"resolved": "https://example.org", "integrity": "x"}}}',
            "a names an address",
        ),
        ("package-lock.json", '{"packages": {"node_modules/a": {}}}', "a has no integrity hash"),
    ],
)
def test_each_breach_is_named(project: Path, call: Call, place: str, content: str, said: str) -> None:
    (project / place).parent.mkdir(exist_ok=True)
    (project / place).write_text(content)
    done = call("scripts/house.py")
    assert done.returncode == 1
    assert place in done.stdout
    assert said in done.stdout


def test_rules_may_stand_on_other_rules(project: Path, call: Call) -> None:
    (project / "portal/rules.py").write_text("from tenants.casework.rules import due\n")
    assert call("scripts/house.py").returncode == 0
