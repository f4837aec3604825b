"""firmware.till.exports.progress: how far an export is, for eyes that have something else to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.exports import progress
from firmware.till.exports.requests import ExportKind, ExportProgress
from firmware.till.texts import ITEM_WIDTH
from hal.display import glyphs

PER_MILLE = st.integers(0, 1000)


def far(per_mille: int, left_s: int | None = None) -> ExportProgress:
    """An export that is so far."""
    return ExportProgress(kind=ExportKind.DEP7, per_mille=per_mille, left_s=left_s)


def lit(text: str) -> int:
    """Columns of pixels that are filled from top to bottom, without the end of the frame."""
    sheet = glyphs.small().glyphs
    rows = (sheet[one] for one in text)
    filled = sum(
        all(picture.getpixel((x, y)) for y in range(picture.height))
        for picture in rows
        for x in range(picture.width)
    )
    return filled - text.endswith("▕")


@given(per_mille=PER_MILLE)
def test_the_bar_is_exact_to_the_pixel(per_mille: int) -> None:
    """21 characters of six pixels; what is drawn is what was said, and its left end always."""
    bar = progress.bar(far(per_mille))
    assert 21 == len(bar)
    assert glyphs.small().has(bar)
    assert max(1, per_mille * 126 // 1000) == lit(bar)


@given(first=PER_MILLE, second=PER_MILLE)
def test_the_bar_never_goes_back(first: int, second: int) -> None:
    """More work is never a shorter bar."""
    shorter, longer = sorted((first, second))
    assert lit(progress.bar(far(shorter))) <= lit(progress.bar(far(longer)))


@pytest.mark.parametrize(
    ("left_s", "words"),
    [
        (None, "Export läuft"),
        (0, "Export noch 0:00"),
        (80, "Export noch 1:20"),
        (599, "Export noch 9:59"),
        (600, "Export 10 min"),
        (601, "Export 11 min"),
        (86_400, "Export 1440 min"),
    ],
)
def test_time_left(left_s: int | None, words: str) -> None:
    """Seconds only where somebody waits for them."""
    assert words == progress.title(far(500, left_s))
    assert len(words) <= ITEM_WIDTH


@given(per_mille=PER_MILLE)
def test_nothing_is_whole_before_it_is_told(per_mille: int) -> None:
    """100 % is the word of the end, not of the progress."""
    assert f"{min(per_mille // 10, 99)} %" == progress.percent(far(per_mille))


def test_signs_of_the_status_bar() -> None:
    """One with the percent, one where there is no room for it; none without an export."""
    assert ("⇧42% ", "⇧") == progress.signs(far(423))
    assert ("", "") == progress.signs(None)
    assert glyphs.small().has("⇧")
