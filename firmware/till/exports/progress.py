"""How far an export is, as the display shows it: words, percent, a bar, a sign in the status."""

from math import ceil
from typing import Final

from firmware.till import texts
from firmware.till.exports.requests import ExportProgress
from firmware.till.exports.words import RUNNING

SIGN: Final = "⇧"
#: Columns of a bar below everything else, and the pixels of a column.
COLUMNS: Final = 21
CELL_PX: Final = 6
_FULL: Final = 1000
#: A column that is filled by so many of its pixels, from the left.
_CELLS: Final = "░▏▎▌▋▉█"
#: An empty one with the end of the frame.
_END: Final = "▕"
_MINUTE_S: Final = 60
#: Beyond it nobody counts seconds.
_LONG_S: Final = 600


def title(export: ExportProgress) -> str:
    """`Export noch 1:20`, as soon as that can be told."""
    if export.left_s is None:
        return RUNNING
    left = time_left(export.left_s)
    long = f"Export noch {left}"
    return long if len(long) <= texts.ITEM_WIDTH else f"Export {left}"


def time_left(seconds: int) -> str:
    """`1:20`; from ten minutes on only these."""
    if seconds >= _LONG_S:
        return f"{ceil(seconds / _MINUTE_S)} min"
    return f"{seconds // _MINUTE_S}:{seconds % _MINUTE_S:02}"


def percent(export: ExportProgress) -> str:
    """`42 %`; never all of it before it is told to be done."""
    return f"{_percent(export)} %"


def bar(export: ExportProgress, columns: int = COLUMNS) -> str:
    """A bar of so many characters, filled from the left, pixel by pixel."""
    return bar_of(export.per_mille, columns)


def bar_of(per_mille: int, columns: int) -> str:
    """The same for thousandths of anything."""
    pixels = max(1, min(per_mille, _FULL) * columns * CELL_PX // _FULL)
    filled = [max(0, min(CELL_PX, pixels - at * CELL_PX)) for at in range(columns)]
    cells = "".join(_CELLS[one] for one in filled)
    return cells if filled[-1] else cells[:-1] + _END


def signs(export: ExportProgress | None) -> tuple[str, str]:
    """What tells of it in the status bar, and the same where room is short."""
    if export is None:
        return "", ""
    return f"{SIGN}{_percent(export)}% ", SIGN


def _percent(export: ExportProgress) -> int:
    return min(export.per_mille // 10, 99)
