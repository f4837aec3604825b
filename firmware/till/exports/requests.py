"""What the counter wants of the stick, and what it is told of it."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class ExportKind(Enum):
    """What is carried away; the value ends the name of its folder."""

    DEP7 = "dep7"
    JOURNAL = "journal"
    INSPECTION = "pruefung"
    COPY = "sicherung"
    OWNER = "abholung"
    ENDING = "schluss"


class StickStanding(Enum):
    """Whose stick it is: the owner's for this till, for another till, anybody's, or no use."""

    OWNER = "owner"
    OTHER_TILL = "other till"
    STRANGE = "strange"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class StickView:
    """The stick that is in; `free_bytes` may be a lie of its own."""

    standing: StickStanding
    is_writable: bool
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindExportDays:
    """Since when there is something to carry away: ExportDays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartExport:
    """Write `kind` onto the stick, of whole Austrian days (None: from the first, to today).

    Answered at once by ExportBegun or Failed; how it goes is told by events. Selling goes on. One
    for the owner (Z8) follows on one that goes on; and where no stick is in use it is Stored: one
    that was let go and is still in is mounted again, and served as if it were put in.
    """

    kind: ExportKind
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOwnerStick:
    """Make the stick that is in one of the owner for this till: Stored or Failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseStick:
    """Let go of the stick: Stored (it is being let go) or Failed; StickChanged tells when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekStick:
    """Have a stick that was let go and is still in mounted again: Stored, or Failed after a while.

    StickChanged tells of it before.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDays:
    """The Austrian day of the first receipt."""

    first: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportBegun:
    """It is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProgress:
    """How far it is: thousandths of the work, and seconds left as soon as they can be told."""

    kind: ExportKind
    per_mille: int
    left_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """How it ended.

    `error` says why there is none (German, up to 16 characters; `is_stick_at_fault`: E16), empty
    when all is on the medium, read back; `is_harmless`: nothing is wrong, there was nothing to
    carry away, or nobody wants it any more. `is_whole` is what the examination said of the books
    that were exported; they are exported also when it is not. `warning` is what the stick knows
    against the till (German, up to 16 characters). `may_pull`: the stick was let go.

    The others stand on the slip: the days that are in it (None: nobody says), rows of the journal,
    files, SHA-256 of the manifest in hex, whether a card sealed that, and what the examination
    found (German, one line each).
    """

    kind: ExportKind
    folder: str = ""
    receipts: int = 0
    is_whole: bool = True
    error: str = ""
    is_stick_at_fault: bool = False
    is_harmless: bool = False
    warning: str = ""
    may_pull: bool = False
    first: date | None = None
    last: date | None = None
    journal_rows: int = 0
    files: int = 0
    manifest: str = ""
    is_sealed: bool = True
    findings: tuple[str, ...] = ()


ExportWanted = FindExportDays | StartExport | MakeOwnerStick | ReleaseStick | SeekStick
ExportFound = ExportDays | ExportBegun
