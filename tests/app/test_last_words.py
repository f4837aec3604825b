"""firmware.app.last_words: what is left says what is missing, with the real drivers."""

from pathlib import Path

import pytest

from firmware.app import last_words
from firmware.app.last_words import CYCLES, FLASHES, Remains, page, tell_last_words, words_of
from hal.display.codec import render
from hal.display.port import Display, Screen
from hal.errors import Fault, HalError
from hal.gpio.emulator import EmulatedStatusLed
from hal.gpio.port import StatusLed
from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_pty import PtyServer
from hal.printer.model import printer_model
from hal.printer.port import Document, Printer, PrinterStatus
from tests.fakedev.fixtures import Bench

NO_CHIP = HalError(Fault.ABSENT, "gpio", "no chip of a header among []")

PROGRAM = """
from pathlib import Path
from firmware.app.config import parse
from firmware.app.last_words import tell_last_words
from firmware.app import wiring
from hal.errors import HalError
import logging
from firmware.process import logs
logs.configure(logging.CRITICAL)
wiring.find_bus = lambda kind: 1
config = parse('''
company.name = "Huber"
register.id = "GRAZ-01"
group = [{ number = 1, name = "Obst", vat = "10" }]
%s
''')
def end():
    try:
        wiring.wire(config, b"123456")
    except HalError as error:
        tell_last_words(wiring.remains_of(config), error, Path("told"), lambda _: None)
"""


def test_no_gpio_chip(bench: Bench) -> None:
    """A wrong overlay: display and printer still say so; paper is used once."""
    printer = EmulatedPrinter(printer_model("epson-tm-t20ii"), has_xon_xoff=True)
    with PtyServer(printer) as pty:
        line = f'printer = {{ connection = "serial", device = "{pty.path}", '
        line += 'flow_control = "xon/xoff" }'
        bench.start(PROGRAM % f'gpio.chip = "pinctrl-rp1"\n{line}')
        bench.call("end()")
        bench.call("end()")
    expected = Screen(item="KASSE GESPERRT", main="GPIO-Chip fehlt", hint="Techniker rufen")
    assert render(expected) == bench.panel.frame()
    (slip,) = printer.slips
    text = " ".join(" ".join(slip.text).split())
    assert "KASSE GESPERRT GPIO-Chip fehlt" in text
    assert "no chip 'pinctrl-rp1' among ['pinctrl-bcm2711']" in text


def test_a_line_in_use(bench: Bench) -> None:
    """The lamp is there, and blinks; nothing stays claimed."""
    lamp, taken = 27, 5
    bench.chip.lines[taken].owner = object()  # type: ignore[assignment]
    bench.start(PROGRAM % 'printer.device = "/dev/no-printer"')
    bench.call("end()")
    lit = [one.level for one in bench.chip.changes if one.line == lamp and one.level]
    assert FLASHES * CYCLES == len(lit)
    assert bench.chip.lines[lamp].owner is None
    assert render(Screen(item="KASSE GESPERRT", main="Leitung belegt", hint="Techniker rufen")) == (
        bench.panel.frame()
    )


class Gone:
    """Nothing is left."""

    def __init__(self) -> None:
        self.is_closed = False

    def display(self) -> Display:
        raise HalError(Fault.ABSENT, "display", "no bus")

    def printer(self) -> Printer:
        raise HalError(Fault.ABSENT, "printer", "no line")

    def status_led(self) -> StatusLed:
        raise OSError("no chip")

    def close(self) -> None:
        self.is_closed = True

    def remains(self) -> Remains:
        return Remains(
            display=self.display,
            printer=self.printer,
            status_led=self.status_led,
            columns=48,
            company="Huber",
            close=self.close,
        )


def test_nothing_left(tmp_path: Path) -> None:
    """The log has it; the exit code does the rest."""
    gone = Gone()
    tell_last_words(gone.remains(), NO_CHIP, tmp_path / "told", lambda _: None)
    assert gone.is_closed
    assert not (tmp_path / "told").exists()


class PrinterThere(Gone):
    """The lamp and the printer."""

    def __init__(self) -> None:
        super().__init__()
        self.led = EmulatedStatusLed()
        self.documents: list[Document] = []

    def status_led(self) -> StatusLed:
        return self.led

    def printer(self) -> Printer:
        return self

    def print(self, document: Document, deadline_s: float) -> None:
        """See `Printer.print`."""
        assert deadline_s == last_words.PRINT_DEADLINE_S
        self.documents.append(document)

    def status(self, deadline_s: float) -> PrinterStatus:
        raise NotImplementedError

    def kick_drawer(self, deadline_s: float) -> None:
        raise NotImplementedError


def test_another_fault_is_another_slip(tmp_path: Path) -> None:
    """Systemd starts kassad again and again; the roll is not for that."""
    there = PrinterThere()
    pauses: list[float] = []
    for error in (NO_CHIP, NO_CHIP, HalError(Fault.BUSY, "keypad", "line 5"), NO_CHIP):
        tell_last_words(there.remains(), error, tmp_path / "told", pauses.append)
    assert 3 == len(there.documents)
    assert not there.led.is_lit
    assert 4 * CYCLES * (2 * FLASHES + 1) == len(pauses)


def test_a_note_that_cannot_be_read(tmp_path: Path) -> None:
    """It is printed rather than not."""
    (tmp_path / "told").write_bytes(b"\xff")
    there = PrinterThere()
    tell_last_words(there.remains(), NO_CHIP, tmp_path / "told", lambda _: None)
    assert 1 == len(there.documents)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NO_CHIP, "GPIO-Chip fehlt"),
        (HalError(Fault.BROKEN, "gpio", "[0, 1]"), "GPIO mehrdeutig"),
        (HalError(Fault.BUSY, "status led", "busy"), "Leitung belegt"),
        (HalError(Fault.BROKEN, "buzzer", "EIO"), "Gerät prüfen"),
    ],
)
def test_words(error: HalError, words: str) -> None:
    """For the display, where they fit, and large on the slip."""
    render(Screen(item="KASSE GESPERRT", main=words_of(error)))
    assert words == words_of(error)
    assert any(words == getattr(row, "text", "") for row in page(error).rows)
