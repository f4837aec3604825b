"""Card payments on a whole till: never charged twice, never forgotten, whatever breaks."""

import sqlite3
from collections.abc import Callable

import msgspec
import pytest

from firmware.app.config import Config, TerminalSection
from firmware.desk.keys import parse_keys
from hal.terminal.emulator import Conduct
from tests.app.day import Day
from tests.app.test_storage_stories import Disk


@pytest.fixture
def day(new_day: Callable[..., Day], config: Config) -> Day:
    """A till with a card terminal."""
    with_terminal = TerminalSection(host="192.0.2.17")
    return new_day(settings=msgspec.structs.replace(config, terminal=with_terminal))


def booked(day: Day) -> list[int]:
    """What the terminal has taken from cards."""
    return [booking.amount_cents for booking in day.bench.terminal.bookings]


def decide_by_the_terminals_book(day: Day) -> None:
    """Where the till asks, somebody looks at the terminal and answers truly."""
    day.wait(2)
    if day.display.startswith("Terminal unklar"):
        day.type("1" if booked(day) else "2")
    finish(day)


def finish(day: Day) -> None:
    """What a cashier presses who reads the display: an error is left, the sale is paid."""
    for key in ("C", "C", "KARTE", "KARTE", "KARTE"):
        if day.basket.lines:
            day.type(key)
            day.wait(1)


def test_paid_by_card(day: Day) -> None:
    """B8: the terminal books, the receipt is stored, the drawer stays shut."""
    day.type("1980 WG3 KARTE")
    assert [1980] == booked(day)
    assert ["standard 1980"] == day.story()
    day.stand.settle()
    assert 0 == day.bench.printer.drawer_pulses


@pytest.mark.parametrize("edge", range(1, 70))
def test_cut_anywhere_in_a_payment(day: Day, edge: int) -> None:
    """One charge, one receipt: `asked` on disk before the amount leaves makes the boot ask."""
    day.type("1980 WG3")
    day.stand.settle()
    day.stand.plug.arm(edge)
    is_on = day.stand.press(parse_keys("KARTE")) and day.stand.settle()
    if not is_on:
        day.boot()
    day.stand.plug.arm(10**9)
    decide_by_the_terminals_book(day)
    assert [1980] == booked(day)
    assert ["standard 1980"] == day.story()


@pytest.mark.parametrize("statement", range(1, 12))
def test_full_disk_anywhere_in_a_payment(day: Day, statement: int) -> None:
    """What was charged is kept by the till until the disk takes it; nobody is charged again."""
    day.type("1980 WG3")
    day.stand.settle()
    disk = Disk(day, sqlite3.SQLITE_FULL)
    disk.fail(statement, stays_bad=True)
    day.type("KARTE")
    disk.mend()
    finish(day)
    assert [1980] == booked(day)
    assert ["standard 1980"] == day.story()


@pytest.mark.parametrize(
    ("conduct", "is_paid"), [(Conduct.SILENT, False), (Conduct.BOOK_AND_FALL_SILENT, True)]
)
def test_silence_is_decided_by_a_person(day: Day, conduct: Conduct, *, is_paid: bool) -> None:
    """B9, E18: the till goes on meanwhile, and believes who answers."""
    day.bench.terminal.conduct = conduct
    day.bench.terminal.repeats_last = False
    day.type("1980 WG3 KARTE")
    assert day.display.startswith("Terminal unklar")
    day.type("1" if is_paid else "2")
    assert is_paid == bool(day.story())
    assert "decided" == day.rows("TERMINAL")[-1].content["state"]
