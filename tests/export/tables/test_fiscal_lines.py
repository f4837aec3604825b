"""Receipts line by line: what the lines say adds up to what the receipt says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.package.part import Sight
from firmware.export.tables.fiscal_lines import (
    ITEM,
    PAYMENT,
    SLOTS,
    TAX,
    Filed,
    FiscalLine,
    filed,
    lines_of,
    sale_of,
    taxes,
)
from firmware.export.tables.telling import UNREADABLE
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import VatSlot
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale, vat_sums
from tests.export.tables import big_book
from tests.store.till import Till

DAY = date(2026, 11, 21)
LINES = st.builds(
    Line,
    group=st.integers(0, 16),
    name=st.text(max_size=5),
    vat_per_mille=st.sampled_from([0, 49, 100, 130, 190, 200]),
    quantity_milli=st.integers(-5000, 5000),
    unit_cents=st.integers(-999_99, 999_99),
    is_weight=st.booleans(),
)
SALES = st.builds(
    Sale,
    kind=st.just(ReceiptKind.STANDARD),
    clerk=st.just(1),
    lines=st.lists(LINES, max_size=12).map(tuple),
    tenders=st.lists(
        st.builds(
            Tender,
            means=st.sampled_from(Means),
            amount_cents=st.integers(-(10**6), 10**6),
            given_cents=st.integers(-(10**6), 10**6),
        ),
        max_size=3,
    ).map(tuple),
)


def receipt(sale: Sale | None, local: str = "2026-11-21 09:00:00") -> Filed:
    """A stored receipt about a sale."""
    return Filed(7, "a/M/7", "M/7", 9, "uuid", "", local, "M", "Standardbeleg", False, True, sale)


@given(SALES)
def test_lines_add_up_to_the_receipt(sale: Sale) -> None:
    """§ 11 Abs 1 UStG: by rate, positions come to exactly the net, tax and gross it shows."""
    lines = list(lines_of(receipt(sale)))
    assert list(range(1, len(lines) + 1)) == [line.place for line in lines]
    of = {type_: [line for line in lines if line.type == type_] for type_ in (ITEM, PAYMENT, TAX)}
    assert [*of[ITEM], *of[PAYMENT], *of[TAX]] == lines
    expected = {
        one.per_mille: (one.net_cents, one.vat_cents, one.gross_cents)
        for one in vat_sums(sale.lines, DAY)
    } or {0: (0, 0, 0)}
    assert expected == {
        line.per_mille: (line.total_net_cents, line.total_vat_cents, line.total_gross_cents)
        for line in of[TAX]
    }
    assert expected == {
        rate: _sums([line for line in of[ITEM] if line.per_mille == rate]) for rate in expected
    }
    assert [tender.amount_cents for tender in sale.tenders] == [
        line.paid_cents for line in of[PAYMENT]
    ]
    assert sale.total_cents == sum(line.gross_cents or 0 for line in of[ITEM])


def _sums(lines: list[FiscalLine]) -> tuple[int, int, int]:
    return (
        sum(line.net_cents or 0 for line in lines),
        sum(line.vat_cents or 0 for line in lines),
        sum(line.gross_cents or 0 for line in lines),
    )


@given(st.lists(LINES, min_size=1, max_size=12).map(tuple))
def test_a_line_alone_is_off_by_less_than_a_cent(lines: tuple[Line, ...]) -> None:
    """Only the rounding of the receipt is shared out."""
    for line, vat_cents in zip(lines, taxes(lines), strict=True):
        exact = line.total_cents * line.vat_per_mille / (1000 + line.vat_per_mille)
        assert abs(vat_cents - exact) <= 1


def test_no_number_is_missing(sight: Sight) -> None:
    """Zero receipts and practice are told, too, each with its kind."""
    receipts = list(filed(sight))
    assert list(range(1, sight.receipts.last + 1)) == [one.number for one in receipts]
    assert all(list(lines_of(one)) for one in receipts)
    assert {"Startbeleg", "Standardbeleg", "Stornobeleg", "Trainingsbeleg"} == {
        one.kind for one in receipts
    }
    assert [one.number for one in receipts if one.is_training] == [
        stored.number for stored in sight.book.receipts() if stored.kind is ReceiptKind.TRAINING
    ]


def test_numbers_are_unique_and_lead_to_the_journal(sight: Sight) -> None:
    """T028 to T030: of the installation, of the firm, and the row it was stored by."""
    receipts = list(filed(sight))
    assert len(receipts) == len({one.global_number for one in receipts})
    assert len(receipts) == len({one.shop_number for one in receipts})
    rows = {row.seq: row.uuid for row in sight.book.journal(kind="book.receipt")}
    assert rows == {one.seq: one.uuid for one in receipts}
    assert "GRAZ-01/000002" == receipts[1].shop_number
    assert receipts[1].global_number.endswith("/GRAZ-01/000002")


def test_names_are_those_of_the_clerks(sight: Sight) -> None:
    """T033: by name; the Startbeleg has no clerk."""
    names = {one.clerk_name for one in filed(sight)}
    assert {"", '=Anna;"A"', "Jörg"} == names


@pytest.mark.parametrize(
    "case",
    [
        receipt(None),
        receipt(Sale(kind=ReceiptKind.STANDARD, clerk=1), local=""),
        receipt(
            Sale(
                kind=ReceiptKind.STANDARD,
                clerk=1,
                lines=(
                    Line(
                        group=1,
                        name="x",
                        vat_per_mille=77,
                        quantity_milli=1000,
                        unit_cents=100,
                        is_weight=False,
                    ),
                ),
            )
        ),
    ],
    ids=["no sale", "no day", "no such rate"],
)
def test_what_cannot_be_reckoned_is_told_without_figures(case: Filed) -> None:
    """A receipt of a damaged book keeps its number, and nobody invents its tax."""
    *_, last = lines_of(case)
    assert (TAX, UNREADABLE, None, None) == (
        last.type,
        last.text,
        last.per_mille,
        last.total_gross_cents,
    )


def test_a_content_that_is_no_sale(small_till: Till) -> None:
    """The receipts of this double hold no sale: each is told, none breaks the file."""
    small_till.issue()
    receipts = list(filed(big_book.sight_of(small_till.book)))
    assert [1, 2] == [one.number for one in receipts]
    assert [None, None] == [one.sale for one in receipts]
    assert sale_of("{") is None


def test_every_field_of_the_signed_text_has_its_name() -> None:
    """T089: the group of RKSV Anlage Z 4."""
    assert set(VatSlot) == set(SLOTS)
