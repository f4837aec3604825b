"""The signature card: who it is, and 64 bytes for a digest, or a named refusal in time."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CardIdentity:
    """What a card says of itself.

    `certificate` is the DER of the signature certificate, cut to its own length; `serial` its
    number in lower-case hex without leading zeros (the text of field 11); `family` the card
    generation recognised by its ATR; `card_number` the number printed on the card (CIN), in hex,
    empty where the card says that it has none; `pin_tries_left` is None where the card does not
    tell. A service on the net has its own name as family, its user as card number, and says the
    DER of the issuers as `chain`, which no card holds.
    """

    certificate: bytes
    serial: str
    family: str
    card_number: str
    pin_tries_left: int | None
    chain: tuple[bytes, ...] = ()


class SignatureCard(Protocol):
    """One attempt, one deadline, no cached state: every call finds the card anew."""

    def identify(self, deadline_s: float) -> CardIdentity:
        """Read the card.

        Raises:
            HalError: ABSENT (no reader, no card), BUSY (another program has it), WRONG_CARD
                (unknown ATR, no certificate, not the expected one), TIMEOUT, BROKEN.
        """
        ...

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        """Sign a 32-byte SHA-256 digest; returns r and s, 64 bytes, big endian (RKSV Anlage Z 6).

        Raises:
            HalError: as `identify`, and PIN_WRONG or PIN_BLOCKED. After PIN_WRONG the same PIN is
                never presented again to the same card.
        """
        ...


class Reader(Protocol):
    """What the card driver speaks: one card in one slot, bytes in and out (ISO 7816-4)."""

    def connect(self) -> bytes:
        """Power the card, take it for oneself (exclusive), return its ATR.

        Raises:
            HalError: ABSENT or BUSY or BROKEN.
        """
        ...

    def transmit(self, command: bytes) -> bytes:
        """One command APDU in, one response APDU (data and SW, at least 2 bytes) out.

        May block without limit when a card hangs: the driver above guards with its deadline.

        Raises:
            HalError: ABSENT when the card or reader went away, BROKEN on an answer that is none.
        """
        ...

    def disconnect(self) -> None:
        """Let go of card and context; never raises; the next `connect` starts from nothing."""
        ...

    def distrust(self) -> None:
        """The card answered strangely: the next `connect` takes its power away first."""
        ...
