"""A demo world whose writing was interrupted is never taken for a whole one.

A note lies in the instance folder while the world is written. Who finds it there finds a part of a world: the embedded
database is laid aside and written anew, a server's database is left for its keeper to empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy.engine import make_url

from tenants.core.database import current_session, db


class UnfinishedWorld(RuntimeError):
    """The database holds a part of the demo world; the sentence says what to do."""


def _note() -> Path:
    return Path(current_app.config["INSTANCE_DIR"]) / ".demo-unfinished"


def _database() -> str:
    """Return which database this is about, without its password."""
    return make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).render_as_string(hide_password=True)


@contextmanager
def noted() -> Iterator[None]:
    """Let the note lie there during the block, and stay when the block does not come to its end."""
    _note().write_text(_database(), encoding="utf-8")
    yield
    _note().unlink()


def lay_aside() -> Iterator[str]:
    """Make room where the writing of the world was interrupted; yields a line when something was laid aside.

    :raises UnfinishedWorld: the database is a server's, where nothing can be laid aside.
    """
    if not _note().exists() or _note().read_text(encoding="utf-8") != _database():
        return
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite":
        raise UnfinishedWorld(
            "The demo world in this database is unfinished: its writing was interrupted. Make an empty database of "
            f"that name and run it again. To keep the part as it is, remove {_note()}."
        )
    current_session().rollback()
    db.engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        part = Path(f"{url.database}{suffix}")
        if part.exists():
            part.replace(f"{url.database}.unfinished{suffix}")
    _note().unlink()
    yield f"the demo world was unfinished; its part is laid aside as {Path(url.database or '').name}.unfinished"
