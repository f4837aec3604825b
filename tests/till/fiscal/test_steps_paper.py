"""firmware.till.fiscal.steps_paper: steps in FinanzOnline on paper."""

import pytest

from firmware.finanzonline.steps import Row as StepRow
from firmware.finanzonline.steps import Scan, Sentence, Value
from firmware.till.fiscal.steps_paper import BY_ITSELF, DONE_BY_HAND, no_sale, paper_row
from firmware.till.papers.paper import Code, Pair, Row, Words


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
