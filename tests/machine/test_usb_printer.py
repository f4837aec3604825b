"""A receipt printer behind the printer class."""

import pytest

from hal.printer.emulator import EmulatedPrinter
from hal.printer.model import printer_model
from hal.printer.port import Paper
from machine.usb import Setup, StallError
from machine.usb_printer import UsbPrinter

MODEL = printer_model("epson-tm-t20ii")


def _asked(device: UsbPrinter, request: int, kind: int = 0xA1) -> bytes:
    setup = Setup(request_type=kind, request=request, value=0, index=0, length=255)
    return device.control(setup, b"")


def test_it_prints_what_it_is_sent() -> None:
    """And answers a question about its state on the other pipe."""
    printer = EmulatedPrinter(MODEL)
    device = UsbPrinter(printer)
    assert 14 == device.bulk_out(1, b"Guten Tag\n\x1dV\0\n")
    assert ["Guten Tag"] == [line.strip() for line in printer.slips[0].text if line.strip()]
    assert device.bulk_in(0x82, 64) is None
    device.bulk_out(1, b"\x10\x04\x01")
    said = device.bulk_in(0x82, 64)
    assert said is not None
    assert 0x12 == said[0] & 0x93


def test_a_full_buffer_holds_the_host_back() -> None:
    """Time lets a slow printer take more."""
    clock = [0.0]
    printer = EmulatedPrinter(MODEL, buffer_bytes=64, bytes_per_s=10.0)
    device = UsbPrinter(printer, lambda: clock[0])
    taken = device.bulk_out(1, b"x" * 200)
    assert 64 <= taken < 200
    clock[0] = 5.0
    assert 0 < device.bulk_out(1, b"x" * (200 - taken)) <= 60


def test_an_answer_longer_than_asked_comes_in_parts() -> None:
    """Nothing of it is lost."""
    device = UsbPrinter(EmulatedPrinter(MODEL))
    device.bulk_out(1, b"\x10\x04\x01\x10\x04\x02")
    assert (1, 1, None) == tuple(
        None if said is None else len(said) for said in (device.bulk_in(0x82, 1) for _ in range(3))
    )


def test_who_it_is_and_how_it_stands() -> None:
    """Length first, then the text; off-line and out of paper have bits of their own."""
    printer = EmulatedPrinter(MODEL)
    device = UsbPrinter(printer)
    said = _asked(device, 0)
    assert int.from_bytes(said[:2], "big") == len(said)
    assert b"TM-T20II" in said
    assert b"\x18" == _asked(device, 1)
    printer.is_online = False
    assert b"\x08" == _asked(device, 1)
    printer.paper = Paper.OUT
    assert b"\x20" == _asked(device, 1)


def test_a_soft_reset_forgets_answers() -> None:
    """As the class wants it."""
    device = UsbPrinter(EmulatedPrinter(MODEL))
    device.bulk_out(1, b"\x10\x04\x01\x10\x04\x01")
    device.bulk_in(0x82, 1)
    assert b"" == _asked(device, 2, kind=0x21)
    assert device.bulk_in(0x82, 1) is None


def test_what_it_does_not_know() -> None:
    """Another request, another pipe."""
    device = UsbPrinter(EmulatedPrinter(MODEL))
    with pytest.raises(StallError):
        _asked(device, 9)
    with pytest.raises(StallError):
        device.bulk_out(2, b"x")
    with pytest.raises(StallError):
        device.bulk_in(0x81, 1)
