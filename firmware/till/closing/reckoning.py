"""From journal rows to figures: one pass, integers only, nothing but the rows.

Real rows and practice never mix: whoever asks says which of the two. A receipt belongs to the
period its row stands in, and to the calendar day it was issued on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import vat_included
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.closing.counting import Row, is_closing, is_overtaking
from firmware.till.closing.figures import (
    NOTHING,
    ClerkFigures,
    Drawer,
    Figures,
    ItemFigures,
    Movement,
    MovementKind,
    RateFigures,
    Tallied,
    Tally,
)
from firmware.till.entry import ONE_MILLI
from firmware.till.sales.basket import Line, LineKind, Means, Tender
from firmware.till.sales.sale import Origin
from firmware.till.stall.catalog import DEPOSIT_GROUP

#: Rows that are about the till itself, training or not.
_DEVICE_KINDS = (JournalKind.AUSFALL_BEGINN,)
_MOVEMENTS = {kind.value: kind for kind in MovementKind}
_DISCOUNTS = (LineKind.LINE_DISCOUNT, LineKind.SALE_DISCOUNT)
_SOLD = (ReceiptKind.STANDARD, ReceiptKind.STORNO)
_NOBODY = -1


@dataclass(slots=True)
class _Items:
    """Groups or articles while they grow; `sold` are those whose name is of something sold."""

    figures: dict[int, ItemFigures] = field(default_factory=dict)
    sold: set[int] = field(default_factory=set)

    def add(self, number: int, line: Line, quantity_milli: int) -> None:
        """`quantity_milli` of what `line` is about.

        The name is the last one it had, of a line that came back only where nothing was sold.
        """
        before = self.figures.get(number, ItemFigures(number=number, name=line.name))
        if line.quantity_milli > 0:
            self.sold.add(number)
        is_name = line.quantity_milli > 0 or number not in self.sold
        self.figures[number] = ItemFigures(
            number=number,
            name=line.name if is_name else before.name,
            pieces=before.pieces + (0 if line.is_weight else quantity_milli // ONE_MILLI),
            grams=before.grams + (quantity_milli if line.is_weight else 0),
            cents=before.cents + line.total_cents,
        )


@dataclass(slots=True)
class _Sums:
    """The sums while they grow; nobody outside this module sees them.

    `unclosed` are the differences and skims of a count that no Z has closed yet.
    """

    first_number: int = 0
    last_number: int = 0
    total: Tally = NOTHING
    gross: dict[int, int] = field(default_factory=dict)
    vat: dict[int, int] = field(default_factory=dict)
    groups: _Items = field(default_factory=_Items)
    articles: _Items = field(default_factory=_Items)
    deposit_out: Tally = NOTHING
    deposit_back: Tally = NOTHING
    tenders: dict[str, Tally] = field(default_factory=dict)
    hours: dict[str, Tally] = field(default_factory=dict)
    days: dict[str, Tally] = field(default_factory=dict)
    clerk_cents: dict[int, int] = field(default_factory=dict)
    tallies: dict[int, dict[Tallied, Tally]] = field(default_factory=dict)
    opening_cents: int | None = None
    skimmed: Tally = NOTHING
    vouchers: Tally = NOTHING
    differences: Tally = NOTHING
    unclosed: list[Row] = field(default_factory=list)
    movements: dict[int, Movement] = field(default_factory=dict)
    outages: int = 0
    unsigned: int = 0
    sammelbelege: int = 0


def reckon(
    rows: Iterable[Row],
    *,
    carried_cents: int = 0,
    is_training: bool = False,
    clerk: int | None = None,
) -> Figures:
    """The figures of `rows`, of one clerk or of all.

    Args:
        rows: of the period, oldest first.
        carried_cents: what the last Z left in the drawer: the opening, unless one was declared.
        is_training: practice alone, or (the usual) everything but practice.
        clerk: only what this one did.

    Raises:
        msgspec.ValidationError, KeyError: a row is not as its writer writes it.
    """
    reckoning = Reckoning(is_training=is_training, clerk=clerk)
    for row in rows:
        reckoning.take(row)
    return reckoning.figures(carried_cents)


class Reckoning:
    """The same row by row, for whoever keeps none of them."""

    def __init__(self, *, is_training: bool = False, clerk: int | None = None) -> None:
        self._sums = _Sums()
        self._is_training = is_training
        self._clerk = clerk

    def take(self, row: Row) -> None:
        """The next row of the period.

        Raises:
            msgspec.ValidationError, KeyError: it is not as its writer writes it.
        """
        # A count is of the drawer: whoever's row makes it worthless.
        if self._sums.unclosed:
            _settle(self._sums, row, is_training=self._is_training)
        if self._clerk is None or row.clerk == self._clerk:
            _add(self._sums, row, is_training=self._is_training)

    def figures(self, carried_cents: int = 0) -> Figures:
        """What the rows come to so far."""
        return _figures(self._sums, carried_cents)


def is_turnover(row: Row) -> bool:
    """Whether `row` is a receipt that moves money: a sale or a cancellation, not practised."""
    return row.kind == JournalKind.BELEG and ReceiptKind(row.content["kind"]) in _SOLD


def day_of(row: Row) -> date:
    """The Austrian calendar day of `row`: of a receipt the day it was issued on."""
    if row.kind == JournalKind.BELEG:
        return date.fromisoformat(str(row.content["day"]))
    return row.at_utc.astimezone(texts.VIENNA).date()


def plus(tally: Tally, cents: int, count: int = 1) -> Tally:
    """`tally` with so much more."""
    return Tally(count=tally.count + count, cents=tally.cents + cents)


def _settle(sums: _Sums, row: Row, *, is_training: bool) -> None:
    """Differences and skims are of a count, and go with it when it becomes worthless.

    What was skimmed is out of the drawer all the same: it becomes an ordinary Entnahme.
    """
    is_worthless = is_overtaking(row, is_training=is_training)
    if is_worthless:
        for one in sums.unclosed:
            if one.kind == JournalKind.DIFFERENZ:
                cents = _int(one.content, "difference_cents")
                sums.differences = plus(sums.differences, -cents, -1)
            else:
                sums.skimmed = plus(sums.skimmed, -_int(one.content, "cents"), -1)
                sums.movements[one.seq] = _movement(one)
    if is_worthless or is_closing(row, is_training=is_training):
        sums.unclosed.clear()


def _add(sums: _Sums, row: Row, *, is_training: bool) -> None:
    if row.kind == JournalKind.BELEG:
        _add_receipt(sums, row, is_training=is_training)
    elif row.kind in _DEVICE_KINDS:
        sums.outages += not is_training
    elif bool(row.content.get("training")) == is_training:
        _add_act(sums, row)


def _add_act(sums: _Sums, row: Row) -> None:
    """Everything that is no receipt: corrections and the like, then money in and out."""
    content = row.content
    match row.kind:
        case JournalKind.POS_STORNO:
            line = msgspec.convert(content["line"], Line)
            if line.kind.is_item:
                _tally(sums, row, Tallied.VOID, _int(content, "amount_cents"))
        case JournalKind.BON_ABBRUCH:
            _tally(sums, row, Tallied.ABORT, _int(content, "total_cents"))
        case JournalKind.LADE if "reason" in content:
            _tally(sums, row, Tallied.DRAWER, 0)
        case JournalKind.KOPIE:
            _tally(sums, row, Tallied.COPY, 0)
        case JournalKind.RECHENHILFE:
            _tally(sums, row, Tallied.CHANGE, _int(content, "change_cents"))
        case _:
            _add_money(sums, row)


def _add_money(sums: _Sums, row: Row) -> None:
    content = row.content
    match row.kind:
        case JournalKind.ANFANGSBESTAND:
            sums.opening_cents = _int(content, "cents")
        case JournalKind.ENTNAHME if content.get("is_skim"):
            sums.skimmed = plus(sums.skimmed, _int(content, "cents"))
            sums.unclosed.append(row)
        case JournalKind.EINLAGE | JournalKind.ENTNAHME:
            sums.movements[row.seq] = _movement(row)
        case JournalKind.GELD_STORNO:
            _cancel(sums, _int(content, "movement"))
        case JournalKind.DIFFERENZ:
            sums.differences = plus(sums.differences, _int(content, "difference_cents"))
            sums.unclosed.append(row)
        case _:
            pass


def _movement(row: Row) -> Movement:
    return Movement(
        seq=row.seq,
        kind=_MOVEMENTS[row.kind],
        cents=_int(row.content, "cents"),
        reason=str(row.content["reason"]),
        clerk=row.clerk,
    )


def _cancel(sums: _Sums, seq: int) -> None:
    # One clerk's figures know only that clerk's movements, whoever cancelled them.
    if seq in sums.movements:
        sums.movements[seq] = replace(sums.movements[seq], is_cancelled=True)


def _add_receipt(sums: _Sums, row: Row, *, is_training: bool) -> None:
    content = row.content
    kind = ReceiptKind(content["kind"])
    if not is_training:
        _add_number(sums, content, kind)
    is_practice = kind is ReceiptKind.TRAINING
    if is_practice and not is_training:
        _tally(sums, row, Tallied.TRAINING, _int(content, "total_cents"))
    if is_practice is not is_training or not (is_practice or kind in _SOLD):
        return
    if is_training:
        _add_number(sums, content, kind)
    cents = _int(content, "total_cents")
    is_refund = content.get("original") is not None
    _tally(sums, row, Tallied.REFUND if is_refund else Tallied.SALE, cents)
    who = _who(row)
    sums.clerk_cents[who] = sums.clerk_cents.get(who, 0) + cents
    sums.total = plus(sums.total, cents)
    _into(sums.days, str(content["day"]), cents)
    _into(sums.hours, row.at_utc.astimezone(texts.VIENNA).strftime("%H"), cents)
    for tender in msgspec.convert(content["tenders"], tuple[Tender, ...]):
        _into(sums.tenders, tender.means.value, tender.amount_cents)
    _add_lines(sums, row)


def _add_number(sums: _Sums, content: Mapping[str, object], kind: ReceiptKind) -> None:
    number = _int(content, "number")
    sums.first_number = sums.first_number or number
    sums.last_number = number
    sums.unsigned += not content["is_signed"]
    sums.sammelbelege += kind is ReceiptKind.SAMMELBELEG


def _add_lines(sums: _Sums, row: Row) -> None:
    gross: dict[int, int] = {}
    lines = msgspec.convert(row.content["lines"], tuple[Line, ...])
    for line, quantity_milli in zip(lines, _quantities(row.content, lines), strict=True):
        if line.group == DEPOSIT_GROUP:
            _add_deposit(sums, line)
            continue
        cents = line.total_cents
        if line.kind is LineKind.VOUCHER:
            sums.vouchers = plus(sums.vouchers, cents)
            continue
        gross[line.vat_per_mille] = gross.get(line.vat_per_mille, 0) + cents
        if line.kind.is_item:
            sums.groups.add(line.group, line, quantity_milli)
            if line.plu is not None:
                sums.articles.add(line.plu, line, quantity_milli)
        else:
            what = Tallied.DISCOUNT if line.kind in _DISCOUNTS else Tallied.SURCHARGE
            _tally(sums, row, what, cents)
    for per_mille, cents in gross.items():
        sums.gross[per_mille] = sums.gross.get(per_mille, 0) + cents
        # As the receipt printed it, rounded there.
        vat = vat_included(cents, per_mille)
        sums.vat[per_mille] = sums.vat.get(per_mille, 0) + vat


def _quantities(content: Mapping[str, object], lines: tuple[Line, ...]) -> Iterable[int]:
    """How much of each line came or went: several pieces may have come back as one line.

    A row written before it said its origins counts what its lines say.
    """
    said = [line.quantity_milli for line in lines]
    if "origins" not in content:
        return said
    origins = msgspec.convert(content["origins"], tuple[Origin, ...])
    return [
        origin.quantity_milli if milli > 0 else -origin.quantity_milli
        for origin, milli in zip(origins, said, strict=True)
    ]


def _add_deposit(sums: _Sums, line: Line) -> None:
    pieces = abs(line.quantity_milli) // ONE_MILLI
    if line.quantity_milli < 0:
        sums.deposit_back = plus(sums.deposit_back, line.total_cents, pieces)
    else:
        sums.deposit_out = plus(sums.deposit_out, line.total_cents, pieces)


def _into(tallies: dict[str, Tally], key: str, cents: int) -> None:
    tallies[key] = plus(tallies.get(key, NOTHING), cents)


def _tally(sums: _Sums, row: Row, what: Tallied, cents: int) -> None:
    tallies = sums.tallies.setdefault(_who(row), {})
    tallies[what] = plus(tallies.get(what, NOTHING), cents)


def _who(row: Row) -> int:
    return _NOBODY if row.clerk is None else row.clerk


def _int(content: Mapping[str, object], name: str) -> int:
    return msgspec.convert(content[name], int)


def _figures(sums: _Sums, carried_cents: int) -> Figures:
    return Figures(
        first_number=sums.first_number,
        last_number=sums.last_number,
        total=sums.total,
        rates=tuple(
            RateFigures(per_mille=rate, gross_cents=cents, vat_cents=sums.vat[rate])
            for rate, cents in sorted(sums.gross.items())
        ),
        groups=tuple(one for _, one in sorted(sums.groups.figures.items())),
        articles=tuple(one for _, one in sorted(sums.articles.figures.items())),
        deposit_out=sums.deposit_out,
        deposit_back=sums.deposit_back,
        vouchers=sums.vouchers,
        tenders=dict(sorted(sums.tenders.items())),
        hours=dict(sorted(sums.hours.items())),
        days=dict(sorted(sums.days.items())),
        clerks=_clerks(sums),
        drawer=_drawer(sums, carried_cents),
        outages=sums.outages,
        unsigned=sums.unsigned,
        sammelbelege=sums.sammelbelege,
        differences=sums.differences,
        movements=tuple(sums.movements.values()),
    )


def _clerks(sums: _Sums) -> tuple[ClerkFigures, ...]:
    return tuple(
        ClerkFigures(
            clerk=None if who == _NOBODY else who,
            total_cents=sums.clerk_cents.get(who, 0),
            tallies=sums.tallies[who],
        )
        for who in sorted(sums.tallies)
    )


def _drawer(sums: _Sums, carried_cents: int) -> Drawer:
    def moved(kind: MovementKind) -> Tally:
        valid = [
            one for one in sums.movements.values() if one.kind is kind and not one.is_cancelled
        ]
        return Tally(count=len(valid), cents=sum(one.cents for one in valid))

    opening_cents = sums.opening_cents
    return Drawer(
        opening_cents=carried_cents if opening_cents is None else opening_cents,
        is_declared=opening_cents is not None,
        cash_cents=sums.tenders.get(Means.CASH.value, NOTHING).cents,
        paid_in=moved(MovementKind.PAID_IN),
        paid_out=moved(MovementKind.PAID_OUT),
        skimmed=sums.skimmed,
    )
