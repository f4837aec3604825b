"""Receipts of a book as an index has them: a row each, words to search, sums of their days.

What turnover is, which receipts count and how tax is rounded is the till's own
(`firmware.export.tables.days`): an index reckons nothing in another way.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from sqlite3 import Connection
from typing import Final

from firmware.export.tables.days import Day, days, is_turnover
from firmware.export.tables.fiscal_lines import Filed, sale_of
from firmware.export.tables.journal_rows import readable_time
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import ReceiptKind
from firmware.store.row import FiledCells
from firmware.till.sales.basket import Line
from firmware.till.sales.sale import Sale, VatSum, vat_sums

#: Who a clerk was when the row was written.
NameOf = Callable[[int | None, int], str]

_SOLD: Final = (ReceiptKind.STANDARD, ReceiptKind.STORNO)
_DAY: Final = 10
_HOUR: Final = slice(11, 13)
#: No book of a stall holds more; a sum that does is nothing to reckon with.
_MOST_CENTS: Final = 1 << 50
_TITLE_LENGTH: Final = 60
_INSERT: Final = (
    "INSERT INTO receipts (number, seq, kind, day, at_utc, total_cents, turnover_cents, means, "
    "clerk, clerk_name, original, replaces, is_signed, is_read, title) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_MEANS: Final = (
    "INSERT INTO receipt_means VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET cents = cents + excluded.cents"
)
_INSERT_RATE: Final = "INSERT INTO receipt_rates VALUES (?, ?, ?, ?)"
_INSERT_WORDS: Final = "INSERT INTO words (rowid, text) VALUES (?, ?)"
_INSERT_GAP: Final = "INSERT OR IGNORE INTO gaps VALUES ('receipt', ?, ?, ?)"
_ADD_DAY: Final = (
    "INSERT INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "first_number = min(first_number, excluded.first_number), "
    "last_number = max(last_number, excluded.last_number), "
    "receipts = receipts + excluded.receipts, sold = sold + excluded.sold, "
    "total_cents = total_cents + excluded.total_cents, "
    "turnover_cents = turnover_cents + excluded.turnover_cents, "
    "deposit_cents = deposit_cents + excluded.deposit_cents, "
    "vouchers_cents = vouchers_cents + excluded.vouchers_cents, "
    "training = training + excluded.training, unsigned = unsigned + excluded.unsigned, "
    "unread = unread + excluded.unread"
)
_ADD_RATE: Final = (
    "INSERT INTO day_rates VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "gross_cents = gross_cents + excluded.gross_cents, vat_cents = vat_cents + excluded.vat_cents"
)
_ADD_MEANS: Final = (
    "INSERT INTO day_means VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "payments = payments + excluded.payments, cents = cents + excluded.cents"
)
_ADD_HOUR: Final = (
    "INSERT INTO day_hours VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "receipts = receipts + excluded.receipts, cents = cents + excluded.cents"
)
_ADD_GROUP: Final = (
    "INSERT INTO day_groups VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "name = coalesce(nullif(excluded.name, ''), name), cents = cents + excluded.cents"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A receipt with what is reckoned from it."""

    filed: Filed
    rates: tuple[VatSum, ...]

    @property
    def sale(self) -> Sale | None:
        return self.filed.sale

    @property
    def day(self) -> str:
        return self.filed.local[:_DAY]

    @property
    def turnover_cents(self) -> int:
        return sum(one.gross_cents for one in self.rates)

    @property
    def is_sold(self) -> bool:
        return self.sale is not None and self.sale.kind in _SOLD


def add(
    connection: Connection, receipts: Iterable[FiledCells], last_number: int, name_of: NameOf
) -> int:
    """Put receipts in, in the order of their numbers; returns the number of the last one."""
    taken = [_taken(cells) for cells in receipts]
    for one in taken:
        number = one.filed.number
        if number > last_number + 1:
            connection.execute(_INSERT_GAP, (last_number + 1, number - 1, one.day))
        last_number = number
        _add_one(connection, one, name_of)
    _add_days(connection, taken)
    return last_number


def _taken(cells: FiledCells) -> _Taken:
    number, kind, at_utc, _, is_signed, content, seq, uuid = cells
    local, sale = readable_time(at_utc), sale_of(content)
    rates: tuple[VatSum, ...] = ()
    try:
        if sale is not None:
            rates = _rates(sale, local)
    except (RksvError, ValueError):
        sale = None
    is_training = kind == ReceiptKind.TRAINING.value
    head = (number, "", "", seq, uuid or "", at_utc, local, "", kind, is_training, bool(is_signed))
    return _Taken(filed=Filed(*head, sale), rates=rates)


def _rates(sale: Sale, local: str) -> tuple[VatSum, ...]:
    """Turnover by rate.

    Raises:
        RksvError, ValueError: no such day, a rate that was no law on it, or beyond all reason.
    """
    day = date.fromisoformat(local[:_DAY])
    lines, tenders = sale.lines, sale.tenders
    sums = [*(line.total_cents for line in lines), *(one.amount_cents for one in tenders)]
    if sum(map(abs, sums)) >= _MOST_CENTS:
        raise ValueError("no stall sells for that much")
    vat_sums(lines, day)
    return vat_sums(tuple(filter(is_turnover, lines)), day) if sale.kind in _SOLD else ()


def _add_one(connection: Connection, one: _Taken, name_of: NameOf) -> None:
    filed, sale = one.filed, one.sale
    number, clerk = filed.number, None if sale is None else _small(sale.clerk)
    connection.execute(
        _INSERT,
        (
            number,
            filed.seq,
            filed.kind,
            one.day,
            filed.at_utc,
            0 if sale is None else sale.total_cents,
            one.turnover_cents,
            "" if sale is None else _means(sale),
            clerk,
            name_of(clerk, filed.seq),
            None if sale is None else _small(sale.original),
            None if sale is None else _small(sale.replaces),
            int(filed.is_signed),
            int(sale is not None),
            "" if sale is None else _title(sale),
        ),
    )
    if sale is None:
        return
    for tender in sale.tenders:
        connection.execute(_INSERT_MEANS, (tender.means.value, number, tender.amount_cents))
    for rate in one.rates:
        cells = (number, rate.per_mille, rate.gross_cents, rate.vat_cents)
        connection.execute(_INSERT_RATE, cells)
    if words := " ".join(_words(sale)):
        connection.execute(_INSERT_WORDS, (number, words))


def _add_days(connection: Connection, taken: list[_Taken]) -> None:
    """What each day grows by."""
    for name, group in groupby(taken, key=lambda one: one.day):
        own = list(group)
        for day in days(one.filed for one in own):
            _add_day(connection, name, day, own)


def _add_day(connection: Connection, name: str, day: Day, own: list[_Taken]) -> None:
    sold = [one for one in own if one.is_sold]
    connection.execute(
        _ADD_DAY,
        (
            name,
            day.first_number,
            day.last_number,
            len(own),
            day.total.count,
            day.total.cents,
            sum(one.gross_cents for one in day.rates.values()),
            day.deposit_out_cents + day.deposit_back_cents,
            day.vouchers_cents,
            sum(one.filed.is_training for one in own),
            sum(not one.filed.is_signed for one in own),
            day.unread,
        ),
    )
    for rate in day.rates.values():
        cells = (name, rate.per_mille, rate.gross_cents, rate.vat_cents)
        connection.execute(_ADD_RATE, cells)
    for one in sold:
        hour = int(one.filed.local[_HOUR])
        connection.execute(_ADD_HOUR, (name, hour, 1, one.turnover_cents))
        assert one.sale is not None, "what is sold was read"
        for tender in one.sale.tenders:
            connection.execute(_ADD_MEANS, (name, tender.means.value, 1, tender.amount_cents))
        for number, (group, cents) in _groups(one.sale).items():
            connection.execute(_ADD_GROUP, (name, number, group, cents))


def _groups(sale: Sale) -> dict[int, tuple[str, int]]:
    """Turnover by group; what belongs to the whole sale is group 0."""
    found: dict[int, tuple[str, int]] = {}
    for line in filter(is_turnover, sale.lines):
        group = _small(line.group) or 0
        name, cents = found.get(group, ("", 0))
        found[group] = (_group_name(line) or name, cents + line.total_cents)
    return found


def _group_name(line: Line) -> str:
    """A position without an article is called as its group is."""
    return line.name if line.group and line.kind.is_item and line.plu is None else ""


def _means(sale: Sale) -> str:
    return "+".join(dict.fromkeys(tender.means.value for tender in sale.tenders))


def _title(sale: Sale) -> str:
    """What a list says of a receipt."""
    names = list(dict.fromkeys(line.name for line in sale.lines if line.kind.is_item))
    text = ", ".join(names) or sale.note
    return text if len(text) <= _TITLE_LENGTH else f"{text[: _TITLE_LENGTH - 1]}…"


def _words(sale: Sale) -> Iterator[str]:
    """Everything on it that somebody may look for."""
    for line in sale.lines:
        yield line.name
        yield line.voucher
    for tender in sale.tenders:
        yield tender.voucher
    yield sale.note
    yield sale.reason
    if sale.customer is not None:
        yield from (sale.customer.name, sale.customer.uid, sale.customer.invoice)
    if sale.paragon is not None:
        yield sale.paragon.number


def _small(number: int | None) -> int | None:
    """A number that a column holds."""
    return number if number is not None and abs(number) < _MOST_CENTS else None
