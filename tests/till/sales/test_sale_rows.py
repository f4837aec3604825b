"""firmware.till.sales.sale_rows: what is journalled with a receipt, from its content alone."""

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.sales.sale import from_content, to_content
from firmware.till.sales.sale_rows import rows_with
from tests.till.playbook import Playbook, zero


def test_most_receipts_bring_none() -> None:
    """A sale and a zero receipt say all there is to say by themselves."""
    assert () == rows_with(412, Playbook().type("WG1 BAR").sales[0])
    assert () == rows_with(413, zero(ReceiptKind.NULLBELEG))


def test_a_boot_writes_the_same_rows() -> None:
    """The rows of a receipt that comes back from the book are those of the one that went there."""
    book = Playbook(clerk=1).type("F 44 17 BAR 500 BAR 300 WG3 BAR F 30 BAR 1 2 BAR")
    sale = book.sales[-1]
    rows = rows_with(413, from_content(to_content(sale)))
    assert rows_with(413, sale) == rows
    assert [
        JournalKind.STORNO,
        JournalKind.POS,
        JournalKind.POS,
        JournalKind.GUTSCHEIN,
    ] == [kind for kind, _ in rows]
    assert -500 == rows[-1][1]["amount_cents"]


def test_practice_is_marked() -> None:
    """Nothing practised is ever folded into something real."""
    book = Playbook(clerk=1).type("F 50 300 WG3 BAR F 30 BAR 1 2 BAR")
    rows = rows_with(413, book.sales[-1])
    assert [True, True] == [content["training"] for _, content in rows]


def test_customer_comes_back_with_the_positions() -> None:
    """An invoice that is put right is still for the same customer."""
    book = Playbook(clerk=1).type("300 WG3 F 46 3 44882233777 BAR")
    book.type("BAR F 30 BAR 1 2 BAR")
    customer = book.sales[-1].customer
    assert customer == book.till.basket.customer
    assert customer == book.reboot().till.basket.customer
