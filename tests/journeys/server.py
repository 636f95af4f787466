"""The production server with the small world behind it, for as long as a test run needs it."""

import base64
import contextlib
import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results"
PATIENCE = 60
_NOT_INHERITED = (
    "REDIS_URL",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "WEB_PROCESSES",
    "FILES_DIR",
    "RELAY_IN_PROCESS",
)


@dataclass
class Served:
    """A running portal: where it answers, what its world holds, and what it has written into its log."""

    url: str
    world: dict[str, Any]
    log: Path
    environment: dict[str, str] = field(repr=False)

    def logins(self, slug: str) -> dict[str, str]:
        """Return the logins of an organisation by part."""
        return dict(self.world["organisations"][slug]["logins"])

    def failures_since(self, place: int) -> str:
        """Return what the log holds after ``place`` if it tells of an unexpected failure, else nothing."""
        said = self.log.read_text(encoding="utf-8")[place:]
        return said if "Traceback" in said or "unexpected failure" in said else ""


@contextlib.contextmanager
def serve(database_name: str, folder: Path) -> Iterator[Served]:
    """Make a world in a database of its own and serve it with the production server; everything is gone afterwards."""
    with _database(database_name, folder) as urls:
        environment = _environment(folder, urls)
        world = _world(environment)
        RESULTS.mkdir(exist_ok=True)
        log = RESULTS / f"journeys-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{environment['PORT']}.log"
        with log.open("w", encoding="utf-8") as stream:
            process = _start(environment, stream)
            try:
                _await(process, int(environment["PORT"]), log)
                yield Served(environment["PUBLIC_URL"], world, log, environment)
            finally:
                _stop(process)
        if not log.read_text(encoding="utf-8"):
            log.unlink()


@contextlib.contextmanager
def _database(name: str, folder: Path) -> Iterator[dict[str, str]]:
    if name == "sqlite":
        yield {"DATABASE_URL": f"sqlite:///{folder / 'journeys.db'}"}
        return
    from tests.databases import postgres_server

    server, database = postgres_server(), f"liandong_journeys_{os.getpid()}_{secrets.token_hex(3)}"
    server.create(database)
    try:
        yield {"DATABASE_URL": server.app_url(database), "DATABASE_OWNER_URL": server.owner_url(database)}
    finally:
        server.drop(database)


def _environment(folder: Path, urls: dict[str, str]) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    return {
        **inherited,
        **urls,
        "HOST": "127.0.0.1",
        "PORT": port,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "INSTANCE_DIR": str(folder / "instance"),
        "SECRET_KEY": secrets.token_hex(16),
        "LIANDONG_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "LOG_LEVEL": "warning",
    }


def _world(environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.journeys.world"]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    world: dict[str, Any] = json.loads(made.stdout)
    return world


def _start(environment: dict[str, str], stream: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stream, stderr=stream, text=True)


def _await(process: subprocess.Popen[str], port: int, log: Path) -> None:
    give_up = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < give_up:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/health")
            assert connection.getresponse().status == 200
            return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError(f"The server did not come up:\n{log.read_text(encoding='utf-8')}")


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
