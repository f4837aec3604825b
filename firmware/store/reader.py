"""Reading the book: what the till, the exports and the archive ask of it.

What is due and what comes next is derived from rows each time it is asked (design: the chain is
derived, never stored twice). Long readings are streamed in pages by key, so that no read
transaction stays open between pages and the writer's checkpoints never wait.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Final, Self

from firmware.rksv.chain import Tail
from firmware.rksv.duties import Month, closed_through
from firmware.rksv.outage import Outage, ReceiptFact, fold
from firmware.store.canonical import content_of, utc_of, utc_text
from firmware.store.entry import (
    Certificate,
    Identity,
    Intent,
    JournalRow,
    SignedRow,
    StoredReceipt,
)
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import BookFile, Connect
from firmware.store.row import (
    INTENT_DOMAIN,
    CertificateCells,
    FiledCells,
    IdentityCells,
    JournalCells,
    ReceiptCells,
    certificate_of,
    identity_of,
    intent_of,
    journal_row_of,
    kind_of,
    months_closed,
    receipt_of,
    row_digest,
)

PAGE_ROWS: Final = 100
#: Of rows that are only handed on, not taken apart.
LEAN_PAGE_ROWS: Final = 500
# Beyond every number: SQLite's largest integer.
NO_END: Final = (1 << 63) - 1
_RECEIPT: Final = (
    "SELECT number, kind, issued_at_utc, jws, turnover_cents, certificate_serial, is_signed, "
    "content FROM receipts "
)
_RECEIPT_BY_NUMBER: Final = _RECEIPT + "WHERE number = ?"
_RECEIPT_SEQ: Final = "SELECT journal_seq FROM receipts WHERE number = ?"
_RECEIPT_LAST: Final = _RECEIPT + "ORDER BY number DESC LIMIT 1"
_RECEIPT_BEFORE: Final = _RECEIPT + "WHERE journal_seq < ? ORDER BY number DESC LIMIT 1"
_RECEIPT_PAGE: Final = _RECEIPT + "WHERE number BETWEEN ? AND ? ORDER BY number LIMIT ?"
_SIGNED_PAGE: Final = (
    "SELECT number, jws, certificate_serial, issued_at_utc FROM receipts "
    "WHERE number BETWEEN ? AND ? ORDER BY number LIMIT ?"
)
_FILED_PAGE: Final = (
    "SELECT r.number, r.kind, r.issued_at_utc, r.certificate_serial, r.is_signed, r.content, "
    "r.journal_seq, j.uuid FROM receipts r LEFT JOIN journal j ON j.seq = r.journal_seq "
    "WHERE r.number BETWEEN ? AND ? ORDER BY r.number LIMIT ?"
)
_TAIL: Final = (
    "SELECT number, jws, turnover_cents, issued_at_utc FROM receipts ORDER BY number DESC LIMIT 1"
)
_JOURNAL: Final = "SELECT seq, at_utc, uuid, clerk, kind, content, hash FROM journal "
_HASH_PAGE: Final = "SELECT seq, hash FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"
_JOURNAL_PAGE: Final = _JOURNAL + "WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"
_JOURNAL_PAGE_OF_KIND: Final = (
    _JOURNAL + "WHERE kind = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"
)
_JOURNAL_PAGE_SINCE: Final = _JOURNAL + "WHERE seq >= ? AND at_utc >= ? ORDER BY seq LIMIT ?"
_JOURNAL_LAST: Final = _JOURNAL + "ORDER BY seq DESC LIMIT 1"
_JOURNAL_LAST_OF_KIND: Final = _JOURNAL + "WHERE kind = ? ORDER BY seq DESC LIMIT 1"
_IDENTITY: Final = (
    "SELECT register_id, rka, counter_bytes, aes_key_check, commissioned_at_utc FROM identity"
)
_CERTIFICATES: Final = "SELECT serial, der, chain, rka FROM certificates ORDER BY journal_seq"
_CERTIFICATE: Final = "SELECT serial, der, chain, rka FROM certificates WHERE serial = ?"
_INTENT: Final = (
    "SELECT number, kind, issued_at_utc, turnover_cents, payload, certificate_serial, content, "
    "digest FROM intent"
)
_LAST_END_OF_OUTAGE: Final = (
    "SELECT number FROM receipts INDEXED BY receipts_ending_outage WHERE is_signed = 1 "
    "AND is_zero = 1 AND kind NOT IN ('training', 'storno') ORDER BY number DESC LIMIT 1"
)
_FIRST_UNSIGNED_AFTER: Final = (
    "SELECT number FROM receipts INDEXED BY receipts_unsigned WHERE is_signed = 0 AND number > ? "
    "ORDER BY number LIMIT 1"
)
_FACTS_PAGE: Final = (
    "SELECT number, kind, is_signed, is_zero, issued_at_utc FROM receipts WHERE number >= ? "
    "ORDER BY number LIMIT ?"
)
_SIGNED_CLOSINGS: Final = (
    _RECEIPT + "INDEXED BY receipts_closing WHERE kind IN ('monatsbeleg', 'jahresbeleg') "
    "AND kind = ? AND is_signed = 1 ORDER BY number"
)
_LAST_CLOSING: Final = (
    _RECEIPT + "INDEXED BY receipts_closing WHERE kind IN ('monatsbeleg', 'jahresbeleg') "
    "AND kind = ? ORDER BY number DESC LIMIT 1"
)
_CLOSING: Final = (
    "SELECT number, content FROM receipts INDEXED BY receipts_closing "
    "WHERE kind IN ('monatsbeleg', 'jahresbeleg') ORDER BY number"
)
_LAST_YEAR_CLOSING: Final = (
    "SELECT is_signed FROM receipts INDEXED BY receipts_closing "
    "WHERE kind IN ('monatsbeleg', 'jahresbeleg') AND kind = 'jahresbeleg' "
    "ORDER BY number DESC LIMIT 1"
)


class Reader:
    """An open book as far as it is read; `Book` adds the writing.

    Every method may raise StoreError: BROKEN names the row that cannot be read, CLOSED, LOCKED.
    Used by the thread that opened it; another thread opens its own.
    """

    def __init__(self, file: BookFile) -> None:
        self.file = file

    @classmethod
    def open_read_only(cls, path: Path, *, connect: Connect = sqlite3.connect) -> "Reader":
        """Open beside the running till; never writes, never checkpoints.

        Raises:
            StoreError: ABSENT is a normal answer (no book, or for another user: no till running
                now); TOO_NEW, TOO_OLD, BROKEN, FORBIDDEN.
        """
        return Reader(BookFile.open_read_only(path, connect))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Where the book is."""
        return self.file.path

    def close(self) -> None:
        """Let go of the book; the second time nothing happens."""
        self.file.close()

    def identity(self) -> Identity | None:
        """Who the till is; None before commissioning."""
        cells: IdentityCells | None = self.file.row(_IDENTITY)
        return None if cells is None else identity_of(cells)

    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates, in the order in which they were entered."""
        rows: list[CertificateCells] = self.file.rows(_CERTIFICATES)
        identity = self.identity()
        own_rka = "" if identity is None else identity.rka
        return tuple(certificate_of(cells, own_rka) for cells in rows)

    def certificate(self, serial: str) -> Certificate | None:
        """The certificate of this serial."""
        cells: CertificateCells | None = self.file.row(_CERTIFICATE, (serial,))
        if cells is None:
            return None
        identity = None if cells[3] else self.identity()
        return certificate_of(cells, "" if identity is None else identity.rka)

    def intent(self) -> Intent | None:
        """The receipt that was about to be signed; None if the last one was stored.

        Raises:
            StoreError: BROKEN if the row is not as it was written: it must not be signed.
        """
        row: tuple[int, str, str, int, str, str, str, str] | None = self.file.row(_INTENT)
        if row is None:
            return None
        number, kind, issued_at, turnover_cents, payload, serial, content, digest = row
        cells = (number, kind, issued_at, turnover_cents, payload, serial, content)
        if row_digest(INTENT_DOMAIN, cells) != digest:
            place = f"intent {number}"
            raise StoreError(StoreFault.BROKEN, place, "not as it was written; do not sign it")
        return intent_of(cells)

    def tail(self) -> Tail | None:
        """What the next receipt follows on; None before the Startbeleg (RKSV Anlage Z 4)."""
        cells: tuple[int, str, int, str] | None = self.file.row(_TAIL)
        if cells is None:
            return None
        number, jws, turnover_cents, issued_at = cells
        return Tail(
            number=number,
            jws=jws,
            turnover_cents=turnover_cents,
            issued_at_utc=utc_of(issued_at, f"receipt {number}"),
        )

    def receipt(self, number: int) -> StoredReceipt | None:
        """The receipt of this number."""
        cells: ReceiptCells | None = self.file.row(_RECEIPT_BY_NUMBER, (number,))
        return None if cells is None else receipt_of(cells)

    def receipt_seq(self, number: int) -> int | None:
        """The journal row by which this receipt was stored; what is about it comes later."""
        row: tuple[int] | None = self.file.row(_RECEIPT_SEQ, (number,))
        return None if row is None else row[0]

    def last_receipt(self) -> StoredReceipt | None:
        """The receipt stored last."""
        cells: ReceiptCells | None = self.file.row(_RECEIPT_LAST)
        return None if cells is None else receipt_of(cells)

    def last_receipt_before(self, seq: int) -> StoredReceipt | None:
        """The last receipt that was stored when the journal row `seq` was written."""
        cells: ReceiptCells | None = self.file.row(_RECEIPT_BEFORE, (seq,))
        return None if cells is None else receipt_of(cells)

    def receipts(self, first: int = 1, last: int = NO_END) -> Iterator[StoredReceipt]:
        """Receipts from number to number, both included, streamed in order."""
        while True:
            page: list[ReceiptCells] = self.file.rows(_RECEIPT_PAGE, (first, last, PAGE_ROWS))
            yield from map(receipt_of, page)
            if len(page) < PAGE_ROWS:
                return
            first = page[-1][0] + 1

    def signed_rows(self, first: int = 1, last: int = NO_END) -> Iterator[SignedRow]:
        """Receipts from number to number as a DEP wants them; their contents are not looked at."""
        while True:
            page: list[tuple[int, str, str, str]] = self.file.rows(
                _SIGNED_PAGE, (first, last, LEAN_PAGE_ROWS)
            )
            yield from map(SignedRow._make, page)
            if len(page) < LEAN_PAGE_ROWS:
                return
            first = page[-1][0] + 1

    def filed_cells(self, first: int = 1, last: int = NO_END) -> Iterator[FiledCells]:
        """Receipts from number to number as texts, each with seq and UUID of its journal row."""
        while True:
            page: list[FiledCells] = self.file.rows(_FILED_PAGE, (first, last, LEAN_PAGE_ROWS))
            yield from page
            if len(page) < LEAN_PAGE_ROWS:
                return
            first = page[-1][0] + 1

    def journal_cells(self, first_seq: int = 1, last_seq: int = NO_END) -> Iterator[JournalCells]:
        """Journal rows from seq to seq, each as exactly the texts its hash covers (journal.py)."""
        while True:
            page: list[JournalCells] = self.file.rows(
                _JOURNAL_PAGE, (first_seq, last_seq, PAGE_ROWS)
            )
            yield from page
            if len(page) < PAGE_ROWS:
                return
            first_seq = page[-1][0] + 1

    def row_hashes(self, first_seq: int = 1, last_seq: int = NO_END) -> Iterator[str]:
        """The hashes of journal rows from seq to seq, in order: what a log has its leaves of."""
        while True:
            page: list[tuple[int, str]] = self.file.rows(
                _HASH_PAGE, (first_seq, last_seq, LEAN_PAGE_ROWS)
            )
            for _, row_hash in page:
                yield row_hash
            if len(page) < LEAN_PAGE_ROWS:
                return
            first_seq = page[-1][0] + 1

    def journal(
        self, first_seq: int = 1, last_seq: int = NO_END, kind: str | None = None
    ) -> Iterator[JournalRow]:
        """Journal rows from seq to seq, both included, of one kind or all, streamed in order."""
        while True:
            page: list[JournalCells] = (
                self.file.rows(_JOURNAL_PAGE, (first_seq, last_seq, PAGE_ROWS))
                if kind is None
                else self.file.rows(_JOURNAL_PAGE_OF_KIND, (kind, first_seq, last_seq, PAGE_ROWS))
            )
            yield from map(journal_row_of, page)
            if len(page) < PAGE_ROWS:
                return
            first_seq = page[-1][0] + 1

    def journal_since(self, since_utc: datetime) -> Iterator[JournalRow]:
        """Journal rows not written before `since_utc`, streamed in order."""
        first_seq, since = 1, utc_text(since_utc, "since")
        while True:
            page: list[JournalCells] = self.file.rows(
                _JOURNAL_PAGE_SINCE, (first_seq, since, PAGE_ROWS)
            )
            yield from map(journal_row_of, page)
            if len(page) < PAGE_ROWS:
                return
            first_seq = page[-1][0] + 1

    def last_journal(self, kind: str | None = None) -> JournalRow | None:
        """The last journal row, of one kind or of all."""
        cells: JournalCells | None = (
            self.file.row(_JOURNAL_LAST)
            if kind is None
            else self.file.row(_JOURNAL_LAST_OF_KIND, (kind,))
        )
        return None if cells is None else journal_row_of(cells)

    def outage(self) -> Outage | None:
        """The outage still waiting for its Sammelbeleg (§ 17 Abs 4 RKSV); None if there is none.

        Folded from the first unsigned receipt after the last receipt that ends an outage: a signed
        zero receipt that is neither training nor cancellation.
        """
        (reset,) = self.file.row(_LAST_END_OF_OUTAGE) or (0,)
        begin: tuple[int] | None = self.file.row(_FIRST_UNSIGNED_AFTER, (reset,))
        if begin is None:
            return None
        return reduce(fold, self._facts(begin[0]), None)

    def last_closing(self, kind: str) -> StoredReceipt | None:
        """The last Monatsbeleg or Jahresbeleg (`kind`); None before the first."""
        cells: ReceiptCells | None = self.file.row(_LAST_CLOSING, (kind,))
        return None if cells is None else receipt_of(cells)

    def signed_closings(self, kind: str) -> tuple[StoredReceipt, ...]:
        """All Monatsbelege or Jahresbelege (`kind`) that were really signed, oldest first."""
        rows: list[ReceiptCells] = self.file.rows(_SIGNED_CLOSINGS, (kind,))
        return tuple(map(receipt_of, rows))

    def last_closed(self) -> Month | None:
        """The latest month a Monatsbeleg or Jahresbeleg has closed (§ 8 Abs 2 and 3 RKSV)."""
        rows: list[tuple[int, str]] = self.file.rows(_CLOSING)
        closed: Month | None = None
        for number, content in rows:
            place = f"receipt {number}"
            closed = closed_through(closed, months_closed(content_of(content, place), place))
        return closed

    def unsigned_year_open(self) -> bool:
        """Whether the last Jahresbeleg failed, so that a signed one is still owed (§ 8 Abs 3)."""
        last: tuple[int] | None = self.file.row(_LAST_YEAR_CLOSING)
        return last == (0,)

    def _facts(self, first: int) -> Iterator[ReceiptFact]:
        while True:
            page: list[tuple[int, str, int, int, str]] = self.file.rows(
                _FACTS_PAGE, (first, PAGE_ROWS)
            )
            for number, kind, is_signed, is_zero, issued_at in page:
                place = f"receipt {number}"
                yield ReceiptFact(
                    number=number,
                    kind=kind_of(kind, place),
                    is_signed=bool(is_signed),
                    is_zero=bool(is_zero),
                    issued_at_utc=utc_of(issued_at, place),
                )
            if len(page) < PAGE_ROWS:
                return
            first = page[-1][0] + 1
