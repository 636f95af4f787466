"""`make run`: set up what is missing, prepare the database, serve, and say who can sign in.

The process becomes the server itself, so that Ctrl-C and a service manager reach it without a go-between.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from installation import environment
from preparation import ensure_prepared
from setup import ensure
from steps import ROOT, VENV_PYTHON, Failure, guarded, say

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE = 60


def main() -> int:
    """Set up, prepare and become the server; raises Failure when one of them cannot be done."""
    started = time.monotonic()
    host, port = _address()
    _refuse_busy(host, port)
    ensure("runtime")
    settings = environment()
    _refuse_lonely_processes(settings)
    ensure_prepared(settings)
    settings.setdefault("LOG_LEVEL", "warning")
    settings.setdefault("PUBLIC_URL", f"http://{host}:{port}")
    _announce_when_ready(host, port, settings, started)
    os.chdir(ROOT)
    command = [str(VENV_PYTHON), "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    os.execve(VENV_PYTHON, command, settings)


def _address() -> tuple[str, int]:
    text = os.environ.get("PORT", "8000")
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65536:
        raise Failure(
            "The server was not started.", f"PORT is {text!r}.", "Set it to a number from 1 to 65535."
        )
    return os.environ.get("HOST", "127.0.0.1"), int(text)


def _refuse_busy(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            other = port + 1 if port < 65535 else 8000
            raise Failure(
                "The server was not started.",
                f"{host}:{port} cannot be used ({error.strerror}). Perhaps `make run` is running already.",
                f"Stop the other program, or choose another port: make run PORT={other}",
            ) from error


def _refuse_lonely_processes(settings: Mapping[str, str]) -> None:
    if settings.get("WEB_PROCESSES", "1") in ("", "1"):
        return
    missing = [name for name in ("REDIS_URL", "DATABASE_URL") if not settings.get(name)]
    if missing or settings["DATABASE_URL"].startswith("sqlite"):
        raise Failure(
            "The server was not started.",
            f"WEB_PROCESSES is {settings['WEB_PROCESSES']}: several processes need Redis to pass messages on "
            "and PostgreSQL to share the work.",
            "Set REDIS_URL and a postgresql:// DATABASE_URL, or leave WEB_PROCESSES out.",
        )


def _announce_when_ready(host: str, port: int, settings: Mapping[str, str], started: float) -> None:
    """Leave a child behind that speaks once the server answers; the server must not know it as its own."""
    server = os.getpid()
    first = os.fork()
    if first:
        os.waitpid(first, 0)
        return
    if os.fork():
        os._exit(0)
    try:
        _announce(host, port, settings, started, server)
    except KeyboardInterrupt:
        pass
    finally:
        sys.stdout.flush()
        os._exit(0)


def _announce(host: str, port: int, settings: Mapping[str, str], started: float, server: int) -> None:
    status = _first_answer("127.0.0.1" if host == "0.0.0.0" else host, port, server)  # noqa: S104
    if not status:
        return
    seconds = time.monotonic() - started
    if status >= 500:
        say(f"The server is up but its first page failed ({status}); the reason stands above.")
        return
    print(
        f"\nLiandong answers at http://{host}:{port}  (ready in {seconds:.1f} s, Ctrl-C stops it)\n",
        flush=True,
    )
    command = [str(VENV_PYTHON), "-m", "flask", "--app", "wsgi", "sign-ins"]
    subprocess.run(command, cwd=ROOT, env=dict(settings), stdin=subprocess.DEVNULL, check=False)


def _first_answer(host: str, port: int, server: int) -> int:
    """Return the status of the first page, or 0 when the server is gone or silent for a minute."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            os.kill(server, 0)
        except ProcessLookupError:
            return 0
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    say(f"The server has not answered for {PATIENCE} s. What it said stands above; Ctrl-C stops it.")
    return 0


if __name__ == "__main__":
    guarded(main)
