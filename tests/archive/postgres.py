"""A real PostgreSQL of the tests' own: made in a folder, on a socket there, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

BIN: Final = Path("/usr/lib/postgresql/15/bin")
_PREFIX: Final = "kassa-pg-"
_OWNER: Final = "owner"
#: Where the tests of this run have their folders, if it was told.
_PLACE: Final = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT") or tempfile.gettempdir())
_names = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server; `socket` is its folder."""

    folder: Path
    socket: Path
    user: str
    options: str

    def url(self, database: str, role: str | None = None) -> str:
        """The URL of a database."""
        return f"postgresql+psycopg://{role or self.user}@/{database}?host={self.socket}"

    def fresh(self, like: str = "template1") -> str:
        """A new database with what is in another, to which nobody is connected; its name."""
        name = f"test_{os.getpid()}_{next(_names)}"
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def drop(self, database: str) -> None:
        """Away with it, whoever is still connected."""
        self.sql("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def sql(self, database: str, statement: str) -> None:
        """As the owner."""
        place = f"host={self.socket} dbname={database} user={self.user}"
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(statement)

    def crash(self) -> None:
        """As a power cut of its machine would be: no process of it lives on."""
        self._ctl("stop", "-m", "immediate")

    def start(self) -> None:
        """Start, or start again; returns when it answers."""
        self._ctl("start", "-o", self.options, "-l", str(self.folder / "log"))

    def _ctl(self, *words: str) -> None:
        _as(self.user, BIN / "pg_ctl", "-D", self.folder / "data", "-w", *words)


@contextmanager
def running(*, waits_for_medium: bool = True) -> Iterator[Postgres]:
    """A server for the time of the block.

    Root may not run one, so root makes it as the package's own user. One that need not wait for
    the medium is for tests in which no machine dies: a process may.
    """
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    _clear_away(user)
    # A socket's path is short: no folder deep down under a checkout.
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_PLACE))
    (folder / _OWNER).write_text(str(os.getpid()))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        _as(user, BIN / "initdb", "-D", folder / "data", "-A", "trust", "-U", user, "-E", "UTF8")
        options = f"-c listen_addresses= -c unix_socket_directories={folder}"
        if not waits_for_medium:
            options += " -c fsync=off -c max_wal_size=64MB"
        server = Postgres(folder=folder, socket=folder, user=user, options=options)
        server.start()
        try:
            yield server
        finally:
            server.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_away(user: str) -> None:
    """Servers of tests that were killed before they could stop theirs."""
    places = {_PLACE, Path(tempfile.gettempdir())}
    for owner in (one for place in places for one in place.glob(f"{_PREFIX}*/{_OWNER}")):
        # Empty: being written this moment.
        pid = owner.read_text()
        if pid and not Path("/proc", pid).exists():
            folder = owner.parent
            with suppress(RuntimeError):
                _as(user, BIN / "pg_ctl", "-D", folder / "data", "-w", "stop", "-m", "immediate")
            shutil.rmtree(folder, ignore_errors=True)


def _as(user: str, *words: str | Path) -> None:
    command = [str(word) for word in words]
    if os.geteuid() == 0:
        command = ["runuser", "-u", user, "--", *command]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if ran.returncode:
        raise RuntimeError(f"{command[-5:]}: {ran.stderr or ran.stdout}")
