"""What a boot finds of an end, and of a failure before it."""

from datetime import timedelta

import msgspec
import pytest

from firmware.app.life import aftermath
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.fiscal.ending_papers import END_PAPER
from firmware.till.state import End
from tests.app.day import Day

Z = "F 20 BAR 200 × 100 BAR ZW 2 1 BAR"
HINT = "Handbelege ?|nachtragen|F 32"


def write(day: Day, kind: JournalKind, **content: str | int | None) -> None:
    """A row as somebody else writes it."""
    now_utc = day.stand.clock.now().utc
    day.stand.book.append([Entry(kind=kind, clerk=None, content=content, at_utc=now_utc)])


def test_in_service(day: Day) -> None:
    """No row, no end, no slip."""
    assert aftermath.ended(day.stand.book) is None
    assert () == aftermath.unprinted(day.stand.book)


@pytest.mark.parametrize("number", [2, None])
def test_the_row_is_the_end(day: Day, number: int | None) -> None:
    """With its Schlussbeleg, or without one; the export after it is owed until it is there."""
    write(day, JournalKind.EXPORT, what="everything", folder="before")
    write(day, JournalKind.AUSSERBETRIEB, reason=6, number=number)
    assert End(number=number, owes_export=True) == aftermath.ended(day.stand.book)
    write(day, JournalKind.EXPORT, what="everything", error="full")
    write(day, JournalKind.EXPORT, what="key container")
    assert End(number=number, owes_export=True) == aftermath.ended(day.stand.book)
    write(day, JournalKind.EXPORT, what="everything", folder="after")
    assert End(number=number, owes_export=False) == aftermath.ended(day.stand.book)


def test_the_slip_until_it_is_out(day: Day) -> None:
    """Printed again after a cut, and never after the printer said that it is there."""
    write(day, JournalKind.AUSSERBETRIEB, reason=7, number=None)
    (paper,) = aftermath.unprinted(day.stand.book)
    assert END_PAPER == paper.name
    write(day, JournalKind.DRUCK, paper=END_PAPER, mark="none")
    assert () == aftermath.unprinted(day.stand.book)


def test_hint_after_a_restore(day: Day) -> None:
    """§ 17 Abs 5 RKSV: what was sold by hand is entered before normal operation."""
    write(day, JournalKind.WIEDERHERSTELLUNG, source="adopted")
    day.cut()
    assert HINT == day.display
    day.type("WG4")
    day.cut()
    assert HINT != day.display


def test_hint_after_a_long_failure_within_a_day(day: Day) -> None:
    """It went off in the middle of the day and comes back in the afternoon."""
    day.type("WG4")
    day.stand.cut()
    day.until_off("2026-11-20T13:00:00")
    day.boot()
    assert HINT == day.display


def test_hint_after_a_failure_that_ended_with_other_settings(day: Day) -> None:
    """What the boot itself writes into the journal does not shorten the time without a till."""
    day.type("WG4")
    day.stand.cut()
    day.until_off("2026-11-20T13:00:00")
    config = day.stand.config
    dearer = msgspec.structs.replace(config.group[0], price="2,80")
    day.stand.config = msgspec.structs.replace(config, group=[dearer, *config.group[1:]])
    day.boot()
    assert HINT == day.display


@pytest.mark.parametrize(
    ("keys", "is_cut", "until"),
    [
        # A minute without mains; the plug pulled after the Z; switched off as it should be.
        ("WG4", True, "2026-11-20T09:20:00"),
        (f"WG4 C {Z}", True, "2026-11-21T09:00:00"),
        ("WG4", False, "2026-11-20T13:00:00"),
        ("", True, "2026-11-21T09:00:00"),
    ],
)
def test_no_hint(day: Day, keys: str, is_cut: bool, until: str) -> None:  # noqa: FBT001
    """Nobody sold anything by hand then."""
    day.type(keys)
    if is_cut:
        day.stand.cut()
    else:
        assert day.stand.shut_down()
    day.until_off(until)
    day.boot()
    assert HINT != day.display


def test_no_hint_for_a_till_that_ended(day: Day) -> None:
    """Nothing is entered any more."""
    day.type("WG4")
    write(day, JournalKind.AUSSERBETRIEB, reason=7, number=None)
    now_utc = day.stand.clock.now().utc + timedelta(days=1)
    assert not aftermath.is_late_entry_likely(day.stand.book, now_utc)
