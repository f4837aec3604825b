"""Payments: what was settled, and by what."""

from firmware.export.package.part import Sight
from firmware.export.tables.fiscal_lines import Filed, filed
from firmware.export.tables.settlement import SETTLED, USED, PaymentLine, payments_of
from firmware.rksv.receipt import ReceiptKind
from firmware.till.sales.basket import Means, Tender
from firmware.till.sales.sale import Sale


def lines(sight: Sight) -> dict[int, list[PaymentLine]]:
    """The lines of every receipt that has some."""
    found = {one.number: list(payments_of(one, sight.book)) for one in filed(sight)}
    return {number: rows for number, rows in found.items() if rows}


def test_first_what_was_settled_then_what_was_used(sight: Sight) -> None:
    """T061: one line of the first type, then one for each tender; they stand together."""
    for receipt in filed(sight):
        rows = list(payments_of(receipt, sight.book))
        tenders = () if receipt.sale is None else receipt.sale.tenders
        expected = [SETTLED, *(USED for _ in tenders)] if tenders else []
        assert expected == [row.type for row in rows]
        assert list(range(1, len(rows) + 1)) == [row.place for row in rows]
        assert {receipt.sale.total_cents} == {row.total_cents for row in rows} or not rows


def test_a_receipt_settles_itself(sight: Sight) -> None:
    """A stall is paid at once."""
    settled, used = lines(sight)[2]
    assert ("2", "BAR", 250) == (
        settled.settled_number,
        settled.settled_means,
        settled.settled_cents,
    )
    assert settled.settled_at_utc == settled.receipt.at_utc
    assert ("BAR", 250, 2000, 1750) == (
        used.means,
        used.paid_cents,
        used.given_cents,
        used.change_cents,
    )


def test_an_invoice_is_settled_by_its_number(sight: Sight) -> None:
    """T055: F 46; of an invoice this till did not write the day is not known."""
    settled, _ = next(rows for rows in lines(sight).values() if rows[0].receipt.customer.invoice)
    assert ("2026017", None, "RECHNUNG") == (
        settled.settled_number,
        settled.settled_at_utc,
        settled.settled_means,
    )


def test_a_cancellation_settles_what_it_cancels(sight: Sight) -> None:
    """G030: also of a part, and of a receipt that is paid otherwise; that one's day and amount."""
    receipts = {one.number: one for one in filed(sight)}
    cancelled = [rows for rows in lines(sight).values() if rows[0].receipt.original is not None]
    assert 3 == len(cancelled)
    for settled, *_ in cancelled:
        original = receipts[settled.receipt.original]
        assert (str(original.number), original.at_utc, original.sale.total_cents) == (
            settled.settled_number,
            settled.settled_at_utc,
            settled.settled_cents,
        )
    (anew,) = [rows for rows in lines(sight).values() if rows[0].receipt.replaces is not None]
    assert (str(anew[0].receipt.replaces), "BAR") == (anew[0].settled_number, anew[0].settled_means)
    assert "KARTE" == anew[1].means


def test_what_is_gone_is_named_by_its_number(sight: Sight) -> None:
    """A book somebody cut into: the number is all there is; one that holds no sale likewise."""
    tender = Tender(means=Means.CASH, amount_cents=-100, given_cents=-100)
    sale = Sale(kind=ReceiptKind.STORNO, clerk=1, tenders=(tender,), original=9999)
    head = (9, "a/M/9", "M/9", 9, "uuid", "", "", "M", "Stornobeleg", False, True)
    settled, _ = payments_of(Filed(*head, sale), sight.book)
    assert ("9999", None, None) == (
        settled.settled_number,
        settled.settled_at_utc,
        settled.settled_cents,
    )
    assert [] == list(payments_of(Filed(*head, None), sight.book))


def test_a_voucher_is_named(sight: Sight) -> None:
    """T059: redeemed, with its number."""
    (used,) = [row for rows in lines(sight).values() for row in rows if row.means == "GUTSCHEIN"]
    assert ("17", 600) == (used.voucher, used.paid_cents)
