"""When everything last left the till, and whether somebody is to be reminded to carry it away.

What lies beside the book is gone with the machine: only what is on a stick, or in an archive, is a
backup (§ 7 Abs 3 RKSV: an external medium). Nothing here is a flag: it is read from the rows each
time it is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from firmware.app.clock_guard import ClockGuard
from firmware.app.inbox import BackupWanted, Message
from firmware.app.life.full_export import EVERYTHING
from firmware.process.logs import get_logger
from firmware.rksv.duties import MONTHS_PER_QUARTER, Month, quarter_of
from firmware.store.entry import JournalRow
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.sync import archive_file
from firmware.sync.archive_file import ArchiveFileError
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import ExportKind
from firmware.till.texts import VIENNA
from firmware.till.upkeep.copies import BackupDue

log = get_logger()

LOOK_EVERY_S: Final = 60.0
#: Rows of these say what left the till.
_KINDS: Final = (JournalKind.EXPORT, JournalKind.SICHERUNG)
ROUND_S: Final = 1.0
#: V121: so many days before a quarter ends, the last of them included, it is asked for once more.
QUARTER_END_DAYS: Final = 5
#: A medium that leaves, as rows name it.
_STICK: Final = "stick"
#: What an EXPORT row calls what holds the receipts; the journal alone does not.
_WITH_RECEIPTS: Final = frozenset(
    {EVERYTHING, *(kind.value for kind in ExportKind if kind is not ExportKind.JOURNAL)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How often everything is to be carried away, in days; 0: nobody is reminded.

    `archive_status` is where the process that talks to the archive says how far it is.
    """

    days: int
    archive_status: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Up to which receipt all of them left the till, and when it last was all there were."""

    receipts: int = 0
    at_utc: datetime | None = None


def last_left(book: Reader) -> datetime | None:
    """When all receipts there were had last left the till for another medium; None: never.

    Raises:
        StoreError: the book cannot be read.
    """
    return left(book).at_utc


def left(book: Reader) -> Left:
    """What left the till for another medium.

    What was carried away of a part of the time counts when what it lacks had left before.

    Raises:
        StoreError: the book cannot be read.
    """
    rows = sorted((row for kind in _KINDS for row in book.journal(kind=kind)), key=_seq)
    covered, left_utc = 0, None
    for row in filter(_has_left, rows):
        last_receipt = book.last_receipt_before(row.seq)
        there = 0 if last_receipt is None else last_receipt.number
        first, last = _numbers(row, there)
        if first <= covered + 1:
            covered = max(covered, last)
        if covered >= there:
            left_utc = row.at_utc
    return Left(receipts=covered, at_utc=left_utc)


def _seq(row: JournalRow) -> int:
    return row.seq


def _numbers(row: JournalRow, there: int) -> tuple[int, int]:
    """The receipts a row says it is about; one that does not say so is about all."""
    first, last = row.content.get("first"), row.content.get("last")
    if isinstance(first, int) and isinstance(last, int):
        return first, last
    return 1, there


def _has_left(row: JournalRow) -> bool:
    """Whether it holds receipts, and is on another medium."""
    content = row.content
    if "error" in content or _STICK not in _media(row):
        return False
    if row.kind == JournalKind.SICHERUNG:
        return "sha256" in content
    return content.get("what") in _WITH_RECEIPTS


def _media(row: JournalRow) -> list[str]:
    """The media a row names, in one member or the other."""
    media = row.content.get("media")
    listed = [str(one) for one in media] if isinstance(media, list) else []
    return [*listed, *str(row.content.get("medium", "")).split(", ")]


def due(
    book: Reader, now_utc: datetime, every_days: int, archived_row: int = 0
) -> BackupDue | None:
    """Whether a backup is owed that nobody made; None before commissioning, or where none is.

    What counts is for how many days the oldest receipt that has not left has been lying there: a
    stall that was closed has nothing to save. An archive has everything up to `archived_row`.

    Raises:
        StoreError: the book cannot be read.
    """
    identity = book.identity()
    if identity is None or not every_days:
        return None
    found, today = left(book), _day(now_utc)
    archived = book.last_receipt_before(archived_row + 1) if archived_row else None
    covered = max(found.receipts, 0 if archived is None else archived.number)
    oldest = book.receipt(covered + 1)
    if oldest is None:
        return None
    waiting_days = (today - _day(oldest.issued_at_utc)).days
    last_day = _day(found.at_utc or identity.commissioned_at_utc)
    begin = _quarter_end(today) - timedelta(days=QUARTER_END_DAYS - 1)
    # An archive gets by and by what was sold today.
    is_served = covered > found.receipts and waiting_days <= 0
    if last_day < begin <= today and not is_served:
        return BackupDue(days=(today - last_day).days, is_quarter_end=True)
    return BackupDue(days=waiting_days) if waiting_days >= every_days else None


def _quarter_end(today: date) -> date:
    """The last day of the quarter."""
    quarter = quarter_of(Month(today.year, today.month))
    after = Month(quarter.year, quarter.number * MONTHS_PER_QUARTER).next
    return date(after.year, after.month, 1) - timedelta(days=1)


def _day(at_utc: datetime) -> date:
    return at_utc.astimezone(VIENNA).date()


class ReminderFeeder:
    """Looks once a minute whether a backup is owed, and tells the loop when that changes.

    While somebody is reminded it looks as soon as something was carried away.
    """

    def __init__(
        self, book: Path, habit: Habit, post: Callable[[Message], None], clock: ClockGuard
    ) -> None:
        self._book = book
        self._habit = habit
        self._post = post
        self._clock = clock
        self._looked_s: float | None = None
        self._told: BackupDue | None = None
        self._left_row = 0
        self._is_failing = False

    def round(self) -> float:
        """Look if it is time; by a clock nobody vouches for nobody is reminded."""
        now = self._clock.now()
        if not now.is_trusted or not self._habit.days:
            return ROUND_S
        try:
            with Reader.open_read_only(self._book) as book:
                if not self._is_time(book, now.monotonic_s):
                    return ROUND_S
                seen = due(book, now.utc, self._habit.days, self._archived_row())
        except StoreError as error:
            if not self._is_failing:
                log.error("nobody knows when the last backup left", detail=str(error))
            self._is_failing = True
            return ROUND_S
        self._is_failing = False
        if seen != self._told:
            self._told = seen
            self._post(BackupWanted(due=seen))
        return ROUND_S

    def _is_time(self, book: Reader, now_s: float) -> bool:
        last = [0 if (row := book.last_journal(kind)) is None else row.seq for kind in _KINDS]
        is_done = self._told is not None and max(last) > self._left_row
        is_early = self._looked_s is not None and now_s - self._looked_s < LOOK_EVERY_S
        if is_early and not is_done:
            return False
        self._looked_s, self._left_row = now_s, max(last)
        return True

    def _archived_row(self) -> int:
        """Up to which row an archive has everything, if it takes it; no file is no archive.

        A file that nobody goes on writing says nothing of the receipts that came since.
        """
        try:
            status = archive_file.read(self._habit.archive_status)
        except (OSError, ArchiveFileError):
            return 0
        return 0 if status is None or status.alarm else status.confirmed
