"""The standard wiring of each matrix."""

from collections.abc import Sequence

import pytest

from hal.keypad.layout import LAYOUT_4X5
from hal.keypad.pins import PINS_4X5, PINS_5X6, MatrixPins
from hal.keypad.port import LAYOUT_5X6


@pytest.mark.parametrize(("pins", "layout"), [(PINS_5X6, LAYOUT_5X6), (PINS_4X5, LAYOUT_4X5)])
def test_a_line_for_every_row_and_column(
    pins: MatrixPins, layout: Sequence[Sequence[object]]
) -> None:
    """As many as the layout has, and none twice."""
    assert len(pins.rows) == len(layout)
    assert len(pins.columns) == len(layout[0])
    assert len({*pins.rows, *pins.columns}) == len(pins.rows) + len(pins.columns)
