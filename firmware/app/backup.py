"""Copies of the DEP, made in a thread of their own beside the selling till.

The quarterly copy (§ 7 Abs 3 RKSV) comes by itself: when a quarter has begun, all receipts so far
are written as a DEP7 file to the data partition, and to the owner's stick if it is there; again
when the old quarter is closed by its receipt. The row SICHERUNG proves that and when. A copy that
has begun is not interrupted: who shuts the till down waits for it. The file is whole or not there,
was read back, and has no row before that; a cut in between only means that it is made at the next
start.

The other copy is for an inspector, onto the stick, when F 60 asks for it; and when a register ends
(F 63) everything it holds is exported.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from threading import Event

import structlog

from firmware.app.clock_guard import ClockGuard, Passage
from firmware.app.exports import CheckedDep, export_checked_dep
from firmware.app.inbox import (
    BackupBegun,
    BackupFailed,
    BackupMade,
    DepTold,
    EverythingTold,
    Message,
)
from firmware.app.life.full_export import (
    FullExport,
    NotSoundError,
    copy_to,
    export_row,
    full_export,
)
from firmware.export.errors import ExportError
from firmware.rksv.duties import Month, Quarter, backup_due, month_of, quarter_of
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import CLOSES, JournalRow
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.fiscal.calendar_requests import DepWritten
from firmware.till.fiscal.ending_requests import Exported
from firmware.till.requests import Failed
from firmware.till.texts import VIENNA

log = structlog.get_logger()

FOLDER = "backup"
EXPORT_FOLDER = "export"
#: A quarter does not begin more often; a copy that failed is tried again after as long.
LOOK_EVERY_S = 60.0
ROUND_S = 1.0
DATA, STICK = "data partition", "stick"
_DAMAGED = "DEP beschädigt"
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
    """Where copies go: beside the book, and into the folder a stick is mounted on.

    The stick is there as long as its folder is: whoever mounts it makes the folder, and takes it
    away again.
    """

    book: Path
    stick: Path | None

    @property
    def data(self) -> Path:
        """The folder of the quarterly copies."""
        return self.book.parent / FOLDER

    @property
    def mounted(self) -> Path | None:
        """The stick's folder; None while there is no stick."""
        return self.stick if self.stick is not None and self.stick.is_dir() else None


class BackupFeeder:
    """Looks once a minute whether a copy is owed, and makes it; at once what was asked for."""

    def __init__(self, media: Media, post: Callable[[Message], None], clock: ClockGuard) -> None:
        self._media = media
        self._post = post
        self._clock = clock
        self._looked_s: float | None = None
        self._is_failing = False
        self._asked, self._busy, self._everything = Event(), Event(), Event()

    @property
    def is_busy(self) -> bool:
        """Whether a copy is being made, which must not be interrupted; any thread may ask."""
        return any(one.is_set() for one in (self._busy, self._asked, self._everything))

    def ask(self) -> Failed | None:
        """Write the DEP onto the stick in the next round, and tell the loop; why not, if not."""
        if self._media.mounted is None:
            return Failed(words="Kein Stick")
        self._asked.set()
        return None

    def ask_everything(self) -> None:
        """Export everything in the next round, and tell the loop."""
        self._everything.set()

    def round(self) -> float:
        """Make a copy if one is asked for or owed."""
        if self._everything.is_set():
            return self._serve(self._everything, self._export_everything)
        if self._asked.is_set():
            return self._serve(self._asked, self._to_stick)
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

    def _serve(self, asked: Event, work: Callable[[], DepTold | EverythingTold]) -> float:
        """Whoever asks again when the answer is out is not taken for the one who asked before."""
        self._busy.set()
        asked.clear()
        self._post(work())
        self._busy.clear()
        return 0.0

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
            self._post(_made(due, name, copy, self._second(book, name)))

    def _second(self, book: Reader, name: str) -> tuple[str, ...]:
        """The media that have it now; a stick that takes nothing does not undo the first copy."""
        stick = self._media.mounted
        if stick is None:
            return (DATA,)
        try:
            export_checked_dep(book, stick / name)
        except (ExportError, OSError) as error:
            log.error("quarterly copy not on the stick", detail=str(error))
            return (DATA,)
        return (DATA, STICK)

    def _to_stick(self) -> DepTold:
        """All receipts so far, for whoever stands there with the stick."""
        stick = self._media.mounted
        if stick is None:
            return DepTold(answer=Failed(words="Kein Stick"))
        try:
            with Reader.open_read_only(self._media.book) as book:
                identity = book.identity()
                assert identity is not None, "a till that sells is commissioned"
                since = identity.commissioned_at_utc.astimezone(VIENNA).date()
                name = _unused(stick, name_of(identity.register_id, since, self._today()))
                copy = export_checked_dep(book, stick / name)
        except _TROUBLE as error:
            log.error("dep not on the stick", detail=str(error))
            words = _DAMAGED if isinstance(error, RksvError) else "Stick geht nicht"
            return DepTold(answer=Failed(words=words), detail=str(error))
        answer = DepWritten(file=name, receipts=copy.receipts)
        return DepTold(answer=answer, sha256=copy.sha256)

    def _export_everything(self) -> EverythingTold:
        """DEP, journal and head beside the book, and the same on the stick if it is there."""
        try:
            with Reader.open_read_only(self._media.book) as book:
                parent = self._media.book.parent / EXPORT_FOLDER
                export = full_export(book, parent, None, self._clock.now().utc)
        except (NotSoundError, RksvError) as error:
            log.error("export not sound", detail=str(error))
            return EverythingTold(answer=Failed(words=_DAMAGED), detail=str(error))
        except (StoreError, ExportError, OSError) as error:
            log.error("export failed", detail=str(error))
            return EverythingTold(answer=Failed(words="Nicht gesichert"), detail=str(error))
        media = self._second_export(export)
        answer = Exported(folder=export.folder.name, receipts=export.head.receipts, media=media)
        return EverythingTold(answer=answer, row=export_row(export, media))

    def _second_export(self, export: FullExport) -> tuple[str, ...]:
        stick = self._media.mounted
        if stick is None:
            return (DATA,)
        try:
            copy_to(export, stick)
        except (ExportError, OSError) as error:
            log.error("export not on the stick", detail=str(error))
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


def _unused(folder: Path, name: str) -> str:
    """`name`, or one like it: what is on somebody's stick stays there."""
    return next(one for one in _names(name) if not (folder / one).exists())


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
