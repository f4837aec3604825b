"""What the emulated printer says about itself: the other side of `hal.printer.status`."""

from dataclasses import dataclass

from hal.printer.emulator_ops import Command
from hal.printer.port import Paper

_PROCESS_ID_FUNCTION = b"00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensors:
    """All that a status byte can tell."""

    paper: Paper
    is_cover_open: bool
    is_online: bool
    is_cutter_blocked: bool

    @property
    def is_ready(self) -> bool:
        """Whether the printer goes on with what it has received."""
        is_well = not self.is_cover_open and not self.is_cutter_blocked
        return is_well and self.is_online and self.paper is not Paper.OUT


def realtime_status(sensors: Sensors, query: int) -> bytes:
    """The byte that answers `DLE EOT query`."""
    is_out = sensors.paper is Paper.OUT
    has_error = sensors.is_cutter_blocked
    match query:
        case 1:
            bits = 0 if sensors.is_ready else 0x08
        case 2:
            bits = sensors.is_cover_open * 0x04 | is_out * 0x20 | has_error * 0x40
        case 3:
            bits = has_error * 0x08
        case _:
            bits = is_out * 0x60 | (sensors.paper is not Paper.OK) * 0x0C
    return bytes((0x12 | bits,))


def sensor_status(sensors: Sensors) -> bytes:
    """The byte that answers `GS r 1`."""
    is_out = sensors.paper is Paper.OUT
    return bytes((is_out * 0x0C | (sensors.paper is not Paper.OK) * 0x03,))


def automatic_status(sensors: Sensors) -> bytes:
    """The four bytes of `GS a`."""
    printer = 0x10 | (not sensors.is_ready) * 0x08 | sensors.is_cover_open * 0x20
    return bytes((printer, sensors.is_cutter_blocked * 0x08)) + sensor_status(sensors) + b"\x0f"


def answer(command: Command, sensors: Sensors) -> bytes | None:
    """The reply to a question that waited its turn in the buffer; None when it is no question."""
    match command.code, command.arguments:
        case b"\x1dr", b"\x01" | b"1":
            return sensor_status(sensors)
        case b"\x1dr", b"\x02" | b"2":
            return b"\x00"
        case b"\x1dI", _:
            return b"\x20"
        case b"\x1d(H", arguments if arguments[:2] == _PROCESS_ID_FUNCTION:
            return b"\x37\x22" + arguments[2:6] + b"\0"
        case _:
            return None
