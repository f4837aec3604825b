"""Bytes over an open file descriptor with a deadline; what serial, USB and TCP lines share.

The descriptor is non-blocking. Nobody's library writes for us: pyserial turns without end when a
line is stopped between its two calls, and tells no count when its own timeout strikes.
"""

import errno
import os
import select
import time

from hal.errors import Fault, HalError

DEVICE = "printer"
#: Rest after a line said it was ready and then took nothing (flow control between the two).
RETRY_PAUSE_S = 0.005

_GONE = frozenset(
    {
        errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO, errno.EPIPE, errno.EBADF,
        errno.ECONNREFUSED, errno.ECONNRESET, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTUNREACH,
        errno.ENETUNREACH, errno.EHOSTDOWN, errno.ESHUTDOWN,
    }
)  # fmt: skip
_TAKEN = frozenset({errno.EBUSY, errno.EAGAIN})


def hal_error(error: OSError, place: str) -> HalError:
    """The fault that an operating system error means for a printer at `place`."""
    if isinstance(error, TimeoutError) or error.errno in _GONE:
        fault = Fault.ABSENT
    elif error.errno in _TAKEN:
        fault = Fault.BUSY
    else:
        fault = Fault.BROKEN
    return HalError(fault, DEVICE, f"{place}: {error.strerror or error}")


class Descriptor:
    """One open, non-blocking file descriptor; does not own it.

    `is_end_when_empty`: an empty read after the system reported input means that the other end
    is gone (terminals, sockets); the USB printer class sends empty packets when it has nothing.
    """

    def __init__(self, fd: int, place: str, *, is_end_when_empty: bool) -> None:
        self._fd = fd
        self._place = place
        self._is_end_when_empty = is_end_when_empty

    def write(self, data: bytes, deadline_s: float) -> int:
        """Write until all is taken or the deadline strikes; returns the count.

        Raises:
            HalError: ABSENT when the other end is gone, BROKEN for any other refusal.
        """
        end_s = time.monotonic() + deadline_s
        sent = 0
        while sent < len(data) and self._is_ready(select.POLLOUT, end_s):
            try:
                sent += os.write(self._fd, data[sent:])
            except BlockingIOError:
                time.sleep(RETRY_PAUSE_S)
            except OSError as error:
                raise hal_error(error, self._place) from error
        return sent

    def read(self, size: int, deadline_s: float) -> bytes:
        """Read up to `size` bytes as soon as there are any; empty at the deadline.

        Raises:
            HalError: as `write`.
        """
        end_s = time.monotonic() + deadline_s
        while self._is_ready(select.POLLIN, end_s):
            try:
                received = os.read(self._fd, size)
            except BlockingIOError:
                received = b""
            except OSError as error:
                raise hal_error(error, self._place) from error
            if received:
                return received
            if self._is_end_when_empty:
                raise HalError(Fault.ABSENT, DEVICE, f"{self._place}: the other end is gone")
            if time.monotonic() >= end_s:
                break
            time.sleep(RETRY_PAUSE_S)
        return b""

    def _is_ready(self, event: int, end_s: float) -> bool:
        """Wait for `event`; False at the deadline. Always looks at least once."""
        poller = select.poll()
        poller.register(self._fd, event)
        remaining_ms = max(0.0, (end_s - time.monotonic()) * 1000)
        for _, happened in poller.poll(remaining_ms):
            if happened & event:
                return True
            raise HalError(Fault.ABSENT, DEVICE, f"{self._place}: the line was hung up")
        return False
