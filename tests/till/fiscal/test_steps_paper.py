"""firmware.till.fiscal.steps_paper: steps in FinanzOnline on paper."""

from firmware.finanzonline.steps import Scan, Sentence, Steps, Value
from firmware.till.fiscal.steps_paper import no_sale, steps_paper
from firmware.till.papers.paper import Code, Pair, Title, Words


def test_each_row_has_its_form() -> None:
    """Sentences are words, values stand at the right edge, a code can be scanned."""
    rows = (Sentence(text="Öffnen."), Value(label="Serie", text="1a"), Scan(code="_R1"))
    paper = steps_paper(Steps(title="Karte anmelden", rows=rows))
    expected = (
        Title(text="Karte anmelden"),
        Words(text="Öffnen."),
        Pair(left="Serie", right="1a", is_bold=True),
        Code(payload="_R1"),
        no_sale(),
    )
    assert ("Karte anmelden", expected) == (paper.name, paper.rows)
