"""`make bench`: set up, then run the benchmarks of tests/scale, which print ratios measured in one run."""

from __future__ import annotations

import os
import sys

from setup import ensure
from steps import ROOT, VENV_PYTHON, guarded


def main() -> int:
    """Become the benchmark program with the arguments given."""
    ensure("dev")
    os.chdir(ROOT)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "tests.scale.bench", *sys.argv[1:]])


if __name__ == "__main__":
    guarded(main)
