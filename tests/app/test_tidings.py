"""firmware.app.tidings: what printer and issuer say, in the counter's words."""

import pytest

from firmware.app.inbox import PrinterSeen
from firmware.app.tidings import paper_state
from firmware.till.events import PaperState
from hal.printer.port import Paper, PrinterStatus
from tests.app.day import Day


def seen(paper: Paper, *, is_online: bool = True) -> PrinterSeen:
    """A status the printer gave."""
    return PrinterSeen(status=PrinterStatus(is_online=is_online, is_cover_open=False, paper=paper))


@pytest.mark.parametrize(
    ("message", "state"),
    [
        (PrinterSeen(status=None), PaperState.OFFLINE),
        (seen(Paper.OUT), PaperState.OUT),
        (seen(Paper.OK, is_online=False), PaperState.OFFLINE),
        (seen(Paper.NEAR_END), PaperState.NEAR_END),
        (seen(Paper.OK), PaperState.OK),
    ],
)
def test_paper_state(message: PrinterSeen, state: PaperState) -> None:
    """The end of the paper comes before everything else; no answer is a printer that is off."""
    assert paper_state(message) is state


def test_a_stored_receipt_is_told_with_its_number(day: Day) -> None:
    """What the counter hears of a receipt is what the book has of it."""
    day.type("250 WG1 BAR")
    assert f"Bon {day.receipts()[-1].number:06}" in day.display
