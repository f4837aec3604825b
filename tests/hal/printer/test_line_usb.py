"""The USB line; a raw terminal stands for the kernel's printer device."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.errors import Fault
from hal.printer.emulator_pty import PtyServer
from hal.printer.line_usb import UsbLine
from tests.hal.printer.rigs import fault_of, printer

DEADLINE_S = 5.0
ASK = b"\x10\x04\x04"


@pytest.fixture
def server() -> Iterator[PtyServer]:
    with PtyServer(printer()) as running:
        yield running


def test_question_and_answer_on_one_descriptor(server: PtyServer) -> None:
    """The same file is written to and read from."""
    line = UsbLine(server.path)

    assert line.write(ASK, DEADLINE_S) == 3
    assert line.read(8, DEADLINE_S) == b"\x12"
    line.close()
    line.close()


def test_answers_from_before_opening_are_dropped(tmp_path: Path) -> None:
    """The kernel keeps what the printer said while nobody had the device open."""
    device = tmp_path / "lp0"
    os.mkfifo(device)
    keeper = os.open(device, os.O_RDWR)
    os.write(keeper, b"\x12")
    line = UsbLine(str(device))

    assert line.read(8, 0.0) == b""
    os.write(keeper, b"\x16")
    assert line.read(8, DEADLINE_S) == b"\x16"
    line.close()
    os.close(keeper)


def test_a_device_that_is_gone_is_absent(server: PtyServer) -> None:
    """Pulled while open, and missing when opened anew."""
    line = UsbLine(server.path)
    line.write(ASK, DEADLINE_S)
    server.unplug()

    assert fault_of(lambda: line.write(ASK, DEADLINE_S)).fault is Fault.ABSENT
    line.close()
    error = fault_of(lambda: line.write(ASK, DEADLINE_S))
    assert error.fault is Fault.ABSENT
    assert server.path in error.detail


def test_a_folder_is_no_printer(tmp_path: Path) -> None:
    """A path that is something else is BROKEN: somebody must look at the configuration."""
    assert fault_of(lambda: UsbLine(str(tmp_path)).read(1, 0.0)).fault is Fault.BROKEN


def test_usb_is_no_slow_cable() -> None:
    """No deadline is lengthened for it."""
    assert UsbLine("/dev/usb/lp0").transit_s(1736) == 0.0
