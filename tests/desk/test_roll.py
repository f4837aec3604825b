"""Each slip of the emulated printer is seen once."""

from firmware.desk.roll import Roll
from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_mechanism import SLIPS_KEPT
from hal.printer.model import printer_model

CUT = b"\n\x1dV\x00"


def printed(text: str) -> bytes:
    """A slip with one line."""
    return text.encode() + CUT


def test_slips_are_seen_once_and_in_order() -> None:
    """What hangs in the printer is no slip yet; what is torn off is one."""
    printer = EmulatedPrinter(printer_model("epson-tm-t20ii"))
    roll = Roll(printer)
    assert [] == list(roll.new_slips())
    printer.feed(printed("one") + printed("two") + b"half\n")
    assert ["one", "two"] == [slip.text[0] for slip in roll.new_slips()]
    assert [] == list(roll.new_slips())
    printer.is_powered = False
    assert ["half"] == [slip.text[0] for slip in roll.new_slips()]


def test_of_too_many_the_newest_are_seen() -> None:
    """The printer keeps so many; who does not look for long has missed the others."""
    printer = EmulatedPrinter(printer_model("epson-tm-t20ii"))
    roll = Roll(printer)
    printer.feed(printed("first"))
    roll.new_slips()
    for number in range(SLIPS_KEPT + 5):
        printer.feed(printed(str(number)))
    assert [str(number) for number in range(5, SLIPS_KEPT + 5)] == [
        slip.text[0] for slip in roll.new_slips()
    ]
