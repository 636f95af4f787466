"""Long work beside the event loop: its answer, its failure, looking in, and pages that are served meanwhile."""

import subprocess
import sys
import threading
import time

import pytest

from tenants.core import aside


def test_the_answer_and_the_failure_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert aside.run_aside(lambda: threading.current_thread().name) != threading.current_thread().name
    with pytest.raises(ZeroDivisionError):
        aside.run_aside(lambda: 1 // 0)
    assert sys.getswitchinterval() == pytest.approx(0.005)


def test_the_caller_looks_in_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "LOOK_IN_SECONDS", 0.01)
    looks: list[str] = []
    aside.run_aside(lambda: time.sleep(0.1), lambda: looks.append(threading.current_thread().name))
    assert len(looks) >= 2
    assert set(looks) == {threading.current_thread().name}


UNDER_GEVENT = """
from gevent import monkey; monkey.patch_all()
import socket, threading, time
from tenants.core import aside
aside.LOOK_IN_SECONDS = 0.05

def busy(pause):
    for _ in range(20):
        until = time.perf_counter() + 0.02
        while time.perf_counter() < until: pass
        pause()

def longest_silence(work):
    ours, theirs = socket.socketpair()
    gaps, end = [], []
    def echo():
        while not end:
            before = time.perf_counter(); ours.send(b'x'); theirs.recv(1); time.sleep(0.001)
            gaps.append(time.perf_counter() - before)
    thread = threading.Thread(target=echo); thread.start(); time.sleep(0.01)
    work(); end.append(True); thread.join()
    return max(gaps)

print(longest_silence(lambda: busy(aside.breathe)))
looks = []
print(longest_silence(lambda: aside.run_aside(lambda: busy(lambda: None), lambda: looks.append(1))))
print(len(looks))
"""


def test_the_loop_goes_on_under_gevent() -> None:
    program = [sys.executable, "-c", UNDER_GEVENT]
    done = subprocess.run(program, check=True, capture_output=True, text=True, timeout=60)
    breathing, beside, looks = map(float, done.stdout.split())
    assert breathing < 0.3  # twenty pieces of work, never all at once (0.4 s)
    assert beside < 0.3
    assert looks >= 3
