"""Long work beside the event loop: in a thread of its own, while the caller looks in on it now and then."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import Any, TypeVar

Answer = TypeVar("Answer")
LOOK_IN_SECONDS = 0.5


def run_aside(work: Callable[[], Answer], look_in: Callable[[], None] | None = None) -> Answer:
    """Run ``work`` in a thread and return its answer, or raise what it raises.

    ``work`` must not touch the database or the request. ``look_in`` is called every half second meanwhile, in the
    caller's own thread, for instance to note progress.
    """
    tell = look_in or (lambda: None)
    if _on_gevent():
        return _beside_the_loop(work, tell)
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(work)
        while not wait_for([future], timeout=LOOK_IN_SECONDS).done:
            tell()
        return future.result()


def _on_gevent() -> bool:
    try:
        from gevent.monkey import is_module_patched
    except ImportError:  # pragma: no cover - gevent is a pinned requirement
        return False
    return bool(is_module_patched("socket"))


def _beside_the_loop(work: Callable[[], Answer], tell: Callable[[], None]) -> Answer:
    """Use gevent's own pool of threads: the threads of the standard library are greenlets there."""
    from gevent import Timeout, get_hub

    result: Any = get_hub().threadpool.spawn(work)
    while not result.ready():
        with Timeout(LOOK_IN_SECONDS, False):
            result.wait()
        tell()
    answer: Answer = result.get()
    return answer
