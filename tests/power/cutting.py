"""A power cut below the book alone: a connection that dies at any statement, reading ones too.

`firmware.desk.power` has the plug for whole tills, which counts what changes the disk, and card
and cable besides; the connection is the same.

The product is not changed: it is given another `connect`. At the cut the files are copied as they
are at that instant; what a reboot would find is what a new book finds in the copy. Everything the
dying program does afterwards happens to files nobody looks at any more.
"""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from firmware.desk.power import PowerCutError as PowerCut
from firmware.desk.power import connect_past

# SQLite's files; the -shm is only an index made anew from the WAL, as after a reboot.
SUFFIXES = ("", "-wal", "-journal")


class Mains:
    """Counts the edges of statements (before, after) and fails at one of them.

    Not armed it only lets current through. `failure` is raised once at the chosen edge: a
    `PowerCut` (then the connection is dead) or an error of SQLite (then it lives on).
    """

    def __init__(self) -> None:
        self.edges = 0
        self.cut_at: int | None = None
        self.is_dead = False
        self.failure: BaseException = PowerCut()
        self.on_cut: Callable[[], None] = lambda: None
        self.statements: list[str] = []

    def arm(self, cut_at: int, on_cut: Callable[[], None]) -> None:
        """From now on count edges, and cut at the n-th."""
        self.edges, self.cut_at, self.on_cut = 0, cut_at, on_cut
        self.statements.clear()

    def fail(self, cut_at: int, failure: sqlite3.Error) -> None:
        """From now on count edges, and raise the error at the n-th."""
        self.arm(cut_at, lambda: None)
        self.failure = failure

    def edge(self, statement: str) -> None:
        """One edge of a statement passes."""
        if self.is_dead:
            raise PowerCut
        self.statements.append(statement)
        self.edges += 1
        if self.edges != self.cut_at:
            return
        self.on_cut()
        self.is_dead = isinstance(self.failure, PowerCut)
        raise self.failure


def connect_through(mains: Mains) -> Callable[..., sqlite3.Connection]:
    """A `connect` for the book whose connections hang on these mains."""

    def connect(database: str | Path, **options: Any) -> sqlite3.Connection:
        return connect_past(lambda _when, sql: mains.edge(sql), database, **options)

    return connect


def copy_files(path: Path, folder: Path) -> Path:
    """The bytes of a book and its WAL as they are now, in another folder."""
    folder.mkdir()
    for suffix in SUFFIXES:
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copyfile(source, folder / source.name)
    return folder / path.name
