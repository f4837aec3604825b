"""Pulling the plug at a chosen instant, below the product: statements, card commands, paper bytes.

Every time the till touches disk, card or cable an *edge* is counted, before and after; an armed
plug is pulled at its edge. What lies on the disk at that instant, byte for byte, is what the next
boot finds: the book's files are copied then, before anything can tidy up behind the cut.
"""

import shutil
import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any

from firmware.app.keep.medium import Medium
from hal.card.port import Reader
from hal.printer.port import Line
from hal.remote.port import Answer, Request, Wire

#: Only these change what is on disk.
_WRITING = ("BEGIN", "INSERT", "UPDATE", "DELETE", "COMMIT", "CREATE", "PRAGMA wal_checkpoint")
#: The book, its log, and what SQLite keeps before a new book is put into WAL mode. The -shm is an
#: index made anew from the log, as after a real reboot.
_BOOK_SUFFIXES = ("", "-wal", "-journal")
#: Edges whose names are kept; a demonstration may run for days.
TRACE_EDGES = 10_000


class PowerCutError(BaseException):
    """The plug is pulled: nothing in the till may catch this."""


class Plug:
    """Counts edges and pulls itself at the one it was armed for.

    `trace` names the edges since the plug was last put in (the last `TRACE_EDGES` of them):
    what `arm` can be asked for.
    """

    def __init__(self, book: Path) -> None:
        self._book = book
        self._passed = 0
        self._cut_at: int | None = None
        # Nobody passes an edge, and so tidies up behind the cut, before the disk is kept.
        self._lock = RLock()
        self.is_pulled = False
        self.trace: deque[str] = deque(maxlen=TRACE_EDGES)

    def arm(self, edges: int) -> None:
        """Pull at the `edges`-th edge from now; 1 is the next."""
        self._cut_at = self._passed + edges

    def pull(self) -> None:
        """Pull now, between two edges; from any thread."""
        with self._lock:
            if not self.is_pulled:
                self.is_pulled = True
                self._copy(self._book, self._kept)

    def put_in(self) -> None:
        """Power is back, and with it the disk of the instant it went."""
        if self.is_pulled:
            self._book.with_name(self._book.name + "-shm").unlink(missing_ok=True)
            self._copy(self._kept, self._book)
            for suffix in _BOOK_SUFFIXES:
                self._kept.with_name(self._kept.name + suffix).unlink(missing_ok=True)
        self._passed = 0
        self._cut_at = None
        self.is_pulled = False
        self.trace.clear()

    def edge(self, name: str) -> None:
        """Called around every touch; after the cut nothing touches anything any more.

        Raises:
            PowerCutError: this was the edge, or the power is gone already.
        """
        with self._lock:
            if self.is_pulled:
                raise PowerCutError(name)
            self._passed += 1
            self.trace.append(name)
            if self._cut_at is not None and self._passed >= self._cut_at:
                self.pull()
                raise PowerCutError(name)

    def connect(self, database: str | Path, **options: Any) -> sqlite3.Connection:
        """`sqlite3.connect` on this plug."""
        return connect_past(self._statement, database, **options)

    def _statement(self, when: str, sql: str) -> None:
        if sql.startswith(_WRITING):
            name = sql.split(" (", maxsplit=1)[0][:40]
            self.edge(f"disk: {when} {name}")

    @property
    def _kept(self) -> Path:
        return self._book.with_name(self._book.name + ".cut")

    def _copy(self, source: Path, target: Path) -> None:
        for suffix in _BOOK_SUFFIXES:
            there = source.with_name(source.name + suffix)
            here = target.with_name(target.name + suffix)
            here.unlink(missing_ok=True)
            if there.exists():
                shutil.copyfile(there, here)


class EdgeConnection(sqlite3.Connection):
    """A real connection that tells of every statement, before and after it is run."""

    tell: Callable[[str, str], None] | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement, unless whoever is told of it says otherwise."""
        if self.tell is None:
            return super().execute(sql, parameters)
        self.tell("before", sql)
        cursor = super().execute(sql, parameters)
        self.tell("after", sql)
        return cursor


def connect_past(
    tell: Callable[[str, str], None], database: str | Path, **options: Any
) -> EdgeConnection:
    """`sqlite3.connect` whose statements pass `tell`, as "before" or "after" and the statement."""
    connection = sqlite3.connect(database, factory=EdgeConnection, **options)
    connection.tell = tell
    return connection


class PluggedReader:
    """`Reader` on this plug."""

    def __init__(self, reader: Reader, plug: Plug) -> None:
        self._reader = reader
        self._plug = plug

    def connect(self) -> bytes:
        """See `Reader.connect`."""
        self._plug.edge("card: before connect")
        return self._reader.connect()

    def transmit(self, command: bytes) -> bytes:
        """See `Reader.transmit`."""
        self._plug.edge(f"card: before {command[:2].hex()}")
        answer = self._reader.transmit(command)
        self._plug.edge(f"card: after {command[:2].hex()}")
        return answer

    def disconnect(self) -> None:
        """See `Reader.disconnect`."""
        self._reader.disconnect()

    def distrust(self) -> None:
        """See `Reader.distrust`."""
        self._reader.distrust()


class PluggedLine:
    """`Line` on this plug."""

    def __init__(self, line: Line, plug: Plug) -> None:
        self._line = line
        self._plug = plug

    def write(self, data: bytes, deadline_s: float) -> int:
        """See `Line.write`."""
        self._plug.edge("cable: before write")
        count = self._line.write(data, deadline_s)
        self._plug.edge("cable: after write")
        return count

    def read(self, size: int, deadline_s: float) -> bytes:
        """See `Line.read`."""
        self._plug.edge("cable: before read")
        return self._line.read(size, deadline_s)

    def transit_s(self, size: int) -> float:
        """See `Line.transit_s`."""
        return self._line.transit_s(size)

    def close(self) -> None:
        """See `Line.close`."""
        self._line.close()


class PluggedMedium:
    """`Medium` on this plug: a cut finds what is appended not there, half there, or there."""

    def __init__(self, medium: Medium, plug: Plug) -> None:
        self._medium = medium
        self._plug = plug

    def names(self) -> tuple[str, ...]:
        """See `Medium.names`."""
        return self._medium.names()

    def size(self, name: str) -> int:
        """See `Medium.size`."""
        return self._medium.size(name)

    def read(self, name: str) -> bytes:
        """See `Medium.read`."""
        return self._medium.read(name)

    def append(self, name: str, at: int, data: bytes) -> None:
        """See `Medium.append`."""
        self._plug.edge("mirror: before append")
        half = len(data) // 2
        self._medium.append(name, at, data[:half])
        self._plug.edge("mirror: half appended")
        self._medium.append(name, at + half, data[half:])
        self._plug.edge("mirror: after append")

    def cut(self, name: str, size: int) -> None:
        """See `Medium.cut`."""
        self._plug.edge("mirror: before cut")
        self._medium.cut(name, size)
        self._plug.edge("mirror: after cut")


class PluggedWire:
    """`Wire` on this plug."""

    def __init__(self, wire: Wire, plug: Plug) -> None:
        self._wire = wire
        self._plug = plug

    def exchange(self, request: Request, ends_at_s: float) -> Answer:
        """See `Wire.exchange`."""
        self._plug.edge(f"service: before {request.method.value} {request.path}")
        answer = self._wire.exchange(request, ends_at_s)
        self._plug.edge(f"service: after {request.method.value} {request.path}")
        return answer
