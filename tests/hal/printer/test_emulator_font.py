"""The character generator."""

import pytest

from hal.printer.emulator_font import Typeface

SIGNS = "AZ019€ÄÖÜäöüßgjpqy|@"


@pytest.mark.parametrize("size", [(12, 24), (13, 24), (9, 17)])
@pytest.mark.parametrize("is_bold", [False, True])
def test_each_sign_has_its_own_picture(*, size: tuple[int, int], is_bold: bool) -> None:
    """No two signs look alike, none is empty, each in a cell of the asked size."""
    typeface = Typeface()

    cells = [typeface.cell(sign, size, is_bold=is_bold) for sign in SIGNS]

    assert {cell.size for cell in cells} == {size}
    assert len({cell.tobytes() for cell in cells}) == len(SIGNS)
    assert all(cell.getextrema() == (0, 255) for cell in cells)


def test_bold_is_blacker() -> None:
    """And a cell drawn once is kept."""
    typeface = Typeface()

    plain, bold = (typeface.cell("H", (12, 24), is_bold=is_bold) for is_bold in (False, True))

    assert bold.histogram()[0] > plain.histogram()[0]
    assert typeface.cell("H", (12, 24), is_bold=False) is plain
