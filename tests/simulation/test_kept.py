"""The figures in docs/reliability.md are those of the last soak that was kept."""

from pathlib import Path

import pytest

from tests.campaign.figures import machine
from tests.simulation import kept
from tests.simulation.kept import Soaked

SOAKED = Soaked(
    days=1_200,
    steps=36_000,
    receipts=9_000,
    rows=150_000,
    boots=3_000,
    failed=(),
    first_seed=7,
    minutes=60.0,
    commit="0123456789",
    date="2026-11-22",
    machine=machine(),
)


def test_the_table_is_what_was_kept() -> None:
    """Nobody writes a figure by hand: `python -m tests.simulation --render` does."""
    page = kept.PAGE.read_text(encoding="utf-8")
    assert page == kept.rendered(page, kept.read())


def test_what_was_kept_is_read(tmp_path: Path) -> None:
    """As it was; and nothing before anything was kept."""
    file = tmp_path / "simulation.json"
    assert None is kept.read(file)
    kept.keep(SOAKED, file)
    assert SOAKED == kept.read(file)


def test_the_table_says_what_it_came_to() -> None:
    """Counts, and that nothing broke."""
    page = "before\n<!-- simulation figures -->\nold\n<!-- /simulation figures -->\nafter\n"
    fresh = kept.rendered(page, SOAKED)
    assert "| 1,200 | 36,000 | 9,000 | 150,000 | 3,000 | 0 | 7 | 60 | 0123456789 |" in fresh
    assert fresh == kept.rendered(fresh, SOAKED)
    assert "Not yet run." in kept.rendered(page, None)


def test_a_page_without_markers_is_refused() -> None:
    """Nothing is written into the middle of anything."""
    with pytest.raises(ValueError, match="no markers"):
        kept.rendered("a page", SOAKED)
