"""firmware.desk.sticks: the sticks that lie beside an emulated till."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.app.stick.owner import StickId, owner_ids, read_stick_id, standing
from firmware.desk.sticks import NAMES, OTHER_REGISTER, SLOW_S, Sticks
from firmware.store.book import Book
from firmware.till.exports.requests import StickStanding
from hal.stick.mounted import MountedSlot
from hal.stick.port import MountedStick

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Table:
    """Sticks, the port, and a clock that stands still."""

    def __init__(self, folder: Path) -> None:
        self.now_s = 100.0
        self.sticks = Sticks(folder / "usb" / "mounted", "GRAZ-01", lambda: self.now_s)
        self.slot = MountedSlot(self.sticks.port, self.sticks.port.mount_point)

    @property
    def found(self) -> MountedStick:
        found = self.slot.find()
        assert found is not None
        return found

    def join(self) -> None:
        """Wait for whoever waits to pull one."""
        waiting = self.sticks._waiting
        assert waiting is not None
        waiting.join(10)
        assert not waiting.is_alive()


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_every_stick_keeps_what_is_on_it(table: Table, name: str) -> None:
    """Out and in again, after another one."""
    table.sticks.put(name)
    table.now_s += SLOW_S
    (table.found.folder / "file").write_text(name)
    table.sticks.put(NAMES[0] if name != NAMES[0] else NAMES[1])
    table.sticks.put(name)
    table.now_s += SLOW_S
    assert name == (table.found.folder / "file").read_text()


def test_serial_numbers_differ(table: Table) -> None:
    """The journal tells one from the other."""
    serials = set()
    for name in NAMES:
        table.sticks.put(name)
        table.now_s += SLOW_S
        serials.add(table.found.serial)
    assert len(NAMES) == len(serials)


def test_out(table: Table) -> None:
    """Nothing is in."""
    table.sticks.put("new")
    table.sticks.pull()
    assert table.slot.find() is None


def test_what_is_wrong_with_them(table: Table) -> None:
    """Full: no room; write protected: mounted so; slow: not there for a while."""
    table.sticks.put("full")
    assert (0, True) == (table.slot.free_bytes(), table.found.is_writable)
    table.sticks.put("readonly")
    assert not table.found.is_writable
    table.sticks.put("slow")
    assert table.slot.find() is None
    table.now_s += SLOW_S
    assert table.slot.free_bytes() > 0


def test_the_owners_stick_of_another_till(table: Table) -> None:
    """It is made once, and stays the same."""
    table.sticks.put("other")
    said = read_stick_id(table.found.folder)
    assert isinstance(said, StickId)
    assert OTHER_REGISTER == said.register_id
    table.sticks.put("other")
    assert said == read_stick_id(table.found.folder)


def test_the_owners_stick(table: Table, tmp_path: Path) -> None:
    """A row and the file, once; again when somebody threw the folder away."""
    folder = table.sticks.folder("owner")
    with Book.create(tmp_path / "book.sqlite") as book:
        table.sticks.give_owner(book, NOW)
        table.sticks.give_owner(book, NOW)
        (own,) = owner_ids(book)
        said = read_stick_id(folder)
        assert StickStanding.OWNER is standing(said, "GRAZ-01", frozenset({own}))

        (folder / "KASSA-STICK.id").unlink()
        table.sticks.give_owner(book, NOW)
        assert 2 == len(owner_ids(book))


def test_pulled_in_the_middle(table: Table) -> None:
    """Out as soon as something of a new export is on it; what was left before does not count."""
    base = table.sticks.folder("owner") / "Registrierkasse" / "GRAZ-01"
    old = base / "2026-11-20_080000_abholung.part"
    old.mkdir(parents=True)
    (old / "file").touch()
    table.sticks.pull_when_written("owner")
    assert table.slot.find() is not None
    new = base / "2026-11-20_090000_abholung.part"
    new.mkdir()
    assert table.slot.find() is not None
    (new / "file").touch()
    table.join()
    assert table.slot.find() is None


def test_another_one_is_not_pulled(table: Table) -> None:
    """Whoever waited to pull the first one leaves the second alone."""
    table.sticks.pull_when_written("owner")
    table.sticks.put("new")
    waiting = table.sticks.folder("owner") / "Registrierkasse" / "GRAZ-01" / "x.part"
    waiting.mkdir(parents=True)
    (waiting / "file").touch()
    table.join()
    assert table.slot.find() is not None
