"""firmware.till.upkeep.dots: pictures that any printer of ours takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pyzbar import pyzbar

from firmware.till.upkeep.dots import Dots, barcode, bars, check_digit, stall
from hal.printer.codec import encode
from hal.printer.model import MODELS
from hal.printer.port import Document, Picture


def picture(dots: Dots) -> Image.Image:
    """Black on white."""
    white = bytes(~byte & 0xFF for byte in dots.bits)
    height = len(dots.bits) // ((dots.width + 7) // 8)
    return Image.frombytes("1", (dots.width, height), white).convert("L")


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
@pytest.mark.parametrize("dots", [stall(), bars(), barcode("901234567890")])
def test_every_printer_takes_them(dots: Dots, model: object) -> None:
    """None is too wide, none holds a real-time command."""
    block = Picture(width=dots.width, bits=dots.bits)
    assert encode(Document(blocks=(block,)), model)  # type: ignore[arg-type]


def test_bars_get_lighter() -> None:
    """All black first, an eighth at the end."""
    drawn = picture(bars())
    shades = [
        sum(drawn.crop((0, top, drawn.width, top + 24)).histogram()[:1])
        for top in range(0, drawn.height, 24)
    ]
    assert drawn.width * 24 == shades[0]
    assert shades == sorted(shades, reverse=True)
    assert drawn.width * 24 // 8 == shades[-1]


@given(digits=st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_barcode_can_be_scanned(digits: str) -> None:
    """By another one's reader: EAN-13 with its check digit."""
    codes = pyzbar.decode(picture(barcode(digits)), symbols=[pyzbar.ZBarSymbol.EAN13])
    assert [f"{digits}{check_digit(digits)}"] == [code.data.decode() for code in codes]


@pytest.mark.parametrize(
    "digits", ["", "12345678901", "1234567890123", "12345678901x", "１２３４５６７８９０１２"]
)
def test_what_is_no_number(digits: str) -> None:
    """Never a code that says something else."""
    with pytest.raises(ValueError, match="twelve digits"):
        barcode(digits)
