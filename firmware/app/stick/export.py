"""The thread that writes exports, beside the selling till.

One at a time. The owner's stick is served by itself when it is put in: everything since the last
time, and when all of it is on the medium the stick is let go; left in, it is recalled at the next
Z (Z8), and a Z that comes meanwhile has the rest follow. Everything else is asked for (F 60, F 63,
F 70 to F 72). What is not whole in the books is exported all the same; the list, the row and the
counter say so. Only a register that ends wants books that are whole. A fault in an export is never
one of the till: whatever it is, selling goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from threading import Event, Lock
from typing import Final, assert_never

from firmware.app.inbox import DepTold, EverythingTold, ExportSaid, Message, StickMade, StickTold
from firmware.app.life.full_export import EVERYTHING
from firmware.app.stick import outcome
from firmware.app.stick.berth import NO_STICK, Berth
from firmware.app.stick.outcome import Outcome
from firmware.app.stick.owner import OWNER, new_stick_id, owner_ids, write_stick_id
from firmware.app.stick.recall import Recall
from firmware.app.stick.writer import ExportWriter, Watcher
from firmware.export.errors import ExportError
from firmware.export.package.fault import CancelledError
from firmware.export.package.outline import EVERYTHING as EVERY_DAY
from firmware.export.package.outline import Days
from firmware.process.logs import get_logger
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError
from firmware.till.exports.requests import (
    ExportBegun,
    ExportKind,
    ExportProgress,
    ExportResult,
    StartExport,
    StickStanding,
)
from firmware.till.fiscal.calendar_requests import DepWritten
from firmware.till.fiscal.ending_requests import Exported
from firmware.till.requests import Failed, Stored
from hal.stick.port import MountedStick

log = get_logger()

ROUND_S: Final = 0.2
#: Whoever shuts down waits for an export that says it has no more than that left.
SHORT_S: Final = 30
RUNNING: Final = Failed(words="Export läuft")
#: What an export may meet that is nobody's fault of programming.
FORESEEN: Final = (ExportError, StoreError, RksvError, OSError)

Wait = Callable[[Event, float], bool]


class _Asker(Enum):
    """Who wants an export, and so how its end is told."""

    STICK = "the owner's stick, or F 70 to F 72"
    INSPECTOR = "F 60"
    ENDING = "F 63"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    kind: ExportKind
    days: Days = EVERY_DAY
    asker: _Asker = _Asker.STICK


#: What the owner's stick is owed.
_OWNERS: Final = _Job(kind=ExportKind.OWNER)


class ExportFeeder:
    """Writes what the loop asks for, and what an owner's stick is owed.

    `round` belongs to the thread; everything else may be called by any.

    Args:
        writer: Who writes.
        berth: The port.
        post: Where progress and results are told.
        wait: Waits for an event at most so many seconds, and tells if it is set.
    """

    def __init__(
        self,
        writer: ExportWriter,
        berth: Berth,
        post: Callable[[Message], None],
        wait: Wait = Event.wait,
    ) -> None:
        self._writer = writer
        self._berth = berth
        self._post = post
        self._wait = wait
        self._lock = Lock()
        self._waiting: _Job | None = None
        self._running: _Job | None = None
        self._owner_wanted, self._owner_due, self._cancelled = Event(), Event(), Event()
        self._is_in = self._is_owners = self._follows = False
        self._recall = Recall(berth, post, writer.monotonic_s)
        self._left_s: int | None = None
        self._made_id = ""
        #: Called when the stick that is in became the owner's.
        self.look_again: Callable[[], None] = lambda: None

    @property
    def is_busy(self) -> bool:
        """Whether something is asked for or under way."""
        with self._lock:
            return self._is_at_work

    @property
    def is_short(self) -> bool:
        """Whether what is under way is awaited by somebody, or says that it ends soon."""
        with self._lock:
            job = self._running or self._waiting
        is_awaited = job is not None and job.asker is not _Asker.STICK
        return is_awaited or (self._left_s is not None and self._left_s <= SHORT_S)

    def start(self, wanted: StartExport) -> ExportBegun | Stored | Failed:
        """Begin in the next round; why not, if not. Stored: when the owner's stick is there."""
        if wanted.kind is ExportKind.OWNER:
            return self._start_owners()
        days = Days(first=wanted.first, last=wanted.last)
        return self._ask(_Job(kind=wanted.kind, days=days)) or ExportBegun()

    def start_dep(self) -> Failed | None:
        """The same for an inspector: the DEP of all receipts; told by DepTold."""
        return self._ask(_Job(kind=ExportKind.DEP7, asker=_Asker.INSPECTOR))

    def start_everything(self) -> Failed | None:
        """The same before the register ends, with or without a stick; told by EverythingTold."""
        return self._ask(_Job(kind=ExportKind.ENDING, asker=_Asker.ENDING))

    def make_owner(self) -> Failed | None:
        """Make the stick the owner's in the next round; told by StickMade; why not, if not."""
        with self._lock:
            refusal = RUNNING if self._is_at_work else self._berth.refusal()
            if refusal is None:
                self._owner_wanted.set()
        return refusal

    def seek(self) -> Failed | None:
        """Have a stick that was let go mounted again; told by StickSought; why not, if not.

        It is wanted for something else: what it is owed as the owner's comes with the next Z.
        """
        refusal = self._recall.begin()
        if refusal is None and self._is_in:
            # It is told already, and heard before the answer.
            self._recall.came()
        return refusal

    def release(self) -> Stored | Failed:
        """Let go of the stick."""
        return RUNNING if self.is_busy else self._berth.release()

    def hear(self, told: StickTold) -> None:
        """A stick came or went; an owner's is served once each time it is put in."""
        view = told.view
        self._is_in = view is not None
        is_sought = self._is_in and self._recall.came()
        is_owners = view is not None and view.standing is StickStanding.OWNER
        if not is_owners:
            self._owner_due.clear()
        elif not (self._is_owners or is_sought) and view is not None and view.is_writable:
            self._owner_due.set()
        self._is_owners = is_owners

    def cancel(self) -> None:
        """Give up what is under way; what was written of it is removed, or has no name."""
        self._cancelled.set()

    def round(self) -> float:
        """Serve one wish, if there is one."""
        if self._owner_wanted.is_set():
            self._make_owner()
            return 0.0
        job = self._take()
        if job is None:
            self._recall.follow()
            self._follow_made()
            return ROUND_S
        try:
            told = self._serve(job)
        finally:
            # Also when the thread dies of it: whoever shuts down would wait for nothing.
            self._left_s = None
            with self._lock:
                self._running = None
                follows, self._follows = self._follows, False
        self._post(told)
        if follows:
            self._start_owners()
        return 0.0

    @property
    def _is_at_work(self) -> bool:
        is_asked = self._owner_wanted.is_set() or self._owner_due.is_set()
        return is_asked or self._waiting is not None or self._running is not None

    def _ask(self, job: _Job) -> Failed | None:
        """Whoever asks again when the answer is out is not taken for the one who asked before."""
        with self._lock:
            if self._is_at_work:
                return RUNNING
            refusal = None if job.asker is _Asker.ENDING else self._berth.refusal()
            if refusal is None:
                self._waiting = job
        return refusal

    def _start_owners(self) -> ExportBegun | Stored | Failed:
        """Z8: now, after what is under way, or when the stick that was let go is there again."""
        with self._lock:
            if self._is_at_work:
                # It may have looked at the book before the Z.
                self._follows = True
                return ExportBegun()
            refusal = self._berth.refusal()
            if refusal is None:
                self._waiting = _OWNERS
                return ExportBegun()
        return (self._berth.recall() or Stored()) if refusal == NO_STICK else refusal

    def _take(self) -> _Job | None:
        with self._lock:
            job, self._waiting = self._waiting, None
            if job is None and self._owner_due.is_set():
                job = _OWNERS
            if job is _OWNERS:
                # It looks at the book from now on: whoever asked before gets all of it.
                self._owner_due.clear()
                self._follows = False
            self._running = job
        return job

    def _goes_on(self) -> bool:
        """Whether a Z came since the export began: the stick stays, and gets the rest."""
        with self._lock:
            follows, self._follows = self._follows, False
            if follows:
                self._waiting = _OWNERS
        return follows

    def _serve(self, job: _Job) -> Message:
        match job.asker:
            case _Asker.STICK:
                ended = self._export(job)
                return ExportSaid(told=self._told(ended.result), row=ended.row)
            case _Asker.INSPECTOR:
                return _for_inspector(self._export(job))
            case _Asker.ENDING:
                return self._export_everything()
            case _:
                assert_never(job.asker)

    def _told(self, result: ExportResult) -> ExportProgress | ExportResult:
        """Nobody pulls a stick that gets more: its end is told when that has ended, too."""
        has_news = result.error or result.warning or not result.is_whole
        if has_news or self._waiting is not _OWNERS:
            return result
        return ExportProgress(kind=ExportKind.OWNER, per_mille=0, left_s=None)

    def _export(self, job: _Job) -> Outcome:
        """Whatever happens, an outcome."""
        stick: MountedStick | None = None
        try:
            stick = self._berth.find()
            ended = self._writer.to_stick(stick, job.kind, job.days, self._watcher(job))
        except FORESEEN as error:
            log.error("not exported", kind=job.kind.value, detail=str(error))
            self._give_up(job)
            return outcome.failed(job.kind, error, is_stick_there=self._berth.has(stick))
        except Exception as error:
            # A fault of ours in an export must not end the till that sells.
            log.exception("export failed", kind=job.kind.value)
            self._give_up(job)
            return outcome.failed(job.kind, error, is_stick_there=True)
        log.info("exported", kind=job.kind.value, folder=ended.result.folder)
        if job is not _OWNERS or self._goes_on():
            return ended
        if self._berth.let_go(stick, self._cancelled, self._wait):
            return outcome.may_pull(ended)
        return ended

    def _give_up(self, job: _Job) -> None:
        """What the owner's stick did not take once is not tried on it again."""
        if job is _OWNERS:
            with self._lock:
                self._follows = False

    def _export_everything(self) -> EverythingTold:
        """Beside the book, and on the stick if there is one."""
        watcher = Watcher(tell=lambda *_: None, check=self._check)
        try:
            made = self._writer.everything(self._writer.own_folder(), watcher)
        except Exception as error:
            log.exception("export failed", kind=ExportKind.ENDING.value)
            words = outcome.words_of_ending(error)
            failed = {"what": EVERYTHING, "error": str(error)}
            return EverythingTold(answer=Failed(words=words), row=failed)
        media = (outcome.DATA, *self._second_media(watcher))
        row = {**outcome.written_row(made), "what": EVERYTHING, "media": list(media)}
        receipts = made.manifest.head.receipts
        answer = Exported(folder=made.folder.name, receipts=receipts, media=media)
        return EverythingTold(answer=answer, row=row)

    def _second_media(self, watcher: Watcher) -> tuple[str, ...]:
        """A stick that takes nothing does not undo the first export."""
        if self._berth.refusal() is not None:
            return ()
        try:
            stick = self._berth.find()
            self._writer.everything(stick.folder, watcher)
            self._berth.require(stick)
        except FORESEEN as error:
            log.error("export not on the stick", detail=str(error))
            return ()
        return (outcome.STICK,)

    def _watcher(self, job: _Job) -> Watcher:
        def tell(per_mille: int, left_s: int | None) -> None:
            self._left_s = left_s
            if job.asker is _Asker.STICK:
                told = ExportProgress(kind=job.kind, per_mille=per_mille, left_s=left_s)
                self._post(ExportSaid(told=told))

        return Watcher(tell=tell, check=self._check)

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise CancelledError("given up: the till goes down")

    def _make_owner(self) -> None:
        """The file on the stick first: a row without it would be a stick that nobody has."""
        stick: MountedStick | None = None
        try:
            stick = self._berth.find()
            made = new_stick_id(self._writer.register_id())
            write_stick_id(stick.folder, made)
            self._berth.require(stick)
        except FORESEEN as error:
            log.error("no owner's stick", detail=str(error))
            words = outcome.words_of(error, is_stick_there=self._berth.has(stick))
            told = StickMade(answer=Failed(words=words))
        else:
            self._made_id = made.id
            row = {"what": OWNER, "id": made.id, "file_system": stick.file_system}
            named = {**row, "serial": stick.serial} if stick.serial else row
            told = StickMade(answer=Stored(), row=named)
        self._owner_wanted.clear()
        self._post(told)

    def _follow_made(self) -> None:
        """Once the row is in the book the stick is looked at anew, and served."""
        if not self._made_id:
            return
        try:
            is_known = self._made_id in self._writer.ask(owner_ids)
        except StoreError as error:
            log.error("owner's sticks", detail=str(error))
            return
        if is_known:
            self._made_id = ""
            self.look_again()


def _for_inspector(ended: Outcome) -> DepTold:
    result = ended.result
    answer = (
        Failed(words=result.error)
        if result.error
        else DepWritten(file=result.folder, receipts=result.receipts)
    )
    return DepTold(answer=answer, row={**ended.row, "reason": "Kontrolle"})
