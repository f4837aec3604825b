"""What the counter wants done: imperative, carried out in order by `firmware.app`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from firmware.till.acts import JournalKind
from firmware.till.papers.paper import Paper
from firmware.till.requests import Wanted
from firmware.till.sales.sale import Sale
from firmware.till.sounds import Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write a journal row (committed before the next effect)."""

    kind: JournalKind
    clerk: int | None
    content: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Issue a receipt; answered by ReceiptStored or IssueRefused before any other event.

    `records` are committed together with the receipt.
    """

    sale: Sale
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintReceipt:
    """Print a stored receipt; None is the last one. A copy says BELEGKOPIE."""

    number: int | None
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReceipt:
    """Journal that the code of a receipt is on the display; `is_instead` of paper.

    With `is_link` it leads to the archive: the row that makes the link known comes before, and the
    receipt is sent at once. Answered by LinkRefused where the book takes no such row.
    """

    number: int
    is_instead: bool
    is_link: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPrint:
    """Forget the paper of a receipt that waits for the printer: it was handed over otherwise."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPaper:
    """Push out some empty lines."""

    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoDown:
    """End in order; the machine starts the till anew, or switches itself off."""

    is_restart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPaper:
    """Print a slip that is no receipt."""

    paper: Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Ask or do what a dialogue wants; answered by Answered before any other event."""

    wanted: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDrawer:
    """Send the pulse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Sound a tune."""

    sound: Sound


Effect = (
    Record
    | Issue
    | PrintReceipt
    | ShowReceipt
    | DropPrint
    | FeedPaper
    | PrintPaper
    | Request
    | GoDown
    | OpenDrawer
    | Play
)
