"""Payments as lines for an auditor: what was settled, then each means by which it was.

A stall is paid at once: a receipt settles itself. One that pays an invoice (F 46) settles that; a
cancellation, and what a receipt is issued anew for (F 34), settles the receipt it is about.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from firmware.export.tables.fiscal_lines import Filed, means_of, sale_of
from firmware.export.tables.journal_rows import readable_time
from firmware.store.reader import Reader
from firmware.till.sales.basket import Tender
from firmware.till.sales.sale import Sale

SETTLED: Final = "Beglichene Zahlungszeile"
USED: Final = "Zahlungszeile"
#: How an invoice is paid that was not written by this till.
INVOICE: Final = "RECHNUNG"


class PaymentLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line; what does not belong to its type is None or empty."""

    receipt: Filed
    place: int
    type: str
    total_cents: int
    settled_number: str = ""
    settled_at_utc: str | None = None
    settled_means: str = ""
    settled_cents: int | None = None
    means: str = ""
    paid_cents: int | None = None
    given_cents: int | None = None
    change_cents: int | None = None
    voucher: str = ""


def payments_of(receipt: Filed, book: Reader) -> Iterator[PaymentLine]:
    """The lines of a receipt that was paid, numbered from 1; none of one that is zero by law.

    Raises:
        StoreError: the book cannot be read.
    """
    sale = receipt.sale
    if sale is None or not sale.tenders:
        return
    settled = _settled(receipt, sale, book)
    yield PaymentLine(
        receipt=receipt,
        place=1,
        type=SETTLED,
        total_cents=sale.total_cents,
        settled_number=settled.number,
        settled_at_utc=settled.at_utc,
        settled_means=settled.means,
        settled_cents=settled.cents,
    )
    for place, tender in enumerate(sale.tenders, 2):
        yield _used(receipt, place, tender, sale.total_cents)


class _Settled(NamedTuple):
    """What was settled; what nobody knows of it is empty."""

    number: str
    at_utc: str | None = None
    means: str = ""
    cents: int | None = None


def _settled(receipt: Filed, sale: Sale, book: Reader) -> _Settled:
    other = sale.replaces if sale.original is None else sale.original
    if other is not None:
        return _other(other, book)
    if receipt.customer.invoice:
        return _Settled(receipt.customer.invoice, None, INVOICE, sale.total_cents)
    return _Settled(str(receipt.number), receipt.time, means_of(sale), sale.total_cents)


def _other(number: int, book: Reader) -> _Settled:
    """A receipt that was issued before."""
    found = next(book.filed_cells(number, number), None)
    if found is None:
        return _Settled(str(number))
    _, _, at_utc, _, _, content, *_ = found
    sale, time = sale_of(content), at_utc if readable_time(at_utc) else None
    if sale is None:
        return _Settled(str(number), time)
    return _Settled(str(number), time, means_of(sale), sale.total_cents)


def _used(receipt: Filed, place: int, tender: Tender, total_cents: int) -> PaymentLine:
    return PaymentLine(
        receipt=receipt,
        place=place,
        type=USED,
        total_cents=total_cents,
        means=tender.means.name_de,
        paid_cents=tender.amount_cents,
        given_cents=tender.given_cents,
        change_cents=tender.change_cents,
        voucher=tender.voucher,
    )
