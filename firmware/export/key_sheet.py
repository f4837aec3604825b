"""The page with the inlays: to print at true size, to check with a ruler, to cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from firmware.export.key_inlay import Caps, inlay_marks, size_mm
from firmware.export.pdf import (
    WIDTH_MM,
    Colour,
    Line,
    Mark,
    Ruler,
    Side,
    Style,
    Weight,
    Words,
)
from firmware.export.typesetting import shrink

MARGIN_MM: Final = 12.0
#: Where the two copies of the keypad begin; the second is for single keys and for spilt wine.
FIRST_MM: Final = 50.0
SECOND_MM: Final = 172.0
#: The line to check the printer by.
CHECK_MM: Final = 100.0

_CHECK_Y_MM: Final = 36.0
_TICK_MM: Final = 1.5
_SOFT: Final = Colour(95, 90, 84)


@dataclass(frozen=True, slots=True, kw_only=True)
class InlaySheet:
    """Which till it is for, its keys, and a last line for what the signs on them mean."""

    heading: str
    subheading: str
    caps: Caps
    footer: str


def inlay_page(sheet: InlaySheet, ruler: Ruler) -> list[Mark]:
    """Heading, the line to check by, and the keypad twice.

    Raises:
        LetterError: a name holds a sign that cannot be drawn.
    """
    width_mm, _ = size_mm(sheet.caps)
    left_mm = (WIDTH_MM - width_mm) / 2
    return [
        *_head(sheet, ruler),
        *_check(),
        *inlay_marks(sheet.caps, left_mm, FIRST_MM, ruler),
        *inlay_marks(sheet.caps, left_mm, SECOND_MM, ruler),
        Words(
            text=sheet.footer,
            x_mm=MARGIN_MM,
            y_mm=286.5,
            style=Style(size_pt=8, colour=_SOFT),
        ),
    ]


def _head(sheet: InlaySheet, ruler: Ruler) -> Iterator[Mark]:
    yield Words(
        text=sheet.heading,
        x_mm=MARGIN_MM,
        y_mm=18.5,
        style=Style(size_pt=17, weight=Weight.BOLD),
    )
    small = Style(size_pt=9, colour=_SOFT)
    yield Words(
        text=sheet.subheading,
        x_mm=MARGIN_MM,
        y_mm=24,
        style=shrink(sheet.subheading, small, WIDTH_MM - 2 * MARGIN_MM, ruler),
    )
    yield Words(
        text="In Originalgröße drucken (100 %), nicht an die Seite anpassen. "
        "An den Marken schneiden, ganz oder Taste für Taste.",
        x_mm=MARGIN_MM,
        y_mm=29.5,
        style=small,
    )


def _check() -> Iterator[Mark]:
    """Whoever prints with "fit to page" sees it here, not when the caps are open."""
    right_mm = MARGIN_MM + CHECK_MM
    yield Line(from_mm=(MARGIN_MM, _CHECK_Y_MM), to_mm=(right_mm, _CHECK_Y_MM), width_mm=0.25)
    for x_mm in (MARGIN_MM, right_mm):
        yield Line(
            from_mm=(x_mm, _CHECK_Y_MM - _TICK_MM),
            to_mm=(x_mm, _CHECK_Y_MM + _TICK_MM),
            width_mm=0.25,
        )
    yield Words(
        text="Dieser Strich ist 100 mm lang.",
        x_mm=right_mm + 3,
        y_mm=_CHECK_Y_MM + 1,
        style=Style(size_pt=9),
        side=Side.LEFT,
    )
