"""The figures of an export: month by month, and the closings in it.

They are reckoned from the rows as X and Z are (`firmware.till.closing.reckoning`), one row after
the other: of a month only its sums are kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import msgspec

from firmware.export.package.part import Sight
from firmware.store.entry import JournalRow
from firmware.store.errors import StoreError, StoreFault
from firmware.till.acts import JournalKind
from firmware.till.closing import reckoning, zreport
from firmware.till.closing.figures import NOTHING, Figures, ItemFigures, RateFigures, Tally
from firmware.till.closing.zreport import ZReport

#: Rows are counted so often.
MOVED_EVERY: Final = 256
_MONTH_CHARACTERS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """An Austrian month („2026-11") and its figures."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The figures of all months together."""

    total: Tally
    rates: tuple[RateFigures, ...]
    groups: tuple[ItemFigures, ...]
    articles: tuple[ItemFigures, ...]
    tenders: Mapping[str, Tally]
    deposit_out: Tally
    deposit_back: Tally
    vouchers: Tally
    unsigned: int

    @property
    def turnover_cents(self) -> int:
        """Without deposit and vouchers, as `Figures.turnover_cents`."""
        return sum(one.gross_cents for one in self.rates)


def months(sight: Sight) -> tuple[Month, ...]:
    """Each month that has rows, the first and the last as far as the export has them.

    Raises:
        StoreError: the book cannot be read, or a row of it is not as this firmware writes it.
    """
    span = sight.journal
    if not span.first:
        return ()
    rows = counted(sight, sight.book.journal(span.first, span.last))
    try:
        return tuple(
            Month(name=name, figures=reckoning.reckon(group))
            for name, group in groupby(rows, key=_month)
        )
    except (msgspec.ValidationError, KeyError) as error:
        place = f"journal of {span.first} to {span.last}"
        raise StoreError(StoreFault.BROKEN, place, str(error)) from error


def closings(sight: Sight) -> Iterator[ZReport]:
    """The Z rows of the export, oldest first.

    Raises:
        StoreError: as `months`.
    """
    span = sight.journal
    for row in sight.book.journal(span.first, span.last, JournalKind.Z) if span.first else ():
        try:
            yield zreport.from_content(row.content)
        except msgspec.ValidationError as error:
            raise StoreError(StoreFault.BROKEN, f"journal row {row.seq}", str(error)) from error


def counted(sight: Sight, rows: Iterable[JournalRow]) -> Iterator[JournalRow]:
    """`rows`, told of as they go by."""
    count = 0
    for count, row in enumerate(rows, start=1):
        yield row
        if count % MOVED_EVERY == 0:
            sight.moved(MOVED_EVERY)
    sight.moved(count % MOVED_EVERY)


def _month(row: JournalRow) -> str:
    return reckoning.day_of(row).isoformat()[:_MONTH_CHARACTERS]


def totals(of: Iterable[Month]) -> Totals:
    """All months together; things of one number are one thing, by its last name."""
    parts = [month.figures for month in of]
    return Totals(
        total=_sum(one.total for one in parts),
        rates=_rates(rate for one in parts for rate in one.rates),
        groups=_items(item for one in parts for item in one.groups),
        articles=_items(item for one in parts for item in one.articles),
        tenders=_named(one.tenders for one in parts),
        deposit_out=_sum(one.deposit_out for one in parts),
        deposit_back=_sum(one.deposit_back for one in parts),
        vouchers=_sum(one.vouchers for one in parts),
        unsigned=sum(one.unsigned for one in parts),
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = NOTHING
    for one in tallies:
        total = reckoning.plus(total, one.cents, one.count)
    return total


def _named(of: Iterable[Mapping[str, Tally]]) -> Mapping[str, Tally]:
    found: dict[str, Tally] = {}
    for tallies in of:
        for name, one in tallies.items():
            found[name] = reckoning.plus(found.get(name, NOTHING), one.cents, one.count)
    return dict(sorted(found.items()))


def _rates(rates: Iterable[RateFigures]) -> tuple[RateFigures, ...]:
    found: dict[int, RateFigures] = {}
    for one in rates:
        before = found.get(one.per_mille)
        found[one.per_mille] = RateFigures(
            per_mille=one.per_mille,
            gross_cents=one.gross_cents + (before.gross_cents if before else 0),
            vat_cents=one.vat_cents + (before.vat_cents if before else 0),
        )
    return tuple(found[rate] for rate in sorted(found, reverse=True))


def _items(items: Iterable[ItemFigures]) -> tuple[ItemFigures, ...]:
    found: dict[int, ItemFigures] = {}
    for one in items:
        before = found.get(one.number, ItemFigures(number=one.number, name=one.name))
        found[one.number] = ItemFigures(
            number=one.number,
            name=one.name,
            pieces=before.pieces + one.pieces,
            grams=before.grams + one.grams,
            cents=before.cents + one.cents,
        )
    return tuple(found[number] for number in sorted(found))
