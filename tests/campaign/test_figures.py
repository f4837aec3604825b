"""tests.campaign.figures and .page: what is kept is what was found, and the table says it."""

from pathlib import Path

import pytest

from tests.campaign import figures, page
from tests.campaign.outcome import FAILURES_KEPT, Control, Outcome
from tests.campaign.registry import CLASSES

OUTCOME = Outcome(
    attempts=1200,
    failures=tuple(f"seed {number}" for number in range(FAILURES_KEPT + 5)),
    facts={"cuts": 1200, "a share": 0.12345},
    controls=(Control(planted="no intent row", found=True), Control(planted="x", found=False)),
    seconds=90.04,
)
FIGURE = figures.figure(OUTCOME, seed=7)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """A figure is kept with the number of all failures and the words of the first."""
    file = tmp_path / "figures" / "campaign.json"
    assert {} == figures.read(file)
    figures.keep("20", FIGURE, file)
    figures.keep("4-archive", FIGURE, file)
    kept = figures.read(file)
    assert ["4-archive", "20"] == list(kept)
    assert FIGURE == kept["20"]
    assert (FAILURES_KEPT + 5, FAILURES_KEPT) == (kept["20"].failed, len(kept["20"].failures))
    assert {"cuts": 1200, "a share": 0.123} == kept["20"].facts


def test_a_later_run_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    """One run of a class is shown, and never a sum of several."""
    file = tmp_path / "campaign.json"
    figures.keep("20", FIGURE, file)
    later = figures.figure(Outcome(attempts=3), seed=8)
    figures.keep("20", later, file)
    assert {"20": later} == figures.read(file)


def test_a_figure_says_where_it_is_from() -> None:
    """Commit, day and computer, without the computer's name."""
    assert FIGURE.commit.removesuffix("+").isalnum()
    assert FIGURE.machine.cores >= 1
    assert FIGURE.machine.cpu


def test_a_row_shows_failures_and_missed_controls() -> None:
    """Nothing is shown better than it was."""
    one = CLASSES[0]
    cells = [cell.strip() for cell in page.row(one, FIGURE).strip("|").split("|")]
    assert [one.key, "1,200", str(FAILURES_KEPT + 5), "1 of 2"] == [cells[0], *cells[-3:]]
    assert page.NEVER in page.row(one, None)
    text = page.rendered("a\n<!-- campaign -->\nstale\n<!-- /campaign -->\nz\n", {one.key: FIGURE})
    assert "| x | **no** |" in text
    assert "stale" not in text
    assert text.startswith("a\n")
    assert text.endswith("z\n")


def test_a_page_without_markers_is_refused() -> None:
    """No table is written where nobody reads it."""
    with pytest.raises(ValueError, match="markers"):
        page.rendered("a page", {})
