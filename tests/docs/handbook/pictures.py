"""Screens and slips of the handbook as pictures."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops

from hal.display import emulator_picture
from hal.display.codec import render
from hal.display.port import Screen
from hal.printer.codec import encode
from hal.printer.emulator import EmulatedPrinter
from hal.printer.port import Document
from tests.docs.handbook.film import MODEL

#: So many dots for a pixel of the glass: as wide as the slip beside it.
SCALE: Final = 3
#: Blank paper kept around what is printed.
MARGIN_DOTS: Final = 16
_FEED_BYTES: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file below `bilder`: SVG as text, PNG as pixels."""

    name: str
    content: bytes

    def is_like(self, other: bytes) -> bool:
        """Whether a reader sees the same; how a PNG is packed is nobody's business."""
        if not self.name.endswith(".png"):
            return self.content == other
        ours, theirs = (Image.open(io.BytesIO(one)).convert("RGB") for one in (self.content, other))
        return ours.size == theirs.size and ImageChops.difference(ours, theirs).getbbox() is None


def screen_png(screen: Screen) -> bytes:
    """The glass as the cashier sees it."""
    packed = emulator_picture.png(render(screen), scale=SCALE)
    return _packed(Image.open(io.BytesIO(packed)))


def slip_png(document: Document) -> bytes:
    """The paper as the emulated printer prints it, byte for byte as a real one gets it."""
    printer = EmulatedPrinter(MODEL)
    rest = encode(document, MODEL)
    while rest:
        rest = rest[printer.feed(rest[:_FEED_BYTES]) :]
    (slip,) = printer.slips
    box = ImageChops.invert(slip.image.convert("L")).getbbox()
    assert box is not None, "something is printed"
    upper, lower = max(0, box[1] - MARGIN_DOTS), min(slip.image.height, box[3] + MARGIN_DOTS)
    printed = slip.image.crop((0, upper, slip.image.width, lower))
    sheet = Image.new("1", (printed.width + 2 * MARGIN_DOTS, printed.height), 1)
    sheet.paste(printed, (MARGIN_DOTS, 0))
    return _packed(sheet)


def _packed(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
