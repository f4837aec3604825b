"""archive.portal.charts: bars within their box, in proportion, below zero too."""

from hypothesis import given
from hypothesis import strategies as st

from archive.portal.charts import HEIGHT, WIDTH, chart

AMOUNTS = st.lists(st.integers(-(10**9), 10**9), max_size=40)


@given(AMOUNTS)
def test_bars_are_in_their_box_and_in_proportion(amounts: list[int]) -> None:
    """Whatever the amounts; every bar stands on, or hangs from, the line of zero."""
    drawn = chart([(str(place), cents) for place, cents in enumerate(amounts)])
    (zero,) = [line.y for line in drawn.lines if line.cents == 0]

    assert amounts == [bar.cents for bar in drawn.bars]
    for bar in drawn.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT + 0.2
        edge = bar.y if bar.cents < 0 else bar.y + bar.height
        assert abs(edge - zero) < 0.21
    tallest = max(map(abs, amounts), default=0)
    for bar in drawn.bars:
        if tallest and abs(bar.cents) == tallest:
            assert bar.height >= max(other.height for other in drawn.bars) - 0.11


@given(AMOUNTS)
def test_lines_are_few_and_round(amounts: list[int]) -> None:
    """From below the lowest to above the highest."""
    lines = chart([("", cents) for cents in amounts]).lines

    assert 2 <= len(lines) <= 7
    assert lines[0].cents <= min([0, *amounts])
    assert lines[-1].cents >= max([0, *amounts])


def test_labels_do_not_run_into_each_other() -> None:
    """Of many days not each is named."""
    drawn = chart([(str(day), 100) for day in range(31)])

    assert 31 > sum(bar.has_label for bar in drawn.bars) >= 8


def test_a_single_day_is_a_bar() -> None:
    """In the middle of its place, and no wall."""
    (bar,) = chart([("22.", 3490)]).bars

    assert bar.width <= WIDTH / 8
    assert abs(bar.x + bar.width / 2 - bar.middle) < 0.2
