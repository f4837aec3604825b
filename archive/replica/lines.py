"""The lines of a till's log, chunk after chunk: to make its book again, or to hand them out raw."""

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from archive.index.database import Database
from archive.index.tables import chunks
from firmware.accord.batch import unpack
from firmware.accord.errors import AccordError
from firmware.store.errors import StoreError
from firmware.store.line import decode
from firmware.store.raw import Refusal, Unit

NO_END: Final = (1 << 63) - 1


class LinesError(Exception):
    """A chunk is not what was stored: the database was damaged."""


def lines(
    database: Database, till_id: str, first_seq: int = 1, last_seq: int = NO_END
) -> Iterator[tuple[int, bytes]]:
    """Lines as they came, with their seq, both ends included; no transaction is kept open.

    Raises:
        LinesError: naming the chunk.
    """
    at = first_seq
    while at <= last_seq:
        found = _chunk(database, till_id, at)
        if found is None:
            return
        first, last, body = found
        try:
            plain = unpack(body)
        except AccordError as error:
            raise LinesError(f"till {till_id}, chunk {first}: {error}") from error
        if len(plain) != last - first + 1:
            raise LinesError(f"till {till_id}, chunk {first}: {len(plain)} lines up to {last}")
        for seq in range(at, min(last, last_seq) + 1):
            yield seq, plain[seq - first]
        at = last + 1


class Units:
    """Units from a row on, up to the first that cannot be read: then `refusal` names it."""

    def __init__(self, database: Database, till_id: str, first_seq: int) -> None:
        self.refusal: Refusal | None = None
        self._database = database
        self._till_id = till_id
        self._first_seq = first_seq

    def __iter__(self) -> Iterator[Unit]:
        seq = self._first_seq - 1
        try:
            for at, line in lines(self._database, self._till_id, self._first_seq):
                seq = at
                yield decode(line)
        except StoreError as error:
            self.refusal = Refusal(seq=seq, detail=error.detail)
        except LinesError as error:
            self.refusal = Refusal(seq=seq + 1, detail=str(error))


def _chunk(database: Database, till_id: str, seq: int) -> tuple[int, int, bytes] | None:
    """The chunk that holds a row."""
    asked = (
        sa.select(chunks.c.first_seq, chunks.c.last_seq, chunks.c.body)
        .where(chunks.c.till_id == till_id, chunks.c.first_seq <= seq)
        .order_by(chunks.c.first_seq.desc())
        .limit(1)
    )
    with database.read() as connection:
        row = connection.execute(asked).one_or_none()
    return None if row is None or row[1] < seq else (row[0], row[1], row[2])
