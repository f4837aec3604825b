"""The PIN of each card: that of the credentials, and those typed for cards that came later (F 68).

The credentials systemd hands over cannot be written by the till, so a later card's PIN is kept in
the till's own folder, for its owner only, under the serial of that card.
"""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from firmware.app import credentials
from firmware.app.pin_note import PIN_NOTE, PinNote, pin_mark
from hal.card.refusals import PinRefusals

#: In the data folder, beside the book.
FOLDER: Final = credentials.OWN_FOLDER


@dataclass(frozen=True, slots=True)
class CardPin:
    """A PIN with the memory of the cards that refused it; its text is in no representation."""

    pin: bytes
    refusals: PinRefusals

    def __repr__(self) -> str:
        """Without the PIN."""
        return "CardPin(...)"


class CardPins:
    """Which PIN a card gets; any thread may ask, the loop changes it."""

    def __init__(self, first: bytes) -> None:
        """`first` is the PIN of the credentials, for every card that has none of its own."""
        self._first = CardPin(first, PinRefusals())
        self._own: dict[str, CardPin] = {}
        self._offered: dict[str, CardPin] = {}
        # Also those no card took: what one has refused is not forgotten over another.
        self._typed: list[CardPin] = []
        self._folder: Path | None = None
        self._aes_key = b""
        self._lock = Lock()

    def open(self, data: Path, aes_key: bytes) -> None:
        """Take over what is kept in the data folder: refusals, and the PINs of later cards.

        Raises:
            CredentialError: a kept PIN is readable by others, or none.
        """
        self._folder, self._aes_key = data / FOLDER, aes_key
        self._first.refusals.keep_in(PinNote(data / PIN_NOTE, pin_mark(self._first.pin, aes_key)))
        for serial, pin in credentials.read_later_pins(self._folder).items():
            self._own[serial] = self._noted(serial, pin)

    def of(self, serial: str | None) -> CardPin:
        """The PIN to show to the card with this serial."""
        with self._lock:
            if serial is None:
                return self._first
            return self._offered.get(serial) or self._own.get(serial) or self._first

    def offer(self, serial: str, pin: bytes) -> None:
        """Try `pin` for this card from now on; the same text keeps its memory of refusals."""
        with self._lock:
            known = (*self._own.values(), self._first, *self._typed)
            same = next((one for one in known if one.pin == pin), None)
            if same is None:
                same = CardPin(pin, PinRefusals())
                self._typed.append(same)
            self._offered[serial] = same

    def keep(self, serial: str) -> None:
        """The card took what was offered: it is its PIN, also after a restart.

        Raises:
            CredentialError: it cannot be written.
        """
        offered = self._offered.get(serial)
        if offered is None or offered is self._first:
            return
        assert self._folder is not None, "a till that swaps cards is in operation"
        credentials.write_later_pin(self._folder, serial, offered.pin)
        with self._lock:
            self._own[serial] = self._noted(serial, offered.pin)
            del self._offered[serial]

    def _noted(self, serial: str, pin: bytes) -> CardPin:
        assert self._folder is not None, "opened"
        kept = CardPin(pin, PinRefusals())
        note = self._folder / f"{Path(PIN_NOTE).stem}-{serial}.json"
        kept.refusals.keep_in(PinNote(note, pin_mark(pin, self._aes_key)))
        return kept
