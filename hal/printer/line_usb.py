"""A printer on USB, by the kernel's printer class driver (`/dev/usb/lp0`)."""

import os

from hal.printer.descriptor import Descriptor, hal_error

#: More than the driver keeps of a printer's old answers.
_STALE_BYTES = 8192


class UsbLine:
    """Implements `Line`; opens the device with the first call.

    The kernel accepts up to 90 kB for a printer that does not print: written is not printed.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd: int | None = None

    def write(self, data: bytes, deadline_s: float) -> int:
        """As `Line.write`."""
        return self._descriptor().write(data, deadline_s)

    def read(self, size: int, deadline_s: float) -> bytes:
        """As `Line.read`."""
        return self._descriptor().read(size, deadline_s)

    def transit_s(self, size: int) -> float:  # noqa: ARG002
        """As `Line.transit_s`."""
        return 0.0

    def close(self) -> None:
        """As `Line.close`."""
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        os.close(fd)

    def _descriptor(self) -> Descriptor:
        if self._fd is not None:
            return Descriptor(self._fd, self._path, is_end_when_empty=False)
        try:
            self._fd = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise hal_error(error, self._path) from error
        opened = Descriptor(self._fd, self._path, is_end_when_empty=False)
        # Answers to an earlier opening must not be taken for ours.
        opened.read(_STALE_BYTES, 0.0)
        return opened
