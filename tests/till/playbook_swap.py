"""The card reader and the book of a stall that exchanges its signature card, for the playbook."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from firmware.till.acts import JournalKind
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.fiscal.requests import SignatureFailed, SignatureTried
from firmware.till.fiscal.swap_requests import (
    EnterCard,
    FindPlaces,
    FindSwap,
    FoundPlaces,
    FoundSwap,
    NewCard,
    PendingCard,
    ReadNewCard,
    Registration,
    SwapPlace,
    SwapWanted,
    TryNewCard,
)
from firmware.till.requests import Failed, Stored
from tests.till.playbook_office import SERIAL as OLD_SERIAL

#: What `@card new` puts in on the bench, too.
NEW_CARD = NewCard(
    serial="5c74927499fbc59f",
    family="CardOS 5.3",
    card_number="0102030405",
    holder="ATU12345678",
    valid_until=date(2035, 1, 1),
    vda_id="AT1",
)
OLD_CARD = replace(NEW_CARD, serial=OLD_SERIAL, objection="ist die alte")
#: By the word of `@card`; a card of another company is none that ever signs here.
CARDS = {
    "new": NEW_CARD,
    "old": OLD_CARD,
    "foreign": replace(NEW_CARD, serial="77", objection="fremde Firma"),
}

Row = tuple[str, Mapping[str, object]]
READER = SwapPlace(name="card", words="Kartenleser", is_service=False)
SERVICE = SwapPlace(name="atrust-online", words="a.sign RK Online", is_service=True)

Answer = FoundPlaces | FoundSwap | NewCard | SignatureFailed | SignatureTried | Stored | Failed


class PlaySwap:
    """Answers like `firmware.app.card_swap`; what is in the reader is set by the test."""

    def __init__(self) -> None:
        self.places = (READER,)
        self.inserted: NewCard | SignatureFailed = OLD_CARD
        self.in_use = OLD_SERIAL
        self.newest = "old"
        self.pin, self.tries_left = "123456", 3
        self.pending: PendingCard | None = None
        self.registration = Registration.OPEN
        self.is_full = False
        self._rows: list[Row] = []

    def insert(self, word: str, fault: DeviceFault) -> bool:
        """Somebody does `@card word`: whether the card in use is in then, else there is `fault`."""
        if word == "new":
            self.newest = word
        card = CARDS.get(self.newest if word == "insert" else word)
        self.inserted = card or SignatureFailed(fault=fault)
        return card is not None and card.serial == self.in_use

    def adopt(self) -> bool:
        """The row KARTENTAUSCH is written: whether the new card is in."""
        assert self.pending is not None, "entered before"
        self.in_use, self.pending = self.pending.card.serial, None
        return isinstance(self.inserted, NewCard) and self.inserted.serial == self.in_use

    def written(self) -> list[Row]:
        """What the app wrote since it was asked last."""
        rows, self._rows = self._rows, []
        return rows

    def answer(self, wanted: SwapWanted) -> Answer:
        """What the app would say."""
        match wanted:
            case FindPlaces():
                return FoundPlaces(places=self.places)
            case FindSwap():
                return FoundSwap(old_serial=self.in_use, pending=self._pending())
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
        content = {"serial": wanted.card.serial, "reason": wanted.reason.value}
        self._rows.append((JournalKind.ZERTIFIKAT, content))
        return Stored()
