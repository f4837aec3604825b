"""firmware.till.upkeep.hardware_paper: a page for the printer, and what came of each part."""

import pytest

from firmware.till.papers.paper import Rulers, Sizes, to_document
from firmware.till.upkeep.hardware_paper import SAID, result_paper, trial_page
from firmware.till.upkeep.hardware_requests import Part, PartChecked, Verdict
from hal.printer.codec import encode, printable
from hal.printer.model import MODELS
from hal.printer.port import Picture, QrCode, Text
from tests.till.paper import lines_of
from tests.till.playbook import Playbook

RESULTS = (
    PartChecked(part=Part.PRINTER, verdict=Verdict.GOOD, words="in Ordnung", facts=("an usb",)),
    PartChecked(part=Part.CARD, verdict=Verdict.BAD, words="Karte fehlt", facts=("Leser X",)),
    PartChecked(part=Part.SWITCH, verdict=Verdict.NONE, words="kein Schloss"),
    PartChecked(part=Part.STICK, verdict=Verdict.SKIPPED, words="ausgelassen"),
)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_every_printer_can_print_both(model: object) -> None:
    """On every width; nothing becomes a question mark."""
    till = Playbook().till
    for paper in (trial_page(till), result_paper(till, RESULTS)):
        document = to_document(paper, till.profile.header, model.columns)  # type: ignore[attr-defined]
        assert encode(document, model)  # type: ignore[arg-type]
        for text in lines_of(document):
            assert text == printable(text)


def test_page_shows_what_can_go_wrong() -> None:
    """A picture, sizes, a ruler for each width, both edges, two codes, grey bars."""
    document = to_document(trial_page(Playbook().till), ("Huber",), 48)
    assert 3 == sum(isinstance(block, Picture) for block in document.blocks)
    assert 1 == sum(isinstance(block, QrCode) for block in document.blocks)
    texts = [block for block in document.blocks if isinstance(block, Text)]
    assert [32, 42, 48] == [len(one.text) for one in texts if one.text.startswith("....5")]
    styles = {(one.is_bold, one.is_wide, one.is_tall) for one in texts}
    assert 8 == len(styles)
    assert 48 == max(len(one.text) for one in texts)


def test_rulers_of_narrow_paper() -> None:
    """What would not fit is not tried."""
    document = to_document(trial_page(Playbook().till), ("Huber",), 32)
    assert [32] == [len(text) for text in lines_of(document) if text.startswith("....5")]
    assert Rulers() in trial_page(Playbook().till).rows
    assert any(isinstance(row, Sizes) for row in trial_page(Playbook().till).rows)


def test_results() -> None:
    """Each part with its verdict and what it said; no tick that a printer lacks."""
    text = "\n".join(lines_of(to_document(result_paper(Playbook().till, RESULTS), ("H",), 32)))
    assert "Drucker                       ok\n- an usb" in text
    assert "Karte                     FEHLER\n- Karte fehlt\n- Leser X" in text
    assert "Schloss       nicht eingerichtet\n- kein Schloss" in text
    assert "Stick                ausgelassen\n--" in text
    assert "kein Umsatz, nicht signiert" in text
    assert set(Verdict) == set(SAID)
