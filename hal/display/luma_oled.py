"""The panel on luma.oled: SSD1306, SSD1309 and SH1106, over I2C or SPI.

Three habits of the library are worked around here, at the edge:

- It reads pixels by a call that Pillow has deprecated; `preprocess` is its own hook for changing
  the picture on its way, so the pixels leave there in a form that keeps working.
- It registers an exit hook for every device made; a till that misses its panel for a day would
  pile them up, so the constructor between the chip's and the library's is ours.
- A panel that lost power for a moment answers as before, but stays dark. No error tells, so the
  words that set it up, kept from the start, go out before every frame (27 bytes, 1 ms).
"""

import errno
from collections.abc import Sequence

from PIL import Image

from hal.display import codec
from hal.display.luma_import import (
    DeviceNotFoundError,
    LumaError,
    i2c,
    luma_device,
    sh1106,
    ssd1306,
    ssd1309,
)
from hal.display.port import BRIGHTEST, HEIGHT, WIDTH, Frame, I2cBus, Screen, SpiBus
from hal.errors import Fault, HalError

_DEVICE = "display"
_CHIPS = {"sh1106": sh1106, "ssd1306": ssd1306, "ssd1309": ssd1309}
_DISPLAY_OFF = 0xAE
_DISPLAY_ON = 0xAF
_SET_CONTRAST = 0x81
#: By brightness: a market in the sun wants all the light the panel has, one at night does not.
_CONTRASTS = {1: 0x10, 2: 0x60, BRIGHTEST: 0xFF}

#: What Linux says when nobody answers on the bus, or the bus is not there.
_ABSENT_ERRNOS = frozenset({errno.EREMOTEIO, errno.ENXIO, errno.EIO, errno.ENODEV, errno.ENOENT})


class LumaDisplay:
    """Implements `Display` on a bus that is already open; the caller closes the bus."""

    def __init__(self, bus: I2cBus | SpiBus, chip: str = "ssd1306", address: int = 0x3C) -> None:
        """Nothing is sent before the first screen.

        Args:
            bus: An open bus with the panel on it.
            chip: `ssd1306`, `ssd1309` or `sh1106`.
            address: On I2C, 0x3C or 0x3D.

        Raises:
            ValueError: Unknown `chip`.
        """
        if chip not in _CHIPS:
            raise ValueError(f"display chip {chip!r} is none of {', '.join(sorted(_CHIPS))}")
        self._bus = bus
        self._chip = chip
        self._address = address
        self._panel: _Panel | None = None

    def show(self, screen: Screen) -> None:
        """Draw `screen`; see `Display.show`."""
        frame = codec.render(screen)
        try:
            if self._panel is None:
                self._panel = _Panel(self._line(), self._chip)
            self._panel.show(frame, _CONTRASTS[screen.brightness])
        except (OSError, LumaError) as error:
            # The panel may have lost everything: set it up from the beginning next time.
            self._panel = None
            raise HalError(_fault(error), _DEVICE, f"{self._chip}: {error}") from error

    def _line(self) -> "_SpiLine | i2c":
        if isinstance(self._bus, I2cBus):
            return i2c(bus=self._bus, address=self._address)
        return _SpiLine(self._bus)


class _Panel:
    """A panel that has been set up, dark until the first frame."""

    def __init__(self, line: "_SpiLine | i2c", chip: str) -> None:
        self._line = _SetupKeeper(line)
        # The chip's own constructor runs first and finds ours, not the library's, above it.
        self._device = type(chip, (_CHIPS[chip], _Quiet), {})(self._line)

    def show(self, frame: Frame, contrast: int) -> None:
        self._line.command(*self._line.setup)
        self._line.command(_SET_CONTRAST, contrast)
        self._device.display(Image.frombytes("1", (WIDTH, HEIGHT), frame.bits))
        self._line.command(_DISPLAY_ON)


class _SetupKeeper:
    """Passes everything on, and keeps the first command: the words that set the chip up."""

    def __init__(self, line: "_SpiLine | i2c") -> None:
        self._line = line
        self.setup: tuple[int, ...] = ()

    def command(self, *words: int) -> None:
        if not self.setup:
            # Without "display off", or the picture would flicker at every frame.
            self.setup = words[1:] if words[0] == _DISPLAY_OFF else words
        self._line.command(*words)

    def data(self, sent: Sequence[int]) -> None:
        self._line.data(sent)


class _Quiet(luma_device):  # type: ignore[misc]  # luma has no types
    """What stands between a chip of luma and its base: no exit hook, pixels as plain bytes."""

    def __init__(self, const: object, serial_interface: _SetupKeeper) -> None:
        self._const = const
        self._serial_interface = serial_interface

    def preprocess(self, image: Image.Image) -> "_Pixels":
        return _Pixels(image)


class _Pixels:
    """The picture as luma reads it: one number for each pixel, row by row."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image

    def getdata(self) -> bytes:
        return self._image.convert("L").tobytes()


class _SpiLine:
    """An SPI bus in the words of luma; its own speaks only to a library that a Pi 5 lacks."""

    def __init__(self, bus: SpiBus) -> None:
        self._bus = bus
        bus.reset()

    def command(self, *words: int) -> None:
        self._bus.write(words, is_command=True)

    def data(self, sent: Sequence[int]) -> None:
        self._bus.write(sent, is_command=False)


def _fault(error: OSError | LumaError) -> Fault:
    if isinstance(error, DeviceNotFoundError):
        return Fault.ABSENT
    if isinstance(error, OSError) and error.errno in _ABSENT_ERRNOS:
        return Fault.ABSENT
    return Fault.BROKEN
