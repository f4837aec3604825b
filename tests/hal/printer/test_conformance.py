"""What the driver must show over any line: emulated, serial port, USB device and network."""

import re
from collections.abc import Callable

import pytest

from hal.errors import Fault
from hal.printer.emulator import EmulatedPrinter
from hal.printer.port import Document, Paper, PrinterStatus, Text
from tests.hal.printer.rigs import Rig, fault_of, printer
from tests.hal.printer.samples import MACHINE_CODE, sale, storno

Put = Callable[[EmulatedPrinter], Rig]

DEADLINE_S = 10.0
#: Real time passes while a silent printer is waited for.
SHORT_DEADLINE_S = 0.3
#: Long enough to get going on a busy machine, and then to see nothing move.
STALL_DEADLINE_S = 1.0


@pytest.mark.parametrize("model", ["generic-58mm", "epson-tm-p20", "epson-tm-t20ii"])
def test_a_document_becomes_one_whole_slip(any_rig: Put, model: str) -> None:
    """When `print` returns, the slip is off, whole and in every line as written."""
    rig = any_rig(printer(model))

    rig.driver.print(sale(rig.printer.model.columns), DEADLINE_S)

    (slip,) = rig.printer.slips
    assert slip.is_complete
    assert any(line.startswith("Äpfel ") and line.endswith("5,00 A") for line in slip.text)
    assert rig.printer.unknown_commands == ()


def test_documents_follow_each_other(any_rig: Put) -> None:
    """Three documents are three slips in their order."""
    rig = any_rig(printer())

    for document in (sale(48), storno(48), sale(48)):
        rig.driver.print(document, DEADLINE_S)

    titles = [slip.text[0].strip() for slip in rig.printer.slips]
    assert titles == ["MARKTSTAND HUBER", "=== TRAINING ===", "MARKTSTAND HUBER"]
    assert rig.printer.slips[2].qr_payloads == (MACHINE_CODE,)


@pytest.mark.parametrize(
    ("paper", "is_cover_open", "is_ready"),
    [
        (Paper.OK, False, True),
        (Paper.NEAR_END, False, True),
        (Paper.OUT, False, False),
        (Paper.OK, True, False),
    ],
)
def test_status_is_what_the_sensors_see(
    any_rig: Put, *, paper: Paper, is_cover_open: bool, is_ready: bool
) -> None:
    """Paper, cover and readiness come through as they are."""
    rig = any_rig(printer())
    rig.printer.paper = paper
    rig.printer.is_cover_open = is_cover_open

    status = rig.driver.status(DEADLINE_S)

    expected = PrinterStatus(is_online=is_ready, is_cover_open=is_cover_open, paper=paper)
    assert expected == status


def test_without_paper_nothing_is_sent(any_rig: Put) -> None:
    """PAPER_OUT before the first byte leaves nothing in the printer to come out later."""
    rig = any_rig(printer())
    rig.printer.paper = Paper.OUT

    error = fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S))
    rig.printer.paper = Paper.OK

    assert Fault.PAPER_OUT is error.fault
    assert "0 of " in error.detail
    assert (rig.printer.current, rig.printer.slips) == (None, ())


def test_an_open_cover_is_named(any_rig: Put) -> None:
    """COVER_OPEN, and not PAPER_OUT, when the cover is the reason."""
    rig = any_rig(printer())
    rig.printer.is_cover_open = True

    assert Fault.COVER_OPEN is fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S)).fault


@pytest.mark.parametrize("model", ["generic-80mm-qr", "epson-tm-t20ii"])
def test_paper_ending_in_a_slip_is_noticed_and_the_reprint_is_whole(
    any_rig: Put, model: str
) -> None:
    """PAPER_OUT names the torn slip waste; with a new roll the same document comes out whole."""
    rig = any_rig(printer(model))
    rig.printer.end_paper_after(300)

    error = fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S))
    rig.printer.paper = Paper.OK
    rig.driver.print(sale(48), DEADLINE_S)

    assert Fault.PAPER_OUT is error.fault
    torn, *_, whole = rig.printer.slips
    assert not torn.is_complete
    assert whole.is_complete
    assert [False] * (len(rig.printer.slips) - 1) == [
        slip.is_complete for slip in rig.printer.slips[:-1]
    ]
    assert torn.text == whole.text[: len(torn.text)]


def test_a_printer_that_stops_reading_is_given_up_with_the_count(any_rig: Put) -> None:
    """TIMEOUT says how many bytes went into the line, which is no word about paper."""
    rig = any_rig(printer("generic-58mm", has_xon_xoff=True))
    rig.printer.stalls_after_bytes = 1500
    # More than the kernel keeps for a terminal or a socket.
    long = Document(blocks=(Text(text="x" * 32),) * 8000)

    error = fault_of(lambda: rig.driver.print(long, STALL_DEADLINE_S))

    counts = re.search(r"(\d+) of (\d+) bytes taken", error.detail)
    assert Fault.TIMEOUT is error.fault
    assert counts is not None
    assert 0 < int(counts[1]) < int(counts[2])


def test_after_a_stall_the_waste_is_cut_off_before_the_next_slip(any_rig: Put) -> None:
    """A slip broken off in the middle of a picture does not swallow the one after it."""
    rig = any_rig(printer("generic-80mm"))
    rig.printer.stalls_after_bytes = 3000
    fault_of(lambda: rig.driver.print(sale(48), STALL_DEADLINE_S))
    rig.printer.is_stalled = False

    rig.driver.print(storno(48), DEADLINE_S)

    *_, last = rig.printer.slips
    assert last.is_complete
    assert last.text[0].strip() == "=== TRAINING ==="
    assert last.text[-1].strip() == "KEIN VERKAUF"


def test_a_mute_printer_is_no_printed_slip(any_rig: Put) -> None:
    """Without an answer there is no success, whatever was printed."""
    rig = any_rig(printer())
    rig.printer.is_mute = True

    assert Fault.TIMEOUT is fault_of(lambda: rig.driver.status(SHORT_DEADLINE_S)).fault
    assert Fault.TIMEOUT is fault_of(lambda: rig.driver.print(sale(48), SHORT_DEADLINE_S)).fault


def test_a_pulled_cable_is_absent(any_rig: Put) -> None:
    """ABSENT at once and every time, in the middle of a life of printing."""
    rig = any_rig(printer())
    rig.driver.print(sale(48), DEADLINE_S)
    rig.unplug()

    assert Fault.ABSENT is fault_of(lambda: rig.driver.status(DEADLINE_S)).fault
    assert Fault.ABSENT is fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S)).fault


@pytest.mark.parametrize("garbage", [b"\xff", b"\x80", b"\x37\x22\x01\x02\x03\x04\x05"])
def test_garbage_is_refused(any_rig: Put, garbage: bytes) -> None:
    """Bytes that are no status are BROKEN, never a guess."""
    rig = any_rig(printer())
    rig.printer.garbled_reply = garbage

    error = fault_of(lambda: rig.driver.status(DEADLINE_S))

    assert Fault.BROKEN is error.fault
    assert "no status" in error.detail


def test_the_drawer_gets_one_pulse(any_rig: Put) -> None:
    """One kick, one pulse, and no paper."""
    rig = any_rig(printer())

    rig.driver.kick_drawer(DEADLINE_S)

    assert rig.printer.drawer_pulses == 1
    assert (rig.printer.current, rig.printer.slips) == (None, ())
