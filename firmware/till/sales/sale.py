"""What a receipt is about: the content that goes into the book and, from there, onto paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets, VatSlot, rate_on, vat_included
from firmware.till.sales.basket import Customer, Line, Means, Paragon, Tender


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whence a line of a cancellation comes: line `line` (from 0) of the original, so much of it.

    `quantity_milli` has no sign; it is 0 for a discount that comes back with its position.
    """

    line: int
    quantity_milli: int


#: The `reason` of a Schlussbeleg with which the signature units are given up as well.
UNITS_TOO: Final = "mit Signaturkarte"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """The content of one receipt of any kind; empty lines for the zero receipts.

    `note` says what a zero receipt is for („Oktober 2026", „Ausfall Bon 415-431"); `closes` are
    the months a Monatsbeleg or Jahresbeleg closes ("2026-10"), oldest first. `original` is the
    receipt that a STORNO (or a training one) cancels, or with `is_part` a part of it, for a
    `reason`: `origins` say for each line whence it comes, and `reopens` are the positions that are
    open again with it. `replaces` is the receipt that this one stands for with another tender;
    `paragon` the handwritten one it enters afterwards (§ 17 Abs 5 RKSV). `chief` lent the right.
    """

    kind: ReceiptKind
    clerk: int | None
    lines: tuple[Line, ...] = ()
    tenders: tuple[Tender, ...] = ()
    note: str = ""
    closes: tuple[str, ...] = ()
    original: int | None = None
    reason: str = ""
    customer: Customer | None = None
    paragon: Paragon | None = None
    origins: tuple[Origin, ...] = ()
    is_part: bool = False
    reopens: tuple[Line, ...] = ()
    replaces: int | None = None
    chief: int | None = None

    @property
    def total_cents(self) -> int:
        """Sum of the line totals."""
        return sum(line.total_cents for line in self.lines)

    @property
    def is_sale(self) -> bool:
        """Whether it ends the open sale (a customer stands before the till, or one in training).

        A cancellation is none: it is made between sales, and may open one again.
        """
        is_sold = self.kind in (ReceiptKind.STANDARD, ReceiptKind.TRAINING)
        return is_sold and self.original is None

    @property
    def change_cents(self) -> int:
        """What goes back to the customer."""
        return sum(tender.change_cents for tender in self.tenders)

    @property
    def has_cash(self) -> bool:
        """Whether notes or coins go over the counter."""
        return any(tender.means is Means.CASH for tender in self.tenders)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatSum:
    """One line of the VAT table (§ 11 Abs 1 Z 3 RKSV: by real rate, 4,9 % named as such)."""

    per_mille: int
    label: str
    gross_cents: int

    @property
    def vat_cents(self) -> int:
        """The tax in the gross amount, half up."""
        return vat_included(self.gross_cents, self.per_mille)

    @property
    def net_cents(self) -> int:
        """Gross less tax."""
        return self.gross_cents - self.vat_cents


def vat_sums(lines: tuple[Line, ...], day: date) -> tuple[VatSum, ...]:
    """Gross sums per rate, ascending; the letters A, B, C … of a receipt count along this tuple.

    Raises:
        UnknownRateError: a line's rate is not in force on `day`.
    """
    gross: dict[int, int] = {}
    for line in lines:
        gross[line.vat_per_mille] = gross.get(line.vat_per_mille, 0) + line.total_cents
    return tuple(
        VatSum(per_mille=rate, label=rate_on(rate, day).label, gross_cents=gross[rate])
        for rate in sorted(gross)
    )


def buckets(lines: tuple[Line, ...], day: date) -> Buckets:
    """The five amounts of the machine code: the same line totals the receipt prints.

    Raises:
        UnknownRateError: a line's rate is not in force on `day`.
    """
    slots: dict[VatSlot, int] = {}
    for line in lines:
        slot = rate_on(line.vat_per_mille, day).slot
        slots[slot] = slots.get(slot, 0) + line.total_cents
    return Buckets.from_slots(slots)


def to_content(sale: Sale) -> dict[str, object]:
    """`sale` as plain values for the book (integers, texts, lists)."""
    content: dict[str, object] = msgspec.to_builtins(sale)
    return content


def checked_year(sale: Sale) -> int | None:
    """The year whose Jahresbeleg `sale` is, as such the one that is checked (§ 8 Abs 3 RKSV)."""
    decembers = [month for month in sale.closes if month.endswith("-12")]
    is_yearly = sale.kind is ReceiptKind.JAHRESBELEG and decembers
    return int(decembers[-1][:4]) if is_yearly else None


def journal_content(sale: Sale, day: date) -> dict[str, object]:
    """What the BELEG row says of `sale`: enough to reckon every figure from the journal alone."""
    # Several pieces may come back as one line; a row of anything else has no word more.
    origins = [msgspec.to_builtins(origin) for origin in sale.origins]
    return {
        "is_sale": sale.is_sale,
        "total_cents": sale.total_cents,
        "day": day.isoformat(),
        "original": sale.original,
        "lines": [msgspec.to_builtins(line) for line in sale.lines],
        "tenders": [
            {
                "means": tender.means.value,
                "amount_cents": tender.amount_cents,
                "given_cents": tender.given_cents,
            }
            for tender in sale.tenders
        ],
        **({"origins": origins} if origins else {}),
    }


def from_content(content: Mapping[str, object]) -> Sale:
    """The sale of a stored receipt.

    Raises:
        msgspec.ValidationError: the content is not one that `to_content` wrote.
    """
    return msgspec.convert(content, Sale)
