"""Days from receipts: the second reckoning that a Z is held against."""

from datetime import date

from firmware.export.package.part import Sight
from firmware.export.tables.days import days
from firmware.export.tables.fiscal_lines import Filed, filed
from firmware.rksv.receipt import ReceiptKind
from firmware.till.closing.figures import Tally
from firmware.till.closing.reckoning import reckon
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale


def test_a_day_is_what_the_journal_says_of_it(sight: Sight) -> None:
    """Receipts and rows are two records of one day: every figure is the same in both."""
    found = list(days(filed(sight)))
    assert [date(2026, 10, 24), date(2026, 10, 25)] == [one.day for one in found]
    for one in found:
        rows = [
            row for row in sight.book.journal(kind="BELEG") if row.content["day"] == str(one.day)
        ]
        figures = reckon(rows)
        assert figures.total == one.total
        assert figures.rates == tuple(rate for _, rate in sorted(one.rates.items()))
        assert (figures.first_number, figures.last_number) == (one.first_number, one.last_number)
        assert (figures.deposit_out.cents, figures.deposit_back.cents, figures.vouchers.cents) == (
            one.deposit_out_cents,
            one.deposit_back_cents,
            one.vouchers_cents,
        )
        names = {means.value: means.name_de for means in Means}
        assert {names[key]: tally for key, tally in figures.tenders.items()} == one.tenders
        assert 0 == one.unread


def _receipt(number: int, local: str, sale: Sale | None) -> Filed:
    head = (number, "", "", 1, "", "", local, "M", "Standardbeleg")
    return Filed(*head, is_training=False, is_signed=True, sale=sale)


def test_what_cannot_be_read_is_counted_apart() -> None:
    """A day of a damaged book says how many receipts are not in its sums."""
    line = Line(
        group=1,
        name="Obst",
        vat_per_mille=100,
        quantity_milli=1000,
        unit_cents=110,
        is_weight=False,
    )
    strange = Line(
        group=1, name="x", vat_per_mille=77, quantity_milli=1000, unit_cents=1, is_weight=False
    )
    tender = Tender(means=Means.CARD, amount_cents=110, given_cents=110)
    good = Sale(kind=ReceiptKind.STANDARD, clerk=1, lines=(line,), tenders=(tender,))
    bad = Sale(kind=ReceiptKind.STANDARD, clerk=1, lines=(strange,))
    practice = Sale(kind=ReceiptKind.TRAINING, clerk=1, lines=(line,))
    local = "2026-11-21 09:00:00"
    receipts = [
        _receipt(number, local, sale)
        for number, sale in enumerate((good, None, bad, practice, good), 7)
    ]
    (one,) = days(receipts)
    assert (Tally(count=2, cents=220), 2) == (one.total, one.unread)
    assert {"KARTE": Tally(count=2, cents=220)} == one.tenders
    assert (7, 11) == (one.first_number, one.last_number)


def test_a_receipt_without_a_day_makes_a_line_of_its_own() -> None:
    """Somebody wrote into the column of times: nobody guesses the day."""
    found = list(days([_receipt(1, "", None), _receipt(2, "2026-11-21 09:00:00", None)]))
    assert [(None, 1), (date(2026, 11, 21), 1)] == [(one.day, one.unread) for one in found]
    assert [] == list(days([]))
