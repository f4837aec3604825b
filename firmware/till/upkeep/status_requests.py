"""What the functions about the till itself want of the app: status, self test, closings."""

from dataclasses import dataclass
from datetime import datetime

from firmware.rksv.receipt import ReceiptKind
from firmware.till.upkeep.archive_requests import UNKNOWN, ArchiveFound


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
class SystemImage:
    """The system image below the till: `root_hash` (hex) follows from every byte of it."""

    version: str
    slot: str
    root_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TillStatus:
    """What stands on the status slip.

    `last_z` is the number of the last Z, None before the first; `image` is None where the till
    runs on none of ours. `last_left_utc` is when all receipts last left the
    till onto another medium, None if they never did; `archive` is how it goes with the archive.
    """

    version: str
    image: SystemImage | None
    certificate_serial: str
    is_signing: bool
    is_clock_trusted: bool
    last_number: int
    last_issued_at_utc: datetime
    last_z: int | None
    free_bytes: int
    last_left_utc: datetime | None = None
    archive: ArchiveFound = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainChecked:
    """So many receipts were looked at; `problem` is the first that was found, empty for none."""

    receipts: int
    problem: str = ""


StatusFound = TillStatus | ChainChecked
