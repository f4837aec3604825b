"""Codes on a panel of 64 lines."""

import pytest
from PIL import Image

from hal.display import qr
from hal.display.port import HEIGHT

WIDEST_DOUBLED = "HTTPS://KASSA.EXAMPLE/" + "A" * 55
LONGEST = "x" * 321


def _dark_run_px(square: Image.Image) -> int:
    """The width of the finder pattern's outer ring at the top left: seven modules."""
    start = min(x for x in range(HEIGHT) if not all(square.getpixel((x, y)) for y in range(HEIGHT)))
    row = [square.getpixel((x, start)) for x in range(start, HEIGHT)]
    return row.index(255)


@pytest.mark.parametrize(
    ("text", "module_px"), [("A", 2), (WIDEST_DOUBLED, 2), (WIDEST_DOUBLED + "A", 1), (LONGEST, 1)]
)
def test_modules_are_as_large_as_the_panel_allows(text: str, module_px: int) -> None:
    """Up to version 3 (77 capitals) a module is two pixels wide, above it one."""
    assert 7 * module_px == _dark_run_px(qr.square(text))


@pytest.mark.parametrize("text", ["A", WIDEST_DOUBLED, LONGEST])
def test_a_lit_border_is_all_around(text: str) -> None:
    """Without light around it no camera finds the code."""
    square = qr.square(text)
    rim = {square.getpixel((x, y)) for x in range(HEIGHT) for y in (0, HEIGHT - 1)}
    rim |= {square.getpixel((x, y)) for y in range(HEIGHT) for x in (0, HEIGHT - 1)}
    assert {255} == rim


@pytest.mark.parametrize("length", [322, 3000])
def test_too_long_a_text_is_a_named_error(length: int) -> None:
    """A code that the panel cannot show is refused, never cut."""
    with pytest.raises(qr.QrTooLongError, match=r"^qr 'xxx"):
        qr.square("x" * length)
