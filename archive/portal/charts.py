"""Bars of a chart as numbers a template draws: no script, and a table with the same stands beside.

The box is 640 × 220 units. Amounts below zero hang under the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 220
_LEFT: Final = 64
_TOP: Final = 10
_BOTTOM: Final = 26
_STEPS: Final = (1, 2, 5)
_GAP: Final = 0.28
#: The first days of a stall are bars, not walls.
_WIDEST: Final = 60.0
_LINES: Final = 4
#: More labels than this below would run into each other.
_LABELS: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its box, the middle of it, what stands below and what it is."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    cents: int
    has_label: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line across, and the amount it is at."""

    y: float
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars and lines in a box of `width` × `height`."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    left: int = _LEFT
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def foot(self) -> float:
        """Where the words below stand."""
        return HEIGHT - 8.0


def chart(values: Sequence[tuple[str, int]]) -> Chart:
    """The chart of amounts by their labels."""
    amounts = [0, *(cents for _, cents in values)]
    step = _step(max(amounts) - min(amounts))
    low, high = min(amounts) // step * step, -(-max(amounts) // step) * step
    high = max(high, low + step)
    room = HEIGHT - _TOP - _BOTTOM

    def y(cents: int) -> float:
        return round(_TOP + room * (high - cents) / (high - low), 1)

    slot = (WIDTH - _LEFT - 4) / max(len(values), 1)
    width = min(slot * (1 - _GAP), _WIDEST)
    every = -(-len(values) // _LABELS)
    bars = tuple(
        Bar(
            x=round(_LEFT + slot * (place + 0.5) - width / 2, 1),
            y=min(y(cents), y(0)),
            width=round(width, 1),
            height=round(abs(y(cents) - y(0)), 1),
            middle=round(_LEFT + slot * (place + 0.5), 1),
            label=label,
            cents=cents,
            has_label=place % every == 0,
        )
        for place, (label, cents) in enumerate(values)
    )
    lines = tuple(Line(y=y(cents), cents=cents) for cents in range(low, high + 1, step))
    return Chart(bars=bars, lines=lines)


def _step(span: int) -> int:
    """A round amount between two lines, so that there are about four."""
    size = 100
    while True:
        for one in _STEPS:
            if span <= one * size * _LINES:
                return one * size
        size *= 10
