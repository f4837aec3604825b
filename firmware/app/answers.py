"""What dialogues want of the book: looked up anew each time, kept nowhere."""

from typing import assert_never

from firmware.app.answers_figures import FigureAnswers
from firmware.rksv import machine_code
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import StoredReceipt
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.requests import (
    CheckPin,
    Failed,
    FindDays,
    FindOpening,
    FindPeriod,
    FindReceipt,
    FindReceipts,
    FindZ,
    Found,
    FoundReceipt,
    FoundReceipts,
    Missing,
    StorePin,
    Wanted,
)
from firmware.till.sale import Sale, from_content

#: What somebody bought something on.
SOLD = (ReceiptKind.STANDARD, ReceiptKind.STORNO, ReceiptKind.TRAINING)


class Answers:
    """Answers what the counter wants; only the loop asks."""

    def __init__(self, book: Reader) -> None:
        self._book = book
        self._figures = FigureAnswers(book)

    def answer(self, wanted: Wanted) -> Found:
        """What is wanted, or Missing, or Failed with the reason.

        Raises:
            StoreError: the book cannot be read.
        """
        match wanted:
            case CheckPin() | StorePin():
                return Failed(words="PIN geht nicht")
            case FindReceipt():
                return self._receipt(wanted.number)
            case FindReceipts():
                return FoundReceipts(receipts=tuple(self._receipts(wanted.count)))
            case FindPeriod() | FindDays() | FindZ() | FindOpening():
                return self._figure(wanted)
            case _:
                assert_never(wanted)

    def _figure(self, wanted: FindPeriod | FindDays | FindZ | FindOpening) -> Found:
        match wanted:
            case FindPeriod():
                return self._figures.period(wanted)
            case FindDays():
                return self._figures.days(wanted)
            case FindZ():
                return self._figures.closing(wanted)
            case FindOpening():
                return self._figures.opening()
            case _:
                assert_never(wanted)

    def _receipt(self, number: int | None) -> FoundReceipt | Missing:
        if number is None:
            sales = self._receipts(1)
            return sales[0] if sales else Missing()
        receipt = self._book.receipt(number)
        return Missing() if receipt is None else self._found(receipt)

    def _receipts(self, count: int) -> list[FoundReceipt]:
        """The last sales, newest first; zero receipts are passed over."""
        found: list[FoundReceipt] = []
        last = self._book.last_receipt()
        number = 0 if last is None else last.number
        while number > 0 and len(found) < count:
            receipt = self._book.receipt(number)
            if receipt is not None and receipt.kind in SOLD:
                found.append(self._found(receipt))
            number -= 1
        return found

    def _found(self, receipt: StoredReceipt) -> FoundReceipt:
        sale = from_content(receipt.content)
        voids = self._voids(receipt.number)
        return FoundReceipt(
            number=receipt.number,
            sale=sale,
            issued_at_utc=receipt.issued_at_utc,
            qr=machine_code.qr_from_jws(receipt.jws),
            voided_by=tuple(number for number, _ in voids),
            returned_milli=_returned(sale, [one for _, one in voids]),
            is_before_z=self._is_before_z(receipt),
        )

    def _voids(self, number: int) -> list[tuple[int, Sale]]:
        """The cancellations that name receipt `number`, oldest first."""
        result: list[tuple[int, Sale]] = []
        for row in self._book.journal(kind=JournalKind.STORNO):
            if row.content["original"] != number:
                continue
            void_number = row.content["number"]
            assert isinstance(void_number, int), "a STORNO row names its receipt"
            receipt = self._book.receipt(void_number)
            if receipt is not None:
                result.append((void_number, from_content(receipt.content)))
        return result

    def _is_before_z(self, receipt: StoredReceipt) -> bool:
        last_z = self._book.last_journal(JournalKind.Z)
        return last_z is not None and receipt.issued_at_utc <= last_z.at_utc


def _returned(sale: Sale, voids: list[Sale]) -> tuple[int, ...]:
    """How much of each line has come back, in thousandths (cancellations carry it negative)."""
    left = [line for one in voids for line in one.lines]
    returned: list[int] = []
    for line in sale.lines:
        back = 0
        for other in list(left):
            is_same = (other.name, other.unit_cents, other.group) == (
                line.name,
                line.unit_cents,
                line.group,
            )
            if is_same and back < abs(line.quantity_milli):
                back += abs(other.quantity_milli)
                left.remove(other)
        returned.append(back)
    return tuple(returned)
