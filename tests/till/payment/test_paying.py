"""firmware.till.payment.paying: beyond the rows of the manual."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.events import Refusal
from firmware.till.sounds import Sound
from firmware.till.state import Phase, Question
from tests.till.playbook import Playbook, zero

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize("keys", ["BAR", "KARTE", "2000 BAR", "2000 KARTE"])
def test_nothing_to_pay(typed: Typed, keys: str) -> None:
    """E07 without a position, the number kept."""
    book = typed(keys)
    assert book.zones[:2] == ("FEHLER E07", "Bon leer")
    assert book.issues == []


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("WG1 0 BAR", "Preis prüfen"),
        ("WG1 10000000 BAR", "Preis prüfen"),
        ("WG1 2,505 BAR", "Preis prüfen"),
        ("WG1 3 × 200 BAR", "Tastenfolge"),
        ("WG1 3 × BAR", "Tastenfolge"),
        ("WG1 251 KARTE", "Karte über Rest"),
    ],
)
def test_refused_tenders(typed: Typed, keys: str, words: str) -> None:
    """What is no money is not taken."""
    book = typed(keys)
    assert words == book.screen.main
    assert book.till.basket.tenders == ()
    assert book.issues == []


def test_part_paid_sells_nothing_more(typed: Typed) -> None:
    """E08 names the rest: pay it or take the tender back."""
    for keys in ("WG1", "250 WG1", "2 × STO", "C", "2000 ZW", "F BAR"):
        book = typed(f"1980 WG3 1000 BAR {keys}")
        assert book.zones == ("FEHLER E08", "Rest offen 9,80", "zahlen oder STO")


def test_number_while_part_paid(typed: Typed) -> None:
    """The next number is money, and the display says so."""
    book = typed("1980 WG3 1000 BAR 500")
    assert book.zones == ("", "5,00", "BAR/KARTE   C=löschen")
    assert book.type("BAR").zones == ("REST", "4,80", "BAR 5,00 erhalten")


def test_zw_while_part_paid(typed: Typed) -> None:
    """ZW shows the rest; after the tender goes back the line is shown, not an old subtotal."""
    book = typed("1980 WG3 1000 BAR ZW")
    assert book.screen.item == "REST"
    assert book.type("STO").screen.item == "Korb"


def test_last_tender_first(typed: Typed) -> None:
    """STO gives back the last tender, then the one before."""
    book = typed("1980 WG3 1000 BAR 500 KARTE BAR STO")
    assert book.zones == ("REST", "9,80", "BAR 10,00 erhalten")
    assert book.type("STO").phase is Phase.SALE


def test_card_pays_a_part(typed: Typed) -> None:
    """`500 KARTE` and the rest in cash, with change."""
    book = typed("1980 WG3 500 KARTE BAR 2000 BAR")
    assert book.zones[:2] == ("RÜCKGELD", "5,20")
    assert book.pulses == 1


def test_card_said_no(typed: Typed) -> None:
    """C at the question: nothing is paid, the typed part is still there."""
    book = typed("1980 WG3 500 KARTE C")
    assert book.till.entry.text == "500"
    assert book.kinds == ["POS"]


def test_terminal_is_asked_last(typed: Typed) -> None:
    """The sum is doubted before real money moves: after a no nobody was charged."""
    book = typed("100100 WG7 KARTE")
    assert book.till.prompt
    assert book.till.prompt.question is Question.SALE_LIMIT
    assert book.type("BAR").zones[:2] == ("KARTE OK?", "1.001,00")
    assert book.type("BAR").zones[:2] == ("BEZAHLT", "1.001,00")


def test_every_doubt_is_asked_once(typed: Typed) -> None:
    """Change and sum both above their limits: two questions, two rows."""
    book = typed("100100 WG7 2000,00 BAR BAR BAR")
    assert book.zones[:2] == ("RÜCKGELD", "999,00")
    questions = [row["question"] for kind, row in book.journal if kind == JournalKind.HALO_OK]
    assert questions == ["change limit", "sale limit"]


def test_limit_is_asked_before_the_last_tender_only(typed: Typed) -> None:
    """A part of a large sale is taken without a question."""
    assert typed("100100 WG7 10000 BAR").phase is Phase.PAY
    assert typed("100100 WG7 10000 BAR BAR").screen.item == "SUMME sicher?"


def test_free_sale(typed: Typed) -> None:
    """B16: a total of 0,00 is a receipt like any other."""
    book = typed("0 WG3 BAR")
    assert book.zones[:2] == ("BEZAHLT", "0,00")
    assert book.sales[0].kind is ReceiptKind.STANDARD


@pytest.mark.parametrize("refusal", Refusal)
def test_refused_sale_stays(typed: Typed, refusal: Refusal) -> None:
    """Nothing issued, nothing journalled but the error; the typed amount is still there."""
    book = typed("1980 WG3").refusing(refusal).type("2000 BAR")
    assert book.kinds == ["POS", "FEHLER"]
    assert book.type("C").till.entry.text == "2000"
    assert book.till.basket.total_cents == 1980
    assert book.pulses == 0


def test_refused_one_key_sale_stays_open(typed: Typed) -> None:
    """The position is booked and journalled; BAR tries again."""
    book = typed("").refusing(Refusal.CLOCK).type("WG4").refusing(None)
    assert book.kinds == ["POS", "FEHLER"]
    assert book.type("C BAR").zones[:2] == ("BEZAHLT", "3,00")


def test_month_ends_within_a_sale(typed: Typed) -> None:
    """The Monatsbeleg is issued and printed first; the customer's change has the display."""
    book = typed("1980 WG3").owe(zero(ReceiptKind.MONATSBELEG, "Oktober 2026")).type("2000 BAR")
    assert [sale.kind for sale in book.sales] == [ReceiptKind.MONATSBELEG, ReceiptKind.STANDARD]
    assert [one.number for one in book.printed] == [412, 413]
    assert book.zones == ("RÜCKGELD", "0,20", "Bon 000413   BON=Kop.")


def test_receipt_nobody_pays(typed: Typed) -> None:
    """A Sammelbeleg between sales is news; within a question it changes nothing."""
    sammelbeleg = zero(ReceiptKind.SAMMELBELEG, "Ausfall Bon 415-431")
    assert typed("").store(sammelbeleg).zones == ("Sammelbeleg", "Bon 000412", "")
    book = typed("1980 WG3 KARTE").store(sammelbeleg)
    assert book.zones[:2] == ("KARTE OK?", "19,80")
    assert book.pulses == 0


@pytest.mark.parametrize(
    "keys",
    [
        "2000 ZW",
        "WG1 2000 ZW",
        "1980 WG3 KARTE BAR 2000 ZW",
        "1980 WG3 1000 BAR BAR 2000 ZW",
        "1980 WG3 BAR 3 × 2000 ZW",
        "1980 WG3 BAR WG1 STO 2000 ZW",
    ],
)
def test_no_change_to_reckon(typed: Typed, keys: str) -> None:
    """E01 unless the last act was one cash payment for all of it."""
    book = typed(keys)
    assert book.screen.main == "Tastenfolge"
    assert "RECHENHILFE" not in book.kinds


def test_too_little_to_reckon(typed: Typed) -> None:
    """Less than was due, or no money."""
    assert typed("1980 WG3 BAR 1000 ZW").zones[1:] == ("Zu wenig", "19,80")
    assert typed("1980 WG3 BAR 2,505 ZW").screen.main == "Preis prüfen"


def test_change_can_be_reckoned_again(typed: Typed) -> None:
    """The customer had a larger note."""
    book = typed("1980 WG3 BAR 2000 ZW 5000 ZW")
    assert book.zones[:2] == ("RÜCKGELD", "30,20")
    assert len(book.sales) == 1


def test_change_stays_until_the_next_key(typed: Typed) -> None:
    """DONE is IDLE after 20 s, the change stays; then C clears it."""
    book = typed("1980 WG3 2000 BAR").wait(25)
    assert (book.phase, *book.zones[:2]) == (Phase.IDLE, "RÜCKGELD", "0,20")
    assert book.type("C").zones == ("Bereit", "10:42", "Letzter Bon 19,80")


def test_typing_begins_the_next_sale(typed: Typed) -> None:
    """Printing never blocks typing."""
    assert typed("WG1 BAR 300").zones[1] == "3,00"
    assert typed("WG1 BAR WG1").zones == ("Obst", "2,50", "SUMME            2,50")


def test_copy_is_marked_and_not_issued(typed: Typed) -> None:
    """B19: the same receipt, once more on paper."""
    book = typed("WG1 BAR BON")
    assert [(one.number, one.is_copy) for one in book.printed] == [(412, False), (412, True)]
    assert len(book.issues) == 1


def test_practice_opens_no_drawer(typed: Typed) -> None:
    """C8: the drawer stays shut, the tune is the same."""
    book = typed("F 50 1111 BAR WG1 BAR")
    assert book.pulses == 0
    assert book.sounds[-1] is Sound.SIGNED
    assert book.sales[0].kind is ReceiptKind.TRAINING


def test_exact_money_needs_no_change(typed: Typed) -> None:
    """`1980 ZW` for 19,80 is 0,00, not too little."""
    assert typed("1980 WG3 BAR 1980 ZW").zones[:2] == ("RÜCKGELD", "0,00")


@pytest.mark.parametrize("keys", ["KARTE", "100 BAR", "100 KARTE"])
@pytest.mark.parametrize("sale", ["F STO F WG8", "250 WG1 F STO 10 × F WG8"])
def test_nothing_to_take(typed: Typed, sale: str, keys: str) -> None:
    """B16, B17: what comes to 0,00 or less is finalised by BAR alone; no card pays out."""
    book = typed(f"{sale} {keys}")
    assert book.screen.main == "Nur BAR"
    assert book.sales == []


def test_payout_opens_the_drawer(typed: Typed) -> None:
    """B17: the tender is what goes out; there is no change to reckon for it."""
    book = typed("F STO 6 × F WG8 BAR")
    tender = book.sales[-1].tenders[0]
    assert (tender.amount_cents, tender.given_cents, book.pulses) == (-150, -150, 1)
    assert book.type("2000 ZW").screen.main == "Tastenfolge"


@pytest.mark.parametrize(
    ("closes", "main"),
    [(("2026-10",), "Okt ✓"), (("2027-01", "2027-02", "2027-03"), "Jän-Mär ✓")],
)
def test_the_news_of_a_closing_waits_for_the_end_of_the_sale(
    typed: Typed, closes: tuple[str, ...], main: str
) -> None:
    """AU10: not over the change, not over the next sale; between sales it is read once."""
    monthly = replace(zero(ReceiptKind.MONATSBELEG), closes=closes)
    book = typed("1980 WG3").owe(monthly).type("2000 BAR 250 WG1")
    assert ("Obst", "2,50") == book.zones[:2]
    assert ("Monatsbeleg", main, "") == book.type("BAR C").zones
    assert "Bereit" == book.type("C").screen.item


def test_the_news_of_a_closing_before_a_zero_receipt(typed: Typed) -> None:
    """F 60: the inspector's code first, then what came by itself."""
    monthly = replace(zero(ReceiptKind.MONATSBELEG), closes=("2026-10",))
    book = typed("").owe(monthly).type("F 60")
    assert "Bon 413" == book.screen.item
    assert "Monatsbeleg" == book.type("C").screen.item
