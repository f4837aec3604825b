"""What the writers of an export see, and what they are to whoever puts a folder together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Protocol

from firmware.export.package.manifest import Span
from firmware.store.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What of a book an export shows.

    `receipts` and `journal` are the numbers and seqs it holds (first 0: none), of whole Austrian
    days `first_day` to `last_day`. `previous_hash` is that of the row before the first one (64
    zeros before row 1), so that the chain can be followed from the start. `firm` are the lines of
    the header, for what is printed. The book may grow while it is read: only the spans count.

    `moved` is to be called with how many rows were read since the last call, at least every few
    hundred; it may raise, when the stick is gone or the till goes down.
    """

    book: Reader
    register_id: str
    firm: tuple[str, ...]
    program: str
    made_at_utc: datetime
    first_day: date
    last_day: date
    receipts: Span
    journal: Span
    previous_hash: str
    moved: Callable[[int], None]


class Write(Protocol):
    """Writes one file, streamed: memory does not grow with the book."""

    def __call__(self, sight: Sight, out: BinaryIO) -> None:
        """Write what `sight` shows.

        Raises:
            StoreError: the book cannot be read.
            OSError: of `out`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of an export: its name below the folder (`csv/belege.csv`), and who writes it."""

    name: str
    write: Write
