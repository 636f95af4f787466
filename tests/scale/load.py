"""Starting servers and asking them for pages: what is measured, and how.

A server is one gunicorn worker. Product and bare Flask are asked in turn, in short blocks, so that a noisy neighbour
hits both; what is printed are ratios of medians, and the server's CPU per request, which neighbours disturb least.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a free port of the loopback address, below the range that clients use by themselves."""
    for port in range(18000, 19000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port between 18000 and 19000")


class Server:
    """A gunicorn with one gevent worker, serving ``target`` with the given environment."""

    def __init__(self, target: str, environment: Mapping[str, str], core: int | None = 0):
        self.port = free_port()
        pin = ["taskset", "-c", str(core)] if core is not None and sys.platform == "linux" else []
        command = [sys.executable, "-m", "gunicorn", "-c", "tests/scale/serving.py"]
        command += ["-b", f"127.0.0.1:{self.port}", target]
        self.process = subprocess.Popen(
            [*pin, *command], cwd=ROOT, env={**os.environ, **environment}, start_new_session=True
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            if self.process.poll() is not None:
                raise RuntimeError("the server ended before it answered")
            time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def cpu(self) -> float:
        """Return the CPU seconds that the server's processes have used."""
        total = 0.0
        for pid in _family(self.process.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / TICKS
        return total

    def memory(self) -> float:
        """Return the largest resident size among the server's processes, in MiB."""
        return max(_resident(pid) for pid in _family(self.process.pid))

    def stop(self) -> None:
        """End the server; it holds nothing that a kill would lose."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


@dataclass
class Client:
    """One kept-alive connection with cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, path: str, form: Mapping[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
        """Send a request; returns status, body and headers. A form makes it a POST."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urlencode(form) if form is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _rest, _more = value.partition(";")
                key, _equals, text = cookie.partition("=")
                self.cookies[key] = text
        return answer.status, content, dict(answer.getheaders())


@dataclass
class Figures:
    """What one page of one server took: seconds of each request, CPU seconds per request, bytes."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[18] * 1000

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98] * 1000

    @property
    def rate(self) -> float:
        return len(self.seconds) / sum(self.seconds)

    @property
    def cpu_ms(self) -> float:
        return statistics.median(self.cpu) * 1000


Ask = Callable[[], tuple[int, bytes, dict[str, str]]]


def measure(server: Server, ask: Ask, figures: Figures, requests: int) -> None:
    """Add one block of requests to ``figures``; every answer is checked."""
    before = server.cpu()
    for _ in range(requests):
        start = time.perf_counter()
        status, body, headers = ask()
        figures.seconds.append(time.perf_counter() - start)
        if status >= 400:
            raise RuntimeError(f"answered {status}: {body[:300]!r}")
        figures.size = len(body) or int(headers.get("Content-Length", 0))
    figures.cpu.append((server.cpu() - before) / requests)
