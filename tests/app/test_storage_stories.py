"""Days on which the disk is full, busy or broken; nothing is lost and nothing is sold twice."""

import itertools
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.config import Config
from firmware.app.tidings import LITTLE_ROOM_BYTES
from firmware.desk.keys import parse_keys
from firmware.store.errors import StoreError, StoreFault
from firmware.till.sales.basket import Means, Tender
from firmware.till.sales.sale import from_content
from tests.app.day import MORNING, Day

SALE = parse_keys("250 WG1 BAR")
#: What a sale of one position writes: position, intent, receipt with its rows, row of the printer.
STATEMENTS = 16


class Disk:
    """Fails the n-th writing statement from now on, and all after it if it `stays_bad`."""

    def __init__(self, day: Day, code: int) -> None:
        self._edge = day.stand.plug.edge
        self._code = code
        self._prefix = ""
        self._left: int | None = None
        self._stays_bad = False
        self.has_failed = False
        day.stand.plug.edge = self.edge

    def fail(self, statement: int, what: str = "", *, stays_bad: bool = False) -> None:
        """Arm it; 1 is the next statement that begins with `what`."""
        self._prefix = f"disk: before {what}"
        self._left, self._stays_bad, self.has_failed = statement, stays_bad, False

    def mend(self) -> None:
        """There is room again."""
        self._left = None

    def edge(self, name: str) -> None:
        """See `Plug.edge`."""
        if self._left is not None and name.startswith(self._prefix):
            self._left -= 1
            if self._left == 0 or (self._left < 0 and self._stays_bad):
                self._prefix = "disk: before" if self._stays_bad else self._prefix
                self.has_failed = True
                error = sqlite3.OperationalError("the disk of the test")
                error.sqlite_errorcode = self._code
                raise error
        self._edge(name)


def test_less_than_the_reserve_is_free(day: Day) -> None:
    """E15: no new receipt is begun without room; the sale stays open and is sold later."""
    day.type("250 WG1")
    day.stand.free_bytes = 1000
    day.type("BAR")
    assert "Speicher voll" in day.display
    assert day.story() == []
    day.type("C 290 WG1 BAR")
    assert "Speicher voll" in day.display
    day.stand.free_bytes = 10**9
    day.type("C BAR")
    assert day.story() == ["standard 540"]
    assert day.display.startswith("BEZAHLT|5,40")


@pytest.mark.parametrize(
    ("free_bytes", "is_told"), [(LITTLE_ROOM_BYTES - 1, True), (LITTLE_ROOM_BYTES, False)]
)
def test_little_room_is_told_at_the_start(day: Day, free_bytes: int, is_told: bool) -> None:  # noqa: FBT001
    """E15: long before nothing is sold any more, each start says so, and sells on."""
    day.stand.free_bytes = free_bytes
    assert day.stand.shut_down()
    day.boot()
    assert is_told == (day.display == "E15|Speicher knapp|F 72, dann Techniker")
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250"]


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY])
@pytest.mark.parametrize("stays_bad", [False, True])
def test_disk_fails_at_each_statement(
    new_day: Callable[..., Day], code: int, *, stays_bad: bool
) -> None:
    """E15 at any statement of a sale: it is sold exactly once, then or when there is room."""
    day = new_day()
    disk = Disk(day, code)
    for statement in itertools.count(1):
        disk.fail(statement, stays_bad=stays_bad)
        day.type("250 WG1 BAR")
        disk.mend()
        if len(day.story()) < statement:
            day.type("C")
            if len(day.story()) < statement and not day.basket.lines:
                # The position was not taken, and the display said so: it is typed again.
                day.type("C 250 WG1")
            if len(day.story()) < statement:
                day.type("BAR")
        assert len(day.story()) == statement
        assert day.receipts()[-1].turnover_cents == 250 * statement
        assert day.basket.lines == ()
        day.type("C C")
        if not disk.has_failed:
            break
    assert statement == STATEMENTS + 1


def half_way(day: Day) -> Disk:
    """A day whose disk takes the intent of the next receipt and refuses the receipt."""
    disk = Disk(day, sqlite3.SQLITE_FULL)
    day.type("250 WG1")
    disk.fail(2, "COMMIT", stays_bad=True)
    day.type("BAR")
    disk.mend()
    assert day.stand.book.intent() is not None
    assert "Speicher voll" in day.display
    return disk


@pytest.mark.parametrize("key", ["BAR", "C", "2", "WG2", "STO", "KARTE", "F", "ZW", "BON"])
def test_no_key_changes_a_sale_that_is_half_way(day: Day, key: str) -> None:
    """Anlage Z 4 RKSV: a begun receipt is finished as it was begun, whatever is typed meanwhile."""
    half_way(day)
    day.type(key)
    assert day.story() == ["standard 250"]
    (tender,) = from_content(day.receipts()[0].content).tenders
    assert tender == Tender(means=Means.CASH, amount_cents=250, given_cents=250)
    assert day.basket.lines == ()
    assert day.display.startswith("BEZAHLT|2,50")


def test_half_way_while_the_disk_stays_full(day: Day) -> None:
    """E15 again for each key; the sale on the display is the one that is half way."""
    disk = half_way(day)
    disk.fail(1, stays_bad=True)
    day.type("2 9 0 WG1 F")
    assert "Speicher voll" in day.display
    assert day.basket.total_cents == 250
    disk.mend()
    day.type("C")
    assert day.story() == ["standard 250"]


def test_half_way_through_a_boot(day: Day) -> None:
    """Anlage Z 4 RKSV: the boot finishes what was begun, with the identical text."""
    half_way(day)
    intent = day.stand.book.intent()
    assert intent is not None
    day.cut()
    assert day.story() == ["standard 250"]
    assert day.stand.book.intent() is None
    assert day.printed_numbers() == [2]


def test_half_way_when_the_card_comes_back(day: Day) -> None:
    """§ 17 Abs 4 RKSV: what is half way in an outage fails before the Sammelbeleg is signed."""
    day.bench.set_card("out")
    day.type("100 WG1 BAR")
    half_way(day)
    day.bench.set_card("in")
    day.wait(31)
    assert day.story() == ["standard 100 !", "standard 350 !", "sammelbeleg 350"]


def test_monatsbeleg_half_way(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 2 RKSV: a Monatsbeleg left half way comes first, then the sale at its key."""
    day = new_day("2026-10-31T12:00:00")
    day.until("2026-11-01T09:00:00")
    half_way(day)
    day.type("BAR")
    assert day.story() == ["monatsbeleg 0"]
    day.type("BAR")
    assert day.story() == ["monatsbeleg 0", "standard 250"]
    assert day.printed_numbers() == [2, 3]


@pytest.mark.parametrize("commit", [3, 4])
def test_refused_after_the_monatsbeleg(new_day: Callable[..., Day], commit: int) -> None:
    """§ 8 Abs 2 RKSV: a Monatsbeleg issued before a refusal is printed all the same."""
    day = new_day("2026-10-31T12:00:00")
    day.until("2026-11-01T09:00:00")
    day.type("250 WG1")
    disk = Disk(day, sqlite3.SQLITE_FULL)
    disk.fail(commit, "COMMIT", stays_bad=True)
    day.type("BAR")
    disk.mend()
    assert day.story() == ["monatsbeleg 0"]
    assert "Speicher voll" in day.display
    assert day.printed_numbers() == [2]
    day.type("C")
    if day.basket.lines:
        day.type("BAR")
    assert day.story() == ["monatsbeleg 0", "standard 250"]
    assert day.printed_numbers() == [2, 3]


@pytest.mark.parametrize("statement", range(1, STATEMENTS + 1))
def test_disk_breaks_while_selling(day: Day, statement: int) -> None:
    """A broken disk ends the till; opened anew, the sale is there once or still open."""
    disk = Disk(day, sqlite3.SQLITE_IOERR)
    disk.fail(statement)
    with pytest.raises(StoreError) as caught:
        day.stand.press(SALE)
    assert caught.value.fault is StoreFault.BROKEN
    disk.mend()
    day.boot()
    if day.basket.lines:
        day.type("C BAR")
    if day.rows("POS"):
        assert day.story() == ["standard 250"]
        assert day.printed_numbers()[0] == 2
    else:
        # Not even the position was taken: the key was pressed for nothing.
        assert day.story() == []


def test_journal_row_of_the_printer_is_lost(day: Day) -> None:
    """A full disk does not stop the till over a row about paper; the slip comes once more."""
    disk = Disk(day, sqlite3.SQLITE_FULL)
    day.type("250 WG1 BAR")
    rows = len(day.rows("DRUCK"))
    disk.fail(4, "COMMIT", stays_bad=True)
    day.type("250 WG1 BAR")
    disk.mend()
    assert day.story() == ["standard 250", "standard 500"]
    assert len(day.rows("DRUCK")) == rows
    day.cut()
    assert day.printed_numbers() == [2, 3, 3]


def test_copy_of_the_book_is_not_the_register(
    tmp_path: Path, config: Config, new_day: Callable[..., Day]
) -> None:
    """A second till program on the same book is refused by name."""
    day = new_day(MORNING)
    shutil.copy(day.stand.book_path, tmp_path / "copy.sqlite")
    with pytest.raises(StoreError) as caught:
        Day(tmp_path / "till", config)
    assert caught.value.fault is StoreFault.LOCKED
