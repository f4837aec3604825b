"""What the functions about the till itself want of the app: status, self test, closings."""

from dataclasses import dataclass
from datetime import datetime

from firmware.rksv.receipt import ReceiptKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FindStatus:
    """How the till is: TillStatus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindClosing:
    """The last receipt of `kind`: FoundReceipt, or Missing."""

    kind: ReceiptKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChain:
    """The last receipts and rows once more: ChainChecked."""


StatusWanted = FindStatus | FindClosing | CheckChain


@dataclass(frozen=True, slots=True, kw_only=True)
class TillStatus:
    """What stands on the status slip.

    `last_z` is the number of the last Z, None before the first; `image` names the system image,
    empty where the till runs on none of ours.
    """

    version: str
    image: str
    certificate_serial: str
    is_signing: bool
    is_clock_trusted: bool
    last_number: int
    last_issued_at_utc: datetime
    last_z: int | None
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainChecked:
    """So many receipts were looked at; `problem` is the first that was found, empty for none."""

    receipts: int
    problem: str = ""


StatusFound = TillStatus | ChainChecked
