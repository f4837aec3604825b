"""The card as the till uses it: one caller at a time, one deadline for the customer.

Two threads want the card: the loop for a receipt, the card's feeder for a probe. Whoever comes
second waits, but never longer than a customer waits for the card itself.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import Lock

import structlog

from hal.card.port import SignatureCard
from hal.errors import Fault, HalError

log = structlog.get_logger()

#: The longest a customer waits for the card before the receipt is issued without it (§ 17 Abs 4).
CARD_DEADLINE_S = 3.0
_NOT_A_RECEIPT = b"standlkassa test signature"


class Signer:
    """Signs digests; `fault` says why the last try gave nothing, empty after one that did."""

    def __init__(self, card: SignatureCard, monotonic_s: Callable[[], float]) -> None:
        self._card = card
        self._monotonic_s = monotonic_s
        self._lock = Lock()
        self.fault = ""

    def sign(self, digest: bytes) -> bytes:
        """The 64 bytes of a signature over `digest`, within `CARD_DEADLINE_S` all in all.

        Raises:
            HalError: as `SignatureCard.sign`; BUSY when a probe holds the card all that time.
        """
        end_s = self._monotonic_s() + CARD_DEADLINE_S
        with self._alone(), self._remembering_fault():
            return self._card.sign(digest, max(0.0, end_s - self._monotonic_s()))

    def probe(self) -> bool:
        """Whether the card signs: a real signature over a text that is no receipt."""
        digest = sha256(_NOT_A_RECEIPT + os.urandom(16)).digest()
        try:
            self.sign(digest)
        except HalError as error:
            log.info("card probe failed", fault=error.fault.value, detail=error.detail)
            return False
        return True

    def pin_tries_left(self) -> int | None:
        """How often the PIN may still be wrong; None when the card does not tell, or nothing.

        Only asked for: no try is used up.
        """
        try:
            with self._alone():
                return self._card.identify(CARD_DEADLINE_S).pin_tries_left
        except HalError as error:
            log.info("card not identified", fault=error.fault.value, detail=error.detail)
            return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=CARD_DEADLINE_S):
            raise HalError(Fault.BUSY, "card", "another call of this till still has it")
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def _remembering_fault(self) -> Iterator[None]:
        try:
            yield
        except HalError as error:
            self.fault = error.fault.value
            raise
        self.fault = ""
