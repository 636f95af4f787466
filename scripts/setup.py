"""Bring this folder to a state in which the portal runs (runtime) or is tested (dev).

    python3 scripts/setup.py [runtime|dev]

Works with nothing but Python on the machine. Every step leaves a stamp of what it was made from, so a second
call with nothing changed returns at once and needs no network.
"""

from __future__ import annotations

import sys

from assets import ensure_assets, ensure_translations
from environment import ensure_packages
from steps import Failure, guarded, one_at_a_time


def ensure(kind: str) -> None:
    """Install, bundle and compile what ``kind`` ("runtime" or "dev") needs; raises Failure."""
    if sys.platform == "win32":
        raise Failure("Windows cannot run this server.", "gunicorn needs Unix.", "Use WSL, and run it there.")
    with one_at_a_time():
        ensure_packages(kind)
        ensure_assets()
        ensure_translations()


def main() -> int:
    """Read the one argument and set up."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    if kind not in ("runtime", "dev"):
        raise Failure("Nothing was set up.", f"There is no kind {kind!r}.", "Say runtime or dev.")
    ensure(kind)
    return 0


if __name__ == "__main__":
    guarded(main)
