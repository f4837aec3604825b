"""What an idle till costs, counted in instructions: its own program, and none of the kernel's.

A second of an idle kassad, every feeder's round as often as its pause says, against emulated
contacts at rest; two counts of different length, so that the start of the process is taken off.
How much of a core of a Pi Zero 2 W that is follows from instructions a second, which is an
estimate and says so. What the kernel does to wake a thread is not in it.
"""

from typing import Final

from tests.bench import child
from tests.bench.counting import PI_INSTRUCTIONS_A_SECOND, can_count, instructions
from tests.bench.figure import Figure, Result

SECONDS: Final = 20
#: The feeders, above devices at rest: a keypad is looked at 250 times a second, the supply 100;
#: display, printer and card terminal rest until somebody rings.
_FEEDERS: Final = """
import json, sys, time
from datetime import UTC, datetime
from threading import Event
from firmware.app.card_payments import IDLE_PAUSE_S, CardPayments
from firmware.app.feeders import (DISPLAY_REST_S, KEYPAD_PAUSE_S, POWER_PAUSE_S, PRINTER_ASK_S,
    DisplayFeeder, KeypadFeeder, PowerFeeder, PrinterFeeder, Repeater)
from firmware.app.inbox import Inbox
from firmware.app.spool import Spool
from hal.clock.system import SystemClock
from hal.display.port import Screen
from hal.keypad.matrix_keypad import MatrixKeypad
from hal.printer.port import Paper, PrinterStatus
class AtRest:
    def scan(self):
        return (0, 0, 0, 0, 0)
    def show(self, screen):
        pass
    def status(self, deadline_s):
        return PrinterStatus(is_online=True, is_cover_open=False, paper=Paper.OK)
    def is_failing(self):
        return False
inbox, clock = Inbox(), SystemClock(datetime(2026, 11, 1, tzinfo=UTC))
display = DisplayFeeder(AtRest())
display.show(Screen(item="Summe", main="0,00"))
spool, cards = Spool(AtRest(), AtRest(), inbox.post), CardPayments(None, inbox.post)
works = {
    "keypad": (KeypadFeeder(MatrixKeypad(AtRest()), inbox, clock.monotonic).round, KEYPAD_PAUSE_S),
    "display": (display.round, DISPLAY_REST_S),
    "printer": (PrinterFeeder(spool, clock.monotonic).round, PRINTER_ASK_S),
    "power": (PowerFeeder(AtRest(), Event()).round, POWER_PAUSE_S),
    "terminal": (cards.round, IDLE_PAUSE_S),
}
bells = {"display": display.bell, "printer": spool.bell, "terminal": cards.bell}
"""
_ROUNDS: Final = """
for name, (work, pause_s) in works.items():
    if sys.argv[1] in (name, "all"):
        for _ in range(round(float(sys.argv[2]) / pause_s)):
            work()
"""
#: The same in their threads, with their pauses: what the processor is asked for, kernel and all.
_THREADS: Final = """
halt = Event()
threads = [Repeater(name, work, halt, bells.get(name)) for name, (work, _) in works.items()]
for one in threads:
    one.start()
begun, cpu = time.perf_counter(), time.process_time()
time.sleep(10)
print(json.dumps({"share": (time.process_time() - cpu) / (time.perf_counter() - begun)}))
halt.set()
"""


def a_second() -> tuple[float, float]:
    """Instructions of a second of the keypad alone, and of everything."""
    program = _FEEDERS + _ROUNDS
    start = instructions(program, "all", "0")
    keypad, everything = (instructions(program, what, str(SECONDS)) for what in ("keypad", "all"))
    return (keypad - start) / SECONDS, (everything - start) / SECONDS


def result() -> Result:
    """Keypad alone, and all that turns while nobody does anything."""
    threads = Figure(
        name="its threads with their waits, of one core here",
        value=child.ask(_FEEDERS + _THREADS)["share"] * 100,
        unit="%",
    )
    if not can_count():
        return Result(figures=(threads,))
    keypad, everything = a_second()
    share = 100 / PI_INSTRUCTIONS_A_SECOND
    return Result(
        figures=(
            Figure(name="keypad at rest, a second", value=keypad / 1e6, unit="M instr."),
            Figure(name="an idle kassad, a second", value=everything / 1e6, unit="M instr."),
            Figure(
                name="keypad at rest, of a core of a Pi Zero 2 W",
                value=keypad * share,
                unit="%",
                at_most=2.0,
                is_estimate=True,
            ),
            Figure(
                name="an idle kassad, of a core of a Pi Zero 2 W",
                value=everything * share,
                unit="%",
                at_most=2.0,
                is_estimate=True,
            ),
            threads,
        )
    )
