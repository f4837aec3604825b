"""A printer on a serial port (or a USB-to-serial cable)."""

import termios
from enum import Enum

import serial

from hal.printer.descriptor import Descriptor, hal_error

#: A start bit, eight of the byte, a stop bit.
BITS_PER_BYTE = 10


class FlowControl(Enum):
    """Who holds the sender back when the printer's buffer is full."""

    NONE = "none"
    XON_XOFF = "xon/xoff"
    RTS_CTS = "rts/cts"


class SerialLine:
    """Implements `Line`; opens the port with the first call, exclusively.

    pyserial sets speed, frame and flow control; the bytes go by `Descriptor`.
    """

    def __init__(self, port: str, baud_rate: int, flow_control: FlowControl) -> None:
        self._port = port
        self._baud_rate = baud_rate
        self._flow_control = flow_control
        self._serial: serial.Serial | None = None

    def write(self, data: bytes, deadline_s: float) -> int:
        """As `Line.write`."""
        return self._descriptor().write(data, deadline_s)

    def read(self, size: int, deadline_s: float) -> bytes:
        """As `Line.read`."""
        return self._descriptor().read(size, deadline_s)

    def transit_s(self, size: int) -> float:
        """As `Line.transit_s`: the kernel takes at once what the cable carries in seconds."""
        return size * BITS_PER_BYTE / self._baud_rate

    def close(self) -> None:
        """As `Line.close`; what the printer did not take yet is thrown away.

        Else the kernel would wait half a minute for a stopped printer, and print the rest of a
        given-up slip when it wakes.
        """
        if self._serial is None:
            return
        port, self._serial = self._serial, None
        try:
            port.reset_output_buffer()
        except (OSError, termios.error):
            # Unplugged: there is no buffer any more.
            return
        finally:
            port.close()

    def _descriptor(self) -> Descriptor:
        if self._serial is None:
            self._serial = self._open()
        return Descriptor(self._serial.fileno(), self._port, is_end_when_empty=True)

    def _open(self) -> serial.Serial:
        """Open and set up the port; what was received before is dropped by pyserial.

        Raises:
            HalError: ABSENT when there is no such port, BUSY when another has it, BROKEN when we
                may not open it or it does not know the speed.
        """
        try:
            return serial.Serial(
                port=self._port,
                baudrate=self._baud_rate,
                timeout=0,
                write_timeout=0,
                xonxoff=self._flow_control is FlowControl.XON_XOFF,
                rtscts=self._flow_control is FlowControl.RTS_CTS,
                exclusive=True,
            )
        except ValueError as error:
            raise hal_error(OSError(str(error)), self._port) from error
        except OSError as error:
            raise hal_error(error, self._port) from error
