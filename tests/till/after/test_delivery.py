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


@pytest.fixture
def digital(typed: Typed) -> Typed:
    """Keys at a till whose archive shows receipts to phones."""
    return lambda keys: typed("").play("@archive digital").type(keys)


def stall(form: ReceiptForm, archive: str = "digital") -> Playbook:
    """A till that hands receipts over in this way, with an archive in this state."""
    book = Playbook(replace(STALL, options=replace(STALL.options, receipt_form=form)))
    return book.play(f"@archive {archive}") if archive else book


def test_paper_is_the_rule(typed: Typed) -> None:
    """§ 132a BAO: who wants nothing else gets paper."""
    book = typed("250 WG1 BAR")
    assert [PrintReceipt(number=412, is_copy=False)] == book.printed
    assert book.screen.qr == ""


def test_code_for_one_sale(digital: Typed) -> None:
    """B18: BON in the sale, the code instead of paper, with the change beside it."""
    book = digital("250 WG1 BON")
    assert book.zones == ("Beleg: QR", "2,50", "SUMME            2,50")
    assert "PQ" in book.screen.status
    book.type("1000 BAR")
    assert book.zones == ("RÜCKGELD", "7,50", "Bon 412 BON=Papier")
    assert book.screen.qr.startswith("HTTPS://BON.EXAMPLE/")
    assert book.printed == []
    assert book.row(JournalKind.BELEG_ANZEIGE) == {"number": 412, "instead": True, "link": True}
    render(book.screen)


def test_code_of_practice(digital: Typed) -> None:
    """§ 11 Abs 3 RKSV: nobody takes the code of a practice sale for a receipt."""
    book = digital("F 50 1111 BAR 250 WG1 BON 1000 BAR")
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


def test_form_ends_with_its_sale(digital: Typed) -> None:
    """The next customer gets paper again; so does the one after a sale that was aborted."""
    assert len(digital("250 WG1 BON BAR 250 WG1 BAR").printed) == 1
    assert len(digital("250 WG1 BON F C BAR 250 WG1 BAR").printed) == 1
    assert len(digital("250 WG1 BON STO 250 WG1 BAR").printed) == 1
    assert len(digital("250 WG1 BON BON BAR").printed) == 1


def test_form_holds_while_part_paid(digital: Typed) -> None:
    """BON also works between two tenders."""
    assert digital("250 WG1 100 BAR BON BAR").printed == []


def test_code_goes_with_the_next_key(digital: Typed) -> None:
    """The next sale has the display; until then the code stays as long as the phone needs."""
    book = digital("250 WG1 BON BAR").wait(120)
    assert book.screen.qr
    assert book.type("2").zones[1] == "0,02"
    assert book.screen.qr == ""


def test_paper_after_the_code(digital: Typed) -> None:
    """B19: the first paper is the receipt itself, the second a copy."""
    book = digital("250 WG1 BON BAR BON BON")
    assert [(one.number, one.is_copy) for one in book.printed] == [(412, False), (412, True)]


def test_new_receipt_forgets_the_code(digital: Typed) -> None:
    """BON after a printed receipt is a copy again."""
    book = digital("250 WG1 BON BAR 250 WG1 BAR BON")
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
    for book in (typed(""), stall(ReceiptForm.ASK, "")):
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
    assert book.zones == ("Bon 412", "nur Code", "1=Papier später")
    assert book.screen.qr
    render(book.screen)


def test_paper_kept(typed: Typed) -> None:
    """AU2: `1`, and C, keep the print job."""
    for keys in ("1", "C"):
        book = waiting(typed).type(f"BON {keys}")
        assert book.spooled == [412]
        assert book.row(JournalKind.BELEG_ANZEIGE) == {"number": 412, "instead": False}
        assert book.phase is Phase.IDLE


def test_paper_dropped(digital: Typed) -> None:
    """AU2: `2`; the link is the receipt. BON prints it nevertheless, once there is paper."""
    book = waiting(digital).type("BON 2")
    assert book.spooled == []
    row = book.row(JournalKind.BELEG_ANZEIGE)
    assert {"number": 412, "instead": True} == {key: row[key] for key in ("number", "instead")}
    assert book.type("BON").printed[-1] == PrintReceipt(number=412, is_copy=False)


def test_the_machine_code_is_no_reason_to_drop_the_paper(typed: Typed) -> None:
    """§ 132a Abs 1, 3 BAO: it names neither goods nor company; no key gives it in their place."""
    for keys in ("2", "2 C", "ZW BAR", "BAR"):
        book = waiting(typed).type(f"BON {keys}")
        assert [412] == book.spooled
        assert True not in [content.get("instead") for _, content in book.journal]


def test_a_net_that_comes_back_leaves_the_code_where_it_is(digital: Typed) -> None:
    """What was asked is still asked: the keys answer it, and the code stands beside it."""
    book = digital("250 WG1 BAR").play("@archive offline").paper(PaperState.OUT, waiting=412)
    shown = book.type("BON").zones
    book.play("@archive digital")
    assert (shown, True) == (book.zones, bool(book.screen.qr))
    assert ("Bon 412", "wird noch gedruckt") == book.type("1").zones[:2]


@pytest.mark.parametrize(
    "keys",
    ["F 20 BAR 1 BAR", "F 02", "1980 WG3 F C", "250 WG1 BAR F 30 BAR"],
)
def test_bon_at_the_error_leaves_what_is_asked_below_it(typed: Typed, keys: str) -> None:
    """A count, a deposit, an abort: the error is left, and the question stands as it stood."""
    book = typed("250 WG1 BAR").type(keys)
    asked = book.zones
    book.paper(PaperState.OUT, waiting=412)
    assert "BON" not in book.zones[2]
    assert asked == book.type("BON").zones


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


@pytest.mark.parametrize(
    ("archive", "words"),
    [
        ("", "Kein Archiv: Papier"),
        ("new", "Kein Archiv: Papier"),
        ("whole", "Kein Netz: Papier"),
        ("offline", "Kein Netz: Papier"),
        ("declines", "Kein Netz: Papier"),
    ],
)
@pytest.mark.parametrize("form", [ReceiptForm.QR, ReceiptForm.ASK])
def test_paper_where_no_phone_finds_the_receipt(
    form: ReceiptForm, archive: str, words: str
) -> None:
    """§ 132a BAO: a machine code alone is no receipt, so it never takes the place of paper."""
    book = stall(form, archive).type("250 WG1 1000 BAR")
    assert ("RÜCKGELD", "7,50", words) == book.zones
    assert [PrintReceipt(number=412, is_copy=False)] == book.printed
    assert "" == book.screen.qr
    assert "P✓" in book.screen.status


def test_the_net_goes_while_the_customer_thinks() -> None:
    """F 43, 3: who is asked too long gets paper, and reads why."""
    book = stall(ReceiptForm.ASK).type("250 WG1 BAR")
    book.play("@archive offline").type("2")
    assert "Kein Netz: Papier" == book.zones[2]
    assert [PrintReceipt(number=412, is_copy=False)] == book.printed


def test_a_link_is_known_before_it_is_shown(digital: Typed) -> None:
    """The archive hears of it by a row, once, whatever is shown how often; the receipt goes now."""
    book = digital("250 WG1 BON BAR F BON C F BON")
    kinds = [kind for kind in book.kinds if kind.startswith("BELEG_")]
    assert ["BELEG_LINK", *["BELEG_ANZEIGE"] * 3] == kinds
    assert {"number", "token_sha256"} == set(book.row(JournalKind.BELEG_LINK))
    assert 3 == book.archive.pushes


def test_a_link_that_leads_nowhere_is_taken_away(digital: Typed) -> None:
    """Without its row nobody would find the receipt: it comes on paper, and the code goes."""
    book = digital("250 WG1 BON")
    book.archive.is_disk_full = True
    book.type("1000 BAR")
    assert ("RÜCKGELD", "7,50", "Speicher: Papier") == book.zones
    assert "" == book.screen.qr
    assert [PrintReceipt(number=412, is_copy=False)] == book.printed


def test_a_waiting_receipt_as_a_link(digital: Typed) -> None:
    """AU2: the row comes before the code, which is there with the question."""
    book = digital("250 WG1 BAR").paper(PaperState.OUT, waiting=412).type("BON")
    assert book.screen.qr.startswith("HTTPS://BON.EXAMPLE/")
    assert JournalKind.BELEG_LINK in book.kinds
    book.play("@archive offline").type("2")
    shown = {"number": 412, "instead": True, "link": True}
    assert shown == book.row(JournalKind.BELEG_ANZEIGE)


def test_a_waiting_receipt_whose_link_has_no_row(digital: Typed) -> None:
    """AU2 on a full disk: the machine code, as without an archive."""
    book = digital("250 WG1 BAR").paper(PaperState.OUT, waiting=412)
    book.archive.is_disk_full = True
    book.type("BON")
    assert book.screen.qr.startswith("_R1-AT1_")
    assert JournalKind.BELEG_LINK not in book.kinds
    book.type("1")
    assert {"number": 412, "instead": False} == book.row(JournalKind.BELEG_ANZEIGE)
