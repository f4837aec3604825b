"""What a day came to, reckoned from its receipts alone, to hold the Z of the journal against.

A receipt belongs to the Austrian day printed on it. Turnover is without the Einwegpfand, which is
passed through, and without vouchers sold, which are paid in advance, as on the Z.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from firmware.export.tables.fiscal_lines import Filed
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import ReceiptKind
from firmware.till.closing.figures import NOTHING, RateFigures, Tally
from firmware.till.closing.reckoning import plus
from firmware.till.sales.basket import Line, LineKind
from firmware.till.sales.sale import Sale, vat_sums
from firmware.till.stall.catalog import DEPOSIT_GROUP

_SOLD: Final = (ReceiptKind.STANDARD, ReceiptKind.STORNO)
_ISO_DAY: Final = 10


@dataclass(slots=True)
class Day:
    """The sums of a day while its receipts go by; `unread` could not be reckoned with."""

    day: date | None
    first_number: int
    last_number: int = 0
    total: Tally = NOTHING
    rates: dict[int, RateFigures] = field(default_factory=dict)
    tenders: dict[str, Tally] = field(default_factory=dict)
    deposit_out_cents: int = 0
    deposit_back_cents: int = 0
    vouchers_cents: int = 0
    unread: int = 0


def days(receipts: Iterable[Filed]) -> Iterator[Day]:
    """The days of `receipts`, which are in the order of their numbers, and so of their days."""
    current, text = None, ""
    for receipt in receipts:
        if current is None or receipt.local[:_ISO_DAY] != text:
            if current is not None:
                yield current
            text = receipt.local[:_ISO_DAY]
            current = Day(date.fromisoformat(text) if text else None, receipt.number)
        _add(current, receipt)
    if current is not None:
        yield current


def _add(day: Day, receipt: Filed) -> None:
    day.last_number = receipt.number
    sale = receipt.sale
    if sale is None or day.day is None:
        day.unread += 1
    elif sale.kind in _SOLD:
        _add_sale(day, sale, day.day)


def _add_sale(day: Day, sale: Sale, on: date) -> None:
    try:
        sums = vat_sums(tuple(filter(is_turnover, sale.lines)), on)
    except RksvError:
        day.unread += 1
        return
    for one in sums:
        before = day.rates.get(one.per_mille)
        day.rates[one.per_mille] = RateFigures(
            per_mille=one.per_mille,
            gross_cents=one.gross_cents + (before.gross_cents if before else 0),
            vat_cents=one.vat_cents + (before.vat_cents if before else 0),
        )
    day.total = plus(day.total, sale.total_cents)
    for tender in sale.tenders:
        means = tender.means.name_de
        day.tenders[means] = plus(day.tenders.get(means, NOTHING), tender.amount_cents)
    for line in sale.lines:
        _add_aside(day, line)


def _add_aside(day: Day, line: Line) -> None:
    """What is no turnover."""
    if line.group == DEPOSIT_GROUP:
        if line.quantity_milli < 0:
            day.deposit_back_cents += line.total_cents
        else:
            day.deposit_out_cents += line.total_cents
    elif line.kind is LineKind.VOUCHER:
        day.vouchers_cents += line.total_cents


def is_turnover(line: Line) -> bool:
    """Whether a position counts: not what is passed through or paid in advance."""
    return line.group != DEPOSIT_GROUP and line.kind is not LineKind.VOUCHER
