"""Call one of the portal's own commands with this installation's settings and secrets.

python3 scripts/manage.py audit verify
python3 scripts/manage.py deadline D04 2026-02-12
"""

from __future__ import annotations

import os
import sys

from installation import environment
from setup import ensure
from steps import ROOT, VENV_PYTHON, guarded


def main() -> int:
    """Become `flask --app wsgi` with the arguments given."""
    ensure("runtime")
    os.chdir(ROOT)
    os.execve(VENV_PYTHON, [str(VENV_PYTHON), "-m", "flask", "--app", "wsgi", *sys.argv[1:]], environment())


if __name__ == "__main__":
    guarded(main)
