"""What the scripts share: where things lie, how to say what happens, and when a step can be skipped.

Standard library only, and readable by older Pythons, so that one of those still reaches the sentence that
asks for a newer one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"


class Failure(Exception):
    """A step that cannot be done: what failed, why, and what to do next."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        """Keep the three parts; ``guarded`` prints them."""
        super().__init__(what)
        self.what = what
        self.why = why
        self.next_step = next_step


def guarded(main: Callable[[], int]) -> None:
    """Run ``main`` and leave with its exit code; a Failure becomes three plain lines and exit code 1."""
    try:
        code = main()
    except Failure as failure:
        why = failure.why.strip().replace("\n", "\n        ")
        print(f"\n{failure.what}\n  why:  {why}\n  next: {failure.next_step}", file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        code = 130
    raise SystemExit(code)


def say(text: str) -> None:
    """Print one line of progress at once. Standard output is kept for results."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Print what is being done, and when it is done how long it took."""
    print(f"{text} ...", end="", file=sys.stderr, flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", file=sys.stderr, flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], failure: Callable[[str], Failure]) -> None:
    """Run a program quietly in the project folder; raise what ``failure`` makes of its words if it fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise failure(f"{command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        raise failure(done.stdout)


def last_lines(output: str, most: int = 12) -> str:
    """Return the end of a program's output, without empty lines and pip's remarks about unused places."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith(("WARNING: Location", "Looking in"))]
    return "\n".join(lines[-most:]) or "it printed nothing"


def digest(paths: Iterable[Path]) -> str:
    """Return a hash over the names and contents of files; a missing file counts as such."""
    total = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes() if path.is_file() else b"absent"
        total.update(f"{os.path.relpath(path, ROOT)}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def files_under(folder: Path, *suffixes: str) -> list[Path]:
    """Return the files below ``folder`` with one of the suffixes (all files when none is given)."""
    return [
        path
        for path in folder.rglob("*")
        if (not suffixes or path.suffix in suffixes) and "__pycache__" not in path.parts and path.is_file()
    ]


def stamp_says(stamp: Path, text: str) -> bool:
    """Tell whether a stamp left by ``leave_stamp`` says exactly this."""
    try:
        return stamp.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def leave_stamp(stamp: Path, text: str) -> None:
    """Note what a finished step was made from, beside what it made, so that both vanish together."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the set-up lock: two `make` in one folder must not install into each other's feet."""
    with (ROOT / ".setup.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another set-up is running in this folder; waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
