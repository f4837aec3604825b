"""The display: four zones of words and numbers, or one QR code; pixels are the codec's business."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

WIDTH = 128
HEIGHT = 64
#: As bright as the panel gets; 1 is for the dark.
BRIGHTEST = 3


class Pattern(Enum):
    """What fills the whole panel, for whoever looks for dead dots."""

    ALL_ON = "all on"
    ALL_OFF = "all off"
    CHECKER = "checker"
    CHECKER_TURNED = "checker, the other dots"
    BORDER = "border"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What the cashier should see.

    `status` and `hint` hold up to 21 characters (6 x 8 font), `item` up to 16 (8 x 16).
    `main` is the largest thing: a number of up to 8 characters in large digits, or words, which
    the codec sets in the largest font that fits. With `qr`, the code fills the height of the panel
    and `item`, `main` and `hint` stand beside it. `is_inverted` turns the status bar (training);
    `brightness` is 1 to 3. A `grid` stands in place of `main`: rows of boxes, `#` filled, `.`
    empty; a `pattern` in place of everything.
    """

    status: str = ""
    item: str = ""
    main: str = ""
    hint: str = ""
    qr: str = ""
    is_inverted: bool = False
    brightness: int = BRIGHTEST
    grid: tuple[str, ...] = ()
    pattern: Pattern | None = None


class ScreenError(ValueError):
    """A screen that cannot be set: `zone` is the field, `text` what stood in it."""

    def __init__(self, zone: str, text: str, detail: str) -> None:
        super().__init__(f"{zone} {text!r}: {detail}")
        self.zone = zone
        self.text = text
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Frame:
    """128 x 64 pixels, one bit each: 1024 bytes, row by row, most significant bit leftmost."""

    bits: bytes

    def __post_init__(self) -> None:
        if len(self.bits) != WIDTH * HEIGHT // 8:
            raise ValueError(f"a frame has {WIDTH * HEIGHT // 8} bytes, not {len(self.bits)}")


class Display(Protocol):
    """Shows a screen; called from one thread only, whenever the screen differs from the last."""

    def show(self, screen: Screen) -> None:
        """Draw `screen`; returns when the panel has taken all bytes.

        Raises:
            HalError: ABSENT or BROKEN; the next call starts the panel anew.
            ScreenError: A text is longer than its zone, a code larger than the panel.
        """
        ...


class SpiBus(Protocol):
    """What the panel driver speaks on a four-wire panel: bytes, told apart by the D/C line."""

    def reset(self) -> None:
        """Pulse the panel's reset line; OSError when the bus is gone."""
        ...

    def write(self, sent: Sequence[int], *, is_command: bool) -> None:
        """Clock `sent` out with D/C low (command) or high; nobody acknowledges on SPI."""
        ...

    def close(self) -> None:
        """Give bus and lines back."""
        ...


@runtime_checkable
class I2cBus(Protocol):
    """What the panel driver speaks (the two calls luma makes of an SMBus)."""

    def write_i2c_block_data(self, i2c_addr: int, register: int, data: list[int]) -> None:
        """Send `data` to `register`; OSError when nobody acknowledges."""
        ...

    def close(self) -> None:
        """Give the bus back."""
        ...
