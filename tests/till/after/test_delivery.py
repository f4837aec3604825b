"""firmware.till.after.delivery: paper, code, or the question which."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.effects import PrintReceipt
from firmware.till.events import PaperState
from firmware.till.stall.catalog import ReceiptForm
from firmware.till.state import Phase
from hal.display.codec import render
from tests.till.playbook import STALL, Playbook, zero

Typed = Callable[[str], Playbook]


def stall(form: ReceiptForm) -> Playbook:
    """A till that hands receipts over in this way."""
    return Playbook(replace(STALL, options=replace(STALL.options, receipt_form=form)))


def test_paper_is_the_rule(typed: Typed) -> None:
    """§ 132a BAO: who wants nothing else gets paper."""
    book = typed("250 WG1 BAR")
    assert [PrintReceipt(number=412, is_copy=False)] == book.printed
    assert book.screen.qr == ""


def test_code_for_one_sale(typed: Typed) -> None:
    """B18: BON in the sale, the code instead of paper, with the change beside it."""
    book = typed("250 WG1 BON")
    assert book.zones == ("Beleg: QR", "2,50", "SUMME            2,50")
    assert "PQ" in book.screen.status
    book.type("1000 BAR")
    assert book.zones == ("RÜCKGELD", "7,50", "Bon 412 BON=Papier")
    assert book.screen.qr.startswith("_R1-AT1_GRAZ-01_412_")
    assert book.printed == []
    assert book.row(JournalKind.BELEG_ANZEIGE) == {"number": 412, "instead": True}
    render(book.screen)


def test_code_of_practice(typed: Typed) -> None:
    """§ 11 Abs 3 RKSV: nobody takes the code of a practice sale for a receipt."""
    book = typed("F 50 1111 BAR 250 WG1 BON 1000 BAR")
    assert book.zones == ("TRAINING", "7,50", "RÜCKGELD BON=Papier")
    render(book.screen)


def test_code_of_a_practised_other_tender() -> None:
    """What was practised stands beside the code in one word, for there is room for no more."""
    book = stall(ReceiptForm.QR).type("F 50 1111 BAR 250 WG1 BAR F 34 BAR")
    assert book.zones == ("TRAINING", "2,50", "geändert BON=Papier")
    render(book.screen)


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        ("9999999 WG7 BAR BAR", "Bezahlt 99999,99"),
        ("9 × 9999999 WG7 BAR BAR BAR", "899.999,91"),
        ("250 WG1 1000 BAR", "Rückgeld 7,50"),
    ],
)
def test_asked_with_the_whole_amount(keys: str, title: str) -> None:
    """Where the amount leaves no room for its label it stands alone; no digit of it is cut."""
    book = stall(ReceiptForm.ASK).type(keys)
    assert title == book.zones[0]


def test_form_ends_with_its_sale(typed: Typed) -> None:
    """The next customer gets paper again; so does the one after a sale that was aborted."""
    assert len(typed("250 WG1 BON BAR 250 WG1 BAR").printed) == 1
    assert len(typed("250 WG1 BON F C BAR 250 WG1 BAR").printed) == 1
    assert len(typed("250 WG1 BON STO 250 WG1 BAR").printed) == 1
    assert len(typed("250 WG1 BON BON BAR").printed) == 1


def test_form_holds_while_part_paid(typed: Typed) -> None:
    """BON also works between two tenders."""
    assert typed("250 WG1 100 BAR BON BAR").printed == []


def test_code_goes_with_the_next_key(typed: Typed) -> None:
    """The next sale has the display; until then the code stays as long as the phone needs."""
    book = typed("250 WG1 BON BAR").wait(120)
    assert book.screen.qr
    assert book.type("2").zones[1] == "0,02"
    assert book.screen.qr == ""


def test_paper_after_the_code(typed: Typed) -> None:
    """B19: the first paper is the receipt itself, the second a copy."""
    book = typed("250 WG1 BON BAR BON BON")
    assert [(one.number, one.is_copy) for one in book.printed] == [(412, False), (None, True)]


def test_new_receipt_forgets_the_code(typed: Typed) -> None:
    """BON after a printed receipt is a copy again."""
    book = typed("250 WG1 BON BAR 250 WG1 BAR BON")
    assert [one.is_copy for one in book.printed] == [False, True]


def test_asked_each_time() -> None:
    """F 43, 3: the change stays in sight; 2 is the code."""
    book = stall(ReceiptForm.ASK).type("250 WG1 1000 BAR")
    assert book.zones == ("Rückgeld 7,50", "1 Papier", "Ziffer oder ZW, BAR")
    assert book.printed == []
    assert book.type("2").screen.qr
    assert book.zones[:2] == ("RÜCKGELD", "7,50")


def test_no_answer_is_paper() -> None:
    """Nobody goes without a receipt: BAR, C and F C are paper."""
    for keys in ("1", "BAR", "C", "F C"):
        book = stall(ReceiptForm.ASK).type(f"250 WG1 BAR {keys}")
        assert [PrintReceipt(number=412, is_copy=False)] == book.printed
        assert book.zones[:2] == ("BEZAHLT", "2,50")


def test_codes_while_the_printer_is_out(typed: Typed) -> None:
    """AU3: selling goes on with codes, and the paper waits; asked is nobody."""
    for book in (typed(""), stall(ReceiptForm.ASK)):
        book.paper(PaperState.OUT).type("C 250 WG1 BAR")
        assert book.screen.qr
        assert "PQ" in book.screen.status
        assert len(book.printed) == 1
        assert book.row(JournalKind.BELEG_ANZEIGE) == {"number": 412, "instead": False}


def waiting(typed: Typed) -> Playbook:
    """A receipt that found no paper."""
    return typed("250 WG1 BAR").paper(PaperState.OUT, waiting=412)


def test_waiting_receipt_as_a_code(typed: Typed) -> None:
    """AU2: BON at E10 shows the code at once."""
    book = waiting(typed).type("BON")
    assert book.zones == ("Bon 412", "Papier?", "1=später 2=nein")
    assert book.screen.qr
    render(book.screen)


def test_paper_kept(typed: Typed) -> None:
    """AU2: `1`, and C, keep the print job."""
    for keys in ("1", "C"):
        book = waiting(typed).type(f"BON {keys}")
        assert book.spooled == [412]
        assert book.row(JournalKind.BELEG_ANZEIGE) == {"number": 412, "instead": False}
        assert book.phase is Phase.IDLE


def test_paper_dropped(typed: Typed) -> None:
    """AU2: `2`; the customer is content. BON prints it nevertheless, once there is paper."""
    book = waiting(typed).type("BON 2")
    assert book.spooled == []
    assert book.row(JournalKind.BELEG_ANZEIGE) == {"number": 412, "instead": True}
    assert book.type("BON").printed[-1] == PrintReceipt(number=412, is_copy=False)


def test_sign_blinks_until_noticed(typed: Typed) -> None:
    """5.4: paper blinks while the error stands, and says Q afterwards."""
    book = waiting(typed)
    shown = {book.wait(1).screen.status[-7:-5] for _ in range(2)}
    assert shown == {"P!", "P "}
    assert book.type("C").screen.status[-7:-5] == "PQ"


def test_a_closing_receipt_is_never_dropped(book: Playbook) -> None:
    """§ 8 Abs 3 RKSV: the Jahresbeleg is kept on paper; BON at E10 does not offer to drop it."""
    book.owe(zero(ReceiptKind.JAHRESBELEG, "Dezember 2026")).type("250 WG1 BAR")
    book.paper(PaperState.OUT, waiting=412).type("BON")
    assert ("Bon 412", "wird noch gedruckt") == book.zones[:2]
