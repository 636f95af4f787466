"""The Python side of the set-up: a virtual environment with exactly the pinned packages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

from steps import ROOT, VENV, VENV_PYTHON, Failure, digest, last_lines, leave_stamp, run, stamp_says, step

OLDEST = (3, 11)
RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
_OFFLINE = re.compile(
    r"NewConnectionError|NameResolution|Temporary failure in name resolution|nodename nor servname"
    r"|Network is unreachable|ConnectTimeout|Connection ?refused|ProxyError",
    re.IGNORECASE,
)


def ensure_packages(kind: str) -> None:
    """Make `.venv` hold the packages of ``kind`` ("runtime" or "dev"); does nothing when it already does.

    Raises Failure when no suitable Python is found, the environment cannot be made or pip fails.
    """
    stamps = {name: VENV / f".packages-{name}" for name in ("runtime", "dev")}
    hashes = {"runtime": digest([RUNTIME]), "dev": digest([RUNTIME, DEVELOPMENT])}
    if VENV_PYTHON.exists() and stamp_says(stamps[kind], _stamp(hashes[kind])):
        return
    if not _usable():
        _make_environment()
    wanted = RUNTIME if kind == "runtime" else DEVELOPMENT
    with step(f"Installing Python packages from {wanted.name} (about a minute the first time)"):
        _pip("-r", str(wanted))
    leave_stamp(stamps[kind], _stamp(hashes[kind]))
    if kind == "dev":
        leave_stamp(stamps["runtime"], _stamp(hashes["runtime"]))


def ensure_package(name: str) -> None:
    """Install one package at the version requirements-dev.txt pins; raises Failure when pip fails."""
    pin = re.search(rf"^{re.escape(name)}==\S+", DEVELOPMENT.read_text(encoding="utf-8"), re.MULTILINE)
    if pin is None:
        raise Failure(f"{name} has no version", "requirements-dev.txt does not pin it.", "Pin it there.")
    _pip(pin.group())


def _stamp(hash_of_requirements: str) -> str:
    # The real path changes when the system's Python does, and with it the packages must be installed anew.
    return f"{hash_of_requirements} {os.path.realpath(VENV_PYTHON)}\n"


def _usable() -> bool:
    if not VENV_PYTHON.exists():
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(VENV_PYTHON), "-c", check], capture_output=True, check=False).returncode == 0


def _make_environment() -> None:
    python = _suitable_python()
    with step("Creating the Python environment in .venv"):
        run([python, "-m", "venv", "--clear", VENV], _environment_failure)


def _suitable_python() -> str:
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in (14, 13, 12, 11):
        path = shutil.which(f"python3.{minor}")
        # A version manager's placeholder is on the path too, but cannot run.
        if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return path
    found = ".".join(str(part) for part in sys.version_info[:3])
    raise Failure(
        "Python 3.11 or newer is needed.",
        f"{sys.executable} is Python {found}, and no newer one is on the path.",
        "Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.12 run",
    )


def _environment_failure(output: str) -> Failure:
    if "ensurepip" in output:
        return Failure(
            "The Python environment could not be created.",
            "This Python comes without ensurepip; Debian and Ubuntu keep it in a package of its own.",
            "As root: apt-get install python3-venv   Then run the same command again.",
        )
    return Failure(
        "The Python environment could not be created.",
        last_lines(output),
        "Make sure this folder may be written to and the disk has room (1 GB), then run it again.",
    )


def _pip(*what: str) -> None:
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run([*pip, *what], _pip_failure)


def _pip_failure(output: str) -> Failure:
    if _OFFLINE.search(output):
        return Failure(
            "The Python packages could not be installed.",
            "The package index could not be reached, and not all of them are on this machine yet.",
            "Connect to the network, or point PIP_INDEX_URL at a mirror, then run it again.",
        )
    if "No space left" in output:
        next_step = "Free about 1 GB of disk, then run it again."
    else:
        next_step = "Put right what pip names, then run it again; what is installed already is kept."
    return Failure("The Python packages could not be installed.", last_lines(output), next_step)
