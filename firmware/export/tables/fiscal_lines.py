"""Receipts as lines for an auditor: what was sold, how it was paid, which tax is in it.

All lines of a receipt stand together: Positionen, Zahlungen, Steuern. A receipt that is zero by law
has one Steuer line of zeros, so that no number is missing.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from types import MappingProxyType
from typing import Final

import msgspec

from firmware.export.package.part import Sight
from firmware.export.tables.clerks import Clerks
from firmware.export.tables.journal_rows import readable_time
from firmware.export.tables.passing import told
from firmware.export.tables.positions import KILOGRAMS, PIECES
from firmware.export.tables.telling import UNREADABLE
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import VatSlot, rate_on, vat_included
from firmware.store.row import FiledCells
from firmware.till import texts
from firmware.till.sales.basket import Customer, Line, Tender
from firmware.till.sales.sale import Sale, VatSum, vat_sums

ITEM: Final = "Position"
PAYMENT: Final = "Zahlung"
TAX: Final = "Steuer"
#: The five amounts of the signed text, as the law calls them (RKSV Anlage Z 4).
SLOTS: Final[Mapping[VatSlot, str]] = MappingProxyType(
    {
        VatSlot.NORMAL: "Betrag-Satz-Normal",
        VatSlot.ERMAESSIGT_1: "Betrag-Satz-Ermaessigt-1",
        VatSlot.ERMAESSIGT_2: "Betrag-Satz-Ermaessigt-2",
        VatSlot.NULL: "Betrag-Satz-Null",
        VatSlot.BESONDERS: "Betrag-Satz-Besonders",
    }
)
NOBODY: Final = Customer()
_ZERO: Final = VatSum(per_mille=0, label="", gross_cents=0)
_KIND_NAMES: Final = {kind.value: name for kind, name in texts.KIND_NAMES.items()}
_ISO_DAY: Final = 10
_sale_of: Final = msgspec.json.Decoder(Sale).decode


class Filed(msgspec.Struct, frozen=True, gc=False):
    """A receipt of the book with what all its lines say.

    `global_number` is unique among all tills: certificate, Kassen-ID and number (no certificate is
    given out twice). `shop_number` is so within the firm, which gives a Kassen-ID once. `sale` is
    None where the book's text cannot be read any more; the receipt is told all the same.
    """

    number: int
    global_number: str
    shop_number: str
    seq: int
    uuid: str
    at_utc: str
    local: str
    register_id: str
    kind: str
    is_training: bool
    is_signed: bool
    sale: Sale | None
    clerk_name: str = ""
    customer: Customer = NOBODY
    original: int | None = None
    reason: str = ""
    replaces: int | None = None

    @property
    def time(self) -> str | None:
        """The moment for a column of times, if it is one."""
        return self.at_utc if self.local else None


class FiscalLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line; what does not belong to its type is None or empty."""

    receipt: Filed
    place: int
    type: str
    text: str = ""
    quantity_milli: int | None = None
    unit: str = ""
    group: int | None = None
    plu: int | None = None
    unit_cents: int | None = None
    net_cents: int | None = None
    vat_cents: int | None = None
    gross_cents: int | None = None
    paid_cents: int | None = None
    given_cents: int | None = None
    change_cents: int | None = None
    means: str = ""
    voucher: str = ""
    per_mille: int | None = None
    slot: str = ""
    total_net_cents: int | None = None
    total_vat_cents: int | None = None
    total_gross_cents: int | None = None


def filed(sight: Sight) -> Iterator[Filed]:
    """Every receipt in sight.

    Raises:
        StoreError: the book cannot be read.
    """
    span = sight.receipts
    clerks = Clerks(sight.book, sight.journal.last)
    for cells in told(sight.book.filed_cells(span.first, span.last), sight.moved):
        yield _filed(sight.register_id, cells, clerks)


def _filed(register_id: str, cells: FiledCells, clerks: Clerks) -> Filed:
    number, kind, at_utc, serial, is_signed, content, seq, uuid = cells
    shown, local, sale = texts.receipt_number(number), readable_time(at_utc), sale_of(content)
    head = (
        number,
        f"{serial}/{register_id}/{shown}",
        f"{register_id}/{shown}",
        seq,
        uuid or "",
        at_utc,
        local,
        register_id,
        _KIND_NAMES.get(kind, kind),
        kind == ReceiptKind.TRAINING.value,
        bool(is_signed),
        sale,
    )
    if sale is None:
        return Filed(*head)
    return Filed(
        *head,
        clerks.name(sale.clerk, seq, local) or _numbered(sale.clerk),
        sale.customer or NOBODY,
        sale.original,
        sale.reason,
        sale.replaces,
    )


def sale_of(content: str) -> Sale | None:
    """What a receipt is about, from its text in the book; None: it cannot be read."""
    try:
        return _sale_of(content)
    except (msgspec.MsgspecError, RecursionError):
        return None


def means_of(sale: Sale) -> str:
    """How it was paid, each means once."""
    return " + ".join(dict.fromkeys(tender.means.name_de for tender in sale.tenders))


def _numbered(clerk: int | None) -> str:
    return "" if clerk is None else f"Bediener {clerk}"


def lines_of(receipt: Filed) -> Iterator[FiscalLine]:
    """The lines of a receipt, numbered from 1."""
    sale = receipt.sale
    if sale is None:
        yield FiscalLine(receipt=receipt, place=1, type=TAX, text=UNREADABLE)
        return
    places = count(1)
    for line, vat_cents in zip(sale.lines, taxes(sale.lines), strict=True):
        yield _item(receipt, next(places), line, vat_cents)
    for tender in sale.tenders:
        yield _payment(receipt, next(places), tender)
    yield from _taxes(receipt, sale, places)


def taxes(lines: tuple[Line, ...]) -> Iterator[int]:
    """The tax of each line: by how much the tax of the receipt grows with it, at its rate.

    So the lines of a rate sum up to exactly the tax the receipt shows, which is rounded once
    (§ 11 Abs 1 UStG); each by itself is off by less than a cent.
    """
    gross: dict[int, int] = {}
    for line in lines:
        rate = line.vat_per_mille
        before = gross.get(rate, 0)
        gross[rate] = before + line.total_cents
        yield vat_included(gross[rate], rate) - vat_included(before, rate)


def _item(receipt: Filed, place: int, line: Line, vat_cents: int) -> FiscalLine:
    cents = line.total_cents
    return FiscalLine(
        receipt=receipt,
        place=place,
        type=ITEM,
        text=line.name,
        quantity_milli=line.quantity_milli,
        unit=KILOGRAMS if line.is_weight else PIECES,
        group=line.group,
        plu=line.plu,
        unit_cents=line.unit_cents,
        net_cents=cents - vat_cents,
        vat_cents=vat_cents,
        gross_cents=cents,
        voucher=line.voucher,
        per_mille=line.vat_per_mille,
    )


def _payment(receipt: Filed, place: int, tender: Tender) -> FiscalLine:
    return FiscalLine(
        receipt=receipt,
        place=place,
        type=PAYMENT,
        paid_cents=tender.amount_cents,
        given_cents=tender.given_cents,
        change_cents=tender.change_cents,
        means=tender.means.name_de,
        voucher=tender.voucher,
    )


def _taxes(receipt: Filed, sale: Sale, places: Iterator[int]) -> Iterator[FiscalLine]:
    """A line for each rate; of a receipt that is zero by law one of zeros."""
    try:
        day = date.fromisoformat(receipt.local[:_ISO_DAY])
        for one in vat_sums(sale.lines, day) or (_ZERO,):
            slot = SLOTS[rate_on(one.per_mille, day).slot]
            yield _tax(receipt, next(places), one, slot, sale.note)
    except (RksvError, ValueError):
        # No such day, or a rate that was no law on it: nobody knows what its tax is.
        yield FiscalLine(receipt=receipt, place=next(places), type=TAX, text=UNREADABLE)


def _tax(receipt: Filed, place: int, one: VatSum, slot: str, note: str) -> FiscalLine:
    return FiscalLine(
        receipt=receipt,
        place=place,
        type=TAX,
        text=note,
        per_mille=one.per_mille,
        slot=slot,
        total_net_cents=one.net_cents,
        total_vat_cents=one.vat_cents,
        total_gross_cents=one.gross_cents,
    )
