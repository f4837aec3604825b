"""What the book says that FinanzOnline must know, gathered from its few rows about it.

Rows are found by their kind and receipts by their number: a book of seven years is read as fast as
one of a week.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from firmware.finanzonline.facts import (
    CheckFact,
    EndFact,
    Facts,
    OutageFact,
    RegisterOutageFact,
    SettledFact,
    UnitFact,
)
from firmware.finanzonline.order import Act, Reason, UnitKind, Verdict
from firmware.rksv import machine_code
from firmware.rksv.duties import DECEMBER
from firmware.rksv.receipt import ReceiptKind
from firmware.store.canonical import utc_of
from firmware.store.entry import Identity, JournalRow, StoredReceipt
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.store.row import months_closed
from firmware.till.acts import JournalKind

_STARTBELEG: Final = 1


def gather(book: Reader, *, is_test: bool = False) -> Facts | None:
    """All of it, with the answers that count in test mode or for real; None before commissioning.

    Raises:
        StoreError: the book cannot be read, or BROKEN: a row is not as this firmware writes it.
    """
    identity = book.identity()
    if identity is None:
        return None
    end, takes_units = _end(book)
    settled = answers(book, is_test=is_test)
    units = _units(book, identity, end if takes_units else None)
    return Facts(
        register_id=identity.register_id,
        commissioned_utc=identity.commissioned_at_utc,
        units=tuple(_without_unused(book, units, settled)),
        checks=tuple(_checks(book, end)),
        outages=_outages(book),
        register_outages=tuple(_register_outages(book)),
        end=end,
        settled=settled,
    )


def answers(book: Reader, *, is_test: bool = False) -> tuple[SettledFact, ...]:
    """The rows FON that count, oldest first: what one mode answered settles nothing in the other.

    A person who settles an order has told it, whatever the mode; to have it sent again is about the
    refusal before it, and about nothing where that one does not count.

    Raises:
        StoreError: as `gather`.
    """
    kept: list[SettledFact] = []
    last: dict[str, Verdict] = {}
    for row in book.journal(kind=JournalKind.FON):
        one = _settled(row)
        is_meant = one.verdict is not Verdict.LATER or last.get(one.key) is Verdict.REFUSED
        if is_meant if one.is_by_hand else _is_of_test(row) is is_test:
            kept.append(one)
            last[one.key] = one.verdict
    return tuple(kept)


def is_done(book: Reader, key: str) -> bool:
    """Whether the order of `key` is done for real, by the office or by a person.

    Raises:
        StoreError: as `gather`.
    """
    verdicts = [one.verdict for one in answers(book) if one.key == key]
    return verdicts[-1:] == [Verdict.DONE]


def _is_of_test(row: JournalRow) -> bool:
    """A row that names no mode claims nothing: its order is told again, and „known already"."""
    mode = row.content.get("mode", "test")
    if mode not in ("test", "production"):
        raise _broken(row, f"mode {mode!r}")
    return mode == "test"


def _units(book: Reader, identity: Identity, end: EndFact | None) -> Iterator[UnitFact]:
    """Each certificate with its row, and whether another one took its place or the till ended."""
    rows = {
        str(row.content.get("serial")): row for row in book.journal(kind=JournalKind.ZERTIFIKAT)
    }
    swaps = {
        str(row.content.get("old")): row for row in book.journal(kind=JournalKind.KARTENTAUSCH)
    }
    for certificate in book.certificates():
        row, swap = rows.get(certificate.serial), swaps.get(certificate.serial)
        unit = UnitFact(
            serial=certificate.serial,
            vda_id=certificate.rka.partition("-")[2],
            kind=UnitKind.CARD if row is None else _unit_kind(row),
            entered_utc=identity.commissioned_at_utc if row is None else row.at_utc,
        )
        if swap is not None:
            yield replace(unit, ended_utc=swap.at_utc, end_reason=_reason(swap))
        elif end is not None:
            yield replace(unit, ended_utc=end.ended_utc, end_reason=end.reason)
        else:
            yield unit


def _without_unused(
    book: Reader, units: Iterator[UnitFact], settled: tuple[SettledFact, ...]
) -> Iterator[UnitFact]:
    """A new card that another one followed before it signed: known to the office it is ended there.

    Of one that the office was never told there is nothing to tell.
    """
    verdicts = {one.key: one.verdict for one in settled}
    unused = _unused(book)
    for unit in units:
        row = unused.get(unit.serial)
        if row is None:
            yield unit
        elif verdicts.get(f"{Act.REGISTRIERUNG_SE}:{unit.serial}") is Verdict.DONE:
            yield replace(unit, ended_utc=row.at_utc, end_reason=Reason.PLANNED)


def _unused(book: Reader) -> dict[str, JournalRow]:
    """Serials of cards that were read (F 68) and never swapped in, with the row of the next one."""
    used = {str(row.content.get("new")) for row in book.journal(kind=JournalKind.KARTENTAUSCH)}
    waiting: dict[object, str] = {}
    unused: dict[str, JournalRow] = {}
    for row in book.journal(kind=JournalKind.ZERTIFIKAT):
        if "reason" not in row.content:
            continue
        place, serial = row.content.get("place"), str(row.content.get("serial"))
        before = waiting.get(place, serial)
        if before != serial and before not in used:
            unused[before] = row
        unused.pop(serial, None)
        waiting[place] = serial
    return unused


def _unit_kind(row: JournalRow) -> UnitKind:
    """Rows from before there were other units name none."""
    kind = row.content.get("kind", UnitKind.CARD.value)
    try:
        return UnitKind(str(kind))
    except ValueError as error:
        raise _broken(row, f"unit kind {kind!r}") from error


def _checks(book: Reader, end: EndFact | None) -> Iterator[CheckFact]:
    """Startbeleg, Jahresbelege, Schlussbeleg; in failure form none of them can pass."""
    start = book.receipt(_STARTBELEG)
    if start is not None:
        yield _check(start)
    for receipt in book.signed_closings(ReceiptKind.JAHRESBELEG.value):
        yield _check(receipt)
    last = None if end is None or end.number is None else book.receipt(end.number)
    if last is not None and last.is_signed:
        yield _check(last)


def _check(receipt: StoredReceipt) -> CheckFact:
    return CheckFact(
        number=receipt.number,
        kind=receipt.kind,
        issued_utc=receipt.issued_at_utc,
        code=machine_code.qr_from_jws(receipt.jws),
        serial=receipt.certificate_serial,
        year=_year(receipt),
    )


def _year(receipt: StoredReceipt) -> int | None:
    if receipt.kind is not ReceiptKind.JAHRESBELEG:
        return None
    months = months_closed(receipt.content, f"receipt {receipt.number}")
    return max((month.year for month in months if month.month == DECEMBER), default=None)


def _outages(book: Reader) -> tuple[OutageFact, ...]:
    """Of units, not of receipts: while another unit signs, the one that failed is still out.

    It is back with its own Sammelbeleg, or when it signs again in the other one's stead; the other
    one has not failed then. Where no receipt failed before the other one took over, the outage is
    called after that row, negative.
    """
    kinds = (JournalKind.AUSFALL_BEGINN, JournalKind.AUSFALL_ENDE, JournalKind.EINHEIT)
    rows = sorted(
        (row for kind in kinds for row in book.journal(kind=kind)), key=lambda row: row.seq
    )
    outages: list[OutageFact] = []
    for row in rows:
        serial = _serial(book, row)
        out = _open_index(outages, serial)
        match row.kind:
            case JournalKind.AUSFALL_BEGINN if out is None:
                number = _number(row)
                outages.append(_began(number, serial, _issued_utc(book, row, number)))
            case JournalKind.AUSFALL_ENDE if out is not None:
                ended_utc = _issued_utc(book, row, _number(row))
                outages[out] = replace(outages[out], ended_utc=ended_utc)
            case JournalKind.EINHEIT:
                if out is not None:
                    outages[out] = replace(outages[out], ended_utc=row.at_utc)
                failed = str(row.content.get("instead_of"))
                if row.content.get("is_back") is not True and _open_index(outages, failed) is None:
                    outages.append(_began(-row.seq, failed, row.at_utc))
    return tuple(outages)


def _began(number: int, serial: str, began_utc: datetime) -> OutageFact:
    return OutageFact(number=number, serial=serial, began_utc=began_utc)


def _open_index(outages: list[OutageFact], serial: str) -> int | None:
    """The outage this unit is in."""
    for index, one in enumerate(outages):
        if one.serial == serial and one.ended_utc is None:
            return index
    return None


def _serial(book: Reader, row: JournalRow) -> str:
    """The unit a row is about; before rows named it, the one in its receipt."""
    serial = row.content.get("serial")
    if isinstance(serial, str):
        return serial
    receipt = book.receipt(_number(row))
    if receipt is None:
        raise _broken(row, "no such receipt")
    return receipt.certificate_serial


def _number(row: JournalRow) -> int:
    number = row.content.get("number")
    if not isinstance(number, int):
        raise _broken(row, f"number {number!r}")
    return number


def _issued_utc(book: Reader, row: JournalRow, number: int) -> datetime:
    """The time on the receipt, which an audit compares; the row is a moment later."""
    receipt = book.receipt(number)
    if receipt is None:
        raise _broken(row, f"no receipt {number}")
    return receipt.issued_at_utc


def _register_outages(book: Reader) -> Iterator[RegisterOutageFact]:
    for row in book.journal(kind=JournalKind.AUSFALL_KASSE):
        ended = row.content.get("ended_utc")
        yield RegisterOutageFact(
            number=row.seq,
            reason=_reason(row),
            began_utc=_moment(row, row.content.get("began_utc")),
            ended_utc=None if ended is None else _moment(row, ended),
        )


def _end(book: Reader) -> tuple[EndFact | None, bool]:
    """The end of the till, and whether its units are given up with it."""
    row = book.last_journal(JournalKind.AUSSERBETRIEB)
    if row is None:
        return None, False
    number = row.content.get("number")
    end = EndFact(
        ended_utc=row.at_utc,
        reason=_reason(row),
        number=number if isinstance(number, int) else None,
    )
    return end, row.content.get("units") is True


def _settled(row: JournalRow) -> SettledFact:
    content = row.content
    try:
        verdict = Verdict(content.get("verdict"))
    except ValueError as error:
        raise _broken(row, f"verdict {content.get('verdict')!r}") from error
    answered, codes = content.get("answered_utc"), content.get("codes")
    return SettledFact(
        key=str(content.get("order")),
        verdict=verdict,
        at_utc=row.at_utc,
        words=str(content.get("words", "")),
        advice=str(content.get("advice", "")),
        is_by_hand=content.get("by_hand") is True,
        answered_utc=None if answered is None else _moment(row, answered),
        codes=tuple(map(str, codes)) if isinstance(codes, list) else (),
    )


def _reason(row: JournalRow) -> Reason:
    """The code of the web service."""
    code = row.content.get("reason")
    try:
        return Reason(code)
    except ValueError as error:
        raise _broken(row, f"reason {code!r}") from error


def _moment(row: JournalRow, text: object) -> datetime:
    return utc_of(str(text), f"journal row {row.seq}")


def _broken(row: JournalRow, detail: str) -> StoreError:
    return StoreError(StoreFault.BROKEN, f"journal row {row.seq}", f"{row.kind}: {detail}")
