"""firmware.app.barred.saver: what can be read of a book comes onto the stick; nothing is written.

The partition with the book is a file system that the kernel mounts, read only or unreadable.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from firmware.app.barred import saver as savers
from firmware.app.barred.menu import Saving
from firmware.app.barred.saver import RAW_PREFIX, Saver
from firmware.app.clock_guard import ClockGuard
from firmware.app.inbox import ExportSaid, Message
from firmware.app.stick.berth import Berth
from firmware.export.dep_file import read_dep
from firmware.export.package import contents, copy, receipts
from firmware.export.package.part import Part, Sight
from firmware.store.reader import Reader
from firmware.sync.config import Paths
from firmware.till.exports.requests import ExportKind, ExportProgress, ExportResult
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import MountedSlot
from tests.app.day import Day
from tests.stickfs.fixtures import PlugFolder
from tests.stickfs.mischief import Mischief


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the DEP, whatever the kind: printing PDFs takes long."""
    own_parts = {ExportKind.COPY: copy.parts}

    def parts_of(kind: ExportKind, sight: Sight) -> tuple[Part, ...]:
        return own_parts.get(kind, receipts.parts)(sight)

    monkeypatch.setattr(contents, "parts_of", parts_of)


class Bench:
    """A barred till with a port: its data lie behind `mounted`."""

    def __init__(self, folder: Path, paths: Paths, day: Day) -> None:
        self.port = EmulatedPort(folder / "run" / "stick")
        self.stick = folder / "on it"
        self.stick.mkdir()
        self.memory = folder / "memory"
        self.memory.mkdir()
        self.told: list[Message] = []
        berth = Berth(MountedSlot(self.port, self.port.mount_point))
        clock = ClockGuard(day.stand.clock)
        self.saver = Saver(paths, berth, clock, self.told.append, self.memory)

    def insert(self, folder: Path | None = None) -> None:
        self.port.insert(EmulatedStick(folder=folder or self.stick))

    def save(self, saving: Saving) -> ExportResult:
        """The end of it."""
        self.saver.ask(saving)
        assert self.saver.round() == 0.0
        last = self.told[-1]
        assert isinstance(last, ExportSaid)
        assert isinstance(last.told, ExportResult)
        return last.told


@pytest.fixture
def sold(day: Day) -> Day:
    """A till that sold something and was not closed: its last rows are in the -wal alone."""
    day.type("250 WG1 BAR 340 WG2 BAR")
    assert day.stand.config.paths.book.with_name("book.sqlite-wal").stat().st_size > 0
    return day


def partition(day: Day, plug: PlugFolder, tmp_path: Path, mischief: Mischief) -> Bench:
    """The till after its power was cut: book and -wal on a partition that behaves like this."""
    mounted = plug(mischief)
    for name in ("book.sqlite", "book.sqlite-wal"):
        shutil.copy(day.stand.config.paths.book.with_name(name), mounted.backing / name)
    paths = msgspec.structs.replace(day.stand.config.paths, data=str(mounted.folder))
    return Bench(tmp_path, paths, day)


@pytest.fixture
def read_only(sold: Day, plug_folder: PlugFolder, tmp_path: Path) -> Iterator[Bench]:
    """A partition that the kernel gave up writing to."""
    made = partition(sold, plug_folder, tmp_path, Mischief(is_read_only=True))
    yield made
    made.saver.close()
    assert [] == list(made.memory.iterdir())


def receipts_on(stick: Path) -> int:
    """How many the DEP7 on the stick holds."""
    (dep,) = stick.rglob("dep-export__*.json")
    with dep.open("rb") as file:
        return sum(len(list(group.jws)) for group in read_dep(file))


@pytest.mark.usefixtures("few")
def test_a_book_that_can_only_be_read(read_only: Bench, sold: Day) -> None:
    """§ 7 Abs 5 RKSV: all receipts, those that only the -wal holds among them."""
    read_only.insert()
    made = read_only.save(Saving.DEP7)
    last = sold.stand.book.last_receipt()
    assert last is not None
    assert ("", True, last.number) == (made.error, made.is_whole, made.receipts)
    assert not made.is_sealed
    assert last.number == receipts_on(read_only.stick)
    assert (True, None) == (made.may_pull, read_only.port.stick)


@pytest.mark.usefixtures("few")
def test_one_after_the_other(read_only: Bench) -> None:
    """The copy in memory serves all of them."""
    for saving in (Saving.JOURNAL, Saving.COPY):
        read_only.insert()
        assert "" == read_only.save(saving).error
    assert 1 == len(list(read_only.memory.iterdir()))


def test_raw_copy(read_only: Bench, sold: Day) -> None:
    """The very files, read back from the stick; the book in it can be opened."""
    read_only.insert()
    made = read_only.save(Saving.RAW)
    folder = read_only.stick / made.folder
    assert made.folder.startswith(RAW_PREFIX)
    assert ["book.sqlite", "book.sqlite-wal"] == sorted(one.name for one in folder.iterdir())
    with Reader.open_read_only(folder / "book.sqlite") as book:
        assert sold.stand.book.last_receipt() == book.last_receipt()
    progress = [one.told for one in read_only.told if isinstance(one, ExportSaid)]
    assert any(isinstance(one, ExportProgress) for one in progress)


@pytest.mark.parametrize("saving", Saving)
def test_without_a_stick(read_only: Bench, saving: Saving) -> None:
    """A word, and the next try works."""
    assert "Stick abgezogen" == read_only.save(saving).error


@pytest.mark.usefixtures("few")
def test_no_room_in_memory(read_only: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book too large is read where it lies, as far as SQLite can there; the raw copy works."""
    monkeypatch.setattr(savers, "free_bytes_of", lambda _: 0)
    read_only.insert()
    read_only.save(Saving.DEP7)
    assert [] == list(read_only.memory.iterdir())
    read_only.insert()
    assert "" == read_only.save(Saving.RAW).error


@pytest.mark.usefixtures("few")
def test_a_disk_that_gives_nothing(sold: Day, plug_folder: PlugFolder, tmp_path: Path) -> None:
    """EIO all over: the exports fail with a word, the raw copy says that it is holes."""
    bench = partition(sold, plug_folder, tmp_path, Mischief(is_unreadable=True))
    bench.insert()
    assert "Buch prüfen" == bench.save(Saving.DEP7).error
    made = bench.save(Saving.RAW)
    assert ("", False) == (made.error, made.is_whole)
    bench.saver.close()


def test_damaged_pages(sold: Day, tmp_path: Path) -> None:
    """Some exports may fail; each with a word, and the raw copy is byte for byte."""
    folder = tmp_path / "damaged"
    folder.mkdir()
    source = sold.stand.config.paths.book
    with sqlite3.connect(source) as reading, sqlite3.connect(folder / "book.sqlite") as writing:
        reading.backup(writing)
    reading.close()
    writing.close()
    book = folder / "book.sqlite"
    whole = book.read_bytes()
    book.write_bytes(whole[:8192] + b"\xff" * 16384 + whole[24576:])
    paths = msgspec.structs.replace(sold.stand.config.paths, data=str(folder))
    bench = Bench(tmp_path, paths, sold)
    bench.insert()
    assert "Buch prüfen" == bench.save(Saving.DEP7).error
    made = bench.save(Saving.RAW)
    assert book.read_bytes() == (bench.stick / made.folder / "book.sqlite").read_bytes()
    bench.saver.close()


def test_a_stick_that_takes_nothing(read_only: Bench, plug_folder: PlugFolder) -> None:
    """Nothing with a name is left on it."""
    stick = plug_folder(Mischief(room_bytes=1000))
    read_only.insert(stick.folder)
    assert "Stick voll" == read_only.save(Saving.RAW).error
    assert [] == list(stick.backing.iterdir())


def test_a_till_that_goes_down(read_only: Bench) -> None:
    """Nobody waits for a copy."""
    read_only.insert()
    read_only.saver.cancel()
    assert "abgebrochen" == read_only.save(Saving.RAW).error
    assert [] == list(read_only.stick.iterdir())
