"""A stall's morning on the whole machine: what the cashier meets, seen from outside."""

import pytest

from machine.till import MachineError
from tests.vm.tills import Played

pytestmark = [pytest.mark.image, pytest.mark.timeout(1200)]

CASH = """
250 WG1 2000 BAR
expect display "RÜCKGELD"
expect display "17,50"
expect receipt "RÜCKGELD                                 17,50"
expect receipt "_R1-AT1_VM-01_"
"""
CARD_AWAY = """
@card remove
WG4
expect display "BEZAHLT"
expect receipt "Sicherheitseinrichtung ausgefallen"
@card insert
@wait 45
WG4
expect display "S✓"
expect receipt "Lebkuchenherz"
"""
READER_AWAY = """
@card unplug
WG4
expect receipt "Sicherheitseinrichtung ausgefallen"
@card insert
@wait 45
expect display "S✓"
"""
PAPER_OUT = """
@paper out
@wait 5
WG4
expect display "nur Code"
@paper in
@wait 15
WG4
expect receipt "Lebkuchenherz"
"""
DISPLAY_AWAY = """
@display unplug
WG4
expect receipt "Lebkuchenherz"
@display plug
WG4
expect display "BEZAHLT"
"""


def test_cash_and_change(till: Played) -> None:
    """§ 132a BAO: keys, display, a signed receipt on paper, read back from its picture."""
    till.play(CASH)
    assert till.stage.slips[-1].qr_payloads


def test_the_card_is_pulled_and_selling_goes_on(till: Played) -> None:
    """§ 17 RKSV: pcscd and a reader of the real class tell it; it is used again when it is back."""
    till.play(CARD_AWAY)
    assert "ausgefallen" not in till.stage.last_slip


def test_the_reader_is_unplugged(till: Played) -> None:
    """The same with its cable."""
    till.play(READER_AWAY)


def test_the_paper_ends(till: Played) -> None:
    """§ 132a BAO: what no paper can hold is handed over as a code on the glass."""
    count = len(till.stage.slips)
    till.play(PAPER_OUT)
    assert len(till.stage.slips) > count


def test_the_panel_is_off_its_cable(till: Played) -> None:
    """It sells in the dark, and shows everything when it is back."""
    till.play(DISPLAY_AWAY)


def test_the_printer_is_unplugged(till: Played) -> None:
    """The kernel's driver comes and goes; the slip is printed when it is there again."""
    port = till.till.wires.ports["printer"]
    port.unplug()
    count = len(till.stage.slips)
    till.play("WG4\n@wait 5\n")
    assert count == len(till.stage.slips)
    port.plug(till.till.wires.usb_printer)
    till.till.wait(lambda: len(till.stage.slips) > count, "the slip", 60)
    assert "Lebkuchenherz" in till.stage.last_slip


def test_the_lamp_and_the_buzzer_are_on_their_pins(till: Played) -> None:
    """A sale sounds; the lamp has been lit since the start."""
    before = till.till.qemu.probe.changes.get(5, 0)
    till.play('WG4\nexpect display "BEZAHLT"\n')
    assert till.till.qemu.probe.changes.get(5, 0) > before


def test_the_machine_is_asked_from_outside_in_vain(till: Played) -> None:
    """What stands inside is not seen by a script, and not silently skipped."""
    with pytest.raises(MachineError, match="journal"):
        till.play("expect journal BON\n")
