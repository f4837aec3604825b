"""Words as large as they fit, broken where German breaks."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.export.pdf import MM_PER_POINT, Ruler, Style, Weight
from firmware.export.typesetting import LEADING, Room, fit, shrink, wrap

STYLE = Style(size_pt=8, weight=Weight.BOLD)
ROOM = Room(width_mm=15.0, height_mm=9.0, sizes_pt=(11.0, 9.0, 7.0, 5.0), comfortable_pt=9.0)
RULER = Ruler()
TEXTS = st.text(st.sampled_from("AaWmÄöß iüx-4,"), min_size=1, max_size=40).filter(str.strip)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Obst", ("Obst",)),
        ("Kunsthandwerk", ("Kunst-", "handwerk")),
        ("Kartoffelpuffer", ("Kartof-", "felpuffer")),
        ("Räucherforelle", ("Räucher-", "forelle")),
        ("Schafwollsocken", ("Schaf-", "wollsocken")),
        ("Eingelegte Gurken", ("Eingelegte", "Gurken")),
    ],
)
def test_names_are_broken_as_germans_read(text: str, lines: tuple[str, ...]) -> None:
    """At a blank if there is one, else between syllables."""
    assert lines == fit(text, STYLE, ROOM, RULER).lines


def test_the_last_blank_is_taken() -> None:
    """What stands together (a name and its number) stays together, the price goes below."""
    small = replace(ROOM, sizes_pt=(6.5, 5.0), comfortable_pt=6.0)
    assert ("10 Käse kg", "24,90") == fit("10 Käse kg 24,90", STYLE, small, RULER).lines


def test_short_words_are_as_large_as_allowed() -> None:
    """One line in the first of the sizes."""
    setting = fit("Eis", STYLE, ROOM, RULER)
    assert (("Eis",), 11.0) == (setting.lines, setting.size_pt)


def test_a_low_room_keeps_one_line() -> None:
    """Where two lines are too high, letters become smaller instead."""
    low = replace(ROOM, width_mm=20.0, height_mm=3.0)
    setting = fit("Kunsthandwerk", STYLE, low, RULER)
    assert (("Kunsthandwerk",), 7.0) == (setting.lines, setting.size_pt)


def test_height_counts_every_line() -> None:
    """Lines times their distance."""
    setting = fit("Kunsthandwerk", STYLE, ROOM, RULER)
    assert 2 * setting.size_pt * MM_PER_POINT * LEADING == setting.height_mm


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_no_line_is_wider_than_its_room(text: str) -> None:
    """Whatever the settings name."""
    setting = fit(text, STYLE, ROOM, RULER)
    style = replace(STYLE, size_pt=setting.size_pt)
    assert [] == [line for line in setting.lines if RULER.width_mm(line, style) > ROOM.width_mm]


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, width_mm=st.floats(6, 60))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, width_mm: float) -> None:
    """Hyphens may come in; nothing else changes but the blanks."""
    lines = wrap(text, STYLE, width_mm, RULER)
    assert [] == [line for line in lines if RULER.width_mm(line, STYLE) > width_mm]

    def letters(words: str) -> str:
        return words.replace("-", "").replace(" ", "")

    assert letters(text) == letters("".join(lines))


def test_nothing_is_no_line() -> None:
    """An empty text takes no place."""
    assert [] == wrap("  ", STYLE, 10, RULER)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("options.must_shut_drawer", ["options.", "must_shut_", "drawer"]),
        ("csv/belege__GRAZ", ["csv/", "belege__", "GRAZ"]),
    ],
)
def test_names_are_cut_where_they_are_joined(text: str, lines: list[str]) -> None:
    """A setting or a path stays readable."""
    width_mm = max(RULER.width_mm(line, STYLE) for line in lines) + 0.1
    assert lines == wrap(text, STYLE, width_mm, RULER)


def test_shrinking_only_makes_smaller() -> None:
    """What fits stays as it is, the rest fits exactly."""
    assert STYLE == shrink("Obst", STYLE, 100, RULER)
    smaller = shrink("Lebkuchenherzen", STYLE, 10, RULER)
    assert pytest.approx(10) == RULER.width_mm("Lebkuchenherzen", smaller)
