"""Rows exactly as their columns hold them: out of a book, and into a new one.

A unit is a journal row and, where it is one of the book's own, the row whose digests it carries:
identity, certificate or receipt. All units in their order are the whole book, but for a waiting
intent, which is no receipt yet.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from firmware.store.canonical import content_of
from firmware.store.entry import CERTIFICATE_KIND, IDENTITY_KIND, OWN_KINDS, RECEIPT_KIND
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import BookFile
from firmware.store.journal import clerk_field, row_hash
from firmware.store.reader import NO_END, Reader
from firmware.store.row import CertificateCells, IdentityCells, JournalCells

#: As the columns of _RECEIPT below.
RawReceipt: TypeAlias = tuple[int, str, str, str, int, str, int, int, str]

_T = TypeVar("_T")
_RECEIPT: Final = (
    "SELECT number, kind, issued_at_utc, jws, turnover_cents, certificate_serial, is_signed, "
    "is_zero, content FROM receipts WHERE number = ? AND journal_seq = ?"
)
_CERTIFICATE: Final = "SELECT serial, der, chain, rka FROM certificates WHERE journal_seq = ?"
_IDENTITY: Final = (
    "SELECT register_id, rka, counter_bytes, aes_key_check, commissioned_at_utc FROM identity "
    "WHERE journal_seq = ?"
)
_INSERT_JOURNAL: Final = (
    "INSERT INTO journal (seq, at_utc, uuid, clerk, kind, content, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_RECEIPT: Final = (
    "INSERT INTO receipts (number, kind, issued_at_utc, jws, turnover_cents, certificate_serial, "
    "is_signed, is_zero, content, journal_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_CERTIFICATE: Final = (
    "INSERT INTO certificates (serial, der, chain, rka, journal_seq) VALUES (?, ?, ?, ?, ?)"
)
_INSERT_IDENTITY: Final = (
    "INSERT INTO identity (id, register_id, rka, counter_bytes, aes_key_check, "
    "commissioned_at_utc, journal_seq) VALUES (1, ?, ?, ?, ?, ?, ?)"
)
# The schema takes a receipt only where its intent stands; both are gone again in one commit.
_INSERT_INTENT: Final = (
    "INSERT INTO intent (id, number, kind, issued_at_utc, turnover_cents, payload, "
    "certificate_serial, content, digest) VALUES (1, ?, ?, ?, ?, '', ?, '', '')"
)
_DELETE_INTENT: Final = "DELETE FROM intent"
_BATCH_ROWS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A journal row, and the one row it vouches for, if any."""

    journal: JournalCells
    receipt: RawReceipt | None = None
    certificate: CertificateCells | None = None
    identity: IdentityCells | None = None

    @property
    def seq(self) -> int:
        """Of the journal row."""
        return self.journal[0]

    @property
    def hash(self) -> str:
        """Of the journal row, as stored."""
        return self.journal[-1]


def units(book: Reader, first_seq: int = 1, last_seq: int = NO_END) -> Iterator[Unit]:
    """The book from row to row, both included, streamed.

    Raises:
        StoreError: BROKEN: a row is not there that the journal vouches for.
    """
    for cells in book.journal_cells(first_seq, last_seq):
        kind = cells[4]
        yield _with_row(book, cells) if kind.startswith(OWN_KINDS) else Unit(journal=cells)


def follows(unit: Unit, seq: int, previous_hash: str) -> bool:
    """Whether a unit's journal row is the one after row `seq`, and as it was written."""
    number, at_utc, uuid, clerk, kind, content, stored = unit.journal
    texts = (at_utc, uuid, kind, content)
    at_raw, uuid_raw, kind_raw, content_raw = (text.encode() for text in texts)
    fields = (b"%d" % number, at_raw, uuid_raw, clerk_field(clerk), kind_raw, content_raw)
    return number == seq + 1 and row_hash(previous_hash.encode(), *fields) == stored


def rebuild(path: Path, rows: Iterable[Unit]) -> None:
    """Make a new book of all units of another one, from the first on.

    What is in it is as good as the units: `firmware.store.integrity` examines it.

    Raises:
        StoreError: EXISTS, FULL, FORBIDDEN; REFUSED or BROKEN when they do not fit together.
    """
    file = BookFile.create(path, sqlite3.connect)
    try:
        rest = iter(rows)
        while batch := list(islice(rest, _BATCH_ROWS)):
            with file.transaction():
                for unit in batch:
                    _put(file, unit)
    finally:
        file.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The unit a book did not take, and why; those before it are in."""

    seq: int
    detail: str


def append(path: Path, rows: Iterable[Unit]) -> Refusal | None:
    """Put further units into a book that `rebuild` made, behind its last row.

    Ends at the first unit that does not fit; all before it are stored.

    Raises:
        StoreError: ABSENT, LOCKED, FULL, FORBIDDEN, BROKEN.
    """
    file = BookFile.open(path, sqlite3.connect)
    try:
        rest = iter(rows)
        while batch := list(islice(rest, _BATCH_ROWS)):
            # One commit for all, as long as all are well; else one by one, to find the first.
            refusal = _refused(file, batch) and _first_refused(file, batch)
            if refusal is not None:
                return refusal
    finally:
        file.close()
    return None


def _first_refused(file: BookFile, batch: Sequence[Unit]) -> Refusal | None:
    return next(filter(None, (_refused(file, [unit]) for unit in batch)), None)


def _refused(file: BookFile, batch: Sequence[Unit]) -> Refusal | None:
    seq = 0
    try:
        with file.transaction():
            for unit in batch:
                seq = unit.seq
                _put(file, unit)
    except StoreError as error:
        if error.fault is not StoreFault.REFUSED:
            raise
        return Refusal(seq=seq, detail=error.detail)
    except OverflowError as error:
        return Refusal(seq=seq, detail=str(error))
    return None


def _with_row(book: Reader, cells: JournalCells) -> Unit:
    seq, kind, place = cells[0], cells[4], f"journal row {cells[0]}"
    if kind == RECEIPT_KIND:
        number = content_of(cells[5], place).get("number")
        asked = (number if isinstance(number, int) else 0, seq)
        receipt: RawReceipt | None = book.file.row(_RECEIPT, asked)
        return Unit(journal=cells, receipt=_there(receipt, place))
    if kind == CERTIFICATE_KIND:
        certificate: CertificateCells | None = book.file.row(_CERTIFICATE, (seq,))
        return Unit(journal=cells, certificate=_there(certificate, place))
    if kind == IDENTITY_KIND:
        identity: IdentityCells | None = book.file.row(_IDENTITY, (seq,))
        return Unit(journal=cells, identity=_there(identity, place))
    raise StoreError(StoreFault.BROKEN, place, f"the book writes no rows {kind!r}")


def _there(row: _T | None, place: str) -> _T:
    if row is None:
        raise StoreError(StoreFault.BROKEN, place, "what it vouches for is not there")
    return row


def _put(file: BookFile, unit: Unit) -> None:
    file.row(_INSERT_JOURNAL, unit.journal)
    if unit.receipt is not None:
        number, kind, issued_at, _, turnover_cents, serial, *_ = unit.receipt
        file.row(_INSERT_INTENT, (number, kind, issued_at, turnover_cents, serial))
        file.row(_INSERT_RECEIPT, (*unit.receipt, unit.seq))
        file.row(_DELETE_INTENT)
    if unit.certificate is not None:
        file.row(_INSERT_CERTIFICATE, (*unit.certificate, unit.seq))
    if unit.identity is not None:
        file.row(_INSERT_IDENTITY, (*unit.identity, unit.seq))
