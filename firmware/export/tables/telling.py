"""What a row of the journal says to people: its receipt, article, customer, amount, and a line.

Frequent kinds are read by a form of their own, all others field by field with the labels of
labels.py. Of a row that cannot be read the line says so, and no more: the raw column holds what is
there, and whether that is whole is for the examination to say.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from firmware.export.tables.cells import NO, YES, local_time, money
from firmware.export.tables.labels import LABELS, WORDS
from firmware.export.tables.master_words import told_change
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import RECEIPT_KIND
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.sales.basket import Customer, Line, Tender
from firmware.till.stall.fault import StallError

UNREADABLE: Final = "(Inhalt nicht lesbar)"
#: What becomes of a row that its writer did not write so.
_UNREADABLE: Final = (msgspec.MsgspecError, StallError, ValueError, TypeError, RecursionError)
#: Kinds whose `number` is that of a receipt.
_OF_RECEIPT: Final = frozenset(
    {
        JournalKind.RECHENHILFE,
        JournalKind.GUTSCHEIN,
        JournalKind.DRUCK,
        JournalKind.DRUCK_FEHLER,
        JournalKind.BELEG_ANZEIGE,
        JournalKind.BELEG_LINK,
        JournalKind.KOPIE,
        JournalKind.AUSFALL_BEGINN,
        JournalKind.AUSFALL_ENDE,
        JournalKind.AUSSERBETRIEB,
    }
)
#: Where a row has several amounts, the first of these is the one it is about.
_AMOUNTS: Final = ("total_cents", "amount_cents", "cents", "difference_cents", "change_cents")
#: Fields are told in the order of their labels.
_RANK: Final = {name: rank for rank, name in enumerate(LABELS)}
#: Longer values (seals, paths, messages of others) are cut in the line for people.
_LONGEST_VALUE: Final = 80


class Told(msgspec.Struct, frozen=True, gc=False):
    """A row for people; `closes` is the number of the Z it is."""

    text: str = ""
    receipt: int | None = None
    article: str = ""
    customer: str = ""
    cents: int | None = None
    is_training: bool = False
    is_business: bool = True
    closes: int | None = None


class Booked(msgspec.Struct, frozen=True, gc=False):
    """The content of POS, RABATT and POS_STORNO.

    A POS_STORNO says which `position` (from 1) it was, and what the sum lost; of a RABATT
    `amount_cents` is that of all its rows.
    """

    line: Line
    position: int | None = None
    amount_cents: int | None = None
    reason: str = ""
    weighed: str = ""
    reopened: int | None = None
    training: bool = False

    @property
    def cents(self) -> int:
        """What the sum of the sale changed by."""
        if self.position is None or self.amount_cents is None:
            return self.line.total_cents
        return self.amount_cents


class _Paid(msgspec.Struct, frozen=True, gc=False):
    tender: Tender
    training: bool = False


class _Issued(msgspec.Struct, frozen=True, gc=False):
    number: int
    kind: ReceiptKind
    total_cents: int
    tenders: tuple[Tender, ...]
    is_signed: bool = True
    note: str = ""
    original: int | None = None


class _Numbered(msgspec.Struct, frozen=True, gc=False):
    number: int


class _Named(msgspec.Struct, frozen=True, gc=False):
    customer: Customer | None
    total_cents: int | None = None
    training: bool = False


class _Cancelled(msgspec.Struct, frozen=True, gc=False):
    number: int
    original: int
    reason: str
    total_cents: int
    part: bool = False
    training: bool = False


booked_of: Final = msgspec.json.Decoder(Booked).decode
_paid_of: Final = msgspec.json.Decoder(_Paid).decode
_issued_of: Final = msgspec.json.Decoder(_Issued).decode
_numbered_of: Final = msgspec.json.Decoder(_Numbered).decode
_named_of: Final = msgspec.json.Decoder(_Named).decode
_cancelled_of: Final = msgspec.json.Decoder(_Cancelled).decode
_fields_of: Final = msgspec.json.Decoder(dict[str, object]).decode


def tell(kind: str, content: str) -> Told:
    """What a row says, from the texts of its two columns."""
    try:
        teller = _TELLERS.get(kind)
        return _told(kind, content) if teller is None else teller(content)
    except _UNREADABLE:
        return _told_anyway(kind, content)


def _told_anyway(kind: str, content: str) -> Told:
    """Of a row that is not in the form of its kind: what its fields say."""
    try:
        return _told(kind, content)
    except _UNREADABLE:
        return Told(text=UNREADABLE, is_business=False)


def article_of(line: Line) -> str:
    """`WG2`, `WG2 PLU17`; nothing for what belongs to the whole sale."""
    if not line.group:
        return ""
    return f"WG{line.group}" if line.plu is None else f"WG{line.group} PLU{line.plu}"


def line_words(line: Line) -> str:
    """`3 × Obst zu 2,50`, `1,345 kg Käse zu 24,90`; a discount has its name alone."""
    if not line.kind.is_item:
        return line.name
    price = money(line.unit_cents)
    if line.is_weight:
        return f"{texts.kilograms(line.quantity_milli, minus='-')} kg {line.name} zu {price}"
    return f"{line.quantity_milli // 1000} × {line.name} zu {price}"


def _booked(content: str) -> Told:
    booked = booked_of(content)
    line = booked.line
    words = [line_words(line)]
    if booked.position is not None:
        words.append(f"Position {booked.position}")
    if booked.reopened is not None:
        words.append(f"wieder offen aus Beleg {booked.reopened}")
    if booked.reason:
        words.append(f"Grund: {booked.reason}")
    return Told(
        text=", ".join(words),
        article=article_of(line),
        cents=booked.cents,
        is_training=booked.training,
    )


def _paid(content: str) -> Told:
    paid = _paid_of(content)
    tender = paid.tender
    text = tender.means.name_de
    if tender.voucher:
        text += f" G-{tender.voucher}"
    if tender.change_cents:
        text += f", gegeben {money(tender.given_cents)}, Rückgeld {money(tender.change_cents)}"
    return Told(text=text, cents=tender.amount_cents, is_training=paid.training)


def _issued(content: str) -> Told:
    issued = _issued_of(content)
    words = [texts.KIND_NAMES[issued.kind]]
    if issued.tenders:
        words.append(" + ".join(tender.means.name_de for tender in issued.tenders))
    if issued.original is not None:
        words.append(f"zu Beleg {issued.original}")
    if issued.note:
        words.append(issued.note)
    if not issued.is_signed:
        words.append("ohne Signatur")
    return Told(
        text=", ".join(words),
        receipt=issued.number,
        cents=issued.total_cents,
        is_training=issued.kind is ReceiptKind.TRAINING,
        is_business=issued.kind in (ReceiptKind.STANDARD, ReceiptKind.STORNO),
    )


def _cancelled(content: str) -> Told:
    cancelled = _cancelled_of(content)
    what = "Teil von Beleg" if cancelled.part else "Beleg"
    return Told(
        text=f"{what} {cancelled.original}, Grund: {cancelled.reason}",
        receipt=cancelled.number,
        cents=cancelled.total_cents,
        is_training=cancelled.training,
    )


def _stored(content: str) -> Told:
    return Told(receipt=_numbered_of(content).number)


def _closed(content: str) -> Told:
    number = _numbered_of(content).number
    return Told(text=f"Z {number}", closes=number)


def _customer(content: str) -> Told:
    named = _named_of(content)
    return Told(
        text="entfernt" if named.customer is None else "",
        customer=customer_words(named.customer),
        cents=named.total_cents,
        is_training=named.training,
    )


def customer_words(customer: Customer | None) -> str:
    """`Huber, UID ATU12345678, Rechnung 2026017`, as far as there is something."""
    if customer is None:
        return ""
    parts = (("", customer.name), ("UID ", customer.uid), ("Rechnung ", customer.invoice))
    return ", ".join(label + text for label, text in parts if text)


def _master(content: str) -> Told:
    return Told(text=told_change(_fields_of(content)))


def _told(kind: str, content: str) -> Told:
    """Any row, field by field."""
    fields = _fields_of(content)
    number = fields.pop("number", None) if kind in _OF_RECEIPT else None
    amounts = [fields[name] for name in _AMOUNTS if name in fields]
    return Told(
        text=", ".join(_words(fields)),
        receipt=number if type(number) is int else None,
        cents=amounts[0] if amounts and type(amounts[0]) is int else None,
        is_training=fields.get("training") is True,
    )


def _words(fields: Mapping[str, object]) -> Iterator[str]:
    for name in sorted(fields.keys() & LABELS.keys(), key=_RANK.__getitem__):
        if text := _value(name, fields[name]):
            label = LABELS[name]
            yield f"{label}: {text}" if label else text


def _value(name: str, value: object) -> str:
    """A value for people; nothing for what says nothing."""
    match value:
        case bool():
            return YES if value else NO
        case int():
            is_money = name == "cents" or name.endswith("_cents")
            return money(value) if is_money else str(value)
        case str():
            return _text(name, value)
        case list() if all(isinstance(one, str | int) for one in value):
            return " ".join(map(str, value))
        case list():
            return str(len(value))
        case _:
            return ""


def _text(name: str, value: str) -> str:
    if name.endswith("_utc"):
        return _local(value)
    word = WORDS.get((name, value), value)
    return word if len(word) <= _LONGEST_VALUE else f"{word[: _LONGEST_VALUE - 1]}…"


def _local(at_utc: str) -> str:
    """Austrian time, if it is a time."""
    try:
        return local_time(at_utc)
    except ValueError:
        return at_utc


_TELLERS: Final[Mapping[str, Callable[[str], Told]]] = MappingProxyType(
    {
        RECEIPT_KIND: _stored,
        JournalKind.POS: _booked,
        JournalKind.RABATT: _booked,
        JournalKind.POS_STORNO: _booked,
        JournalKind.ZAHLUNG: _paid,
        JournalKind.ZAHLUNG_ZURUECK: _paid,
        JournalKind.BELEG: _issued,
        JournalKind.STORNO: _cancelled,
        JournalKind.Z: _closed,
        JournalKind.KUNDE: _customer,
        JournalKind.LIEFERSCHEIN: _customer,
        JournalKind.STAMM: _master,
    }
)
