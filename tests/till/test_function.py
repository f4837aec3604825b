"""firmware.till.function: the rows behind F nn, as codes.py has merged them."""

from firmware.till.codes import FUNCTIONS
from firmware.till.function import Chapter

HINT_WIDTH = 21


def test_rows_have_two_digits_and_fit_the_display() -> None:
    """A code is typed with two digits; its name stands in the hint line of F F."""
    assert [] == [code for code in FUNCTIONS if not 0 < code < 100]
    assert [] == [one.name for one in FUNCTIONS.values() if len(one.name) > HINT_WIDTH + 2]


def test_chapters_are_words_for_people() -> None:
    """Chapters are headings on display and card; two of one name could not be told apart."""
    assert len({chapter.value for chapter in Chapter}) == len(Chapter)
