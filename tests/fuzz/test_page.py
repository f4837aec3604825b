"""docs/fuzzing.md says of every target what the kept figures say."""

import pytest

from tests.fuzz.guided import Figures, kept
from tests.fuzz.page import NEVER, PAGE, TITLES, rendered
from tests.fuzz.targets import ROOMS, TARGETS


def test_the_page_is_fresh() -> None:
    """As `python -m tests.fuzz.page` writes it."""
    page = PAGE.read_text(encoding="utf-8")
    assert rendered(page, kept()) == page


def test_every_target_stands_in_it() -> None:
    """Each once, those that were never run as such."""
    said = rendered("<!-- fuzz -->\n<!-- /fuzz -->\n", Figures(runs={}))
    assert [1] * len(TARGETS) == [said.count(f"| `{name}` |") for name in TARGETS]
    assert len(TARGETS) == said.count(NEVER)
    assert [room.__name__.rpartition(".")[2] for room in ROOMS] == list(TITLES)


def test_a_page_without_its_markers() -> None:
    """Is not guessed at."""
    with pytest.raises(ValueError, match="markers"):
        rendered("# Fuzzing\n", Figures(runs={}))


def test_what_is_kept_is_of_targets_that_are_there() -> None:
    """No figures of what is gone."""
    assert set() == set(kept().runs) - set(TARGETS)
