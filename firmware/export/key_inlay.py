"""The paper under the clear caps: one cell for each key, at true scale, with marks to cut along."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from firmware.export.pdf import (
    BLACK,
    MM_PER_POINT,
    WHITE,
    Box,
    Colour,
    Line,
    Mark,
    Ruler,
    Side,
    Style,
    Weight,
    Words,
)
from firmware.export.typesetting import Room, Setting, fit, shrink

#: From the middle of one key to the middle of the next (manual 5.2: at least 19 mm, for gloves).
PITCH_MM: Final = 19.0
#: What a cap's edge may hide; words keep away from it.
EDGE_MM: Final = 1.6
#: Marks to cut along stand so far from the cells, and are so long.
CUT_GAP_MM: Final = 1.5
CUT_LENGTH_MM: Final = 4.0

_FACE_MM: Final = PITCH_MM - 2 * EDGE_MM
_PLATE_RADIUS_MM: Final = 1.2
#: What the legend and price of a group take at the top of its paper, and the least between lines.
_UPPER_MM: Final = 3.4
_AIR_MM: Final = 0.7
#: So far below the middle of letters lies their base line, in heights of the letters.
_DROP: Final = 0.36
_PAPER: Final = Colour(253, 251, 244)
_SOFT: Final = Colour(90, 84, 76)
_BLUE: Final = Colour(44, 90, 168)
_HAIR: Final = Colour(150, 145, 138)
_GREEN: Final = Colour(35, 121, 63)

_NAME_ROOM: Final = Room(
    width_mm=_FACE_MM - 1.0,
    height_mm=_FACE_MM - _UPPER_MM - 2 * _AIR_MM,
    sizes_pt=(11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0),
    comfortable_pt=7.5,
)
_LEGEND_ROOM: Final = Room(
    width_mm=_FACE_MM,
    height_mm=_FACE_MM,
    sizes_pt=(26.0, 22.0, 19.0, 17.0, 15.0, 13.0, 11.0),
    comfortable_pt=11.0,
)
_SECOND_ROOM: Final = Room(
    width_mm=_FACE_MM - 0.6, height_mm=5.0, sizes_pt=(6.5, 6.0, 5.5, 5.0), comfortable_pt=5.0
)
#: On other caps than a group's there is room for larger letters.
_WIDE_SECOND_ROOM: Final = replace(_SECOND_ROOM, sizes_pt=(8.0, 7.5, 7.0, *_SECOND_ROOM.sizes_pt))


class Paint(Enum):
    """The colours of the caps (manual 5.2)."""

    BLUE = "blue"
    GREY = "grey"
    RED = "red"
    WHITE = "white"
    YELLOW = "yellow"
    GREEN = "green"
    GREEN_WHITE = "green-white"
    GROUP_1 = "group 1"
    GROUP_2 = "group 2"
    GROUP_3 = "group 3"
    GROUP_4 = "group 4"
    GROUP_5 = "group 5"
    GROUP_6 = "group 6"
    GROUP_7 = "group 7"
    GROUP_8 = "group 8"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ink:
    """What a cap is filled with, and its words."""

    fill: Colour
    legend: Colour = BLACK
    second: Colour = _BLUE


_INKS: Final = {
    Paint.BLUE: _Ink(fill=_BLUE, legend=WHITE, second=WHITE),
    Paint.GREY: _Ink(fill=Colour(214, 209, 200)),
    Paint.RED: _Ink(fill=Colour(184, 53, 43), legend=WHITE, second=WHITE),
    Paint.WHITE: _Ink(fill=WHITE),
    Paint.YELLOW: _Ink(fill=Colour(246, 205, 72)),
    Paint.GREEN: _Ink(fill=_GREEN, legend=WHITE, second=WHITE),
    Paint.GREEN_WHITE: _Ink(fill=_GREEN, legend=Colour(20, 89, 44)),
    Paint.GROUP_1: _Ink(fill=Colour(116, 168, 60), second=BLACK),
    Paint.GROUP_2: _Ink(fill=Colour(224, 138, 46), second=BLACK),
    Paint.GROUP_3: _Ink(fill=Colour(207, 74, 52), second=BLACK),
    Paint.GROUP_4: _Ink(fill=Colour(226, 184, 30), second=BLACK),
    Paint.GROUP_5: _Ink(fill=Colour(138, 86, 160), second=BLACK),
    Paint.GROUP_6: _Ink(fill=Colour(47, 154, 147), second=BLACK),
    Paint.GROUP_7: _Ink(fill=Colour(74, 127, 202), second=BLACK),
    Paint.GROUP_8: _Ink(fill=Colour(150, 102, 63), second=BLACK),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """What stands on one key: its legend, and below it what it does after F.

    With a `name` it is a group's: the name is large, `legend` and `price` are small above it.
    """

    legend: str
    paint: Paint
    second: str = ""
    name: str = ""
    price: str = ""


Caps = Sequence[Sequence[Cap]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """The square of one key on the page."""

    left_mm: float
    top_mm: float

    @property
    def middle_mm(self) -> float:
        """Between its left and its right edge."""
        return self.left_mm + PITCH_MM / 2

    @property
    def bottom_mm(self) -> float:
        """Its lower edge."""
        return self.top_mm + PITCH_MM


def size_mm(caps: Caps) -> tuple[float, float]:
    """Width and height of all cells together, without the marks around them."""
    return len(caps[0]) * PITCH_MM, len(caps) * PITCH_MM


def inlay_marks(caps: Caps, left_mm: float, top_mm: float, ruler: Ruler) -> tuple[Mark, ...]:
    """All cells, row by row from `left_mm` and `top_mm`, and the marks to cut along.

    Raises:
        LetterError: a name holds a sign that cannot be drawn.
    """
    marks: list[Mark] = []
    for row, line in enumerate(caps):
        for column, cap in enumerate(line):
            cell = _Cell(left_mm=left_mm + column * PITCH_MM, top_mm=top_mm + row * PITCH_MM)
            marks += _cell_marks(cap, cell, ruler)
    width_mm, height_mm = size_mm(caps)
    marks += _cuts(left_mm, top_mm, width_mm, height_mm)
    return tuple(marks)


def _cell_marks(cap: Cap, cell: _Cell, ruler: Ruler) -> Iterator[Mark]:
    yield Box(
        x_mm=cell.left_mm,
        y_mm=cell.top_mm,
        width_mm=PITCH_MM,
        height_mm=PITCH_MM,
        fill=_INKS[cap.paint].fill,
        edge=_HAIR,
        edge_mm=0.1,
    )
    if cap.name:
        yield from _group_marks(cap, cell, ruler)
        return
    if cap.paint is Paint.GREEN_WHITE:
        yield _plate(cell)
    yield from _plain_marks(cap, cell, ruler)


def _plain_marks(cap: Cap, cell: _Cell, ruler: Ruler) -> Iterator[Mark]:
    ink = _INKS[cap.paint]
    second = Style(size_pt=1, weight=Weight.BOLD, colour=ink.second)
    behind = fit(cap.second, second, _WIDE_SECOND_ROOM, ruler)
    taken_mm = behind.height_mm + _AIR_MM if cap.second else 0.0
    style = Style(size_pt=1, weight=Weight.BOLD, colour=ink.legend)
    room = _LEGEND_ROOM
    if cap.paint is Paint.GREEN_WHITE:
        room = replace(room, width_mm=room.width_mm - 1.4)
    legend = fit(cap.legend, style, room, ruler)
    middle_mm = cell.top_mm + (PITCH_MM - taken_mm) / 2
    yield from _lines(legend, style, (cell.middle_mm, middle_mm))
    if cap.second:
        lowest_mm = cell.bottom_mm - EDGE_MM - _AIR_MM - behind.height_mm / 2
        yield from _lines(behind, second, (cell.middle_mm, lowest_mm))


def _group_marks(cap: Cap, cell: _Cell, ruler: Ruler) -> Iterator[Mark]:
    """A coloured frame around white paper: the name is read in any light."""
    yield _plate(cell)
    yield from _upper_marks(cap, cell, ruler)
    second = Style(size_pt=1, weight=Weight.BOLD, colour=_BLUE)
    behind = fit(cap.second, second, _SECOND_ROOM, ruler)
    taken_mm = behind.height_mm + _AIR_MM if cap.second else 0.0
    room = replace(_NAME_ROOM, height_mm=_NAME_ROOM.height_mm - taken_mm)
    bold = Style(size_pt=1, weight=Weight.BOLD)
    name = fit(cap.name, bold, room, ruler)
    top_mm = cell.top_mm + EDGE_MM + _UPPER_MM + _AIR_MM
    yield from _lines(name, bold, (cell.middle_mm, top_mm + room.height_mm / 2))
    if cap.second:
        lowest_mm = cell.bottom_mm - EDGE_MM - _AIR_MM - behind.height_mm / 2
        yield from _lines(behind, second, (cell.middle_mm, lowest_mm))


def _upper_marks(cap: Cap, cell: _Cell, ruler: Ruler) -> Iterator[Mark]:
    small = Style(size_pt=6.5, weight=Weight.BOLD, colour=_SOFT)
    inner_mm = EDGE_MM + 0.7
    y_mm = cell.top_mm + EDGE_MM + 2.9
    yield Words(text=cap.legend, x_mm=cell.left_mm + inner_mm, y_mm=y_mm, style=small)
    if cap.price:
        room_mm = PITCH_MM - 2 * inner_mm - ruler.width_mm(cap.legend, small) - _AIR_MM
        yield Words(
            text=cap.price,
            x_mm=cell.left_mm + PITCH_MM - inner_mm,
            y_mm=y_mm,
            style=shrink(cap.price, replace(small, size_pt=7, colour=BLACK), room_mm, ruler),
            side=Side.RIGHT,
        )


def _lines(setting: Setting, style: Style, middle_mm: tuple[float, float]) -> Iterator[Words]:
    """All lines, their middle at `middle_mm` in both directions."""
    x_mm, y_mm = middle_mm
    first_mm = y_mm - (setting.height_mm - setting.line_mm) / 2
    for index, line in enumerate(setting.lines):
        yield Words(
            text=line,
            x_mm=x_mm,
            y_mm=first_mm + index * setting.line_mm + setting.size_pt * MM_PER_POINT * _DROP,
            style=replace(style, size_pt=setting.size_pt),
            side=Side.MIDDLE,
        )


def _plate(cell: _Cell) -> Box:
    return Box(
        x_mm=cell.left_mm + EDGE_MM,
        y_mm=cell.top_mm + EDGE_MM,
        width_mm=_FACE_MM,
        height_mm=_FACE_MM,
        fill=_PAPER,
        radius_mm=_PLATE_RADIUS_MM,
    )


def _cuts(left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> Iterator[Line]:
    """Outside, at the end of every edge between cells, so that no mark remains on a cell."""
    right_mm, bottom_mm = left_mm + width_mm, top_mm + height_mm
    near_mm, far_mm = CUT_GAP_MM, CUT_GAP_MM + CUT_LENGTH_MM
    for column in range(round(width_mm / PITCH_MM) + 1):
        x_mm = left_mm + column * PITCH_MM
        yield Line(from_mm=(x_mm, top_mm - far_mm), to_mm=(x_mm, top_mm - near_mm))
        yield Line(from_mm=(x_mm, bottom_mm + near_mm), to_mm=(x_mm, bottom_mm + far_mm))
    for row in range(round(height_mm / PITCH_MM) + 1):
        y_mm = top_mm + row * PITCH_MM
        yield Line(from_mm=(left_mm - far_mm, y_mm), to_mm=(left_mm - near_mm, y_mm))
        yield Line(from_mm=(right_mm + near_mm, y_mm), to_mm=(right_mm + far_mm, y_mm))
