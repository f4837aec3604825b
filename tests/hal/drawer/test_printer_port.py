"""The drawer on the printer's socket."""

from hal.drawer.printer_port import PrinterPortDrawer
from hal.errors import Fault
from hal.printer.port import Paper
from tests.hal.printer.rigs import InProcessRig, fault_of, printer


def test_opening_sends_one_pulse_by_the_printer() -> None:
    """Through the real driver, down to the emulated socket."""
    rig = InProcessRig(printer())
    drawer = PrinterPortDrawer(rig.driver)

    drawer.open(5.0)

    assert rig.printer.drawer_pulses == 1
    assert drawer.is_open() is None


def test_a_printer_without_paper_opens_it_once() -> None:
    """The change must get out at the end of the roll; no pulse comes later."""
    rig = InProcessRig(printer())
    drawer = PrinterPortDrawer(rig.driver)
    rig.printer.paper = Paper.OUT

    drawer.open(5.0)
    rig.printer.paper = Paper.OK
    assert rig.printer.drawer_pulses == 1


def test_a_pulled_cable_is_absent() -> None:
    """The drawer's key still works."""
    rig = InProcessRig(printer())
    rig.unplug()

    assert fault_of(lambda: PrinterPortDrawer(rig.driver).open(5.0)).fault is Fault.ABSENT
