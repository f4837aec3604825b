"""What the functions about signature and tax office want of the app."""

from dataclasses import dataclass
from datetime import datetime

from firmware.till.fiscal.fault import DeviceFault


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOutage:
    """The outage that waits for its Sammelbeleg: FoundOutage, or Missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrySignature:
    """A real signature over a text that is no receipt: SignatureTried, or SignatureFailed."""


FiscalWanted = FindOutage | TrySignature


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOutage:
    """An outage: its failed receipts, the certificate they name (hex), and the fault it began with.

    `is_settled` tells that the order to report it stands answered in the book.
    """

    began_at_utc: datetime
    first_number: int
    last_number: int
    count: int
    serial: str
    fault: DeviceFault = DeviceFault.BROKEN
    is_settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureTried:
    """The device signed, in so many milliseconds.

    `pin_tries_left` is None where it does not tell. `is_signed` is false where the card's policy
    forbids a test signature: then only its status was read.
    """

    milliseconds: int
    pin_tries_left: int | None
    is_signed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFailed:
    """The device did not sign, and why."""

    fault: DeviceFault
    pin_tries_left: int | None = None


FiscalFound = FoundOutage | SignatureTried | SignatureFailed
