"""`make test`: everything on SQLite, what touches a database on PostgreSQL, the walls on the embedded one.

    python3 scripts/test.py [arguments for pytest]

The last line is the sum: `N passed, N failed, N skipped`. The exit code is 0 only when every pass was green.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from setup import ensure
from steps import ROOT, VENV_PYTHON, guarded, say

RESULTS = ROOT / "test-results"
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Pass:
    """One call of pytest: what it is for, its arguments, and a PostgreSQL it insists on."""

    name: str
    arguments: tuple[str, ...]
    postgres: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a pass came to; ``green`` is false also when pytest itself broke down."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    green: bool = True


SQLITE = Pass("SQLite", ("--database", "sqlite"))
POSTGRESQL = Pass("PostgreSQL", ("--database", "postgresql", "-m", "database or postgres"))
EMBEDDED = Pass("embedded PostgreSQL", ("--database", "postgresql", "-m", "embedded"), postgres="embedded")


def main() -> int:
    """Set up, find a browser, run the passes and print the sum."""
    ensure("dev")
    subprocess.run([VENV_PYTHON, "scripts/browser.py"], cwd=ROOT, check=True)
    RESULTS.mkdir(exist_ok=True)
    outcomes = [_run(each, sys.argv[1:]) for each in _passes()]
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    skipped = sum(outcome.skipped for outcome in outcomes)
    green = all(outcome.green for outcome in outcomes) and not failed
    if not green and not failed:
        say("\nNo test failed, but pytest itself did; see above.")
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 0 if green else 1


def _passes() -> list[Pass]:
    command = [str(VENV_PYTHON), "-m", "tests.databases"]
    kind = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    if kind == "embedded":
        return [SQLITE, POSTGRESQL]
    return [SQLITE, POSTGRESQL, EMBEDDED]


def _run(each: Pass, extra: list[str]) -> Outcome:
    say(f"\n=== {each.name} ===")
    report = RESULTS / f"{each.name.replace(' ', '-').lower()}.xml"
    report.unlink(missing_ok=True)
    command = [str(VENV_PYTHON), "-m", "pytest", "-q", "-n", _processes(), "--dist", "worksteal"]
    command += [*each.arguments, f"--junitxml={report}", "-o", "junit_family=xunit1", *extra]
    settings = dict(os.environ)
    if each.postgres:
        settings["LIANDONG_TEST_POSTGRES"] = each.postgres
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode
    say(f"{each.name}: {time.monotonic() - started:.0f} s")
    # A selection by hand may leave nothing for one of the passes; a whole run may not.
    nothing_is_fine = code == NOTHING_COLLECTED and bool(extra)
    if code == NOTHING_COLLECTED and not extra:
        say(f"No test was selected by {' '.join(each.arguments)}, which cannot be right.")
    return _read(report, green=code == 0 or nothing_is_fine)


def _processes() -> str:
    return os.environ.get("TEST_PROCESSES", "auto")


def _read(report: Path, green: bool) -> Outcome:
    if not report.exists():
        return Outcome(green=green)
    suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it just now
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in suites:
        for name in counts:
            counts[name] += int(suite.get(name, "0"))
    failed = counts["failures"] + counts["errors"]
    return Outcome(counts["tests"] - failed - counts["skipped"], failed, counts["skipped"], green)


if __name__ == "__main__":
    guarded(main)
