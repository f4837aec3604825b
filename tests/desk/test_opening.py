"""The emulated till is put into operation once, whatever happens on the way."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.app.config import Config
from firmware.desk.bench import Bench, Passage
from firmware.desk.opening import ended_utc, open_stall
from firmware.desk.power import Plug, PowerCutError
from firmware.desk.stall import demo_config, in_folder
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from hal.card.emulator import await_emulated_end
from hal.clock.emulator import EmulatedClock

MORNING_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Table:
    """A bench with its plug, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.config: Config = in_folder(demo_config(), folder)
        self.book = folder / "book.sqlite"
        self.plug = Plug(self.book)
        clock = EmulatedClock(MORNING_UTC)
        passage = Passage(clock=clock, wait=clock.advance, await_end=await_emulated_end)
        self.bench = Bench(self.config, passage, self.plug)
        self._secrets = folder / "credentials"

    def open(self) -> bool:
        """Put it into operation."""
        return open_stall(self.config, self.bench, self._secrets, connect=self.plug.connect)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


def test_a_new_till_prints_its_startbeleg(table: Table) -> None:
    """§ 6 Abs 4 RKSV: the first slip of the roll, once."""
    assert table.open()
    assert not table.open()
    (slip,) = table.bench.printer.slips
    assert "STARTBELEG" in "\n".join(slip.text)
    assert ended_utc(table.book) == MORNING_UTC


@pytest.mark.parametrize("edge", [1, 5, 12, 20, 30])
def test_a_cut_opening_is_gone_on_with(table: Table, edge: int) -> None:
    """After a power cut at any moment there is one Startbeleg, under one register id and key."""
    table.plug.arm(edge)
    with pytest.raises(PowerCutError):
        table.open()
    table.plug.put_in()
    table.open()
    with Reader.open_read_only(table.book) as book:
        assert [receipt.number for receipt in book.receipts()] == [1]


def nothing(path: Path) -> None:
    """No file."""


def empty(path: Path) -> None:
    """A file whose making was cut short at once."""
    path.touch()


@pytest.mark.parametrize("state", [nothing, empty])
def test_what_is_no_book_yet_has_issued_nothing(
    tmp_path: Path, state: Callable[[Path], None]
) -> None:
    """Commissioning makes it."""
    state(tmp_path / "book.sqlite")
    assert ended_utc(tmp_path / "book.sqlite") is None


def test_a_file_that_is_no_book_is_left_alone(tmp_path: Path) -> None:
    """It may be somebody's only copy of something."""
    path = tmp_path / "book.sqlite"
    path.write_bytes(b"holiday pictures" * 300)
    with pytest.raises(StoreError) as caught:
        ended_utc(path)
    assert caught.value.fault is StoreFault.BROKEN
    assert path.read_bytes() == b"holiday pictures" * 300
