"""Bytes over a real descriptor: deadlines, counts, and the ways another end can be gone."""

import errno
import os
import socket
import time
from collections.abc import Iterator

import pytest

from hal.errors import Fault
from hal.printer.descriptor import Descriptor, hal_error
from tests.hal.printer.rigs import fault_of

DEADLINE_S = 5.0
SHORT_DEADLINE_S = 0.05


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a cable with small buffers."""
    near, far = socket.socketpair()
    near.setblocking(False)
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with near, far:
        yield near, far


def descriptor(near: socket.socket) -> Descriptor:
    return Descriptor(near.fileno(), "bench", is_end_when_empty=True)


def test_what_is_written_arrives(ends: tuple[socket.socket, socket.socket]) -> None:
    """All of it, and the count says so."""
    near, far = ends

    assert descriptor(near).write(b"Honig", DEADLINE_S) == 5
    assert far.recv(16) == b"Honig"


def test_a_stopped_reader_makes_a_short_count_at_the_deadline(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    """Not earlier, and not much later; no exception."""
    near, _ = ends
    begun_s = time.monotonic()

    taken = descriptor(near).write(bytes(1_000_000), SHORT_DEADLINE_S)

    assert 0 < taken < 1_000_000
    assert time.monotonic() - begun_s >= SHORT_DEADLINE_S


def test_reading_returns_with_what_is_there(ends: tuple[socket.socket, socket.socket]) -> None:
    """Up to the size; and empty at the deadline, looking once even when it is zero."""
    near, far = ends
    far.sendall(b"Honig")

    assert descriptor(near).read(3, 0.0) == b"Hon"
    assert descriptor(near).read(64, DEADLINE_S) == b"ig"
    assert descriptor(near).read(64, SHORT_DEADLINE_S) == b""


def test_an_end_that_closed_is_absent(ends: tuple[socket.socket, socket.socket]) -> None:
    """Reading finds nothing where the system promised something; writing is refused."""
    near, far = ends
    far.close()

    assert fault_of(lambda: descriptor(near).read(8, DEADLINE_S)).fault is Fault.ABSENT
    assert fault_of(lambda: descriptor(near).write(b"x", DEADLINE_S)).fault is Fault.ABSENT


def test_bytes_before_the_hang_up_are_still_read(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    """The printer's last word counts."""
    near, far = ends
    far.sendall(b"\x12")
    far.close()

    assert descriptor(near).read(8, DEADLINE_S) == b"\x12"


def test_empty_packets_are_no_end_for_usb(ends: tuple[socket.socket, socket.socket]) -> None:
    """Where an empty read means nothing to say, it is waited on until the deadline."""
    near, far = ends
    far.shutdown(socket.SHUT_WR)
    usb = Descriptor(near.fileno(), "bench", is_end_when_empty=False)

    assert usb.read(8, SHORT_DEADLINE_S) == b""


def test_a_hung_up_line_is_absent() -> None:
    """A pipe without a reader reports an error and no readiness."""
    reading, writing = os.pipe()
    os.close(reading)
    os.set_blocking(writing, False)

    error = fault_of(
        lambda: Descriptor(writing, "bench", is_end_when_empty=True).read(1, DEADLINE_S)
    )
    os.close(writing)

    assert error.fault is Fault.ABSENT
    assert "bench" in error.detail


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ENODEV, "no device"), Fault.ABSENT),
        (OSError(errno.ENOENT, "no file"), Fault.ABSENT),
        (TimeoutError("timed out"), Fault.ABSENT),
        (OSError(errno.ECONNREFUSED, "refused"), Fault.ABSENT),
        (OSError(errno.EBUSY, "busy"), Fault.BUSY),
        (OSError(errno.EAGAIN, "locked"), Fault.BUSY),
        (OSError(errno.EACCES, "not allowed"), Fault.BROKEN),
        (OSError("no number"), Fault.BROKEN),
    ],
)
def test_errors_of_the_system_become_faults(error: OSError, fault: Fault) -> None:
    """Gone, taken, or something the technician must look at."""
    mapped = hal_error(error, "/dev/usb/lp0")

    assert mapped.fault is fault
    assert mapped.detail.startswith("/dev/usb/lp0: ")


def test_a_line_that_takes_nothing_after_all_is_tried_again(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flow control may strike between being ready and being written to."""
    near, far = ends
    refusals = [BlockingIOError(), BlockingIOError()]
    write = os.write

    def reluctant(fd: int, data: bytes) -> int:
        if refusals:
            raise refusals.pop()
        return write(fd, data)

    monkeypatch.setattr(os, "write", reluctant)

    assert descriptor(near).write(b"Honig", DEADLINE_S) == 5
    assert far.recv(16) == b"Honig"
