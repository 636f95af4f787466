"""Try to have a Chromium for the browser tests. Without one they are skipped, and that is said loudly.

Run by the environment's Python, after the development packages are installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browsers import find_chromium  # noqa: E402

# A Chinese font beside it: without one every page is a page of boxes, and widths are not what people see.
_DEBIAN_PACKAGES = ("chromium", "fonts-wqy-microhei")
_APT = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")


def main() -> int:
    """Find or install a Chromium; always 0, as the tests run without one too."""
    if find_chromium() is not None:
        return 0
    if os.environ.get("CHROMIUM"):
        _warn()
        return 0
    print("No Chromium found; trying to install one for the browser tests ...", flush=True)
    for install in (_from_debian, _from_playwright):
        install()
        find_chromium.cache_clear()
        if find_chromium() is not None:
            print(f"Browser tests will use {find_chromium()}.", flush=True)
            return 0
    _warn()
    return 0


def _from_debian() -> None:
    # Ubuntu's package of that name only leads to a snap, which no container can start.
    release = Path("/etc/os-release")
    if os.getuid() != 0 or not shutil.which("apt-get") or not release.exists():
        return
    if "ID=debian" not in release.read_text(encoding="utf-8").splitlines():
        return
    _quietly([*_APT, "update"])
    _quietly([*_APT, "install", "--no-install-recommends", *_DEBIAN_PACKAGES])


def _from_playwright() -> None:
    with_libraries = ["--with-deps"] if os.getuid() == 0 and shutil.which("apt-get") else []
    _quietly([sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"])


def _quietly(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=900, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {' '.join(command)}: {error}", flush=True)
        return
    if done.returncode != 0:
        print(f"  {' '.join(command)}: {_reason(done.stderr + done.stdout)}", flush=True)


def _reason(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    telling = [line for line in lines if "rror" in line or "ailed" in line]
    return (telling or lines or ["no reason given"])[0]


def _warn() -> None:
    print(
        "\n*** NO BROWSER: every browser journey and accessibility test will be SKIPPED. "
        "Install Chromium or name one in CHROMIUM. ***\n",
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
