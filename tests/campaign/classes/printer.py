"""Class 15, the printer: no paper, half a slip, no answer, any answer, dead in the middle."""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from hal.errors import HalError
from hal.printer.driver import EscposPrinter
from hal.printer.emulator import EmulatedPrinter
from hal.printer.port import Document, Paper
from tests.app.day import Day
from tests.campaign.market import SALE, days, end, light, new_day
from tests.campaign.outcome import Outcome, Score

_PER_DAY: Final = 25
#: More than a slip has.
_BYTES: Final = 1_500
_ROWS: Final = 700
#: Long enough for what waits to be tried again, three times where the printer never confirms.
_AFTERWARDS_S: Final = 30.0

#: Of those who help a printer so many switch it off and on first: what it held is lost.
_SWITCHED_OFF: Final = 0.5

Harm = Callable[[EmulatedPrinter, random.Random], None]


def run(count: int, seed: int, folder: Path) -> Outcome:
    """One harm before each sale, or in its slip; then the printer is helped."""
    score = Score()
    dice = random.Random(seed)

    def one_day(name: str, attempts: int) -> None:
        day = new_day(folder / name)
        for _ in range(attempts):
            harm = dice.choice(sorted(HARMS))
            score.facts[harm] += 1
            with score.attempt(f"seed {seed}, {name}: {harm}"):
                _suffer(day, HARMS[harm], dice)
        end(score, f"seed {seed}, {name}", day)

    with light():
        days(score, count, _PER_DAY, one_day)
    score.control("a slip counts as printed whatever the printer says", found=_is_found(folder))
    return score.outcome()


def _suffer(day: Day, harm: Harm, dice: random.Random) -> None:
    """Two customers at a printer with this harm: both are in the book at once, both get paper.

    Raises:
        AssertionError: one of them does not.
    """
    printer = day.bench.printer
    harm(printer, dice)
    numbers = []
    for _ in range(2):
        before = len(day.receipts())
        day.type(f"C {SALE} BAR")
        assert before + 1 == len(day.receipts()), f"not sold: {day.display}"
        numbers.append(day.receipts()[-1].number)
        day.wait(dice.choice((0, 1, 5)))
    if dice.random() < _SWITCHED_OFF:
        printer.is_powered = False
    help_printer(printer)
    day.wait(_AFTERWARDS_S)
    given_up = {
        row.content["number"] for row in day.rows("DRUCK_FEHLER") if row.content["given_up"]
    }
    missing = set(numbers) - _on_whole_slips(day) - given_up
    assert not missing, f"no whole slip of {missing}"
    assert "P✓" in day.status, day.status


def _on_whole_slips(day: Day) -> set[int]:
    """The receipts whose code is on a slip that was cut off; half a slip may be cut off, too."""
    codes = [code for slip in day.slips if slip.is_complete for code in slip.qr_payloads]
    return {int(code.split("_")[3]) for code in codes}


def help_printer(printer: EmulatedPrinter) -> None:
    """Everything in order again."""
    printer.garbled_reply = None
    printer.power_fails_after_bytes = printer.stalls_after_bytes = None
    printer.is_mute = printer.is_stalled = printer.is_cutter_blocked = False
    printer.is_cover_open = False
    printer.is_powered = printer.is_online = True
    printer.paper = Paper.OK


def _garble(printer: EmulatedPrinter, dice: random.Random) -> None:
    printer.garbled_reply = dice.randbytes(dice.randrange(1, 9))


def _switch_off_within(printer: EmulatedPrinter, dice: random.Random) -> None:
    printer.power_fails_after_bytes = dice.randrange(1, _BYTES)


def _stall_within(printer: EmulatedPrinter, dice: random.Random) -> None:
    printer.stalls_after_bytes = dice.randrange(1, _BYTES)


def _set(name: str, value: object) -> Harm:
    return lambda printer, _dice: setattr(printer, name, value)


HARMS: Final[dict[str, Harm]] = {
    "no paper": _set("paper", Paper.OUT),
    "paper ends in the slip": lambda printer, dice: printer.end_paper_after(
        rows=dice.randrange(1, _ROWS)
    ),
    "cover open": _set("is_cover_open", True),
    "off-line": _set("is_online", False),
    "knife stuck": _set("is_cutter_blocked", True),
    "switched off": _set("is_powered", False),
    "switched off in the slip": _switch_off_within,
    "takes nothing": _set("is_stalled", True),
    "takes half a slip": _stall_within,
    "answers nothing": _set("is_mute", True),
    "answers with any bytes": _garble,
}


def _is_found(folder: Path) -> bool:
    show = EscposPrinter.print

    def print_blindly(printer: EscposPrinter, document: Document, deadline_s: float) -> None:
        with suppress(HalError):
            show(printer, document, deadline_s)

    score = Score()
    with light() as patch:
        patch.setattr(EscposPrinter, "print", print_blindly)
        day = new_day(folder / "control")
        with score.attempt("switched off"):
            _suffer(day, HARMS["switched off"], random.Random(0))
    return bool(score.failures)
