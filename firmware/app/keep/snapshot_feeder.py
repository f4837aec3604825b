"""The thread that copies the book beside the selling till: after each Z, and at its end."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Final

from firmware.app.clock_guard import ClockGuard
from firmware.app.inbox import Message, SnapshotFailed
from firmware.app.keep import snapshots
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind

log = get_logger()

ROUND_S: Final = 1.0
#: A Z comes once a day; one that could not be copied is tried again after a while.
LOOK_EVERY_S: Final = 10.0
RETRY_EVERY_S: Final = 600.0
#: A till that was only on and off again has nothing new to keep.
_QUIET: Final = frozenset(
    {
        JournalKind.START,
        JournalKind.STOPP,
        JournalKind.STROMAUSFALL,
        JournalKind.EIN,
        JournalKind.AUS,
        JournalKind.UHR,
        JournalKind.SICHERUNG,
        JournalKind.SPIEGEL,
    }
)


class SnapshotFeeder:
    """Looks whether the last Z is in a copy, and makes one if not; at once when it is asked to."""

    def __init__(
        self,
        book: Path,
        free_bytes: Callable[[], int],
        post: Callable[[Message], None],
        clock: ClockGuard,
    ) -> None:
        self._book = book
        self._folder = snapshots.folder_of(book)
        self._free_bytes = free_bytes
        self._post = post
        self._clock = clock
        self._next_s: float | None = None
        self._is_failing = False
        self._asked, self._busy = Event(), Event()

    @property
    def is_busy(self) -> bool:
        """Whether a copy is being made, or will be in the next round; any thread may ask."""
        return self._asked.is_set() or self._busy.is_set()

    def ask(self) -> None:
        """Copy what the newest copy has not, in the next round."""
        self._asked.set()

    def round(self) -> float:
        """Make a copy if one is asked for or owed."""
        now_s, is_asked = self._clock.now().monotonic_s, self._asked.is_set()
        if not is_asked and self._next_s is not None and now_s < self._next_s:
            return ROUND_S
        self._busy.set()
        try:
            self._look(is_asked=is_asked)
            self._is_failing = False
        except StoreError as error:
            self._fail(str(error))
        finally:
            self._next_s = now_s + (RETRY_EVERY_S if self._is_failing else LOOK_EVERY_S)
            if is_asked:
                self._asked.clear()
            self._busy.clear()
        return ROUND_S

    def _look(self, *, is_asked: bool) -> None:
        with Reader.open_read_only(self._book) as book:
            if book.tail() is None:
                return
            seq = snapshots.last_row(book, self._folder)
            is_owed = _has_news(book, seq) if is_asked else _has_z(book, seq)
            if not is_owed:
                return
            made = snapshots.take(book, self._folder, self._free_bytes(), self._clock.now().utc)
        log.info("book copied", file=made.name)

    def _fail(self, detail: str) -> None:
        """Told once until it works again."""
        log.error("book not copied", detail=detail)
        if not self._is_failing:
            self._post(SnapshotFailed(detail=detail))
        self._is_failing = True


def _has_z(book: Reader, seq: int) -> bool:
    """Whether a Z came after row `seq`."""
    last = book.last_journal(JournalKind.Z)
    return last is not None and last.seq > seq


def _has_news(book: Reader, seq: int) -> bool:
    """Whether anything came after row `seq` but the till being on and off."""
    return any(row.kind not in _QUIET for row in book.journal(seq + 1))
