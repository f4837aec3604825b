"""The printer's ear."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.printer.codec import encode
from hal.printer.emulator_ops import (
    Command,
    Interpreter,
    Op,
    RasterRow,
    RealtimeEar,
    RealtimePulse,
    Sign,
    StatusRequest,
    Unknown,
    is_status_request,
)
from hal.printer.model import printer_model
from tests.hal.printer.samples import sale


def ops_of(data: bytes, interpreter: Interpreter | None = None) -> list[Op]:
    """All operations of `data`."""
    interpreter = interpreter or Interpreter()
    pushed = (interpreter.push(byte) for byte in data)
    return [op for op in pushed if op is not None]


SLIPS = st.sampled_from(
    [encode(sale(printer_model(name).columns), printer_model(name)) for name in
     ("generic-58mm", "epson-tm-t20ii")]
)  # fmt: skip


@given(slip=SLIPS, fractions=st.lists(st.floats(0, 1), max_size=8))
def test_any_split_of_a_slip_gives_the_same_operations(slip: bytes, fractions: list[float]) -> None:
    """Where the line cuts the stream into chunks is of no matter."""
    marks = sorted({0, len(slip), *(int(fraction * len(slip)) for fraction in fractions)})
    interpreter = Interpreter()

    split: list[Op] = []
    for start, end in pairwise(marks):
        split.extend(ops_of(slip[start:end], interpreter))

    assert split == ops_of(slip)
    assert not any(isinstance(op, Unknown) for op in split)


@given(noise=st.binary(max_size=200), cut=st.integers(0, 200))
def test_any_noise_is_understood_alike_in_any_split(noise: bytes, cut: int) -> None:
    """Garbage raises nothing, and two halves are the whole."""
    interpreter = Interpreter()

    halves = ops_of(noise[:cut], interpreter) + ops_of(noise[cut:], interpreter)

    assert halves == ops_of(noise)


@pytest.mark.parametrize(
    ("data", "ops"),
    [
        (b"A\x80", [Sign(0x41), Sign(0x80)]),
        (b"\n\r\x00\n", [Command(b"\n"), Command(b"\n")]),
        (b"\x1b@\x1bt\x13", [Command(b"\x1b@"), Command(b"\x1bt", b"\x13")]),
        (b"\x1bp\x0022", [Command(b"\x1bp", b"\x0022")]),
        (b"\x1dV\x00A", [Command(b"\x1dV", b"\x00"), Sign(0x41)]),
        (b"\x1dVB\x05A", [Command(b"\x1dV", b"B\x05"), Sign(0x41)]),
        (b"\x1d(k\x03\x001Q0", [Command(b"\x1d(k", b"1Q0")]),
        (b"\x1d(k\x00\x00A", [Command(b"\x1d(k"), Sign(0x41)]),
        (b"\x10\x04\x01A", [Sign(0x41)]),
        (b"\x1bzA", [Unknown(b"\x1bz"), Sign(0x41)]),
        (b"\x1dv1A", [Unknown(b"\x1dv1"), Sign(0x41)]),
        (b"\x07", [Unknown(b"\x07")]),
    ],
)
def test_commands(data: bytes, ops: list[Op]) -> None:
    """Each with its arguments, none with the next one's bytes."""
    assert ops == ops_of(data)


def test_a_picture_comes_row_by_row() -> None:
    """So a picture larger than the buffer is no problem, and paper can end within it."""
    data = b"\x1dv0\x00\x02\x00\x02\x00\x01\x02\x1b@A"

    assert ops_of(data) == [
        Command(b"\x1dv", b"\x00\x02\x00\x02\x00"),
        RasterRow(b"\x01\x02"),
        RasterRow(b"\x1b@"),
        Sign(0x41),
    ]


def test_a_picture_without_width_or_height_has_no_rows() -> None:
    """What follows is text again."""
    assert ops_of(b"\x1dv0\x00\x00\x00\x02\x00A")[1:] == [Sign(0x41)]
    assert ops_of(b"\x1dv0\x00\x02\x00\x00\x00A")[1:] == [Sign(0x41)]


def heard(data: bytes) -> list[StatusRequest | RealtimePulse]:
    """What the ear makes of `data`."""
    ear = RealtimeEar()
    pushed = (ear.push(byte) for byte in data)
    return [command for command in pushed if command is not None]


@pytest.mark.parametrize(
    ("data", "commands"),
    [
        (b"\x10\x04\x01", [StatusRequest(1)]),
        (b"abc\x10\x10\x04\x04x", [StatusRequest(4)]),
        (b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x02", [StatusRequest(2)]),
        (b"\x10\x14\x01\x00\x01", [RealtimePulse(0)]),
        (b"\x10\x14\x02\x00\x01", []),
        (b"\x10\x04\x09\x10\x05\x01\x04\x01", []),
    ],
)
def test_real_time_commands_are_heard_everywhere(
    data: bytes, commands: list[StatusRequest | RealtimePulse]
) -> None:
    """On arrival, even within a picture; others are left to their turn."""
    assert commands == heard(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x10\x04\x01", True),
        (b"\x10\x04\x04x", True),
        (b"\x10\x04", False),
        (b"\x10\x04\x05", False),
        (b"x\x10\x04\x01", False),
        (b"", False),
    ],
)
def test_a_whole_request_is_recognised(data: bytes, *, expected: bool) -> None:
    """Three bytes, the last from 1 to 4."""
    assert is_status_request(data) is expected
