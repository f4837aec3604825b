"""A GPIO chip behind the kernel's user interface, version 2 (linux/gpio.h).

Electrical as far as a till needs it: outputs are push-pull or open-drain, inputs follow what
drives them from outside, else the matrix, else their pull. Two outputs that fight each other
through a matrix are counted as a short circuit.
"""

import errno
import struct
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock

from hal.keypad.emulator import EmulatedMatrix
from tests.fakedev.server import Answer, Handle

_GET_CHIP_INFO = 0x8044B401
_GET_LINE_INFO = 0xC100B405
_GET_LINE = 0xC250B407
_SET_CONFIG = 0xC110B40D
_GET_VALUES = 0xC010B40E
_SET_VALUES = 0xC010B40F

_USED = 1 << 0
_ACTIVE_LOW = 1 << 1
_INPUT = 1 << 2
_OUTPUT = 1 << 3
_EDGE_RISING = 1 << 4
_EDGE_FALLING = 1 << 5
_OPEN_DRAIN = 1 << 6
_PULL_UP = 1 << 8

_ATTRIBUTE_OUTPUT_VALUES = 2
_RISING, _FALLING = 1, 2
_LINES = 58
#: Changes of outputs kept; a tone of a second has some thousands.
_CHANGES_MAX = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An output took a new level."""

    at_ns: int
    line: int
    level: int


@dataclass(slots=True, kw_only=True)
class _Line:
    flags: int = 0
    output: int = 1
    outside: int | None = None
    owner: "_Lines | None" = None
    seen: int | None = None


class GpioChip:
    """Opened as a device.

    `drive` is the outside world, `level` a probe on the wire, `on_low` what hears a line fall.
    """

    def __init__(self, label: str = "pinctrl-bcm2711") -> None:
        self.label = label
        self.lock = RLock()
        self.lines = [_Line() for _ in range(_LINES)]
        self.changes: deque[Change] = deque(maxlen=_CHANGES_MAX)
        self.short_circuits = 0
        self.on_low: dict[int, Callable[[], None]] = {}
        self._matrix: EmulatedMatrix | None = None
        self._rows: tuple[int, ...] = ()
        self._columns: tuple[int, ...] = ()

    def __call__(self) -> Handle:
        return _Chip(self)

    def wire(self, matrix: EmulatedMatrix, rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
        """Solder a matrix to the chip."""
        self._matrix, self._rows, self._columns = matrix, rows, columns

    def drive(self, line: int, level: int | None) -> None:
        """Put a level on a line from outside, None lets go."""
        with self.lock:
            self.lines[line].outside = level
            self._tell(line)

    def level(self, number: int) -> int:
        """What a voltmeter says."""
        with self.lock:
            line = self.lines[number]
            if line.flags & _OUTPUT and not (line.flags & _OPEN_DRAIN and line.output):
                return line.output
            if line.outside is not None:
                return line.outside
            if number in self._columns and self._is_pulled_low(self._columns.index(number)):
                return 0
            return 1 if line.flags & (_PULL_UP | _OPEN_DRAIN) else 0

    def is_output(self, number: int) -> bool:
        """Whether the line is claimed as an output."""
        return bool(self.lines[number].flags & _OUTPUT)

    def set_output(self, number: int, level: int) -> None:
        """What SET_VALUES does to one line."""
        line = self.lines[number]
        if line.output == level:
            return
        line.output = level
        self.changes.append(Change(at_ns=time.monotonic_ns(), line=number, level=level))
        if level == 0 and number in self.on_low:
            self.on_low[number]()

    def configure(self, number: int, flags: int, level: int | None) -> None:
        """What a claim or SET_CONFIG does to one line."""
        line = self.lines[number]
        line.flags = flags | _USED
        if flags & _OUTPUT and level is not None:
            self.set_output(number, level)
        line.seen = self.level(number)

    def release(self, number: int) -> None:
        """Nobody owns the line any more: an input without a pull."""
        self.lines[number].flags = _INPUT
        self.lines[number].owner = None

    def settle(self, numbers: tuple[int, ...]) -> None:
        """All lines of one call have changed together: look at what that does to the matrix."""
        if self._matrix is None or not set(numbers) & set(self._rows):
            return
        low = self._low_rows()
        if not low:
            # All rows released: the end of a scan.
            self._matrix.advance()
        if self._matrix.has_diodes:
            return
        pulled = self._matrix.connected(low)
        for index, row in enumerate(self._rows):
            line = self.lines[row]
            is_pushing = line.flags & _OUTPUT and line.output and not line.flags & _OPEN_DRAIN
            if is_pushing and low and pulled & self._matrix.connected([index]):
                self.short_circuits += 1

    def _low_rows(self) -> list[int]:
        return [
            index
            for index, row in enumerate(self._rows)
            if self.lines[row].flags & _OUTPUT and not self.lines[row].output
        ]

    def _is_pulled_low(self, column: int) -> bool:
        assert self._matrix is not None
        return bool(self._matrix.connected(self._low_rows()) >> column & 1)

    def _tell(self, number: int) -> None:
        line, level = self.lines[number], self.level(number)
        if line.seen == level or line.owner is None:
            return
        line.seen = level
        # Active-low lines report logical edges.
        is_rising = bool(level) != bool(line.flags & _ACTIVE_LOW)
        if line.flags & (_EDGE_RISING if is_rising else _EDGE_FALLING):
            kind = _RISING if is_rising else _FALLING
            line.owner.emit(struct.pack("<QIIII24x", time.monotonic_ns(), kind, number, 0, 0))


class _Chip(Handle):
    """/dev/gpiochipN opened once."""

    def __init__(self, chip: GpioChip) -> None:
        super().__init__()
        self._chip = chip

    def ioctl(self, number: int, argument: bytes) -> Answer:
        with self._chip.lock:
            if number == _GET_CHIP_INFO:
                label = self._chip.label.encode()
                return Answer(payload=struct.pack("<32s32sI", b"gpiochip0", label, _LINES))
            if number == _GET_LINE_INFO:
                return self._line_info(argument)
            if number == _GET_LINE:
                return self._claim(argument)
        return super().ioctl(number, argument)

    def _line_info(self, argument: bytes) -> Answer:
        (offset,) = struct.unpack_from("<I", argument, 64)
        line = _checked(self._chip, offset)
        consumer = b"lg" if line.owner is not None else b""
        flags = line.flags or _INPUT
        return Answer(
            payload=struct.pack("<32s32sIIQ176x", b"GPIO%d" % offset, consumer, offset, 0, flags)
        )

    def _claim(self, argument: bytes) -> Answer:
        (count,) = struct.unpack_from("<I", argument, 560)
        offsets = struct.unpack_from(f"<{count}I", argument, 0)
        if any(_checked(self._chip, offset).owner is not None for offset in offsets):
            raise OSError(errno.EBUSY, f"lines {offsets}")
        lines = _Lines(self._chip, offsets)
        lines.configure(argument[288:560])
        return Answer(payload=argument, opened=lines)


class _Lines(Handle):
    """Some lines claimed together."""

    def __init__(self, chip: GpioChip, offsets: tuple[int, ...]) -> None:
        super().__init__()
        self._chip = chip
        self._offsets = offsets
        for offset in offsets:
            chip.lines[offset].owner = self

    def configure(self, config: bytes) -> None:
        flags, count = struct.unpack_from("<QI", config)
        values, mask = 0, 0
        for index in range(count):
            kind, _, value, which = struct.unpack_from("<IIQQ", config, 32 + 24 * index)
            if kind == _ATTRIBUTE_OUTPUT_VALUES:
                values, mask = value, which
        for bit, offset in enumerate(self._offsets):
            level = values >> bit & 1 if mask >> bit & 1 else None
            self._chip.configure(offset, flags, level)

    def ioctl(self, number: int, argument: bytes) -> Answer:
        with self._chip.lock:
            if number == _SET_CONFIG:
                self.configure(argument)
                return Answer()
            bits, mask = struct.unpack("<QQ", argument)
            wanted = [(b, o) for b, o in enumerate(self._offsets) if mask >> b & 1]
            if number == _GET_VALUES:
                bits = sum(self._chip.level(offset) << bit for bit, offset in wanted)
                return Answer(payload=struct.pack("<QQ", bits, mask))
            if number == _SET_VALUES:
                if not all(self._chip.is_output(offset) for _, offset in wanted):
                    raise OSError(errno.EPERM, "an input was written")
                for bit, offset in wanted:
                    self._chip.set_output(offset, bits >> bit & 1)
                self._chip.settle(self._offsets)
                return Answer()
        return super().ioctl(number, argument)

    def close(self) -> None:
        with self._chip.lock:
            for offset in self._offsets:
                self._chip.release(offset)
        super().close()


def _checked(chip: GpioChip, offset: int) -> _Line:
    if offset >= len(chip.lines):
        raise OSError(errno.EINVAL, f"line {offset}")
    return chip.lines[offset]
