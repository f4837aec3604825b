"""The rows of the journal as its files tell them: streamed, each with what the ones before say.

The Bearbeitungstag of a row is the number of the Z that closes its period: rows up to and including
a Z belong to that Z, those behind the last one to the Z that is to come.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from firmware.export.package.part import Sight
from firmware.export.tables.cells import local_time
from firmware.export.tables.clerks import Clerks
from firmware.export.tables.kinds import words_of
from firmware.export.tables.passing import told
from firmware.export.tables.telling import Told, tell
from firmware.store.canonical import Json
from firmware.store.reader import Reader
from firmware.store.row import JournalCells
from firmware.till.acts import JournalKind

FIRST_Z: Final = 1
PERIOD_MEANING: Final = (
    "Nummer des Z (Tagesabschlusses), zu dem die Zeile gehört; nach dem letzten Z die des nächsten"
)


def number_of(content: Mapping[str, Json]) -> int | None:
    """The number of a Z, if its row has one."""
    number = content.get("number")
    return number if type(number) is int else None


class ToldRow(msgspec.Struct, frozen=True, gc=False):
    """A row: the texts of the book, then what they mean; `local` is empty where it is no time."""

    seq: int
    at_utc: str
    uuid: str
    clerk: int | None
    kind: str
    content: str
    hash: str
    local: str
    clerk_name: str
    name: str
    is_business: bool
    period: int
    told: Told

    @property
    def time(self) -> str | None:
        """The moment for a column of times, if it is one."""
        return self.at_utc if self.local else None


class Periods:
    """Which Z a row belongs to, asked in the order of the rows."""

    def __init__(self, book: Reader, first_seq: int) -> None:
        """Begin with the row `first_seq`.

        Raises:
            StoreError: the book cannot be read.
        """
        self.number = FIRST_Z
        for row in book.journal(1, first_seq - 1, JournalKind.Z):
            self.close(number_of(row.content))

    def close(self, number: int | None) -> int:
        """The period of a row that is the Z `number`, or none (None)."""
        if number is None:
            return self.number
        self.number = number + 1
        return number


def rows(sight: Sight) -> Iterator[ToldRow]:
    """Every row in sight.

    Raises:
        StoreError: the book cannot be read.
    """
    span = sight.journal
    periods = Periods(sight.book, span.first)
    clerks = Clerks(sight.book, span.last)
    for cells in cells_of(sight):
        seq, at_utc, uuid, clerk, kind, content, row_hash = cells
        local = readable_time(at_utc)
        words, what = words_of(kind), tell(kind, content)
        yield ToldRow(
            seq,
            at_utc,
            uuid,
            clerk,
            kind,
            content,
            row_hash,
            local,
            clerks.name(clerk, seq, local),
            words.name,
            words.is_business and what.is_business and not what.is_training,
            periods.close(what.closes),
            what,
        )


def cells_of(sight: Sight) -> Iterator[JournalCells]:
    """The texts of every row in sight, counted as they go by."""
    span = sight.journal
    return told(sight.book.journal_cells(span.first, span.last), sight.moved)


def readable_time(at_utc: str) -> str:
    """Austrian time, or nothing where somebody made no time of it: its own column shows that."""
    try:
        return local_time(at_utc)
    except ValueError:
        return ""
