"""The book of a playbook: answers what dialogues want, from the receipts that were issued."""

from datetime import datetime
from typing import assert_never

from firmware.rksv.receipt import ReceiptKind
from firmware.till.requests import (
    CheckPin,
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
    PinVerdict,
    Stored,
    StorePin,
    Wanted,
)
from firmware.till.sale import Sale
from tests.till.playbook_rows import Diary

#: Everybody's PIN at the playbook's stall is four times the clerk's number: 1111, 2222.
TRIES = 5


def pin_of(clerk: int) -> str:
    """The PIN of a clerk."""
    return str(clerk) * 4


class PlayBook:
    """Receipts by number, as the real book has them."""

    def __init__(self) -> None:
        self.receipts: dict[int, FoundReceipt] = {}
        self.wrong_pins = 0
        #: What lies on the scale: grams, and whether it is at rest.
        self.scale = (0, True)
        self.diary = Diary()

    def keep(self, number: int, sale: Sale, at_utc: datetime) -> None:
        """A receipt was issued."""
        self.receipts[number] = FoundReceipt(
            number=number, sale=sale, issued_at_utc=at_utc, qr=f"_R1-AT1_GRAZ-01_{number}_"
        )

    def answer(self, wanted: Wanted) -> Found:
        """As firmware.app.answers does."""
        match wanted:
            case CheckPin():
                return self._pin(wanted)
            case StorePin():
                return Stored()
            case FindReceipt():
                return self._receipt(wanted.number)
            case FindReceipts():
                return FoundReceipts(receipts=tuple(self._sales())[: wanted.count])
            case FindPeriod() | FindDays() | FindZ() | FindOpening():
                return self.diary.answer(wanted)
            case _:
                assert_never(wanted)

    def _pin(self, wanted: CheckPin) -> PinVerdict:
        clerk = 1 if wanted.clerk is None else wanted.clerk
        if wanted.pin == pin_of(clerk):
            return PinVerdict(clerk=clerk)
        self.wrong_pins += 1
        return PinVerdict(clerk=None, tries_left=TRIES - self.wrong_pins)

    def _sales(self) -> list[FoundReceipt]:
        sold = (ReceiptKind.STANDARD, ReceiptKind.TRAINING, ReceiptKind.STORNO)
        found = [one for one in self.receipts.values() if one.sale.kind in sold]
        return sorted(found, key=lambda one: -one.number)

    def _receipt(self, number: int | None) -> Found:
        if number is None:
            sales = self._sales()
            return sales[0] if sales else Missing()
        return self.receipts.get(number, Missing())
