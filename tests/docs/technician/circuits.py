"""The small parts beside the keypad: each a frame with what hangs on which pin, and how."""

from collections.abc import Iterator, Sequence
from typing import Final

from firmware.app.config import DrawerSection, GpioSection, KeySwitchSection
from tests.docs.technician.header import BUS, HEADER, button_line, pin_of
from tests.docs.technician.ink import Point, box, joint, sheet, wire, words
from tests.docs.technician.symbols import (
    coil_down,
    contact,
    diode_up,
    ground,
    lamp_down,
    resistor,
    resistor_down,
    sounder,
    transistor,
)

_WIDTH: Final = 180.0
_FRAME: Final = 86.0
_GAP: Final = 4.0
_GPIO, _DRAWER, _SWITCH = GpioSection(), DrawerSection(), KeySwitchSection()
#: What a module has on its edge, and the pin of the header it goes to.
_MODULE: Final = (("VCC", 1), ("SDA", pin_of(BUS[0])), ("SCL", pin_of(BUS[1])), ("GND", 9))


def circuits_svg() -> str:
    """All of them on one page."""
    right = 3 + _FRAME + _GAP
    marks = [
        words((3, 7), "Anzeige, Uhr und kleine Teile", size=4.6, bold=True),
        *_frame((3, 11), (176, 56), "Anzeige und Uhr (I²C, gemeinsame Leitungen)"),
        *_bus((3, 11)),
        *_frame((3, 71), (_FRAME, 46), "Summer"),
        *_buzzer((3, 71)),
        *_frame((right, 71), (_FRAME, 46), "Lampe"),
        *_lamp((right, 71)),
        *_frame((3, 121), (_FRAME, 46), "Netzwarnung (wo es sie gibt)"),
        *_warning((3, 121)),
        *_frame((right, 121), (_FRAME, 46), "Aus-Taster (wo es ihn gibt)"),
        *_button((right, 121)),
        *_frame((3, 171), (_FRAME, 66), "Lade an eigenen Pins (sonst am Drucker)"),
        *_drawer((3, 171)),
        *_frame((right, 171), (_FRAME, 66), "Schlüsselschalter (wo es ihn gibt)"),
        *_key_switch((right, 171)),
    ]
    return sheet("Anzeige, Uhr und kleine Teile", _WIDTH + 2, 241, marks)


def _frame(at: Point, size: Point, title: str) -> Iterator[str]:
    yield box(at, size, round_mm=1.5)
    yield words((at[0] + 3, at[1] + 5.4), title, size=3.3, bold=True)


def _terminal(at: Point, line: int) -> Iterator[str]:
    """A pin of the header; the wire leaves it at its right."""
    x, y = at
    yield box((x, y - 4), (20, 8))
    yield words((x + 10, y - 0.3), f"Pin {pin_of(line)}", size=3.1, anchor="middle", bold=True)
    yield words((x + 10, y + 3), f"BCM {line}", size=2.5, anchor="middle")


def _notes(at: Point, lines: Sequence[str]) -> Iterator[str]:
    for index, line in enumerate(lines):
        yield words((at[0], at[1] + index * 4), line, size=2.7)


def _bus(at: Point) -> Iterator[str]:
    x, y = at
    modules = ((62.0, "Anzeige", "SSD1306 / SSD1309"), (122.0, "Uhr", "DS3231"))
    for left, name, chip in modules:
        yield box((x + left, y + 9), (34, 15))
        yield words((x + left + 17, y + 15), name, size=3.6, anchor="middle", bold=True)
        yield words((x + left + 17, y + 20), chip, size=2.8, anchor="middle")
    for index, (name, pin) in enumerate(_MODULE):
        level = y + 33 + index * 5.4
        title = {"VCC": "3,3 V", "GND": "Masse"}.get(name, name)
        yield box((x + 4, level - 2.3), (34, 4.6), round_mm=0.4)
        yield words((x + 6, level + 1.1), f"Pin {pin}", size=3, bold=True)
        yield words((x + 36, level + 1.1), title, size=2.7, anchor="end")
        if isinstance(HEADER[pin - 1], int):
            yield words((x + 17, level + 1.1), f"BCM {HEADER[pin - 1]}", size=2.5)
        yield wire((x + 38, level), (x + 127 + index * 8, level))
        for left, _, _ in modules:
            tap = x + left + 5 + index * 8
            yield wire((tap, y + 24), (tap, level))
            yield joint((tap, level))
    for left, _, _ in modules:
        for index, (name, _) in enumerate(_MODULE):
            yield words((x + left + 5 + index * 8 + 0.7, y + 27.2), name, size=2.2)


def _buzzer(at: Point) -> Iterator[str]:
    x, y = at[0], at[1] + 19
    yield from _terminal((x + 4, y), _GPIO.buzzer)
    yield from resistor((x + 24, y), 20, "150 Ω")
    yield wire((x + 44, y), (x + 52, y), (x + 52, y + 2))
    yield from sounder((x + 52, y + 2))
    yield from ground((x + 52, y + 10))
    yield from _notes((x + 58, y - 2), ("Piezo ohne eigene", "Elektronik", "(passiv)"))
    yield from _notes(
        (x + 4, y + 22), ("Einer mit Elektronik („aktiv“) pfeift nur auf einem Ton.",)
    )


def _lamp(at: Point) -> Iterator[str]:
    x, y = at[0], at[1] + 19
    yield from _terminal((x + 4, y), _GPIO.status_led)
    yield from resistor((x + 24, y), 20, "330 Ω")
    yield wire((x + 44, y), (x + 52, y), (x + 52, y + 2))
    yield from lamp_down((x + 52, y + 2))
    yield from ground((x + 52, y + 11))
    yield from _notes((x + 60, y - 1), ("LED, langes", "Bein oben"))


def _warning(at: Point) -> Iterator[str]:
    x, y = at[0], at[1] + 18
    yield from _terminal((x + 4, y), _GPIO.power_fail)
    yield wire((x + 24, y), (x + 44, y))
    yield box((x + 44, y - 7), (36, 17))
    lines = ("Überwachung der", "Versorgung: zieht bei", "Ausfall nach Masse", "(offener Ausgang)")
    for index, line in enumerate(lines):
        yield words((x + 62, y - 2.6 + index * 3.7), line, size=2.6, anchor="middle")
    yield wire((x + 62, y + 10), (x + 62, y + 11))
    yield from ground((x + 62, y + 11))
    yield from _notes((x + 4, y + 20), ("Nie mit 5 V oder 12 V auf den Pin.",))


def _button(at: Point) -> Iterator[str]:
    x, y = at[0], at[1] + 18
    yield from _terminal((x + 4, y), button_line())
    yield wire((x + 24, y), (x + 34, y))
    yield from contact((x + 34, y), 12)
    yield wire((x + 46, y), (x + 56, y), (x + 56, y + 2))
    yield from ground((x + 56, y + 2))
    yield from _notes((x + 4, y + 20), ("Kurz gedrückt: die Kassa endet geordnet.",))


def _drawer(at: Point) -> Iterator[str]:
    x, y = at[0], at[1] + 33
    yield from _terminal((x + 4, y), _DRAWER.pin)
    yield from resistor((x + 24, y), 14, "100 Ω")
    yield joint((x + 39, y))
    yield wire((x + 38, y), (x + 46, y))
    yield from resistor_down((x + 39, y), 12, "100 kΩ")
    yield from ground((x + 39, y + 12))
    yield from transistor((x + 46, y))
    yield wire((x + 52, y + 6), (x + 52, y + 12))
    yield from ground((x + 52, y + 12))
    yield wire((x + 52, y - 6), (x + 52, y - 7))
    yield from coil_down((x + 52, y - 17))
    yield wire((x + 52, y - 17), (x + 52, y - 22))
    yield joint((x + 52, y - 18))
    yield joint((x + 52, y - 7))
    yield wire((x + 52, y - 18), (x + 62, y - 18), (x + 62, y - 16.5))
    yield from diode_up((x + 62, y - 16.5))
    yield wire((x + 62, y - 8.5), (x + 62, y - 7), (x + 52, y - 7))
    yield words((x + 54, y - 21), "12–24 V, eigenes Netz", size=2.5)
    yield words((x + 49, y - 11), "Magnet", size=2.6, anchor="end")
    yield words((x + 65, y - 11), "1N4007", size=2.6)
    yield words((x + 60, y - 1), "N-MOSFET für 3,3 V", size=2.5)
    yield words((x + 60, y + 2.6), "(Logic Level)", size=2.5)
    notes = (
        "Beide Netzteile haben die Masse gemeinsam.",
        "Schalter der Lade: von einem freien Pin nach Masse,",
        "etwa Pin 22 (BCM 25).",
    )
    yield from _notes((x + 4, y + 22.5), notes)


def _key_switch(at: Point) -> Iterator[str]:
    x, y = at[0], at[1] + 19
    for step, (name, line) in enumerate(
        (("REG", _SWITCH.register_pin), ("CHEF", _SWITCH.chief_pin))
    ):
        level = y + step * 14
        yield from _terminal((x + 4, level), line)
        yield wire((x + 24, level), (x + 36, level))
        yield from contact((x + 36, level), 12)
        yield wire((x + 48, level), (x + 60, level))
        yield words((x + 42, level - 3.6), name, size=3, anchor="middle", bold=True)
    yield wire((x + 60, y), (x + 60, y + 18), width=0.45)
    yield joint((x + 60, y + 14))
    yield from ground((x + 60, y + 18))
    yield from _notes((x + 4, y + 39), ("Steht er auf AUS, ist kein Kontakt zu.",))
