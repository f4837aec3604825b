"""The picture of the glass: what is lit is bright, and a fine grid parts the pixels."""

import io

import pytest
from PIL import Image

from hal.display.emulator_picture import picture, png
from hal.display.port import HEIGHT, WIDTH, Frame

CORNER = Frame(bytes([0x80]) + bytes(1023))


@pytest.mark.parametrize("scale", [1, 2, 3, 6])
def test_a_pixel_is_one_block(scale: int) -> None:
    """Lit blocks are bright, dark ones nearly black, at any scale."""
    image = picture(CORNER, scale=scale)
    assert (WIDTH * scale, HEIGHT * scale) == image.size
    lit, dark = image.getpixel((0, 0)), image.getpixel((scale, 0))
    assert isinstance(lit, tuple)
    assert isinstance(dark, tuple)
    assert min(lit) > 150
    assert max(dark) < 20


def test_the_png_packs_the_picture() -> None:
    """Every dot of it."""
    image = Image.open(io.BytesIO(png(CORNER, scale=4, contrast=0x40))).convert("RGB")
    assert picture(CORNER, scale=4, contrast=0x40).tobytes() == image.tobytes()


@pytest.mark.parametrize(("scale", "has_grid"), [(2, False), (3, True), (4, True)])
def test_the_grid_is_seen_from_three_dots_on(scale: int, has_grid: bool) -> None:  # noqa: FBT001
    """The last dot of a lit pixel is darker than its first, but not dark."""
    image = picture(CORNER, scale=scale).convert("L")
    first, last = image.getpixel((0, 0)), image.getpixel((scale - 1, scale - 1))
    assert isinstance(first, int)
    assert isinstance(last, int)
    assert has_grid == (last < first)
    assert last > first // 2


def test_contrast_dims_what_is_lit() -> None:
    """Least contrast is less than half as bright, and not dark."""
    full, least = (
        picture(CORNER, contrast=contrast).convert("L").getpixel((0, 0))
        for contrast in (0xFF, 0x00)
    )
    assert isinstance(full, int)
    assert isinstance(least, int)
    assert full // 3 < least < full // 2
