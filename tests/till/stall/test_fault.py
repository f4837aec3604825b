"""firmware.till.stall.fault: every fault in two languages."""

from firmware.till.stall.fault import Fault, StallError
from hal.display.codec import render
from hal.display.port import Screen


def test_german_fits_the_display() -> None:
    """The words of every fault can stand in the large line."""
    for fault in Fault:
        assert 0 < len(fault.german) <= 16
        render(Screen(item="Zeile 3 Spalte 2", main=fault.german, hint=""))


def test_message() -> None:
    """Place, text, reason."""
    error = StallError(Fault.AMOUNT, text="viel").at("group 1.price")
    assert str(error) == 'group 1.price: "viel" is no amount (write "2,50")'
    assert str(StallError(Fault.CHIEF)) == 'nobody has role = "chef"'
