"""Long work that leaves the event loop free: in a thread of its own, or in this one with pauses."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from typing import Any, TypeVar

Answer = TypeVar("Answer")
LOOK_IN_SECONDS = 0.5
_PAUSE_SECONDS = 0.005
_SHORT_TURN_SECONDS = 0.0005

_USUAL_TURN_SECONDS = sys.getswitchinterval()

_lock = threading.Lock()
_running = 0


def breathe() -> None:
    """Let requests that wait be answered now; to be called every few hundredths of a second of long work.

    A pause of no length would only change between greenlets that are ready, and never look at the sockets.
    """
    time.sleep(_PAUSE_SECONDS)


def run_aside(work: Callable[[], Answer], look_in: Callable[[], None] | None = None) -> Answer:
    """Run ``work`` in a thread and return its answer, or raise what it raises.

    ``work`` must not touch the database or the request. ``look_in`` is called every half second meanwhile, in the
    caller's own thread, for instance to note progress.
    """
    tell = look_in or (lambda: None)
    with _short_turns():
        if _on_gevent():
            return _beside_the_loop(work, tell)
        with ThreadPoolExecutor(max_workers=1) as pool:
            future = pool.submit(work)
            while not wait_for([future], timeout=LOOK_IN_SECONDS).done:
                tell()
            return future.result()


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let threads change often while one of them computes.

    A page gives the interpreter away at every statement it sends to the database, and would else wait five
    milliseconds each time to get it back.
    """
    global _running
    with _lock:
        _running += 1
        sys.setswitchinterval(_SHORT_TURN_SECONDS)
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if not _running:
                sys.setswitchinterval(_USUAL_TURN_SECONDS)


def _on_gevent() -> bool:
    try:
        from gevent.monkey import is_module_patched
    except ImportError:  # pragma: no cover - gevent is a pinned requirement
        return False
    return bool(is_module_patched("socket"))


def _beside_the_loop(work: Callable[[], Answer], tell: Callable[[], None]) -> Answer:
    """Use gevent's own pool of threads: the threads of the standard library are greenlets there."""
    from gevent import Timeout, get_hub

    result: Any = get_hub().threadpool.spawn(_answer_or_error, work)
    while not result.ready():
        with Timeout(LOOK_IN_SECONDS, False):
            result.wait()
        tell()
    answer, error = result.get()
    if error is not None:
        raise error
    return answer  # type: ignore[no-any-return]


def _answer_or_error(work: Callable[[], Answer]) -> tuple[Answer | None, Exception | None]:
    """Return what ``work`` raises instead of raising it: gevent prints what its threads raise, even when caught."""
    try:
        return work(), None
    except Exception as error:
        return None, error
