"""What dialogues want to know of receipts and vouchers: found in the book, kept nowhere."""

from collections.abc import Callable, Iterable

from firmware.rksv import machine_code
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import JournalRow, StoredReceipt
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.requests import (
    FindReceipt,
    FindReceipts,
    FindVoucher,
    Found,
    FoundReceipt,
    FoundReceipts,
    FoundVoucher,
    Missing,
)
from firmware.till.sales.basket import LineKind
from firmware.till.sales.sale import Sale, from_content

#: What somebody bought something on.
SOLD = (ReceiptKind.STANDARD, ReceiptKind.STORNO, ReceiptKind.TRAINING)


class ReceiptAnswers:
    """Finds receipts with what was cancelled of them; `link` leads to one in the archive."""

    def __init__(self, book: Reader, link: Callable[[int], str]) -> None:
        self._book = book
        self._link = link

    def answer(self, wanted: FindReceipt | FindReceipts | FindVoucher) -> Found:
        """One receipt, the last of them, or a voucher."""
        match wanted:
            case FindReceipt():
                return self.receipt(wanted.number)
            case FindReceipts():
                return self.receipts(wanted.count)
            case FindVoucher():
                return self.voucher(wanted)

    def receipt(self, number: int | None) -> FoundReceipt | Missing:
        """The receipt of that number, or the last that somebody bought something on."""
        if number is None:
            sales = self.receipts(1).receipts
            return sales[0] if sales else Missing()
        receipt = self._book.receipt(number)
        return Missing() if receipt is None else self._found(receipt)

    def last_closing(self, kind: ReceiptKind) -> FoundReceipt | Missing:
        """The last Monatsbeleg or Jahresbeleg."""
        receipt = self._book.last_closing(kind.value)
        return Missing() if receipt is None else self._found(receipt)

    def receipts(self, count: int) -> FoundReceipts:
        """The last sales, newest first; zero receipts are passed over."""
        found: list[FoundReceipt] = []
        last = self._book.last_receipt()
        number = 0 if last is None else last.number
        while number > 0 and len(found) < count:
            receipt = self._book.receipt(number)
            if receipt is not None and receipt.kind in SOLD:
                found.append(self._found(receipt))
            number -= 1
        return FoundReceipts(receipts=tuple(found))

    def voucher(self, wanted: FindVoucher) -> FoundVoucher | Missing:
        """A voucher by all its rows; practice has vouchers of its own.

        With all its sales cancelled and nothing ever bought with it, it is as never sold.
        """
        rows = [
            row
            for row in self._book.journal(kind=JournalKind.GUTSCHEIN)
            if row.content["voucher"] == wanted.number
            and bool(row.content.get("training")) is wanted.is_training
        ]
        left_cents = sum(_int(row, "amount_cents") for row in rows)
        if left_cents == 0 and not any(self._is_redeeming(row) for row in rows):
            return Missing()
        return FoundVoucher(left_cents=left_cents)

    def _is_redeeming(self, row: JournalRow) -> bool:
        """Whether something was bought: a cancelled sale takes as much off the voucher."""
        if _int(row, "amount_cents") > 0:
            return False
        receipt = self._book.receipt(_int(row, "number"))
        return receipt is None or from_content(receipt.content).original is None

    def _found(self, receipt: StoredReceipt) -> FoundReceipt:
        sale = from_content(receipt.content)
        voids = self._voids(receipt.number)
        return FoundReceipt(
            number=receipt.number,
            sale=sale,
            issued_at_utc=receipt.issued_at_utc,
            qr=machine_code.qr_from_jws(receipt.jws),
            link=self._link(receipt.number),
            voided_by=tuple(number for number, _ in voids),
            voids=tuple(one for _, one in voids),
            is_before_z=self._is_before_z(receipt),
            used_vouchers=self._used_vouchers(sale, [one for _, one in voids]),
        )

    def _voids(self, number: int) -> list[tuple[int, Sale]]:
        """The cancellations that name receipt `number`, oldest first."""
        result: list[tuple[int, Sale]] = []
        # Nothing is cancelled before it is issued; of years before, not a row is read.
        first_seq = self._book.receipt_seq(number) or 1
        for row in self._book.journal(first_seq, kind=JournalKind.STORNO):
            if row.content["original"] != number:
                continue
            void_number = row.content["number"]
            assert isinstance(void_number, int), "a STORNO row names its receipt"
            receipt = self._book.receipt(void_number)
            if receipt is not None:
                result.append((void_number, from_content(receipt.content)))
        return result

    def _used_vouchers(self, sale: Sale, voids: Iterable[Sale]) -> tuple[str, ...]:
        """Vouchers sold here, and not taken back by `voids`, with less left than they cost."""
        is_training = sale.kind is ReceiptKind.TRAINING
        # One that came back may be somebody else's by now.
        back = {origin.line for void in voids for origin in void.origins}
        used: list[str] = []
        for number, line in enumerate(sale.lines):
            if line.kind is LineKind.VOUCHER and number not in back:
                wanted = FindVoucher(number=line.voucher, is_training=is_training)
                found = self.voucher(wanted)
                if isinstance(found, FoundVoucher) and found.left_cents < line.total_cents:
                    used.append(line.voucher)
        return tuple(used)

    def _is_before_z(self, receipt: StoredReceipt) -> bool:
        last_z = self._book.last_journal(JournalKind.Z)
        return last_z is not None and receipt.issued_at_utc <= last_z.at_utc


def _int(row: JournalRow, name: str) -> int:
    value = row.content[name]
    assert isinstance(value, int), "a GUTSCHEIN row has an amount and the number of a receipt"
    return value
