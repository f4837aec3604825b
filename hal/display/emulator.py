"""An OLED panel below the driver: it takes the bytes of the bus and shows what glass would show.

Modelled after the data sheets of the SSD1306 (and SSD1309, the same without a charge pump of its
own) and the SH1106, mounted as on the usual modules: segment remap (A1) and remapped COM scan
(C8) show the picture upright. Memory and registers are lost with the power; what this file does
not model is recorded in `unknown`, never guessed.
"""

import errno
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from PIL import Image, ImageChops

from hal.display.emulator_picture import png
from hal.display.port import HEIGHT, WIDTH, Frame

_PAGES = HEIGHT // 8
_ADDRESS = 0x3C
#: Transactions kept in `unknown`; a driver that goes wild must not fill the memory.
_UNKNOWN_MAX = 100

_ONE_ARGUMENT_BOTH = (0x81, 0xA8, 0xD3, 0xD5, 0xD9, 0xDA, 0xDB)
_NO_ARGUMENT_BOTH = (
    *range(0x20),
    *range(0x40, 0x80),
    *(0xA0, 0xA1, 0xA4, 0xA5, 0xA6, 0xA7, 0xAE, 0xAF),
    *range(0xB0, 0xB8),
    *range(0xC0, 0xD0),
    0xE3,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """What tells the controllers apart.

    `arguments` is the number of bytes after each command; `columns` the width of the memory, of
    which the glass shows 128 from `first_column`; `pump` the command and argument without which
    the glass stays dark, or None.
    """

    arguments: dict[int, int]
    columns: int
    first_column: int
    pump: tuple[int, int] | None


def _table(one: Sequence[int], two: Sequence[int], none: Sequence[int]) -> dict[int, int]:
    return (
        dict.fromkeys((*_NO_ARGUMENT_BOTH, *none), 0)
        | dict.fromkeys((*_ONE_ARGUMENT_BOTH, *one), 1)
        | dict.fromkeys(two, 2)
    )


_SSD130X = _table(one=(0x20, 0x8D), two=(0x21, 0x22), none=(0x2E,))

CHIPS = {
    "ssd1306": Chip(arguments=_SSD130X, columns=128, first_column=0, pump=(0x8D, 0x14)),
    "ssd1309": Chip(arguments=_SSD130X, columns=128, first_column=0, pump=None),
    "sh1106": Chip(
        arguments=_table(one=(0xAD,), two=(), none=(*range(0x30, 0x34), 0xE0, 0xEE)),
        columns=132,
        first_column=2,
        pump=None,
    ),
}


@dataclass(slots=True, kw_only=True)
class _Registers:
    """The state of a controller; a new one is what a reset leaves."""

    memory: bytearray
    pending: list[int] = field(default_factory=list)
    settings: dict[int, tuple[int, ...]] = field(default_factory=dict)
    is_on: bool = False
    is_inverted: bool = False
    is_all_lit: bool = False
    is_segment_remapped: bool = False
    is_scan_remapped: bool = False
    start_line: int = 0
    page: int = 0
    column: int = 0


_SWITCHES: dict[int, tuple[str, bool]] = {
    0xA0: ("is_segment_remapped", False),
    0xA1: ("is_segment_remapped", True),
    0xA4: ("is_all_lit", False),
    0xA5: ("is_all_lit", True),
    0xA6: ("is_inverted", False),
    0xA7: ("is_inverted", True),
    0xAE: ("is_on", False),
    0xAF: ("is_on", True),
    **dict.fromkeys(range(0xC0, 0xC8), ("is_scan_remapped", False)),
    **dict.fromkeys(range(0xC8, 0xD0), ("is_scan_remapped", True)),
}


class EmulatedPanel:
    """Implements `I2cBus`, and `SpiBus` by `spi`; made to fail by its methods.

    `unknown` holds commands that the chip does not know, in the order of arrival. `settings`
    holds the last arguments of every command that has some. `revision` grows whenever the glass
    may look different. Reading from another thread is allowed.
    """

    def __init__(self, chip: str = "ssd1306") -> None:
        self._chip = CHIPS[chip]
        self._lock = Lock()
        self._is_plugged = True
        self._refusals = 0
        self.unknown: list[int] = []
        self.commands = 0
        self.data_bytes = 0
        self.revision = 0
        self._registers = self._fresh()

    @property
    def settings(self) -> dict[int, tuple[int, ...]]:
        """The last arguments of every command with arguments, by command."""
        return dict(self._registers.settings)

    # --- misfortunes

    def unplug(self) -> None:
        """Nobody acknowledges any more, the glass is dark, everything is forgotten."""
        with self._lock:
            self._is_plugged = False
            self._forget()

    def plug_in(self) -> None:
        """Answers again, dark until the driver sets it up."""
        with self._lock:
            self._is_plugged = True

    def lose_power(self) -> None:
        """A blink of the supply: answers as if nothing had been, but dark and forgetful."""
        with self._lock:
            self._forget()

    def refuse(self, transactions: int) -> None:
        """Leave the next `transactions` on I2C without acknowledgement; memory is kept."""
        self._refusals = transactions

    # --- the buses

    def write_i2c_block_data(self, i2c_addr: int, register: int, data: list[int]) -> None:
        """One I2C transaction in the words of an SMBus; see `transfer`."""
        self.transfer(i2c_addr, bytes([register, *data]))

    def transfer(self, i2c_addr: int, wire: bytes) -> None:
        """One I2C transaction: control bytes, commands and data as they are on the wire.

        Raises:
            OSError: EREMOTEIO, as Linux says of a missing acknowledgement.
        """
        with self._lock:
            if not self._is_plugged or i2c_addr != _ADDRESS or self._refusals > 0:
                self._refusals = max(0, self._refusals - 1)
                raise OSError(errno.EREMOTEIO, "Remote I/O error")
            for is_command, sent in _unframe(wire):
                self._take(sent, is_command=is_command)
            self.revision += 1

    @property
    def spi(self) -> "EmulatedSpi":
        """The same panel with its straps set for SPI."""
        return EmulatedSpi(self)

    def clock_in(self, sent: Sequence[int], *, is_command: bool) -> None:
        """Bytes on SPI; a panel that is not there cannot be noticed by the sender."""
        with self._lock:
            if not self._is_plugged:
                return
            self._take(sent, is_command=is_command)
            self.revision += 1

    def close(self) -> None:
        """Nothing to give back; the picture stays, as it does on glass."""

    # --- what is to be seen

    def frame(self) -> Frame:
        """The glass as it is lit now."""
        with self._lock:
            return Frame(self._glass().tobytes())

    def png(self, scale: int = 4) -> bytes:
        """The glass as a picture, see `emulator_picture.png`."""
        (contrast,) = self.settings.get(0x81, (0x7F,))
        return png(self.frame(), scale=scale, contrast=contrast)

    def _glass(self) -> Image.Image:
        now = self._registers
        if not (self._is_plugged and now.is_on and self._is_pumped()):
            return Image.new("1", (WIDTH, HEIGHT))
        if now.is_all_lit:
            return Image.new("1", (WIDTH, HEIGHT), 255)
        glass = self._memory_picture()
        (offset,) = now.settings.get(0xD3, (0,))
        glass = ImageChops.offset(glass, 0, -(now.start_line + offset) % HEIGHT)
        if not now.is_scan_remapped:
            glass = glass.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        if now.is_inverted:
            glass = ImageChops.logical_xor(glass, Image.new("1", glass.size, 255))
        (last_line,) = now.settings.get(0xA8, (HEIGHT - 1,))
        glass.paste(0, (0, last_line + 1, WIDTH, HEIGHT))
        return glass

    def _memory_picture(self) -> Image.Image:
        columns = self._chip.columns
        memory = bytes(self._registers.memory)
        picture = Image.new("1", (columns, HEIGHT))
        for page in range(_PAGES):
            # A byte is eight pixels upwards: as a strip eight wide it lies on its left side.
            strip = Image.frombytes(
                "1", (8, columns), memory[page * columns : (page + 1) * columns]
            )
            picture.paste(strip.transpose(Image.Transpose.ROTATE_90), (0, page * 8))
        # Column 0 of the memory is the right edge of the glass, as modules are mounted.
        upright = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        first = self._chip.first_column
        return upright.crop((first, 0, first + WIDTH, HEIGHT))

    def _is_pumped(self) -> bool:
        pump = self._chip.pump
        return pump is None or self._registers.settings.get(pump[0]) == (pump[1],)

    # --- the controller

    def _fresh(self) -> _Registers:
        return _Registers(memory=bytearray(self._chip.columns * _PAGES))

    def _forget(self) -> None:
        self._registers = self._fresh()
        self.revision += 1

    def _take(self, sent: Sequence[int], *, is_command: bool) -> None:
        if is_command:
            for byte in sent:
                self._listen(byte)
            return
        self.data_bytes += len(sent)
        self._store(sent)

    def _listen(self, byte: int) -> None:
        pending = self._registers.pending
        pending.append(byte)
        wanted = self._chip.arguments.get(pending[0])
        if wanted is None:
            if len(self.unknown) < _UNKNOWN_MAX:
                self.unknown.append(byte)
        elif len(pending) <= wanted:
            return
        else:
            self.commands += 1
            self._obey(pending[0], tuple(pending[1:]))
        pending.clear()

    def _obey(self, command: int, arguments: tuple[int, ...]) -> None:
        now = self._registers
        if arguments:
            now.settings[command] = arguments
        if command in _SWITCHES:
            name, is_set = _SWITCHES[command]
            setattr(now, name, is_set)
        elif 0x40 <= command < 0x80:
            now.start_line = command & 0x3F
        elif command == 0x21:
            now.column = arguments[0]
        elif command == 0x22:
            now.page = arguments[0]
        elif command < 0x10:
            now.column = (now.column & 0xF0) | command
        elif command < 0x20:
            now.column = (now.column & 0x0F) | (command & 0x0F) << 4
        elif 0xB0 <= command < 0xB8:
            now.page = command & 0x07

    def _store(self, sent: Sequence[int]) -> None:
        now, columns = self._registers, self._chip.columns
        window = self._window()
        column, page = now.column, now.page
        done = 0
        while done < len(sent):
            column %= columns
            run = bytes(sent[done : done + window.run(column)])
            at = page % _PAGES * columns
            if now.is_segment_remapped:
                end = at + columns - column
                now.memory[end - len(run) : end] = run[::-1]
            else:
                now.memory[at + column : at + column + len(run)] = run
            column, page = window.after(column + len(run) - 1, page)
            done += len(run)
        now.column, now.page = column, page

    def _window(self) -> "_Window":
        settings = self._registers.settings
        # Page addressing (2) is what a reset selects, and all that the SH1106 has.
        (mode,) = settings.get(0x20, (2,)) if 0x20 in self._chip.arguments else (2,)
        return _Window(
            mode=mode & 0x03,
            columns=settings.get(0x21, (0, self._chip.columns - 1)),
            pages=settings.get(0x22, (0, _PAGES - 1)),
            width=self._chip.columns,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """How the place of the next byte follows: the addressing mode, first and last of each."""

    mode: int
    columns: tuple[int, ...]
    pages: tuple[int, ...]
    width: int

    def run(self, column: int) -> int:
        """How many bytes from `column` on come to lie side by side."""
        last = self.columns[1]
        if self.mode == 1:
            return 1
        edge = self.width - 1
        return (min(last, edge) if self.mode == 0 and column <= last else edge) - column + 1

    def after(self, column: int, page: int) -> tuple[int, int]:
        """Column and page of the byte after the one at `column` and `page`."""
        first, last = self.columns
        first_page, last_page = self.pages
        if self.mode == 0:
            if column != last:
                return column + 1, page
            return first, first_page if page == last_page else page + 1
        if self.mode == 1:
            if page != last_page:
                return column, page + 1
            return first if column == last else column + 1, first_page
        return (column + 1) % self.width, page


class EmulatedSpi:
    """Implements `SpiBus` before an `EmulatedPanel`."""

    def __init__(self, panel: EmulatedPanel) -> None:
        self._panel = panel

    def reset(self) -> None:
        """Pull the reset line: everything is forgotten."""
        self._panel.lose_power()

    def write(self, sent: Sequence[int], *, is_command: bool) -> None:
        """Clock bytes in; nobody acknowledges."""
        self._panel.clock_in(sent, is_command=is_command)

    def close(self) -> None:
        """Nothing to give back."""


def _unframe(wire: bytes) -> Iterator[tuple[bool, bytes]]:
    """Pairs of (is a command, bytes) from the control bytes of the I2C interface."""
    at = 0
    while at < len(wire):
        control = wire[at]
        # Continuation set: one byte, then the next control byte; clear: all the rest.
        end = at + 2 if control & 0x80 else len(wire)
        yield not control & 0x40, wire[at + 1 : end]
        at = end
