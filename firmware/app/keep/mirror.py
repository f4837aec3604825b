"""The mirror: everything the book holds, a second time, on another medium (M14).

What the mirror lacks is derived each time by comparing its end with the book: there is no list of
things to write that could be lost. A mirror that is another book's is left as it is; one that knows
receipts of this till which its book does not tells that the book was set back, and then the book
must not sign (Anlage Z 9 RKSV: no number twice).
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from firmware.app.keep.medium import Medium
from firmware.app.keep.mirror_file import (
    FILE_BYTES,
    End,
    MirrorError,
    end_of,
    last_receipt,
    name_of,
    row_hash_at,
    to_line,
)
from firmware.store.entry import JournalRow
from firmware.store.raw import Unit, units
from firmware.store.reader import Reader

#: So many rows are made durable at once; a receipt has a few.
BATCH_ROWS: Final = 200


class BookBehindError(MirrorError):
    """The mirror knows what the book of the same till does not: the book is an older state."""


class Mirror:
    """Writes the mirror of one book; used by one thread at a time.

    `rows` counts what was written since it was made.
    """

    def __init__(self, medium: Medium, book: Path, register_id: str) -> None:
        self._medium = medium
        self._book = book
        self._register_id = register_id
        self._end: End | None = None
        self.rows = 0

    def catch_up(self) -> None:
        """Write what the book has and the mirror has not; on the medium when this returns.

        Raises:
            MirrorError: another register's or another book's mirror; BookBehindError.
            OSError: the medium is not there, or does not take it.
            StoreError: the book cannot be read.
        """
        try:
            with Reader.open_read_only(self._book) as book:
                last = book.last_journal()
                if last is not None:
                    self._write(book, last)
        except BaseException:
            # What the medium holds now is looked at anew.
            self._end = None
            raise

    def _write(self, book: Reader, last: JournalRow) -> None:
        end = self._examined(book, last)
        for batch in _batches(units(book, end.seq + 1, last.seq)):
            end = self._appended(end, batch)
            self._end = end
            self.rows += len(batch)

    def _appended(self, end: End, batch: list[Unit]) -> End:
        content = b"".join(map(to_line, batch))
        is_full = not end.name or end.size >= FILE_BYTES
        name = name_of(self._register_id, end.seq + 1) if is_full else end.name
        at = 0 if is_full else end.size
        self._medium.append(name, at, content)
        return End(seq=batch[-1].seq, hash=batch[-1].hash, name=name, size=at + len(content))

    def _examined(self, book: Reader, last: JournalRow) -> End:
        """The end as it was left; looked for anew when the file is not as it was left."""
        end = self._end
        if end is not None and end.name and self._medium.size(end.name) == end.size:
            return end
        end = end_of(self._medium, self._register_id)
        self._require_ours(book, last, end)
        if end.name and self._medium.size(end.name) != end.size:
            self._medium.cut(end.name, end.size)
        self._end = end
        return end

    def _require_ours(self, book: Reader, last: JournalRow, end: End) -> None:
        """Nothing but what the book holds; who knows more of its register than it tells so."""
        if end.seq == 0 or _hash_at(book, end.seq) == end.hash:
            return
        if row_hash_at(self._medium, self._register_id, 1) != _hash_at(book, 1):
            raise MirrorError("holds the mirror of another book: take another one")
        known = last_receipt(self._medium, self._register_id)
        held = None if known is None else book.receipt(known[0])
        is_unknown = known is not None and (held is None or held.jws != known[3])
        theirs = row_hash_at(self._medium, self._register_id, last.seq)
        if is_unknown or (end.seq > last.seq and theirs == last.hash):
            number = 0 if known is None else known[0]
            raise BookBehindError(
                f"the mirror goes on to row {end.seq} and receipt {number}, which the book does "
                "not have: it is an older state and must not sign (kassa restore --from-mirror)"
            )
        raise MirrorError(
            f"row {end.seq} is not that of the book, which was restored: take another one"
        )


def _hash_at(book: Reader, seq: int) -> str | None:
    row = next(book.journal(seq, seq), None)
    return None if row is None else row.hash


def _batches(rows: Iterable[Unit]) -> Iterator[list[Unit]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH_ROWS)):
        yield batch
