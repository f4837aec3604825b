"""docs/performance.md and its charts are what the kept figures make of them."""

from xml.etree import ElementTree as ET

import pytest

from tests.bench import chart, page
from tests.bench.figure import Chart, Figure, cells
from tests.bench.kept import read
from tests.bench.registry import BENCHES
from tests.docs.pages import DOCS, rows

PAGE = DOCS / "performance.md"


def test_the_tables_are_fresh() -> None:
    """`python -m tests.bench render` would change nothing of the page."""
    text = PAGE.read_text(encoding="utf-8")

    assert page.rendered(text, read()) == text


def test_the_pictures_are_fresh() -> None:
    """Nor of a chart; each is XML."""
    for file, text in page.pictures(read()).items():
        assert text == file.read_text(encoding="utf-8"), file.name
        ET.fromstring(text)


def test_every_bench_answers_something() -> None:
    """The table of what is wanted names each bench, and none that does not exist."""
    named = {
        name.strip("` ")
        for _, benches in rows(PAGE, columns=("wanted", "bench"))
        for name in benches.split(",")
    }

    assert set(BENCHES) == named
    assert set(read().benches) <= named


def test_a_page_without_markers_is_refused() -> None:
    """Nothing is written beside the place for it."""
    with pytest.raises(ValueError, match="no markers"):
        page.rendered("# Speed\n", read())


@pytest.mark.parametrize(
    ("figure", "target"),
    [
        (Figure(name="a", value=3.0, unit="ms", limit=2.0, at_most=2.0), "≤ 2, met"),
        (Figure(name="a", value=5.0, unit="ms", limit=2.0, at_most=2.0), "≤ 2, **missed**"),
        (Figure(name="a", value=61.0, unit="MiB", at_most=60.0), "≤ 60 MiB, **missed**"),
        (Figure(name="a", value=61.0, unit="/s", at_least=60.0), "≥ 60 /s, met"),
        (Figure(name="a", value=61.0, unit="/s"), ""),
    ],
)
def test_a_missed_target_says_so(figure: Figure, target: str) -> None:
    """Of the ratio where there is a limit, of the value where there is none."""
    assert target == cells(figure)[-1]


def test_what_grows_goes_up() -> None:
    """A decade of receipts is as wide as any other; ten times the time is one decade higher."""
    line = ((10.0, 0.1), (100.0, 1.0), (1000.0, 10.0))
    drawn = chart.growth(Chart(name="x", title="X", unit="s", lines={"a": line}))
    (points,) = [part.split('"')[0] for part in drawn.split('points="')[1:]]
    (x0, y0), (x1, y1), (x2, y2) = (tuple(map(float, one.split(","))) for one in points.split())

    assert pytest.approx(x2 - x1) == x1 - x0
    assert pytest.approx(y1 - y2) == y0 - y1
    assert y2 < y0
