"""Copies of the DEP, made in a thread of their own beside the selling till.

The quarterly copy (§ 7 Abs 3 RKSV) comes by itself: when a quarter has begun, all receipts so far
are written as a DEP7 file to the data partition, and to the owner's stick if it is there; again
when the old quarter is closed by its receipt. The row SICHERUNG proves that and when. A copy that
has begun is not interrupted: who shuts the till down waits for it. The file is whole or not there,
was read back, and has no row before that; a cut in between only means that it is made at the next
start.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from threading import Event

from firmware.app.clock_guard import ClockGuard, Passage
from firmware.app.exports import CheckedDep, export_checked_dep
from firmware.app.inbox import (
    BackupBegun,
    BackupFailed,
    BackupMade,
    Message,
)
from firmware.app.stick.berth import Berth
from firmware.app.stick.outcome import DATA, STICK
from firmware.app.stick.owner import owner_ids, read_stick_id, standing
from firmware.export.errors import ExportError
from firmware.process.logs import get_logger
from firmware.rksv.duties import Month, Quarter, backup_due, month_of, quarter_of
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import CLOSES, JournalRow
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import StickStanding
from firmware.till.texts import VIENNA

log = get_logger()

FOLDER = "backup"
#: A quarter does not begin more often; a copy that failed is tried again after as long.
LOOK_EVERY_S = 60.0
ROUND_S = 1.0
#: What a book, a medium or a receipt in it may do; none of it is a reason to stop selling.
_TROUBLE = (StoreError, ExportError, RksvError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The copy that is owed: up to which quarter, from which register, since which day."""

    quarter: Quarter
    register_id: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Where copies go: beside the book, and onto the stick."""

    book: Path
    stick: Berth

    @property
    def data(self) -> Path:
        """The folder of the quarterly copies."""
        return self.book.parent / FOLDER

    def owners_stick(self, book: Reader, register_id: str) -> Path | None:
        """The top of the owner's stick; None while there is none that takes anything.

        Raises:
            ExportError: it was pulled just now.
            StoreError: the book cannot be read.
        """
        if self.stick.refusal() is not None:
            return None
        folder = self.stick.find().folder
        whose = standing(read_stick_id(folder), register_id, owner_ids(book))
        return folder if whose is StickStanding.OWNER else None


class BackupFeeder:
    """Looks once a minute whether a copy is owed, and makes it."""

    def __init__(self, media: Media, post: Callable[[Message], None], clock: ClockGuard) -> None:
        self._media = media
        self._post = post
        self._clock = clock
        self._looked_s: float | None = None
        self._is_failing = False
        self._busy = Event()

    @property
    def is_busy(self) -> bool:
        """Whether a copy is being made, which must not be interrupted; any thread may ask."""
        return self._busy.is_set()

    def round(self) -> float:
        """Make a copy if one is owed."""
        now = self._clock.now()
        is_early = self._looked_s is not None and now.monotonic_s - self._looked_s < LOOK_EVERY_S
        if is_early or not now.is_trusted:
            return ROUND_S
        self._looked_s = now.monotonic_s
        try:
            self._look()
        except _TROUBLE as error:
            self._fail(str(error))
        else:
            self._is_failing = False
        finally:
            self._busy.clear()
        return ROUND_S

    def _look(self) -> None:
        with Reader.open_read_only(self._media.book) as book:
            due = self._due(book)
            if due is None:
                return
            self._busy.set()
            if not self._is_failing:
                self._post(BackupBegun())
            self._media.data.mkdir(mode=0o700, exist_ok=True)
            name = _free_name(book, name_of(due.register_id, due.since, self._today()))
            copy = export_checked_dep(book, self._media.data / name)
            log.info("quarterly copy made", file=name, receipts=copy.receipts)
            self._post(_made(due, name, copy, self._second(book, due, name)))

    def _second(self, book: Reader, due: Due, name: str) -> tuple[str, ...]:
        """The media that have it now; a stick that takes nothing does not undo the first copy."""
        try:
            stick = self._media.owners_stick(book, due.register_id)
            if stick is None:
                return (DATA,)
            export_checked_dep(book, stick / name)
        except (ExportError, OSError) as error:
            log.error("quarterly copy not on the stick", detail=str(error))
            return (DATA,)
        return (DATA, STICK)

    def _due(self, book: Reader) -> Due | None:
        """What the rows say is owed; nothing before commissioning, nor by a clock that is wrong."""
        identity, tail = book.identity(), book.tail()
        if identity is None or tail is None:
            return None
        # What signs nothing proves no quarter: the row would stand for all until that day.
        if self._clock.passage(tail.issued_at_utc) is not Passage.GO:
            return None
        made = [row for row in book.journal(kind=JournalKind.SICHERUNG) if "sha256" in row.content]
        quarter = backup_due(
            last_backup=month_of(made[-1].at_utc) if made else None,
            commissioned=month_of(identity.commissioned_at_utc),
            now_utc=self._clock.now().utc,
        )
        if quarter is None and made and is_closed_since(book, made[-1]):
            quarter = quarter_of(month_of(made[-1].at_utc)).previous
        if quarter is None:
            return None
        since = identity.commissioned_at_utc.astimezone(VIENNA).date()
        return Due(quarter=quarter, register_id=identity.register_id, since=since)

    def _today(self) -> date:
        return self._clock.now().utc.astimezone(VIENNA).date()

    def _fail(self, detail: str) -> None:
        """Told once until it works again; the duty stays."""
        log.error("quarterly copy failed", detail=detail)
        if not self._is_failing:
            self._post(BackupFailed(detail=detail))
        self._is_failing = True


def is_closed_since(book: Reader, made: JournalRow) -> bool:
    """Whether the copied quarter's last month was closed only after its copy `made`.

    The closing receipt comes before the first sale of the new month, which may be weeks later; it
    belongs to the quarter, so the quarter is copied once more.
    """
    quarter = quarter_of(month_of(made.at_utc)).previous
    last_month = str(Month(quarter.year, quarter.number * 3))
    kinds = (ReceiptKind.MONATSBELEG, ReceiptKind.JAHRESBELEG)
    closings = [book.last_closing(kind.value) for kind in kinds]
    return any(
        last_month in str(one.content[CLOSES]) and one.issued_at_utc > made.at_utc
        for one in closings
        if one is not None
    )


def name_of(register_id: str, since: date, today: date) -> str:
    """The file's name: whose DEP, from which day, up to which."""
    return f"dep-export__{register_id}__{since}__{today}.json"


def _free_name(book: Reader, name: str) -> str:
    """`name`, or one like it: a copy that a row proves is never written over."""
    taken = {row.content.get("file") for row in book.journal(kind=JournalKind.SICHERUNG)}
    return next(one for one in _names(name) if one not in taken)


def _names(name: str) -> Iterator[str]:
    yield name
    stem = name.removesuffix(".json")
    yield from (f"{stem}-{number}.json" for number in count(2))


def _made(due: Due, name: str, copy: CheckedDep, media: tuple[str, ...]) -> BackupMade:
    return BackupMade(
        quarter=str(due.quarter),
        file=name,
        sha256=copy.sha256,
        receipts=copy.receipts,
        media=media,
    )
