"""The house rules that a glance at the sources can check; `make lint` runs it.

Sizes, names that gather anything, pure rooms, pinned packages, a lock without addresses.
"""

from __future__ import annotations

import ast
import json
import re
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from steps import ROOT, files_under, guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
PYTHON_FOLDERS = ("tenants", "portal", "migrations", "tests", "scripts")
GATHERERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base"}
PURE_FILES = {"rules.py", "events.py"}
INSIDE_A_ROOM = re.compile(
    r"^(tenants|portal)\..*\b(rules|events|words)\b|^(tenants|portal)\.[a-z_.]+_rules$"
)


def main() -> int:
    """Print every breach with its place, then the sizes; 1 when there is a breach."""
    # A migration is a record of what was, as long as it was; nobody divides it afterwards.
    sources = [
        path for name in PYTHON_FOLDERS for path in _files(name, ".py") if path.parent.name != "versions"
    ]
    functions: list[int] = []
    breaches = [*_long_files(sources), *_gathering_names(sources), *_packages(), *_lock()]
    for path in sources:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        breaches += _long_functions(path, tree, functions)
        if path.name in PURE_FILES and not {"tests", "core"} & set(path.parts):
            breaches += _impure(path, tree)
    for breach in breaches:
        print(breach)
    _print_sizes(sources, functions)
    return 1 if breaches else 0


def _files(folder: str, *suffixes: str) -> list[Path]:
    built = ROOT / "portal" / "static"
    return [path for path in sorted(files_under(ROOT / folder, *suffixes)) if not path.is_relative_to(built)]


def _place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _long_files(sources: list[Path]) -> Iterator[str]:
    pages = [*_files("templates", ".html"), *_files("portal", ".js", ".mjs")]
    for path in [*sources, *pages]:
        if _lines(path) > LONGEST_FILE:
            yield f"{_place(path)}: {_lines(path)} lines, at most {LONGEST_FILE}. Divide it by subject."


def _gathering_names(sources: list[Path]) -> Iterator[str]:
    for path in sources:
        if path.stem in GATHERERS or path.parent.name in GATHERERS:
            yield f"{_place(path)}: the name says nothing of what is inside. Name it for its subject."


def _long_functions(path: Path, tree: ast.Module, lengths: list[int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            lengths.append(length)
            if length > LONGEST_FUNCTION:
                yield f"{_place(path)}:{node.lineno}: {node.name}: {length} lines, over {LONGEST_FUNCTION}."


def _impure(path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            continue
        for module in modules:
            if module.partition(".")[0] in sys.stdlib_module_names or INSIDE_A_ROOM.search(module):
                continue
            place = f"{_place(path)}:{node.lineno}"
            yield f"{place}: imports {module}; rules and events stand on the standard library."


def _packages() -> Iterator[str]:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1):
            if line and not re.match(
                r"#|-r requirements\.txt$|[a-z0-9-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]*$", line
            ):
                yield f"{name}:{number}: {line!r} is not one pinned package (name==version)."


def _lock() -> Iterator[str]:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, entry in packages.items():
        if "resolved" in entry:
            yield f"package-lock.json: {name} names an address, which no mirror has. Remove `resolved`."
        if name and not entry.get("link") and "integrity" not in entry:
            yield f"package-lock.json: {name} has no integrity hash."


def _print_sizes(sources: list[Path], functions: list[int]) -> None:
    lengths = [_lines(path) for path in sources if path.name != "__init__.py"]
    print(
        f"{len(lengths)} files, median {statistics.median(lengths):.0f} lines, longest {max(lengths)}; "
        f"{len(functions)} functions, median {statistics.median(functions):.0f}, longest {max(functions)}"
    )


if __name__ == "__main__":
    guarded(main)
