"""`make lint`: style, format, types, import contracts, templates, house rules; says which broke."""

from __future__ import annotations

import os
import subprocess
import time

from setup import ensure
from steps import ROOT, VENV_PYTHON, guarded

CHECKS = (
    ("style", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("types", ("-m", "mypy")),
    ("import contracts", ("-c", "from importlinter.cli import lint_imports_command as c; c()")),
    ("templates", ("-m", "djlint", "templates", "--lint", "--quiet")),
    ("house rules", ("scripts/house.py",)),
)


def main() -> int:
    """Run every check to its end, so that one call shows all there is to mend."""
    ensure("dev")
    broken = []
    settings = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name, arguments in CHECKS:
        started = time.monotonic()
        done = subprocess.run(
            [VENV_PYTHON, *arguments],
            cwd=ROOT,
            env=settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        verdict = "ok" if done.returncode == 0 else "BROKEN"
        print(f"{name}: {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
        if done.returncode != 0:
            broken.append(name)
            print(done.stdout, flush=True)
    print(f"Broken: {', '.join(broken)}." if broken else "Everything is in order.", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    guarded(main)
