"""How often the JSON API may be called: so much for each token, and little for whoever tries tokens that do not count.

The counts lie where ``RATELIMIT_STORAGE_URI`` says; a token is counted under its hash, an address under a keyed one
(``visitor``).
"""

import hashlib
import time
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded

from portal.web.errors import problem_answer
from tenants.core.errors import TooMany
from tenants.core.visitors import visitor
from tenants.core.words import _

PER_TOKEN = 600  # a minute
REFUSED_PER_ADDRESS = 60


def init_limits(app: Flask, blueprints: Iterable[Any]) -> None:
    """Count the calls of these resources together; the setting ``API_CALLS_A_MINUTE`` replaces ``PER_TOKEN``."""
    limiter = Limiter(_caller, app=app, strategy="fixed-window", in_memory_fallback_enabled=True)
    per_token = limiter.shared_limit(f"{calls_a_minute(app)} per minute", scope="api")
    refused = limiter.shared_limit(
        f"{REFUSED_PER_ADDRESS} per minute",
        scope="api refused",
        key_func=visitor,
        deduct_when=_was_refused,
    )
    for blueprint in blueprints:
        per_token(blueprint)
        refused(blueprint)

    @app.errorhandler(RateLimitExceeded)
    def _too_many(_error: RateLimitExceeded) -> Any:
        breached = limiter.current_limit
        seconds = max(1, breached.reset_at - int(time.time())) if breached else 60
        sentence = _("Too many requests. Go on in %(seconds)d seconds, and ask more slowly.", seconds=seconds)
        return problem_answer(TooMany(sentence, retry_after=seconds))


def calls_a_minute(app: Flask) -> int:
    """Return how many requests one token may send in a minute."""
    return int(app.config.get("API_CALLS_A_MINUTE", PER_TOKEN))


def _caller() -> str:
    return hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()


def _was_refused(answer: Response) -> bool:
    return answer.status_code == 401
