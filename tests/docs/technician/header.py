"""The forty pins of the header, and what the till hangs on each unless the settings say otherwise.

Which Broadcom number a pin has is the board's; all else is asked of the program.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from firmware.app.config import (
    BUS_PINS,
    DisplaySection,
    DrawerSection,
    GpioSection,
    KeySwitchSection,
)
from hal.keypad.pins import PINS_5X6
from tests.docs.pages import ROOT
from tests.docs.technician.ink import (
    BLACK,
    GREY,
    THIN,
    WHITE,
    box,
    disc,
    sheet,
    wire,
    words,
)


class Feed(Enum):
    """Pins that are no lines."""

    V3 = "3,3 V"
    V5 = "5 V"
    GROUND = "Masse"
    #: Belongs to boards that are put on top; nothing of ours.
    RESERVED = "frei lassen"


_F = Feed
#: Pin by pin, from 1 to 40.
HEADER: Final[tuple[int | Feed, ...]] = (
    *(_F.V3, _F.V5, 2, _F.V5, 3, _F.GROUND, 4, 14, _F.GROUND, 15),
    *(17, 18, 27, _F.GROUND, 22, 23, _F.V3, 24, 10, _F.GROUND),
    *(9, 25, 11, 8, _F.GROUND, 7, _F.RESERVED, _F.RESERVED, 5, _F.GROUND),
    *(6, 12, 13, _F.GROUND, 19, 16, 26, 20, _F.GROUND, 21),
)
#: Data and clock of the bus that display and real-time clock share.
BUS: Final = BUS_PINS[DisplaySection().bus, DisplaySection().port]
#: Where the image has its button to switch off.
TREES: Final = ("bcm2712.dts", "bcm2835.dts")
_BUTTON: Final = re.compile(r"gpios = <&\w+ (?P<pin>\d+) 1>;\s+debounce-interval")

_WIDTH, _ROW, _TOP = 180.0, 7.6, 18.0
_LEFT, _RIGHT = 83.0, 97.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What hangs on a line; `is_optional`: only on tills that have it."""

    name: str
    is_optional: bool = False


def pin_of(line: int) -> int:
    """The pin of the header that carries the Broadcom number `line`."""
    return HEADER.index(line) + 1


def place(line: int) -> str:
    """How plans and pages name a line."""
    return f"Pin {pin_of(line)} (BCM {line})"


def button_line() -> int:
    """The line of the button that switches off, as the device trees of the image have it."""
    folder = ROOT / "image-build" / "boot" / "trees"
    found = {
        int(match["pin"])
        for name in TREES
        for match in _BUTTON.finditer((folder / name).read_text(encoding="utf-8"))
    }
    (line,) = found
    return line


def uses() -> dict[int, Use]:
    """What hangs on which line."""
    gpio, drawer, switch = GpioSection(), DrawerSection(), KeySwitchSection()
    sda, scl = BUS
    rows = {pin: Use(name=f"Tasten, Reihe {n}") for n, pin in enumerate(PINS_5X6.rows, 1)}
    columns = {pin: Use(name=f"Tasten, Spalte {n}") for n, pin in enumerate(PINS_5X6.columns, 1)}
    return {
        sda: Use(name="Anzeige und Uhr, SDA"),
        scl: Use(name="Anzeige und Uhr, SCL"),
        **rows,
        **columns,
        gpio.buzzer: Use(name="Summer"),
        gpio.status_led: Use(name="Lampe"),
        gpio.power_fail: Use(name="Netzwarnung", is_optional=True),
        drawer.pin: Use(name="Lade, Magnet", is_optional=True),
        switch.register_pin: Use(name="Schlüssel REG", is_optional=True),
        switch.chief_pin: Use(name="Schlüssel CHEF", is_optional=True),
        button_line(): Use(name="Aus-Taster", is_optional=True),
        14: Use(name="Drucker seriell, TX", is_optional=True),
        15: Use(name="Drucker seriell, RX", is_optional=True),
    }


def header_svg() -> str:
    """The header as it lies before whoever wires it, pin 1 at the upper left."""
    height = _TOP + 20 * _ROW + 17
    return sheet("Kopfleiste", _WIDTH, height, [*_head(), *_pins(), *_legend(height)])


def _head() -> Iterator[str]:
    yield words((4, 7), "Kopfleiste des Raspberry Pi", size=4.6, bold=True)
    where = "Platine von oben, USB-Buchsen unten: Pin 1 liegt bei der Speicherkarte, innen"
    yield words((4, 12), where, size=3)
    yield box((_LEFT - 6, _TOP - 3.5), (_RIGHT - _LEFT + 12, 20 * _ROW + 3), fill="#eeeeee")


def _pins() -> Iterator[str]:
    used = uses()
    for index, wired in enumerate(HEADER):
        pin = index + 1
        y = _TOP + (index // 2) * _ROW + 1.5
        is_left = pin % 2 == 1
        x = _LEFT if is_left else _RIGHT
        yield from _pin(pin, wired, (x, y))
        outward = -1 if is_left else 1
        anchor = "end" if is_left else "start"
        edge = x + outward * 8
        use = used.get(wired) if isinstance(wired, int) else None
        title, note = _titles(wired, use)
        is_plain = use is not None and not use.is_optional
        if use is not None:
            yield wire((x + outward * 4.6, y), (edge, y), width=0.45 if is_plain else THIN)
        ink = BLACK if use is not None else GREY
        text_y = y + 1.1
        yield words((edge + outward * 1, text_y), title, size=2.7, anchor=anchor, fill=ink)
        at = edge + outward * 18
        yield words((at, text_y), note, size=3.1, anchor=anchor, bold=is_plain, fill=ink)


def _titles(wired: int | Feed, use: Use | None) -> tuple[str, str]:
    if isinstance(wired, Feed):
        return wired.value, ""
    if use is None:
        return f"BCM {wired}", "frei"
    return f"BCM {wired}", f"{use.name} ○" if use.is_optional else use.name


def _pin(pin: int, wired: int | Feed, at: tuple[float, float]) -> Iterator[str]:
    fill, ink = WHITE, BLACK
    if wired is Feed.GROUND:
        fill, ink = BLACK, WHITE
    if pin == 1:
        yield box((at[0] - 3.3, at[1] - 3.3), (6.6, 6.6), round_mm=0)
    else:
        yield disc(at, 3.2, fill=fill, width=0.3)
    if wired in {Feed.V3, Feed.V5}:
        yield disc(at, 2.6, fill=WHITE, width=0.3)
    yield words((at[0], at[1] + 1.05), str(pin), size=3, anchor="middle", bold=True, fill=ink)


def _legend(height: float) -> Iterator[str]:
    spi = BUS_PINS["spi", 0]
    chip_select, miso, data, clock, reset, choice = spi
    data_lines = f"CS {place(chip_select)}, DIN {place(data)}, CLK {place(clock)},"
    others = f"D/C {place(choice)}, RES {place(reset)}; {place(miso)} bleibt leer."
    lines = (
        "● schwarz: Masse    ◎ doppelter Ring: Speisung    ○ nur wo es den Teil gibt",
        f"Anzeige an SPI statt I²C (nicht am Pi 5): {data_lines}",
        f"{others} Schlüssel CHEF und Lade brauchen dann andere Pins.",
    )
    for index, line in enumerate(lines):
        yield words((4, height - 12.5 + index * 4.6), line, size=2.9)
