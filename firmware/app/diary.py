"""Rows of the journal as the loop writes them: those of a step, and those about a device."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from firmware.app.issue import entry_of, plain
from firmware.process.logs import get_logger
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.till.acts import JournalKind
from firmware.till.effects import Record

log = get_logger()

#: So long nothing was written: no customer waits for what is done then.
REST_S: Final = 60


class Diary:
    """Writes rows with the time of the clock; a book that is broken ends the till, wherever."""

    def __init__(self, book: Book, now_utc: Callable[[], datetime]) -> None:
        self._book = book
        self._now_utc = now_utc
        self._moved_seq = 0

    def commit(self, records: Sequence[Record]) -> bool:
        """The rows of a step, all or none; what could not be written did not happen.

        Raises:
            StoreError: BROKEN.
        """
        now_utc = self._now_utc()
        try:
            self._book.append([entry_of(record, now_utc) for record in records])
        except StoreError as error:
            if error.fault is StoreFault.BROKEN:
                raise
            log.error("journal row refused", fault=error.fault.value, detail=str(error))
            return False
        return True

    def note(self, kind: JournalKind, clerk: int | None, content: dict[str, object]) -> bool:
        """A row about a device; a full disk must not stop the till over it.

        Raises:
            StoreError: BROKEN.
        """
        entry = Entry(kind=kind, clerk=clerk, content=plain(content), at_utc=self._now_utc())
        try:
            self._book.append([entry])
        except StoreError as error:
            if error.fault is StoreFault.BROKEN:
                raise
            log.error("journal row lost", kind=kind, detail=str(error))
            return False
        return True

    def rest(self) -> None:
        """Move the log into the book between customers; else one of them waits for 16 MB of it.

        Raises:
            StoreError: BROKEN.
        """
        last = self._book.last_journal()
        if last is None or last.seq == self._moved_seq:
            return
        if self._now_utc() - last.at_utc < timedelta(seconds=REST_S):
            return
        self._moved_seq = last.seq
        try:
            self._book.checkpoint()
        except StoreError as error:
            if error.fault is StoreFault.BROKEN:
                raise
            log.warning("log not moved into the book", detail=str(error))
