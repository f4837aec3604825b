"""firmware.till.after.receipts: copies, codes, and how customers get their receipts."""

from collections.abc import Callable

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.effects import PrintReceipt
from firmware.till.stall.catalog import ReceiptForm
from tests.till.playbook import Playbook, zero

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize("keys", ["F BON", "F 19"])
def test_code_of_the_last_receipt(typed: Typed, keys: str) -> None:
    """B20: for a minute, with the amount beside it."""
    book = typed(f"250 WG1 BAR {keys}")
    assert book.zones == ("Bon 412", "2,50", "Scannen")
    assert book.screen.qr == "_R1-AT1_GRAZ-01_412_"
    assert book.row(JournalKind.BELEG_ANZEIGE) == {"number": 412, "instead": False}
    assert book.wait(59).screen.qr
    assert book.wait(1).screen.qr == ""


def test_code_within_a_sale(typed: Typed) -> None:
    """The customer before asks for it; the open sale stays."""
    book = typed("250 WG1 BAR 290 WG2 F BON")
    assert book.screen.qr
    assert book.type("C").till.basket.total_cents == 290


def test_no_receipt_yet(typed: Typed) -> None:
    """A new till has nothing to show."""
    assert typed("F BON").zones[:2] == ("FEHLER E07", "Noch kein Bon")


def test_bon_copies_what_the_display_names(typed: Typed) -> None:
    """A zero receipt that came by itself is nobody's: not the Sammelbeleg, not an inspector's."""
    stands = typed("250 WG1 BAR").store(zero(ReceiptKind.SAMMELBELEG))
    assert "412" in stands.zones[2]
    assert PrintReceipt(number=412, is_copy=True) == stands.type("BON").printed[-1]
    gone = typed("250 WG1 BAR").wait(120).store(zero(ReceiptKind.SAMMELBELEG)).type("C C")
    assert PrintReceipt(number=412, is_copy=True) == gone.type("BON").printed[-1]
    seen = typed("250 WG1 BAR F 60 2")
    assert PrintReceipt(number=412, is_copy=True) == seen.type("BON").printed[-1]


def test_before_the_first_sale_bon_copies_the_startbeleg(typed: Typed) -> None:
    """There is no other receipt."""
    assert PrintReceipt(number=None, is_copy=True) == typed("BON").printed[-1]


@pytest.mark.parametrize("keys", ["1 BAR", "1 2 BAR"])
def test_a_cancelled_code_is_handed_out_by_nobody(keys: str) -> None:
    """After the cancellation BON prints it, or nothing of what was cancelled, as an original."""
    book = Playbook(clerk=1).play("@archive digital").type("250 WG1 BON BAR F 30 BAR").type(keys)
    assert ReceiptKind.STORNO is book.sales[-1].kind
    assert None is book.till.code_only_number
    assert not any(one.number == 412 and not one.is_copy for one in book.type("BON").printed)


@pytest.mark.parametrize(
    ("digit", "form", "name"),
    [
        ("1", ReceiptForm.PAPER, "Papier"),
        ("2", ReceiptForm.QR, "QR"),
        ("3", ReceiptForm.ASK, "fragen"),
    ],
)
def test_form_for_all(typed: Typed, digit: str, form: ReceiptForm, name: str) -> None:
    """F 43: the chief's choice, journalled, until somebody chooses otherwise."""
    book = typed(f"F 43 1111 BAR {digit}")
    assert book.zones[:2] == ("Beleg", name)
    assert form is book.till.form
    assert book.row(JournalKind.BELEGART) == {"form": form.value, "chief": 1}


def test_feed(typed: Typed) -> None:
    """F 09: five lines, also within a sale."""
    assert typed("F 09").fed == 5
    assert typed("250 WG1 F 09").fed == 5


def test_startbeleg_again(typed: Typed) -> None:
    """F 64: receipt 1, as a copy."""
    book = typed("F 64")
    assert [(one.number, one.is_copy) for one in book.printed] == [(1, True)]
    assert book.zones[:2] == ("Startbeleg", "wird gedruckt")


def test_other_errors_are_left_by_bon(typed: Typed) -> None:
    """BON shows codes at E10 and E11 only."""
    assert typed("BAR BON").zones[0] == "Bereit"
