"""docs/reliability.md: its tables are the kept figures, and every kept figure has its class."""

from typing import Final

from tests.campaign import figures, page
from tests.campaign.registry import CLASSES
from tests.docs.pages import DOCS, functions_of, rows

PAGE: Final = DOCS / "reliability.md"


def test_the_tables_are_the_kept_figures() -> None:
    """Nobody writes a figure by hand: `python -m tests.campaign render` does."""
    text = PAGE.read_text(encoding="utf-8")

    assert page.rendered(text, figures.read()) == text


def test_every_kept_figure_has_its_class() -> None:
    """A class that was taken away takes its figures along."""
    assert set() == set(figures.read()) - {one.key for one in CLASSES}


def test_what_is_kept_was_good_or_says_why() -> None:
    """A figure with failures keeps their words."""
    kept = figures.read().values()

    assert [] == [one for one in kept if bool(one.failed) != bool(one.failures)]


def test_every_fault_names_the_test_that_holds_it() -> None:
    """What was found once is looked for at each commit."""
    found = rows(PAGE, columns=("found by", "fault", "held since by"))
    assert found
    for _, fault, tests in found:
        for test in tests.split(", "):
            path, _, function = test.strip("`").partition("::")
            assert function in functions_of(path), (fault, test)
