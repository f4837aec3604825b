"""firmware.till.fiscal.steps_paper: steps in FinanzOnline on paper."""

import pytest

from firmware.finanzonline.steps import Row as StepRow
from firmware.finanzonline.steps import Scan, Sentence, Value
from firmware.till.fiscal.steps_paper import BY_ITSELF, DONE_BY_HAND, no_sale, paper_row
from firmware.till.papers.paper import Code, Pair, Row, Words, to_document
from tests.till.fiscal_papers import FOLDER, drawn, file_of, papers
from tests.till.paper import lines_of
from tests.till.playbook import STALL
from tests.till.slips import COLUMNS

PAPERS = papers()


@pytest.mark.parametrize(
    ("step", "row"),
    [
        (Sentence(text="Öffnen."), Words(text="Öffnen.")),
        (Value(label="Serie", text="1a"), Pair(left="Serie", right="1a", is_bold=True)),
        (Scan(code="_R1"), Code(payload="_R1")),
    ],
)
def test_each_row_has_its_form(step: StepRow, row: Row) -> None:
    """Sentences are words, values stand at the right edge, a code can be scanned."""
    assert row == paper_row(step)


def test_what_stands_around_steps() -> None:
    """Who reports by itself, where it is ticked off, and that the slip is no receipt."""
    assert "F 69" in BY_ITSELF
    assert "F 69" in DONE_BY_HAND
    assert Words(text="kein Umsatz, nicht signiert", is_centred=True) == no_sale()


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", PAPERS)
def test_golden(name: str, columns: int) -> None:
    """Each slip of a till's fiscal life is as it was looked at (`tests.till.fiscal_papers`)."""
    assert file_of(name, columns).read_text(encoding="utf-8") == drawn(PAPERS[name], columns)


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", PAPERS)
def test_each_fits_every_roll(name: str, columns: int) -> None:
    """No line is wider than the paper, and the last one says that it is no receipt."""
    lines = lines_of(to_document(PAPERS[name], STALL.header, columns))
    assert max(map(len, lines)) <= columns
    assert "kein Umsatz, nicht signiert" == lines[-1]


def test_files_are_all_used() -> None:
    """No golden file is left of a slip that has gone."""
    kept = {file_of(name, columns) for name in PAPERS for columns in COLUMNS}
    assert kept == set(FOLDER.glob("*.txt"))
