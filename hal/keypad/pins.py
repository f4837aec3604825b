"""Which lines of the GPIO header a matrix hangs on, unless the settings say otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixPins:
    """Broadcom numbers: rows from the top, columns from the left."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


PINS_5X6 = MatrixPins(rows=(5, 6, 13, 19, 26), columns=(12, 16, 20, 21, 23, 24))
#: The same lines without the last row and the last column.
PINS_4X5 = MatrixPins(rows=(5, 6, 13, 19), columns=(12, 16, 20, 21, 23))
