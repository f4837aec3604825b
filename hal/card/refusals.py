"""Which cards have refused the PIN: the memory that keeps a till from blocking its own card.

The only thing about a card that outlives a call, and the reason is money: a blocked signature card
has to be bought again. Its two laws: a PIN that a card refused is not shown to that card again; a
VERIFY without a clear answer counts as a try that is gone.
"""

import threading
from collections.abc import Iterable
from typing import Protocol

REFUSING_CARDS_MAX = 256
TRIES_NEEDED = 2
# Every A-Trust RK card starts with three tries; used where a card does not tell its counter.
TRIES_ASSUMED = 3


#: A card by its number and the serial of its certificate.
CardName = tuple[str, str]


class RefusalNote(Protocol):
    """Where refusals outlive the process; it is about one PIN and never holds it."""

    def read(self) -> Iterable[CardName]:
        """The cards that refused this PIN, as far as the note can be read."""
        ...

    def write(self, refused: Iterable[CardName]) -> None:
        """Keep them; never raises: a disk that is full must not stop a signature."""
        ...


class PinRefusals:
    """Remembers refusals of one PIN by card number and certificate serial.

    While the process lives, and beyond that once it is told to `keep_in` a note. Give the same
    object to every `RksvCard` with the same PIN, also to those a factory makes anew after a hang,
    and a new object with a new PIN. Threads may share it: a call that was abandoned in a hang may
    still report what it learned.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused: set[CardName] = set()
        self._unanswered: dict[CardName, int] = {}
        self._note: RefusalNote | None = None

    def keep_in(self, note: RefusalNote) -> None:
        """Take over what `note` has kept, and keep there what comes."""
        with self._lock:
            self._note = note
            self._refused |= set(note.read())

    def forbids(self, card_number: str, serial: str, tries_left: int | None) -> str | None:
        """Say why the PIN must not be shown to this card now, or None when it may.

        Args:
            card_number: as in `CardIdentity`.
            serial: of the certificate, as in `CardIdentity`.
            tries_left: what the card tells, None if it does not.
        """
        card = (card_number, serial)
        with self._lock:
            if card in self._refused:
                return "this card has refused this PIN before"
            # Bounded memory: a till that has met this many refusing cards has a wrong PIN.
            if len(self._refused | self._unanswered.keys()) >= REFUSING_CARDS_MAX:
                return f"{REFUSING_CARDS_MAX} cards have refused this PIN"
            lost = self._unanswered.get(card, 0)
        left = TRIES_ASSUMED - lost if tries_left is None else tries_left
        if left < TRIES_NEEDED:
            told = "assumed" if tries_left is None else "told by the card"
            return f"tries left: {left} ({told}), needed: {TRIES_NEEDED}"
        return None

    def presenting(self, card_number: str, serial: str) -> None:
        """Note that the PIN is about to be shown: until it is answered, that try counts as gone."""
        card = (card_number, serial)
        with self._lock:
            self._unanswered[card] = self._unanswered.get(card, 0) + 1

    def accepted(self, card_number: str, serial: str) -> None:
        """Note that the card took the PIN, which restores its counter."""
        with self._lock:
            self._unanswered.pop((card_number, serial), None)

    def refused(self, card_number: str, serial: str) -> None:
        """Note that the card refused the PIN."""
        card = (card_number, serial)
        with self._lock:
            self._unanswered.pop(card, None)
            self._refused.add(card)
            self._keep()

    def forget(self) -> None:
        """Start anew when a person says so: the PUK has reset the counter, the PIN was set."""
        with self._lock:
            self._refused.clear()
            self._unanswered.clear()
            self._keep()

    def _keep(self) -> None:
        if self._note is not None:
            self._note.write(sorted(self._refused))
