"""This installation's own settings: `instance/settings.env`, made once, under the environment."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from steps import ROOT, Failure, say

_HEADING = """\
# Secrets of this installation, made by `make run`. Keep a copy in a safe place: without the master key
# the identities of petitioners in the database cannot be read again. The environment overrides a line here.
"""


def instance_folder() -> Path:
    """Return the folder of this installation's data and secrets (INSTANCE_DIR, else ./instance)."""
    return (ROOT / os.environ.get("INSTANCE_DIR", "instance")).resolve()


def environment() -> dict[str, str]:
    """Return the environment the portal runs in: the settings file, over it what is set outside.

    Makes the settings file on the first call. Raises Failure when it cannot be written or read.
    """
    folder = instance_folder()
    settings = folder / "settings.env"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not settings.exists():
            _write_settings(settings)
            say(f"Made the secrets of this installation: {os.path.relpath(settings, ROOT)}")
        lines = settings.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Failure(
            "The settings of this installation are out of reach.",
            f"{error.filename}: {error.strerror}.",
            "Make that folder writable for this user, or name another one in INSTANCE_DIR.",
        ) from error
    values = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {
        **values,
        "INSTANCE_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        **{name: value for name, value in os.environ.items() if name != "INSTANCE_DIR"},
    }


def _write_settings(path: Path) -> None:
    secret = secrets.token_urlsafe(48)
    master = base64.b64encode(secrets.token_bytes(32)).decode()
    # Created unreadable for others from the first byte on, and never over an existing file.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{_HEADING}SECRET_KEY={secret}\nLIANDONG_MASTER_KEY={master}\n")
