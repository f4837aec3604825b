"""A keypad as it is wired: rows across, columns down, a key and its diode at each crossing."""

from collections.abc import Iterator, Sequence
from typing import Final

from hal.keypad.layout import CompactKey
from hal.keypad.pins import MatrixPins
from hal.keypad.port import Key
from tests.docs.technician.header import pin_of
from tests.docs.technician.ink import joint, sheet, wire, words
from tests.docs.technician.symbols import contact, diode_down

_LEFT: Final = 31.0
_TOP: Final = 34.0
_COLUMN: Final = 25.0
_ROW: Final = 23.0
#: From the column to the key's other side, where its diode goes down to the row.
_REACH: Final = 17.0
#: How far above the row the key leaves the column.
_RISE: Final = 13.0


def matrix_svg(title: str, pins: MatrixPins, layout: Sequence[Sequence[Key | CompactKey]]) -> str:
    """The plan of a keypad whose keys lie as in `layout`."""
    width = _LEFT + len(pins.columns) * _COLUMN + 4
    height = _TOP + len(pins.rows) * _ROW + 14
    marks = [
        *_head(title, height),
        *_columns(pins, height - 14),
        *_rows(pins, width - 6),
        *_keys(layout),
    ]
    return sheet(title, width, height, marks)


def _head(title: str, height: float) -> Iterator[str]:
    yield words((4, 7), f"{title}, von vorne gesehen", size=4.6, bold=True)
    yield words(
        (4, 12.2),
        "Je Taste eine Diode 1N4148, der Ring zur Reihe. Punkt: verbunden; ohne Punkt: nicht.",
        size=3,
    )
    yield words(
        (4, height - 4),
        "Keine Widerstände nötig. Reihen und Spalten dürfen nirgends Masse oder 3,3 V berühren.",
        size=3,
    )


def _columns(pins: MatrixPins, bottom: float) -> Iterator[str]:
    for number, line in enumerate(pins.columns):
        x = _LEFT + number * _COLUMN
        yield words((x, _TOP - 15), f"Spalte {number + 1}", size=2.9, anchor="middle", bold=True)
        yield words((x, _TOP - 11.2), f"Pin {pin_of(line)}", size=3, anchor="middle", bold=True)
        yield words((x, _TOP - 7.6), f"BCM {line}", size=2.6, anchor="middle")
        yield wire((x, _TOP - 6.2), (x, bottom - _RISE - 1))


def _rows(pins: MatrixPins, right: float) -> Iterator[str]:
    for number, line in enumerate(pins.rows):
        y = _TOP + (number + 1) * _ROW - 5
        yield words((3, y - 3.6), f"Reihe {number + 1}", size=2.9, bold=True)
        yield words((3, y + 0.4), f"Pin {pin_of(line)}", size=3, bold=True)
        yield words((3, y + 4), f"BCM {line}", size=2.6)
        yield wire((17, y), (right, y))


def _keys(layout: Sequence[Sequence[Key | CompactKey]]) -> Iterator[str]:
    for row, keys in enumerate(layout):
        for column, key in enumerate(keys):
            x, y = _LEFT + column * _COLUMN, _TOP + (row + 1) * _ROW - 5
            yield from _key(key, (x, y))


def _key(key: Key | CompactKey, at: tuple[float, float]) -> Iterator[str]:
    x, y = at
    above = y - _RISE
    yield joint((x, above))
    yield from contact((x, above), _REACH)
    yield from diode_down((x + _REACH, above), _RISE)
    yield joint((x + _REACH, y))
    yield words((x + 2.2, y - 4.6), key.value, size=3.6, bold=True)
