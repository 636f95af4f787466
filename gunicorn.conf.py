"""How the production server runs. `make run` uses it, and so does a service unit.

One gevent process serves pages and sockets. Several need Redis between them (REDIS_URL), or a message of one
process would never reach the sockets of another; scripts/run.py refuses to start them without.
"""

import os
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gevent"
workers = int(os.environ.get("WEB_PROCESSES", "1"))
# An open socket holds a connection for hours. With gunicorn's own 1000 the next client, and every page with
# it, would hang without a word.
worker_connections = 4000
# One control socket in the home folder would be shared by every gunicorn of this user.
control_socket_disable = True
# The heartbeat file in memory: on a busy disk it can block a worker long enough to be taken for dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
timeout = 60
graceful_timeout = 10
keepalive = 15
# Filters of a list page travel in the query string, and Chinese words take nine bytes a character there.
limit_request_line = 8190
loglevel = os.environ.get("LOG_LEVEL", "info")
accesslog = None
# Whose X-Forwarded-Proto is believed, and in portal/proxies.py whose X-Forwarded-For: a reverse proxy on the
# same machine, nobody else; addresses or networks.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")


def post_worker_init(worker: Any) -> None:
    """Begin the work that each process does beside answering requests; after the fork, so that it has threads."""
    from portal.live import start_live

    start_live(worker.app.callable, is_leaving=lambda: not worker.alive)


def worker_exit(_server: Any, worker: Any) -> None:
    """Let the relay finish the event in hand; a worker that failed to load has begun nothing."""
    from portal.live import stop_live

    if worker.app.callable is not None:
        stop_live(worker.app.callable)
