"""Signs in a line: how large they are, and how they stand."""

from dataclasses import replace

import pytest

from hal.printer.emulator_font import BLACK, WHITE
from hal.printer.emulator_style import PrintStyle
from hal.printer.emulator_type import TypeCase
from hal.printer.model import printer_model

PLAIN = PrintStyle()


@pytest.fixture
def case() -> TypeCase:
    """The signs of a printer with 48 columns on 576 dots."""
    return TypeCase(printer_model("epson-tm-t20ii"))


@pytest.mark.parametrize(
    ("style", "size"),
    [
        (PLAIN, (12, 24)),
        (replace(PLAIN, is_small=True), (9, 17)),
        (replace(PLAIN, width=2, height=3), (24, 72)),
        (replace(PLAIN, is_small=True, width=8, height=8), (72, 136)),
    ],
)
def test_size(case: TypeCase, style: PrintStyle, size: tuple[int, int]) -> None:
    """As the command reference of the printer has it: so many times as wide, so many as high."""
    assert size == case.size(style)


def test_the_highest_counts(case: TypeCase) -> None:
    """A line is as high as its largest sign; an empty one has no height of its own."""
    assert 48 == case.height((("a", PLAIN), ("b", replace(PLAIN, height=2))))
    assert 0 == case.height(())


def test_signs_stand_on_one_foot(case: TypeCase) -> None:
    """Side by side from where the line begins; a small one does not hang."""
    inverse = replace(PLAIN, is_inverse=True)
    small = replace(inverse, is_small=True)
    strip = case.line(((" ", inverse), (" ", small)), (40, 30), 5, 24)

    assert (40, 30) == strip.size
    assert (5, 0, 26, 24) == strip.point(lambda dot: BLACK if dot else WHITE).getbbox()
    assert [WHITE, BLACK] == [strip.getpixel((20, y)) for y in (24 - 18, 24 - 17)]
