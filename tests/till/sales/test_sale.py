"""firmware.till.sales.sale: what goes into the book."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from firmware.rksv.errors import UnknownRateError
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import (
    Origin,
    Sale,
    buckets,
    from_content,
    journal_content,
    to_content,
    vat_sums,
)

DAY = date(2026, 11, 20)


def line(cents: int, vat_per_mille: int) -> Line:
    """One piece."""
    return Line(
        group=1,
        name="Obst",
        vat_per_mille=vat_per_mille,
        quantity_milli=1000,
        unit_cents=cents,
        is_weight=False,
    )


#: The sample of the manual (6.13) after its discount.
SAMPLE = Sale(
    kind=ReceiptKind.STANDARD,
    clerk=2,
    lines=(line(450, 49), line(300, 100), line(399, 200)),
    tenders=(Tender(means=Means.CASH, amount_cents=1149, given_cents=2000),),
)


def test_sample_totals() -> None:
    """11,49, and 8,51 back."""
    assert (SAMPLE.total_cents, SAMPLE.change_cents) == (1149, 851)


def test_sample_vat() -> None:
    """§ 11 Abs 1 Z 3 RKSV: by rate, tax half up (0,665 becomes 0,67), net is the difference."""
    sums = [(one.label, one.net_cents, one.vat_cents) for one in vat_sums(SAMPLE.lines, DAY)]
    assert sums == [("4,9%", 429, 21), ("10,0%", 273, 27), ("20,0%", 332, 67)]


def test_sample_buckets() -> None:
    """Anlage Z 4 RKSV: 4,9 % sits in Betrag-Satz-Besonders."""
    assert Buckets(normal=399, ermaessigt_1=300, besonders=450) == buckets(SAMPLE.lines, DAY)


def test_two_rates_one_bucket() -> None:
    """4,9 % and 19 % are two lines on paper and one sum in the code."""
    lines = (line(500, 49), line(700, 190))
    assert [one.gross_cents for one in vat_sums(lines, DAY)] == [500, 700]
    assert Buckets(besonders=1200) == buckets(lines, DAY)


def test_rate_out_of_force() -> None:
    """§ 10 Abs 1a UStG: 4,9 % did not exist before July 2026."""
    with pytest.raises(UnknownRateError):
        vat_sums(SAMPLE.lines, date(2026, 6, 30))
    with pytest.raises(UnknownRateError):
        buckets(SAMPLE.lines, date(2026, 6, 30))


@pytest.mark.parametrize(
    "sale",
    [
        SAMPLE,
        replace(SAMPLE, lines=(replace(line(290, 100), quantity_milli=1345, is_weight=True),)),
        Sale(kind=ReceiptKind.MONATSBELEG, clerk=None, note="Oktober 2026", closes=("2026-10",)),
    ],
)
def test_content_there_and_back(sale: Sale) -> None:
    """What the book stores is plain, survives JSON, and gives the same sale."""
    stored = msgspec.json.decode(msgspec.json.encode(to_content(sale)))
    assert sale == from_content(stored)


def test_strange_content() -> None:
    """A stored receipt we did not write is refused by name."""
    with pytest.raises(msgspec.ValidationError, match="kind"):
        from_content({"kind": "rechnung", "clerk": 1})


@pytest.mark.parametrize("kind", ReceiptKind)
def test_only_sales_end_a_sale(kind: ReceiptKind) -> None:
    """A Nullbeleg or Sammelbeleg leaves the customer's basket alone."""
    is_sale = kind in (ReceiptKind.STANDARD, ReceiptKind.TRAINING)
    assert is_sale == Sale(kind=kind, clerk=None).is_sale


def test_the_row_says_how_much_came_back() -> None:
    """Only where something did: a row of any other receipt is as it always was."""
    assert "origins" not in journal_content(SAMPLE, DAY)
    back = replace(SAMPLE, origins=(Origin(line=2, quantity_milli=2000),))
    assert journal_content(back, DAY)["origins"] == [{"line": 2, "quantity_milli": 2000}]
