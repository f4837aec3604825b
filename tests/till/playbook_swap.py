"""The card reader and the book of a stall that exchanges its signature card, for the playbook."""

from datetime import date

from firmware.till.fiscal.fault import DeviceFault
from firmware.till.fiscal.requests import SignatureFailed, SignatureTried
from firmware.till.fiscal.swap_requests import (
    EnterCard,
    FindSwap,
    FoundSwap,
    NewCard,
    PendingCard,
    ReadNewCard,
    Registration,
    SwapWanted,
    TryNewCard,
)
from firmware.till.requests import Failed, Stored

OLD_SERIAL = "5f1e"
NEW_CARD = NewCard(
    serial="68a8cf0883f90c61",
    family="CardOS 5.3",
    card_number="0102030405",
    holder="ATU12345678",
    valid_until=date(2031, 5, 31),
    vda_id="AT1",
)

Answer = FoundSwap | NewCard | SignatureFailed | SignatureTried | Stored | Failed


class PlaySwap:
    """Answers like `firmware.app.card_swap`; what is in the reader is set by the test."""

    def __init__(self) -> None:
        self.inserted: NewCard | SignatureFailed = NEW_CARD
        self.pin, self.tries_left = "123456", 3
        self.pending: PendingCard | None = None
        self.registration = Registration.OPEN
        self.is_full = False

    def answer(self, wanted: SwapWanted) -> Answer:
        """What the app would say."""
        match wanted:
            case FindSwap():
                return FoundSwap(old_serial=OLD_SERIAL, pending=self._pending())
            case ReadNewCard():
                return self.inserted
            case TryNewCard():
                return self._tried(wanted)
            case EnterCard():
                return self._entered(wanted)

    def _pending(self) -> PendingCard | None:
        if self.pending is None:
            return None
        card, reason = self.pending.card, self.pending.reason
        return PendingCard(card=card, reason=reason, registration=self.registration)

    def _tried(self, wanted: TryNewCard) -> SignatureTried | SignatureFailed:
        if isinstance(self.inserted, SignatureFailed):
            return self.inserted
        if self.inserted.serial != wanted.serial:
            return SignatureFailed(fault=DeviceFault.WRONG_CARD)
        if wanted.pin not in (None, "", self.pin):
            self.tries_left -= 1
            fault = DeviceFault.PIN_WRONG if self.tries_left else DeviceFault.PIN_BLOCKED
            return SignatureFailed(fault=fault, pin_tries_left=self.tries_left)
        return SignatureTried(milliseconds=480, pin_tries_left=self.tries_left)

    def _entered(self, wanted: EnterCard) -> Stored | Failed:
        if self.is_full:
            return Failed(words="Speicher voll")
        self.pending = PendingCard(
            card=wanted.card, reason=wanted.reason, registration=self.registration
        )
        return Stored()
