"""What reports and the Z want of the book: figures, folded from the rows of a period."""

from datetime import UTC, date, datetime, time

import msgspec

from firmware.finanzonline.order import Act
from firmware.rksv.receipt import ReceiptKind
from firmware.store import seal
from firmware.store.entry import JournalRow
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.sync.dossier import is_done
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.closing import reckoning, zreport
from firmware.till.closing.zreport import ZReport
from firmware.till.requests import (
    FindDays,
    FindPeriod,
    FindZ,
    FoundDays,
    FoundOpening,
    FoundPeriod,
    FoundZ,
    Missing,
)
from firmware.till.sales.sale import checked_year, from_content


class FigureAnswers:
    """Figures of the open period, of days, of a Z.

    Every method may raise StoreError: BROKEN, when the book cannot be read, or a row of it is not
    as this firmware writes it.
    """

    def __init__(self, book: Reader) -> None:
        self._book = book

    def period(self, wanted: FindPeriod) -> FoundPeriod:
        """All rows since the last Z; never none, for a till that runs has written its START."""
        last, first_seq = self._last_z()
        rows = list(self._book.journal(first_seq))
        tail = self._book.last_journal()
        assert tail is not None, "a commissioned book has rows"
        try:
            period = zreport.open_period(
                rows or [tail],
                last,
                anchor=tail.hash,
                is_training=wanted.is_training,
                clerk=wanted.clerk,
            )
        except (msgspec.ValidationError, KeyError) as error:
            raise _broken(f"journal since {first_seq}", error) from error
        return FoundPeriod(period=period)

    def days(self, wanted: FindDays) -> FoundDays:
        """Whole days; a receipt belongs to the day it was issued on, any other row to its own."""
        rows = self._book.journal_since(_midnight(wanted.first))
        chosen = (row for row in rows if wanted.first <= reckoning.day_of(row) <= wanted.last)
        try:
            return FoundDays(figures=reckoning.reckon(chosen))
        except (msgspec.ValidationError, KeyError) as error:
            raise _broken(f"journal of {wanted.first} to {wanted.last}", error) from error

    def closing(self, wanted: FindZ) -> FoundZ | Missing:
        """The Z of a number, or the last."""
        row = self._book.last_journal(JournalKind.Z)
        if row is not None and wanted.number is not None:
            rows = self._book.journal(kind=JournalKind.Z)
            row = next((one for one in rows if one.content["number"] == wanted.number), None)
        if row is None:
            return Missing()
        anchor = zreport.Anchor(seq=row.seq, text=seal.anchor(row.seq, row.hash))
        return FoundZ(report=_report(row), anchor=anchor)

    def opening(self) -> FoundOpening:
        """How the open period began."""
        last, first_seq = self._last_z()
        declared = self._book.journal(first_seq, kind=JournalKind.ANFANGSBESTAND)
        sales = (
            row
            for row in self._book.journal(first_seq, kind=JournalKind.BELEG)
            if reckoning.is_turnover(row)
        )
        first_sale = next(sales, None)
        return FoundOpening(
            last_number=None if last is None else last.number,
            carried_cents=0 if last is None else last.left_cents,
            is_opened=any(not row.content.get("training") for row in declared),
            first_sale_utc=None if first_sale is None else first_sale.at_utc,
            unchecked_year=self._unchecked_year(),
        )

    def _unchecked_year(self) -> int | None:
        """The year of the last Jahresbeleg, until FinanzOnline has checked it.

        One in failure form can be checked by nobody: of it a copy was printed, or not.
        """
        receipt = self._book.last_closing(ReceiptKind.JAHRESBELEG.value)
        if receipt is None:
            return None
        number = receipt.number
        is_checked = receipt.is_signed and is_done(self._book, f"{Act.BELEGPRUEFUNG}:{number}")
        if is_checked or (not receipt.is_signed and self._is_copied(number)):
            return None
        try:
            return checked_year(from_content(receipt.content))
        except msgspec.ValidationError as error:
            raise _broken(f"receipt {receipt.number}", error) from error

    def _is_copied(self, number: int) -> bool:
        copies = self._book.journal(kind=JournalKind.KOPIE)
        return any(row.content.get("number") == number for row in copies)

    def _last_z(self) -> tuple[ZReport | None, int]:
        """The last Z, and the first row after it."""
        row = self._book.last_journal(JournalKind.Z)
        return (None, 1) if row is None else (_report(row), row.seq + 1)


def _report(row: JournalRow) -> ZReport:
    try:
        return zreport.from_content(row.content)
    except msgspec.ValidationError as error:
        raise _broken(f"journal row {row.seq}", error) from error


def _broken(place: str, error: Exception) -> StoreError:
    return StoreError(StoreFault.BROKEN, place, str(error))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), texts.VIENNA).astimezone(UTC)
