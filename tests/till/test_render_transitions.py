"""docs/transitions.md: fresh, and complete."""

from firmware.till.keys import Stroke
from firmware.till.state import Phase
from tests.till.render_transitions import PAGE, page


def test_page_is_fresh() -> None:
    """The page in the repository is made from the table as it is now."""
    assert page() == PAGE.read_text(encoding="utf-8")


def test_page_names_every_phase() -> None:
    """Each phase has its section, each stroke its place in every section that tells keys apart."""
    sections = page().split("\n## ")[1:]
    assert [phase.name for phase in Phase] == [one.partition(":")[0] for one in sections]
    for section in sections:
        named = [f"`{stroke.value}`" for stroke in Stroke if f"`{stroke.value}`" in section]
        assert len(named) in (0, len(Stroke))


def test_every_line_says_something() -> None:
    """No handler without a sentence."""
    rows = [line for line in page().splitlines() if line.startswith("| `")]
    assert all(len(row.split("|")[3].strip()) > 10 for row in rows)
