"""`make clean`: remove what `make run` and `make test` made. The data and secrets in instance/ stay."""

from __future__ import annotations

import shutil

from steps import ROOT, guarded

MADE = (
    ".venv",
    "node_modules",
    "portal/static/dist",
    "test-results",
    "translations/.compiled",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".schemathesis",
    ".setup.lock",
)
SOURCES = ("tenants", "portal", "migrations", "tests", "scripts")


def main() -> int:
    """Remove them, and compiled Python and translations among the sources."""
    found = [ROOT / name for name in MADE] + list((ROOT / "translations").rglob("*.mo"))
    found += [path for name in SOURCES for path in (ROOT / name).rglob("__pycache__")]
    found.append(ROOT / "__pycache__")
    for path in found:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    print("Clean. instance/ with its database, files and secrets was left alone.")
    return 0


if __name__ == "__main__":
    guarded(main)
