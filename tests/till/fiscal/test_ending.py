"""firmware.till.fiscal.ending: F 63 on the table."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.events import Refusal
from firmware.till.sales.sale import UNITS_TOO
from firmware.till.state import Phase
from tests.till.playbook import ALONE, Playbook

Typed = Callable[[str], Playbook]
ID = "4 777 2 9999 111 00 1 BAR"
ASK = f"F 63 1111 BAR BAR {ID}"
END = f"{ASK} 1 BAR"


def test_two_confirmations_and_the_id(typed: Typed) -> None:
    """§ 17 Abs 8 RKSV: nobody ends a register by accident."""
    book = typed("F 63 1111 BAR")
    seen = []
    for keys in ("BAR", ID, "1", "BAR"):
        seen.append(book.zones[0])
        book.type(keys)
    assert ["KASSE BEENDEN?", "KASSEN-ID ?", "SIGNATURKARTE ?", "SCHLUSSBELEG?"] == seen
    assert [ReceiptKind.SCHLUSSBELEG] == [one.kind for one in book.sales]


@pytest.mark.parametrize("keys", ["C", "BAR C C", f"BAR {ID} C C C", f"BAR {ID} 1 C C C C C"])
def test_every_question_can_be_left(typed: Typed, keys: str) -> None:
    """Until the last BAR nothing has happened but an export."""
    book = typed(f"F 63 1111 BAR {keys}")
    assert [] == book.sales
    assert book.till.ended is None


def test_the_serial_of_the_certificate_will_do(book: Playbook) -> None:
    """The number on the card's certificate, or the register's id; no third."""
    book.book.status = replace(book.book.status, certificate_serial="7a")
    book.type("F 63 1111 BAR BAR 777777 2 BAR")
    assert "SIGNATURKARTE ?" == book.zones[0]


def test_the_row_comes_with_the_receipt(typed: Typed) -> None:
    """Anlage Z 4 RKSV: both or neither, so there is never a second Schlussbeleg."""
    book = typed(END)
    issue = book.issues[-1]
    assert () == issue.records
    assert {
        "reason": 6,
        "number": 412,
        "units": False,
        "chief": 1,
    } == book.row(JournalKind.AUSSERBETRIEB)


def test_units_given_up_too(typed: Typed) -> None:
    """§ 16 RKSV: the unit is put out of service as well, if no other till uses it."""
    book = typed(f"{ASK} 2 BAR")
    assert UNITS_TOO == book.sales[-1].reason
    assert True is book.row(JournalKind.AUSSERBETRIEB)["units"]


def test_in_an_outage(book: Playbook) -> None:
    """The Schlussbeleg may carry the words of an outage; the question says so, the paper too."""
    book.card(is_working=False).type("C F 63 1111 BAR")
    assert "AUSFALL! BAR=Ja C" == book.zones[2]
    book.type(f"BAR {ID} 1 BAR")
    assert "Außerbetriebnahme im Ausfall" == book.sales[-1].note


def test_z_first(typed: Typed) -> None:
    """What was sold is closed before the register is."""
    book = typed("250 WG1 BAR F 63 1111 BAR")
    assert "ZUERST DAS Z" == book.zones[0]
    assert "Z-Abschluss?" == book.type("BAR").zones[0]


def test_money_that_was_put_in_wants_its_z(typed: Typed) -> None:
    """A period is more than its sales."""
    assert "ZUERST DAS Z" == typed("F 02 5000 BAR 1 F 63 1111 BAR").zones[0]


def test_parked_sale(typed: Typed) -> None:
    """What is laid aside is sold or dropped first."""
    assert "Bon geparkt" == typed("250 WG1 F 06 F 63 1111 BAR").zones[1]


def test_open_sale(typed: Typed) -> None:
    """Not within a sale."""
    assert "Bon ist offen" == typed("250 WG1 F 63").zones[1]


def test_training(typed: Typed) -> None:
    """Nobody practises the end."""
    book = typed("F 50 1111 BAR F 63 1111 BAR")
    assert "Nicht im Training" == book.zones[1]


def test_only_a_chief(typed: Typed) -> None:
    """6.8: C."""
    assert "E06 Chef-PIN ?" == typed("F 63").zones[0]


def test_the_only_person_of_a_stall() -> None:
    """A stall of one person has no chief to ask."""
    book = Playbook(ALONE, clerk=None).type(f"F 63 BAR {ID} 1 BAR")
    assert Phase.ENDED is book.phase


def test_a_refusal_ends_nothing(book: Playbook) -> None:
    """A full disk: the till goes on, and F 63 can be tried again."""
    book.refusing(Refusal.STORAGE).type(END)
    assert "FEHLER E15" == book.zones[0]
    assert book.till.ended is None
    book.refusing(None).type(f"C {END}")
    assert 1 == book.kinds.count(JournalKind.AUSSERBETRIEB)


def test_paper_and_slip(typed: Typed) -> None:
    """V014: the Schlussbeleg is printed, and what to do after it."""
    book = typed(END)
    assert 412 in book.spooled
    assert "Außerbetriebnahme" in book.spooled


def test_a_month_that_ended_comes_first(book: Playbook) -> None:
    """§ 8 Abs 2 RKSV: the Monatsbeleg that is due is issued before the Schlussbeleg."""
    book.play(f"@time 2026-12-01T09:00:00\n{END}")
    kinds = [one.kind for one in book.sales]
    assert [ReceiptKind.MONATSBELEG, ReceiptKind.SCHLUSSBELEG] == kinds
