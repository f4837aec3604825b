"""What an eye sees of the emulated panel: bright pixels on dark glass, as a picture."""

import io
from functools import lru_cache

from PIL import Image

from hal.display.port import HEIGHT, WIDTH, Frame

_GLASS = (7, 10, 13)
_PIXEL = (190, 240, 255)
#: Of 255. Darker, and readers see the lines between the pixels instead of the modules of a code.
_GRID_SHADE = 205
#: Below this scale a line between pixels would be as wide as they are.
_GRID_SCALE_MIN = 3
#: A place in the palette: glass or pixel, plus this much on the grid.
_DARK, _LIT, _ON_GRID = 0, 1, 2


def png(frame: Frame, *, scale: int = 4, contrast: int = 0xFF) -> bytes:
    """A PNG of `frame`, `scale` x `scale` dots for a pixel.

    From three dots on, a fine dark grid parts the pixels as on the glass; `contrast` dims.
    """
    out = io.BytesIO()
    _indexed(frame, scale, contrast).save(out, "PNG", optimize=False, compress_level=3)
    return out.getvalue()


def picture(frame: Frame, *, scale: int = 4, contrast: int = 0xFF) -> Image.Image:
    """The RGB picture that `png` packs."""
    return _indexed(frame, scale, contrast).convert("RGB")


def _indexed(frame: Frame, scale: int, contrast: int) -> Image.Image:
    """Four colours are all there are: a quarter of the bytes, and a tenth of the packing."""
    size = (WIDTH * scale, HEIGHT * scale)
    lit = Image.frombytes("1", (WIDTH, HEIGHT), frame.bits).resize(size, Image.Resampling.NEAREST)
    image = _glass(scale, _DARK).copy()
    image.paste(_glass(scale, _LIT), (0, 0), lit)
    strength = 0.45 + 0.55 * contrast / 0xFF
    pixel = [round(part * strength) for part in _PIXEL]
    colours = [*_GLASS, *pixel]
    image.putpalette(colours + [part * _GRID_SHADE // 255 for part in colours])
    return image


@lru_cache(maxsize=8)
def _glass(scale: int, place: int) -> Image.Image:
    """The whole glass in one colour, with its grid."""
    glass = Image.new("P", (WIDTH * scale, HEIGHT * scale), place)
    if scale >= _GRID_SCALE_MIN:
        for x in range(scale - 1, glass.width, scale):
            glass.paste(place + _ON_GRID, (x, 0, x + 1, glass.height))
        for y in range(scale - 1, glass.height, scale):
            glass.paste(place + _ON_GRID, (0, y, glass.width, y + 1))
    return glass
