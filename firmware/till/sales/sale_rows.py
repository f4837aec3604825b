"""The journal rows that are stored with a receipt, made from its content alone.

So they are there however the receipt came to its end: at once, after a refusal, or by a boot that
finishes what a power cut left half way.
"""

from collections.abc import Iterator

import msgspec

from firmware.finanzonline.order import Reason
from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.sales.basket import LineKind, Means
from firmware.till.sales.sale import UNITS_TOO, Sale

Row = tuple[JournalKind, dict[str, object]]


def rows_with(number: int, sale: Sale) -> tuple[Row, ...]:
    """What `sale` means besides being receipt `number`: cancelled, open again, vouchers."""
    training = {"training": True} if sale.kind is ReceiptKind.TRAINING else {}
    rows = (
        *_voided(number, sale),
        *_reopened(sale),
        *_vouchers(number, sale),
        *_ended(number, sale),
    )
    return tuple((kind, {**content, **training}) for kind, content in rows)


def _voided(number: int, sale: Sale) -> Iterator[Row]:
    """Both receipts by their numbers, who and why."""
    if sale.original is None:
        return
    chief = {} if sale.chief is None else {"chief": sale.chief}
    yield (
        JournalKind.STORNO,
        {
            "original": sale.original,
            "number": number,
            "reason": sale.reason,
            "part": sale.is_part,
            "lines": [origin.line + 1 for origin in sale.origins],
            "total_cents": sale.total_cents,
            **chief,
        },
    )


def _reopened(sale: Sale) -> Iterator[Row]:
    """The positions that are open again; the row of each says from which receipt."""
    if sale.reopens and sale.paragon is not None:
        yield JournalKind.NACHERFASSUNG, {"paragon": msgspec.to_builtins(sale.paragon)}
    for line in sale.reopens:
        yield JournalKind.POS, {"line": msgspec.to_builtins(line), "reopened": sale.original}
    if sale.reopens and sale.customer is not None:
        yield JournalKind.KUNDE, {"customer": msgspec.to_builtins(sale.customer)}


def _vouchers(number: int, sale: Sale) -> Iterator[Row]:
    """What goes onto a voucher, and what is taken off it; a cancellation turns both round."""
    for line in sale.lines:
        if line.kind is LineKind.VOUCHER:
            yield _voucher(number, line.voucher, line.total_cents)
    for tender in sale.tenders:
        if tender.means is Means.VOUCHER:
            yield _voucher(number, tender.voucher, -tender.amount_cents)


def _ended(number: int, sale: Sale) -> Iterator[Row]:
    """§ 17 Abs 8 RKSV: with its Schlussbeleg a register is out of service."""
    if sale.kind is ReceiptKind.SCHLUSSBELEG:
        chief = {} if sale.chief is None else {"chief": sale.chief}
        units = sale.reason == UNITS_TOO
        content: dict[str, object] = {
            "reason": Reason.PLANNED.value,
            "number": number,
            "units": units,
            **chief,
        }
        yield JournalKind.AUSSERBETRIEB, content


def _voucher(number: int, voucher: str, cents: int) -> Row:
    content = {"voucher": voucher, "number": number, "amount_cents": cents}
    return JournalKind.GUTSCHEIN, content
