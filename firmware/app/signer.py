"""The card as the till uses it: one caller at a time, the card's whole deadline for each.

Two threads want the card: the loop for a receipt, the card's feeder for a probe. A receipt waits
for a probe, never longer than for the card itself; the card's deadline begins when it is free, so
that no sale pays for a probe with an outage. A probe nobody waits for does not wait either: that
the card was taken says nothing of it.
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

#: As long is the card waited for before the receipt is issued without it (§ 17 Abs 4).
CARD_DEADLINE_S = 3.0
#: Where no test signature is allowed, a device that looked well and did not sign is believed again
#: after this long, and twice as long each further time: each belief may cost a failed Sammelbeleg.
BELIEF_PAUSE_S = 60.0
LONGEST_PAUSE_S = 3600.0
_NOT_A_RECEIPT = b"standlkassa test signature"
_PIN_FAULTS = (Fault.PIN_WRONG, Fault.PIN_BLOCKED)


class TakenError(HalError):
    """Another call of this till has the card: it was not asked, and nothing is known of it."""

    def __init__(self) -> None:
        super().__init__(Fault.BUSY, "card", "another call of this till still has it")


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
        """The 64 bytes of a signature over `digest`, `CARD_DEADLINE_S` after the card is free.

        Raises:
            HalError: as `SignatureCard.sign`.
            TakenError: another call held the card for `CARD_DEADLINE_S`.
        """
        try:
            with self._alone(CARD_DEADLINE_S), self._remembering_fault():
                signature = self._card.sign(digest, CARD_DEADLINE_S)
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

        Where that is not allowed: whether it is there, ours, and its PIN not blocked. Somebody
        asked: another call is waited for as by a receipt, and one that does not end is a fault.
        """
        try:
            return self._probe(CARD_DEADLINE_S)
        except TakenError as error:
            self.fault, self.tries_left = error.fault.value, None
            return False

    def probe_if_free(self) -> bool:
        """As `probe`, at once.

        Raises:
            TakenError: as it says; what is known of the card stays as it was.
        """
        return self._probe(0.0)

    def _probe(self, patience_s: float) -> bool:
        try:
            with self._alone(patience_s):
                self._test()
        except TakenError:
            raise
        except HalError as error:
            log.info("card probe failed", fault=error.fault.value, detail=error.detail)
            is_about_pin = error.fault in _PIN_FAULTS
            self.tries_left = self.pin_tries_left() if is_about_pin else None
            return False
        self.tries_left = None
        return self.may_test or self._monotonic_s() >= self._believed_from_s

    def _test(self) -> None:
        fault = self.fault
        with self._remembering_fault():
            if self.may_test:
                self._card.sign(sha256(_NOT_A_RECEIPT + os.urandom(16)).digest(), CARD_DEADLINE_S)
            elif self._card.identify(CARD_DEADLINE_S).pin_tries_left == 0:
                raise HalError(Fault.PIN_BLOCKED, "card", "no try left")
        if not self.may_test:
            # It looks well; that it did not sign is still what is known of it.
            self.fault = fault

    def identify(self) -> CardIdentity:
        """What the device says of itself; what a receipt finds out is not touched by it.

        Raises:
            HalError: as `SignatureCard.identify`; BUSY when another call has it.
        """
        with self._alone(CARD_DEADLINE_S):
            return self._card.identify(CARD_DEADLINE_S)

    def pin_tries_left(self) -> int | None:
        """How often the PIN may still be wrong; None when the card does not tell, or nothing.

        Only asked for: no try is used up.
        """
        try:
            with self._alone(CARD_DEADLINE_S):
                return self._card.identify(CARD_DEADLINE_S).pin_tries_left
        except HalError as error:
            log.info("card not identified", fault=error.fault.value, detail=error.detail)
            return None

    @contextmanager
    def _alone(self, patience_s: float) -> Iterator[None]:
        if not self._lock.acquire(timeout=patience_s):
            raise TakenError
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
