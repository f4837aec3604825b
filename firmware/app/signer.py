"""The card as the till uses it: one caller at a time, one deadline for the customer.

Two threads want the card: the loop for a receipt, the card's feeder for a probe. Whoever comes
second waits, but never longer than a customer waits for the card itself.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import Lock

from firmware.process.logs import get_logger
from hal.card.port import CardIdentity, SignatureCard
from hal.errors import Fault, HalError

log = get_logger()

#: The longest a customer waits for the card before the receipt is issued without it (§ 17 Abs 4).
CARD_DEADLINE_S = 3.0
#: Where no test signature is allowed, a device that looked well and did not sign is believed again
#: after this long, and twice as long each further time: each belief may cost a failed Sammelbeleg.
BELIEF_PAUSE_S = 60.0
LONGEST_PAUSE_S = 3600.0
_NOT_A_RECEIPT = b"standlkassa test signature"
_PIN_FAULTS = (Fault.PIN_WRONG, Fault.PIN_BLOCKED)


class Signer:
    """Signs digests; `fault` says why the last try gave nothing, empty after one that did.

    `tries_left` is what the device told of its PIN when that was the fault. With `may_test` false
    its policy forbids test signatures: a probe then only reads who it is and the PIN's counter.
    """

    def __init__(
        self, card: SignatureCard, monotonic_s: Callable[[], float], *, may_test: bool = True
    ) -> None:
        self._card = card
        self._monotonic_s = monotonic_s
        self._lock = Lock()
        self._believed_from_s = 0.0
        self._pause_s = BELIEF_PAUSE_S
        self.may_test = may_test
        self.fault = ""
        self.tries_left: int | None = None

    def sign(self, digest: bytes) -> bytes:
        """The 64 bytes of a signature over `digest`, within `CARD_DEADLINE_S` all in all.

        Raises:
            HalError: as `SignatureCard.sign`; BUSY when a probe holds the card all that time.
        """
        end_s = self._monotonic_s() + CARD_DEADLINE_S
        try:
            with self._alone(), self._remembering_fault():
                signature = self._card.sign(digest, max(0.0, end_s - self._monotonic_s()))
        except HalError as error:
            # Also that another call had it: the card itself was not asked then.
            self.fault = error.fault.value
            self._believed_from_s = self._monotonic_s() + self._pause_s
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
            raise
        self._believed_from_s, self._pause_s = 0.0, BELIEF_PAUSE_S
        return signature

    def probe(self) -> bool:
        """Whether the card signs: a real signature over a text that is no receipt.

        Where that is not allowed: whether it is there, ours, and its PIN not blocked.
        """
        try:
            if self.may_test:
                self.sign(sha256(_NOT_A_RECEIPT + os.urandom(16)).digest())
            else:
                self._look()
        except HalError as error:
            log.info("card probe failed", fault=error.fault.value, detail=error.detail)
            is_about_pin = error.fault in _PIN_FAULTS
            self.tries_left = self.pin_tries_left() if is_about_pin else None
            return False
        self.tries_left = None
        return self.may_test or self._monotonic_s() >= self._believed_from_s

    def _look(self) -> None:
        fault = self.fault
        with self._alone(), self._remembering_fault():
            identity = self._card.identify(CARD_DEADLINE_S)
            if identity.pin_tries_left == 0:
                raise HalError(Fault.PIN_BLOCKED, "card", "no try left")
        # It looks well; that it did not sign is still what is known of it.
        self.fault = fault

    def identify(self) -> CardIdentity:
        """What the device says of itself; what a receipt finds out is not touched by it.

        Raises:
            HalError: as `SignatureCard.identify`; BUSY when another call has it.
        """
        with self._alone():
            return self._card.identify(CARD_DEADLINE_S)

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
