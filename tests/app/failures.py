"""Failures of a bench as pairs of hands: one that breaks a device, one that sets it right."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from firmware.till.acts import JournalKind
from hal.card.emulator_profile import CardFaults
from hal.errors import Fault
from hal.gpio.port import SwitchPosition
from hal.keypad.port import Key
from hal.keypad.scanner import STUCK_S
from hal.printer.port import Paper
from hal.terminal.emulator import Conduct
from tests.app.day import Day

Hand = Callable[[Day], None]
PLENTY_BYTES = 10**10
OUTAGE = (JournalKind.AUSFALL_BEGINN, JournalKind.AUSFALL_ENDE)
PRINT = JournalKind.DRUCK_FEHLER
TERMINAL = JournalKind.TERMINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """`begin` breaks something, `end` mends it; `kinds` are the rows the journal has of it.

    `chapter` is one that surely meets it.
    """

    begin: Hand
    end: Hand
    kinds: tuple[JournalKind, ...] = ()
    chapter: str = "paying"


def _card(position: str) -> Failure:
    return Failure(
        begin=lambda day: day.bench.set_card(position),
        end=lambda day: day.bench.set_card("in"),
        kinds=OUTAGE,
    )


def _paper(state: Paper, *kinds: JournalKind) -> Failure:
    return Failure(
        begin=lambda day: day.bench.set_paper(state),
        end=lambda day: day.bench.set_paper(Paper.OK),
        kinds=kinds,
    )


def _attribute(place: tuple[str, str], value: object, well: object, *kinds: JournalKind) -> Failure:
    """A device's name and its attribute, broken and well."""
    device, name = place
    return Failure(
        begin=lambda day: setattr(getattr(day.bench, device), name, value),
        end=lambda day: setattr(getattr(day.bench, device), name, well),
        kinds=kinds,
        chapter=device if device in ("scale", "terminal") else "paying",
    )


def _jam(day: Day) -> None:
    day.bench.matrix.jam(Key.WG6)
    assert day.stand.hold(STUCK_S + 1.0)


def _free(day: Day) -> None:
    day.bench.matrix.free(Key.WG6)
    assert day.stand.hold(1.0)


def _disk(code: int, what: str = "") -> Failure:
    """Each writing statement that begins with `what` fails."""

    def begin(day: Day) -> None:
        edge = type(day.stand.plug).edge

        def fail(name: str) -> None:
            if name.startswith(f"disk: before {what}"):
                error = sqlite3.OperationalError("the disk of the test")
                error.sqlite_errorcode = code
                raise error
            edge(day.stand.plug, name)

        vars(day.stand.plug)["edge"] = fail

    return Failure(begin=begin, end=lambda day: vars(day.stand.plug).pop("edge"))


def _free_bytes(day: Day, count: int) -> None:
    day.stand.free_bytes = count


FAILURES: Mapping[str, Failure] = {
    "none": Failure(begin=lambda _day: None, end=lambda _day: None),
    "card out": _card("out"),
    "card dead": _card("dead"),
    "card slow": _card("slow"),
    "card signs wrongly": Failure(
        begin=lambda day: setattr(day.bench.card, "faults", CardFaults(flips_signature=True)),
        end=lambda day: setattr(day.bench.card, "faults", CardFaults()),
        kinds=OUTAGE,
    ),
    "paper out": _paper(Paper.OUT, PRINT),
    "paper low": _paper(Paper.NEAR_END),
    "cover open": _attribute(("printer", "is_cover_open"), True, False, PRINT),
    "printer off-line": _attribute(("printer", "is_online"), False, True, PRINT),
    "printer off": _attribute(("printer", "is_powered"), False, True, PRINT),
    "printer stalled": _attribute(("printer", "is_stalled"), True, False, PRINT),
    "knife blocked": _attribute(("printer", "is_cutter_blocked"), True, False, PRINT),
    "display unplugged": Failure(
        begin=lambda day: day.bench.panel.unplug(), end=lambda day: day.bench.panel.plug_in()
    ),
    "scale mute": _attribute(("scale", "is_mute"), True, False, JournalKind.FEHLER),
    "scale unsteady": _attribute(("scale", "is_stable"), False, True, JournalKind.FEHLER),
    "scale off": _attribute(("scale", "is_powered"), False, True, JournalKind.FEHLER),
    "terminal silent": _attribute(("terminal", "conduct"), Conduct.SILENT, Conduct.PAY, TERMINAL),
    "terminal silent after booking": _attribute(
        ("terminal", "conduct"), Conduct.BOOK_AND_FALL_SILENT, Conduct.PAY, TERMINAL
    ),
    "terminal hangs up": _attribute(("terminal", "conduct"), Conduct.DROP, Conduct.PAY, TERMINAL),
    "terminal off": _attribute(("terminal", "is_powered"), False, True),
    "drawer broken": _attribute(("drawer", "fault"), Fault.BROKEN, None, JournalKind.LADE),
    "key stuck": Failure(begin=_jam, end=_free, kinds=(JournalKind.FEHLER,)),
    "lock broken": _attribute(("key_switch", "turned_to"), None, SwitchPosition.REGISTER),
    "disk full": _disk(sqlite3.SQLITE_FULL),
    "disk full at commits": _disk(sqlite3.SQLITE_FULL, "COMMIT"),
    "book read-only": _disk(sqlite3.SQLITE_READONLY),
    "reserve used up": Failure(
        begin=lambda day: _free_bytes(day, 1000), end=lambda day: _free_bytes(day, PLENTY_BYTES)
    ),
}
