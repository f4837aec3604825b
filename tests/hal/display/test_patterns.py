"""hal.display.patterns: every dot is set once, and boxes are where the keys are."""

import pytest

from hal.display.codec import render
from hal.display.patterns import EMPTY, FILLED
from hal.display.port import HEIGHT, WIDTH, Frame, Pattern, Screen, ScreenError


def lit(frame: Frame) -> set[tuple[int, int]]:
    """The dots that are on."""
    return {
        (x, y)
        for y in range(HEIGHT)
        for x in range(WIDTH)
        if frame.bits[(y * WIDTH + x) // 8] >> (7 - x % 8) & 1
    }


def shown(pattern: Pattern) -> set[tuple[int, int]]:
    """Over whatever else the screen says."""
    return lit(render(Screen(main="2,50", qr="X", pattern=pattern)))


def test_on_and_off() -> None:
    """All of them, none of them."""
    assert WIDTH * HEIGHT == len(shown(Pattern.ALL_ON))
    assert set() == shown(Pattern.ALL_OFF)


def test_two_checkers_are_the_whole_panel() -> None:
    """Each dot is lit in one of them, and no neighbour beside it."""
    one, other = shown(Pattern.CHECKER), shown(Pattern.CHECKER_TURNED)
    assert WIDTH * HEIGHT // 2 == len(one) == len(other)
    assert set() == one & other
    assert all((x + 1, y) not in one and (x, y + 1) not in one for x, y in one)


def test_border_reaches_every_edge() -> None:
    """A panel whose picture is shifted by two columns (SH1106 taken for SSD1306) shows it."""
    border = shown(Pattern.BORDER)
    assert all((x, 0) in border and (x, HEIGHT - 1) in border for x in range(WIDTH))
    assert all((0, y) in border and (WIDTH - 1, y) in border for y in range(HEIGHT))


def test_a_box_for_each_key() -> None:
    """Five rows of six; a filled one has more ink than an empty one, and they do not touch."""
    empty = lit(render(Screen(grid=(EMPTY * 6,) * 5)))
    filled = lit(render(Screen(grid=(FILLED * 6,) * 5)))
    one = lit(render(Screen(grid=(EMPTY * 6, *(EMPTY * 5 + FILLED,), *(EMPTY * 6,) * 3))))
    assert empty < one < filled
    assert 6 == len({x for x, _ in filled if (x - 1, 27) not in filled and (x, 27) in filled})


@pytest.mark.parametrize("grid", [("",), ("..", "."), ("x.",), (EMPTY * 40,), (EMPTY,) * 8])
def test_what_is_no_grid(grid: tuple[str, ...]) -> None:
    """The error names the zone."""
    with pytest.raises(ScreenError) as caught:
        render(Screen(grid=grid))
    assert "grid" == caught.value.zone
