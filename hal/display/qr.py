"""A QR code as a lit square for a 64-line panel.

A panel is dark; a reader wants dark modules on light, so the square is lit around and between
the modules. Cameras need the light border: with less than one module of it nothing decodes.
"""

from functools import lru_cache

from PIL import Image

from hal.display.port import HEIGHT, ScreenError
from hal.segno_import import segno

#: Up to this version (29 modules) a module is two pixels wide; above, one.
_LAST_VERSION_DOUBLED = 3
_QUIET_MODULES = 1


class QrTooLongError(ScreenError):
    """The text needs more modules than the panel has lines."""


@lru_cache(maxsize=4)
def square(text: str) -> Image.Image:
    """The code for `text`, centred in a lit square of the panel's height.

    Versions 1 to 3 (53 bytes, or 77 characters of digits, capitals and ` $%*+-./:`) have modules
    of two pixels, versions 4 to 11 (321 bytes) of one. The strongest correction of errors that
    does not enlarge the code is used.

    Raises:
        QrTooLongError: Even with modules of one pixel the code is higher than the panel.
    """
    try:
        code = segno.make_qr(text, error="l", boost_error=True)
    except segno.DataOverflowError as error:
        raise QrTooLongError("qr", text, "longer than any QR code holds") from error
    modules = len(code.matrix)
    # Full QR codes always have an int version; only Micro QR codes have names.
    is_doubled = int(code.version) <= _LAST_VERSION_DOUBLED
    side_px = modules * (2 if is_doubled else 1)
    border_px = _QUIET_MODULES * (2 if is_doubled else 1)
    if side_px + 2 * border_px > HEIGHT:
        raise QrTooLongError(
            "qr", text, f"needs {modules} modules and a light border in {HEIGHT} lines"
        )
    drawing = Image.new("1", (modules, modules))
    drawing.putdata([255 * (1 - module) for row in code.matrix for module in row])
    lit = Image.new("1", (HEIGHT, HEIGHT), 255)
    start_px = (HEIGHT - side_px) // 2
    lit.paste(drawing.resize((side_px, side_px), Image.Resampling.NEAREST), (start_px, start_px))
    return lit
