"""The plug: edges around every touch, and the disk of the instant at which it was pulled."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.desk.power import TRACE_EDGES, Plug, PluggedLine, PluggedReader, PowerCutError
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from tests.app.day import MORNING, utc


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the book is."""
    return tmp_path / "book.sqlite"


@pytest.fixture
def plug(path: Path) -> Plug:
    """A plug that is in."""
    Book.create(path).close()
    return Plug(path)


def entry(kind: str) -> Entry:
    """A row."""
    return Entry(kind=kind, clerk=None, content={}, at_utc=utc(MORNING))


def kinds(path: Path) -> list[str]:
    """The rows of the book on the disk."""
    with Reader.open_read_only(path) as book:
        return [row.kind for row in book.journal()]


class Card:
    """A reader that counts."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def connect(self) -> bytes:
        """See `Reader.connect`."""
        self.calls.append("connect")
        return b"atr"

    def transmit(self, command: bytes) -> bytes:
        """See `Reader.transmit`."""
        self.calls.append(command.hex())
        return b"\x90\x00"

    def disconnect(self) -> None:
        """See `Reader.disconnect`."""
        self.calls.append("disconnect")


class Cable:
    """A line that counts."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def write(self, data: bytes, deadline_s: float) -> int:
        """See `Line.write`."""
        self.calls.append("write")
        return len(data)

    def read(self, size: int, deadline_s: float) -> bytes:
        """See `Line.read`."""
        self.calls.append("read")
        return b"x" * size

    def transit_s(self, size: int) -> float:
        """See `Line.transit_s`."""
        return size / 960

    def close(self) -> None:
        """See `Line.close`."""
        self.calls.append("close")


def test_edges_of_a_commit(plug: Plug, path: Path) -> None:
    """Each writing statement has an edge before it and one behind it; reading has none."""
    with Book.open(path, connect=plug.connect) as book:
        plug.trace.clear()
        book.append([entry("one")])
        book.last_journal()
        trace = list(plug.trace)
    assert trace == [
        "disk: before BEGIN IMMEDIATE",
        "disk: after BEGIN IMMEDIATE",
        "disk: before INSERT INTO journal",
        "disk: after INSERT INTO journal",
        "disk: before COMMIT",
        "disk: after COMMIT",
    ]


@pytest.mark.parametrize(("edge", "left"), [(5, ["one"]), (6, ["one", "two"])])
def test_cut_at_a_commit(plug: Plug, path: Path, edge: int, left: list[str]) -> None:
    """Before the commit nothing of it is there, behind it all of it, whatever is tidied later."""
    with Book.open(path, connect=plug.connect) as book:
        book.append([entry("one")])
        plug.arm(edge)
        with pytest.raises(PowerCutError):
            book.append([entry("two")])
    plug.put_in()
    assert kinds(path) == left


def test_nothing_reaches_the_disk_after_the_cut(plug: Plug, path: Path) -> None:
    """What the dying program still does is not there when power is back."""
    with Book.open(path, connect=plug.connect) as book:
        book.append([entry("one")])
        plug.pull()
        with pytest.raises(PowerCutError):
            book.append([entry("two")])
        # Closing tidies up: it moves the log into the file.
    with Book.open(path) as book:
        book.append([entry("three")])
    plug.put_in()
    assert kinds(path) == ["one"]
    assert not plug.is_pulled
    with Book.open(path, connect=plug.connect) as book:
        book.append([entry("four")])
    assert kinds(path) == ["one", "four"]


def open_or_make(path: Path) -> None:
    """A book that is not there is made; any other refusal is one."""
    try:
        Book.open(path).close()
    except StoreError as error:
        if error.fault is not StoreFault.ABSENT:
            raise
        Book.create(path).close()


def test_cut_while_the_book_is_made(tmp_path: Path) -> None:
    """The journal of a book that is not yet in WAL mode is part of what lies on the disk."""
    whole = Plug(tmp_path / "whole.sqlite")
    Book.create(tmp_path / "whole.sqlite", connect=whole.connect).close()
    for edge in range(1, len(whole.trace) + 1):
        path = tmp_path / f"book{edge}.sqlite"
        plug = Plug(path)
        plug.arm(edge)
        with pytest.raises(PowerCutError):
            Book.create(path, connect=plug.connect)
        plug.put_in()
        open_or_make(path)


def test_arm_counts_from_now(plug: Plug) -> None:
    """1 is the next edge, whatever passed before."""
    for name in "abc":
        plug.edge(name)
    plug.arm(2)
    plug.edge("d")
    with pytest.raises(PowerCutError, match="e"):
        plug.edge("e")
    assert list(plug.trace) == ["a", "b", "c", "d", "e"]
    with pytest.raises(PowerCutError, match="f"):
        plug.edge("f")
    plug.put_in()
    plug.edge("g")
    assert list(plug.trace) == ["g"]


def test_trace_is_bounded(plug: Plug) -> None:
    """A demonstration that runs for days keeps the newest names, and arming still counts right."""
    for number in range(TRACE_EDGES + 10):
        plug.edge(str(number))
    assert len(plug.trace) == TRACE_EDGES
    plug.arm(1)
    with pytest.raises(PowerCutError):
        plug.edge("last")


def test_card_on_the_plug(plug: Plug) -> None:
    """Each command has an edge on both sides; letting go never fails."""
    card = Card()
    reader = PluggedReader(card, plug)
    assert reader.connect() == b"atr"
    assert reader.transmit(b"\x00\xa4\x04") == b"\x90\x00"
    assert list(plug.trace) == ["card: before connect", "card: before 00a4", "card: after 00a4"]
    plug.arm(2)
    with pytest.raises(PowerCutError):
        reader.transmit(b"\x00\x2a\x00")
    # It reached the card: the signature is made, the till never hears of it.
    assert card.calls[-1] == "002a00"
    reader.disconnect()
    with pytest.raises(PowerCutError):
        reader.connect()
    assert card.calls[-1] == "disconnect"


def test_cable_on_the_plug(plug: Plug) -> None:
    """Bytes sent before the cut are sent; after it nothing is."""
    cable = Cable()
    line = PluggedLine(cable, plug)
    assert line.write(b"abc", 1.0) == 3
    assert line.read(1, 1.0) == b"x"
    assert list(plug.trace) == ["cable: before write", "cable: after write", "cable: before read"]
    assert line.transit_s(96) == 0.1
    plug.arm(1)
    with pytest.raises(PowerCutError):
        line.write(b"def", 1.0)
    assert cable.calls == ["write", "read"]
    line.close()
    assert cable.calls[-1] == "close"


@pytest.mark.parametrize("touch", [lambda one: one.execute("SELECT 1"), lambda one: one.close()])
def test_plain_connection(
    plug: Plug, path: Path, touch: Callable[[sqlite3.Connection], object]
) -> None:
    """A connection on the plug is one of sqlite3's own."""
    connection = plug.connect(path)
    assert isinstance(connection, sqlite3.Connection)
    touch(connection)
    connection.close()
