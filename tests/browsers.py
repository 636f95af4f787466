"""Find a Chromium on this machine and say how tests start it. Downloads nothing."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Newest first wins; the headless shell is enough for tests, the whole browser is better.
_PLAYWRIGHT_PATTERNS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium_headless_shell-*/*/*headless*shell",
)


@functools.cache
def find_chromium() -> Path | None:
    """Return a Chromium that starts: CHROMIUM, else one on the path, else Playwright's own; None without."""
    configured = os.environ.get("CHROMIUM", "")
    if configured:
        return Path(configured) if _starts(Path(configured)) else None
    found = [Path(path) for path in map(shutil.which, _NAMES) if path]
    found += [Path(path) for path in _MAC_APPLICATIONS if Path(path).exists()]
    found += _playwrights_own()
    return next((path for path in found if _starts(path)), None)


def missing_because() -> str:
    """Return the sentence that a skipped browser test shows."""
    configured = os.environ.get("CHROMIUM", "")
    if configured:
        return f"CHROMIUM names {configured}, which does not start. Put it right or unset it."
    return (
        "No Chromium on this machine. Install one, name it in CHROMIUM, or run `playwright install chromium`."
    )


def launch_arguments() -> list[str]:
    """Return the command line of a Chromium that stays offline by itself and runs in a container."""
    arguments = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
        # Docker gives /dev/shm 64 MB, on which a page with many rows crashes.
        "--disable-dev-shm-usage",
    ]
    # Chromium refuses its sandbox to root; the pages opened are our own.
    return ["--no-sandbox", *arguments] if os.getuid() == 0 else arguments


def _playwrights_own() -> list[Path]:
    home = Path.home()
    usual = home / "Library/Caches" if sys.platform == "darwin" else home / ".cache"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or usual / "ms-playwright")
    return [path for pattern in _PLAYWRIGHT_PATTERNS for path in sorted(folder.glob(pattern), reverse=True)]


def _starts(path: Path) -> bool:
    # Ubuntu's chromium-browser is a signpost to a snap: it is there, it is executable, it does not start.
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and b"Chrom" in answer.stdout
