"""The page of inlays: a line to check the printer by, the keypad twice, nothing over the edge."""

from firmware.export.key_inlay import PITCH_MM, Cap, Paint
from firmware.export.key_sheet import CHECK_MM, FIRST_MM, SECOND_MM, InlaySheet, inlay_page
from firmware.export.pdf import HEIGHT_MM, WIDTH_MM, Box, Line, Ruler, Words

RULER = Ruler()
SHEET = InlaySheet(
    heading="Tasteneinlagen",
    subheading="Kassa GRAZ-01 " + "M" * 90,
    caps=[[Cap(legend=str(column), paint=Paint.WHITE) for column in range(6)]] * 5,
    footer="unten",
)


def test_the_line_to_check_by_is_a_hundred_millimetres() -> None:
    """What it says of itself is true."""
    page = inlay_page(SHEET, RULER)
    lengths = {
        mark.to_mm[0] - mark.from_mm[0]
        for mark in page
        if isinstance(mark, Line) and mark.width_mm > 0.2
    }
    assert {0.0, CHECK_MM} == lengths
    assert CHECK_MM == 100
    assert "Dieser Strich ist 100 mm lang." in texts(page)


def texts(page: list) -> list[str]:
    """The words of a page."""
    return [mark.text for mark in page if isinstance(mark, Words)]


def test_the_keypad_stands_twice_in_the_middle() -> None:
    """Once to lay in whole, once for single keys; equal margins left and right."""
    cells = [mark for mark in inlay_page(SHEET, RULER) if isinstance(mark, Box)]
    assert 60 == len(cells)
    assert {FIRST_MM, SECOND_MM} <= {cell.y_mm for cell in cells}
    left_mm = min(cell.x_mm for cell in cells)
    assert left_mm == WIDTH_MM - max(cell.x_mm + cell.width_mm for cell in cells)
    assert SECOND_MM > FIRST_MM + 5 * PITCH_MM


def test_everything_is_on_the_paper() -> None:
    """Printers leave some five millimetres at the edges white."""
    for mark in inlay_page(SHEET, RULER):
        match mark:
            case Words():
                assert 5 < mark.x_mm < WIDTH_MM - 5
                assert mark.x_mm + RULER.width_mm(mark.text, mark.style) < WIDTH_MM - 5
                assert 5 < mark.y_mm < HEIGHT_MM - 5
            case Line():
                for x_mm, y_mm in (mark.from_mm, mark.to_mm):
                    assert 5 < x_mm < WIDTH_MM - 5
                    assert 5 < y_mm < HEIGHT_MM - 5
            case Box():
                assert mark.y_mm + mark.height_mm < HEIGHT_MM - 5


def test_heading_and_footer_are_there() -> None:
    """Which till the sheet is for, and what its signs mean."""
    assert {"Tasteneinlagen", SHEET.subheading, "unten"} <= set(texts(inlay_page(SHEET, RULER)))
