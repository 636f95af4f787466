"""Which Chromium the browser tests take, and how they start it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers import find_chromium, launch_arguments, missing_because


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    find_chromium.cache_clear()
    yield
    find_chromium.cache_clear()


def program(place: Path, words: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{words}\n")
    place.chmod(0o755)
    return place


def test_the_configured_one_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "bin/chromium", "echo Chromium 1")
    mine = program(tmp_path / "mine", "echo Google Chrome 2")
    monkeypatch.setenv("CHROMIUM", str(mine))
    assert find_chromium() == mine


def test_a_configured_one_that_does_not_start_is_not_replaced_in_silence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "bin/chromium", "echo Chromium 1")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "absent"))
    assert find_chromium() is None
    assert str(tmp_path / "absent") in missing_because()


def test_a_signpost_that_does_not_start_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "bin/chromium", "echo 'install the snap' >&2; exit 1")
    real = program(tmp_path / "bin/google-chrome", "echo Google Chrome 156")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/bin")
    monkeypatch.setattr("tests.browsers._NAMES", ("chromium", "google-chrome"))
    assert find_chromium() == real


def test_playwrights_own_is_the_last_resort(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tests.browsers._NAMES", ())
    monkeypatch.setattr("tests.browsers._MAC_APPLICATIONS", ())
    assert find_chromium() is None
    assert "playwright install" in missing_because()
    find_chromium.cache_clear()
    own = program(tmp_path / "playwright/chromium-1200/chrome-linux/chrome", "echo Chromium 156")
    assert find_chromium() == own


def test_only_root_gives_up_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert "--no-sandbox" in launch_arguments()
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert "--no-sandbox" not in launch_arguments()
