"""The cells of the caps: where they lie, to the tenth of a millimetre, and what stands in them."""

from itertools import pairwise

import pytest

from firmware.export.key_inlay import (
    CUT_GAP_MM,
    EDGE_MM,
    PITCH_MM,
    Cap,
    Paint,
    inlay_marks,
    size_mm,
)
from firmware.export.pdf import Box, Line, Mark, Ruler, Side, Words

RULER = Ruler()
LEFT_MM, TOP_MM = 30.0, 50.0


def caps(rows: int, columns: int) -> list[list[Cap]]:
    """A keypad of grey keys."""
    return [[Cap(legend="K", paint=Paint.GREY)] * columns for _ in range(rows)]


def marks(*row: Cap) -> tuple[Mark, ...]:
    """One row of keys from the usual corner."""
    return inlay_marks([row], LEFT_MM, TOP_MM, RULER)


def words(found: tuple[Mark, ...]) -> list[Words]:
    """The texts among them."""
    return [mark for mark in found if isinstance(mark, Words)]


def extent_mm(mark: Words) -> tuple[float, float]:
    """From where to where a text reaches."""
    width_mm = RULER.width_mm(mark.text, mark.style)
    match mark.side:
        case Side.LEFT:
            return mark.x_mm, mark.x_mm + width_mm
        case Side.MIDDLE:
            return mark.x_mm - width_mm / 2, mark.x_mm + width_mm / 2
        case Side.RIGHT:
            return mark.x_mm - width_mm, mark.x_mm


@pytest.mark.parametrize(("rows", "columns"), [(5, 6), (4, 5)])
def test_every_key_has_its_cell_at_true_scale(rows: int, columns: int) -> None:
    """19 mm from key to key in both directions, edge to edge."""
    boxes = [
        mark
        for mark in inlay_marks(caps(rows, columns), LEFT_MM, TOP_MM, RULER)
        if isinstance(mark, Box)
    ]
    assert [
        (LEFT_MM + 19 * column, TOP_MM + 19 * row)
        for row in range(rows)
        for column in range(columns)
    ] == [(box.x_mm, box.y_mm) for box in boxes]
    assert {(19.0, 19.0)} == {(box.width_mm, box.height_mm) for box in boxes}
    assert (19.0 * columns, 19.0 * rows) == size_mm(caps(rows, columns))


def test_cut_marks_stand_outside_at_every_edge() -> None:
    """Seven columns of edges and six rows, above and below, left and right; none on a cell."""
    lines = [
        mark for mark in inlay_marks(caps(5, 6), LEFT_MM, TOP_MM, RULER) if isinstance(mark, Line)
    ]
    upright = [line for line in lines if line.from_mm[0] == line.to_mm[0]]
    level = [line for line in lines if line.from_mm[1] == line.to_mm[1]]
    assert {LEFT_MM + 19 * edge for edge in range(7)} == {line.from_mm[0] for line in upright}
    assert {TOP_MM + 19 * edge for edge in range(6)} == {line.from_mm[1] for line in level}
    assert (14, 12) == (len(upright), len(level))
    right_mm, bottom_mm = LEFT_MM + 6 * PITCH_MM, TOP_MM + 5 * PITCH_MM
    for line in upright:
        assert all(y <= TOP_MM - CUT_GAP_MM or y >= bottom_mm + CUT_GAP_MM for y in ends(line, 1))
    for line in level:
        assert all(x <= LEFT_MM - CUT_GAP_MM or x >= right_mm + CUT_GAP_MM for x in ends(line, 0))


def ends(line: Line, axis: int) -> tuple[float, float]:
    """Both ends of a line, across or down."""
    return line.from_mm[axis], line.to_mm[axis]


@pytest.mark.parametrize("paint", Paint)
def test_every_paint_can_be_printed(paint: Paint) -> None:
    """A cell filled with its colour; the legend differs from it."""
    found = marks(Cap(legend="K", paint=paint, second="Lade"))
    boxes = [mark for mark in found if isinstance(mark, Box)]
    for text in words(found):
        assert text.style.colour != boxes[-1].fill


def test_groups_differ_in_colour() -> None:
    """Eight groups, eight colours."""
    paints = [Paint(f"group {number}") for number in range(1, 9)]
    fills = {
        mark.fill
        for mark in marks(*(Cap(legend="WG", paint=paint) for paint in paints))
        if isinstance(mark, Box)
    }
    assert len(fills) == 8


def test_a_group_shows_number_price_name_and_what_is_behind_f() -> None:
    """From top to bottom, the name largest, each in the middle or at its edge."""
    found = words(
        marks(Cap(legend="WG1", paint=Paint.GROUP_1, second="9 Blumen", name="Obst", price="2,50"))
    )
    assert ["WG1", "2,50", "Obst", "9 Blumen"] == [one.text for one in found]
    number, price, name, second = found
    assert number.y_mm == price.y_mm < name.y_mm < second.y_mm
    assert name.style.size_pt > max(one.style.size_pt for one in (number, price, second))
    assert LEFT_MM + PITCH_MM / 2 == name.x_mm == second.x_mm


LONG = (
    Cap(
        legend="WG1",
        paint=Paint.GROUP_1,
        second="9 Kartoffelpuffer 105,50",
        name="Schafwollsocken",
        price="»10.014,90",
    ),
    Cap(
        legend="WG2",
        paint=Paint.GROUP_2,
        second="10 Käse kg 24,90",
        name="Räucherforelle",
        price="99.999,99",
    ),
    Cap(legend="KARTE", paint=Paint.GREEN_WHITE, second="Terminal"),
    Cap(legend="00", paint=Paint.WHITE),
    Cap(legend="STO", paint=Paint.RED, second="Rücknahme"),
)


@pytest.mark.parametrize("cap", LONG, ids=lambda cap: cap.legend)
def test_words_keep_away_from_the_edges_of_the_cap(cap: Cap) -> None:
    """What the cap's frame hides is not written on, whatever the stall sells."""
    for one in words(marks(cap)):
        left_mm, right_mm = extent_mm(one)
        assert left_mm >= LEFT_MM + EDGE_MM - 1e-9, one.text
        assert right_mm <= LEFT_MM + PITCH_MM - EDGE_MM + 1e-9, one.text
        assert TOP_MM + EDGE_MM < one.y_mm < TOP_MM + PITCH_MM - EDGE_MM


@pytest.mark.parametrize("cap", LONG, ids=lambda cap: cap.legend)
def test_lines_of_a_cap_do_not_touch(cap: Cap) -> None:
    """Each begins below the one before: capital letters are seven tenths of their size high."""
    by_line = {one.y_mm: one.style.size_pt * 25.4 / 72 for one in words(marks(cap))}
    for (upper_mm, _), (lower_mm, high_mm) in pairwise(sorted(by_line.items())):
        assert lower_mm - 0.7 * high_mm > upper_mm


def test_number_and_price_leave_a_gap() -> None:
    """Also where the price is high."""
    for cap in LONG[:2]:
        number, price = words(marks(cap))[:2]
        assert extent_mm(number)[1] < extent_mm(price)[0]
