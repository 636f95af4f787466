"""Settings, read from the environment; secrets come from nowhere else."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from portal.proxies import parse_proxies
from tenants.core.crypto import parse_master_key

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024


class BadSetting(RuntimeError):
    """A setting is missing or cannot be used; the sentence says which and how to mend it."""


def _database_url(text: str) -> str:
    """SQLAlchemy's ``postgresql://`` means psycopg 3 here; ``postgres://`` is accepted as others write it."""
    return "postgresql" + text[len("postgres") :] if text.startswith("postgres://") else text


def from_environment() -> dict[str, Any]:
    """Return the application's settings as the environment gives them."""
    read = os.environ.get
    instance = Path(read("INSTANCE_DIR", str(ROOT / "instance"))).absolute()
    url = _database_url(read("DATABASE_URL", f"sqlite:///{instance / 'liandong.db'}"))
    return {
        "INSTANCE_DIR": str(instance),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "DATABASE_OWNER_URL": _database_url(read("DATABASE_OWNER_URL", url)),
        "SECRET_KEY": read("SECRET_KEY", ""),
        "MASTER_KEY": read("LIANDONG_MASTER_KEY", ""),
        "FILES_DIR": read("FILES_DIR", str(instance / "files")),
        "REDIS_URL": read("REDIS_URL", ""),
        # gunicorn reads the same variable for X-Forwarded-Proto, see gunicorn.conf.py.
        "TRUSTED_PROXIES": read("FORWARDED_ALLOW_IPS", "127.0.0.1,::1").split(","),
        "PUBLIC_URL": read("PUBLIC_URL", "http://127.0.0.1:8000"),
        "MAX_CONTENT_LENGTH": 25 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "SESSION_COOKIE_NAME": "liandong",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": read("PUBLIC_URL", "").startswith("https:"),
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),
        "BABEL_DEFAULT_LOCALE": "zh_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_STORAGE_URI": read("REDIS_URL", "") or "memory://",
        "RELAY_IN_PROCESS": read("RELAY_IN_PROCESS", "yes") == "yes",
        **_periods(),
    }


def _periods() -> dict[str, timedelta]:
    """Return how long housekeeping keeps what is over; ``KEEP_TOLD_EVENTS_DAYS`` and so on say it otherwise."""
    reasons = {
        # Long enough to look, after a week of holidays, into why something was or was not told.
        "KEEP_TOLD_EVENTS": 10,
        # A form left open with the network away may be sent again later, and must not act twice.
        "KEEP_REQUEST_KEYS": 30,
        # Who was signed in from when to when is a network log, which the Cybersecurity Law wants kept for at
        # least six months.
        "KEEP_ENDED_SESSIONS": 190,
        # A draft holds what is typed about a person; longer than a matter takes, nobody comes back to it.
        "KEEP_DRAFTS": 90,
    }
    try:
        return {
            name: timedelta(days=int(os.environ.get(f"{name}_DAYS", days))) for name, days in reasons.items()
        }
    except ValueError as error:
        raise BadSetting(
            f"One of {', '.join(f'{name}_DAYS' for name in reasons)} is no number of days."
        ) from error


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine's options for a database URL: a checked pool for PostgreSQL, one file for SQLite."""
    if url.startswith("postgresql"):
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20, "pool_timeout": 5}
    return {"connect_args": {"check_same_thread": False}}


def check(settings: Any) -> None:
    """Refuse to start without the secrets, in a sentence that says what to do."""
    if not settings["SECRET_KEY"]:
        raise BadSetting(
            "SECRET_KEY is not set. Run `make run`, or put a long random text into the environment."
        )
    try:
        parse_proxies(settings["TRUSTED_PROXIES"])
    except ValueError as error:
        raise BadSetting(
            f"FORWARDED_ALLOW_IPS: {error}. Name the reverse proxies by address or network, as in "
            "127.0.0.1,10.0.0.0/24; * is refused, because anybody could then claim any address."
        ) from error
    try:
        parse_master_key(settings["MASTER_KEY"])
    except ValueError as error:
        raise BadSetting(
            "LIANDONG_MASTER_KEY is not set, or is not 32 bytes in base64. Run `make run`, or make one with "
            "`python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())'` and keep it safe: "
            "without it no sealed field opens again."
        ) from error
