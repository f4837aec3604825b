"""The thread of a barred till: carries away what can be read of the book, onto a stick.

The book's own folder is never written to, not even by SQLite, which wants its shared memory beside
the book: the book is copied into memory first, with the rows that only its -wal holds. A book too
large for that is read where it lies.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final

import msgspec

from firmware.app.barred.menu import KINDS, Saving
from firmware.app.barred.raw import BLOCK_BYTES, Copied, copy_book, size_of
from firmware.app.clock_guard import ClockGuard
from firmware.app.inbox import ExportSaid, Message
from firmware.app.stick import outcome
from firmware.app.stick.berth import Berth
from firmware.app.stick.export import FORESEEN
from firmware.app.stick.writer import ExportWriter, Watcher
from firmware.export.atomic import open_from_medium
from firmware.export.package.fault import CancelledError, MediumError, MediumFault, medium_edge
from firmware.export.package.outline import EVERYTHING
from firmware.export.package.place import free_bytes_of, put
from firmware.process.logs import get_logger
from firmware.store.canonical import Json
from firmware.store.seal import SealKind
from firmware.sync.config import Paths
from firmware.till.exports.requests import ExportKind, ExportProgress, ExportResult
from hal.stick.port import MountedStick

log = get_logger()

ROUND_S: Final = 0.2
#: The copy, and that of a whole backup beside it.
ROOMS_NEEDED: Final = 2
RAW_PREFIX: Final = "standlkassa-rohkopie-"
_PART: Final = ".part"


class NoSeals:
    """Nobody signs where nothing may be written; an export says that it is not sealed."""

    def seal(self, kind: SealKind, content: Mapping[str, Json]) -> str | None:  # noqa: ARG002
        """None."""
        return None


class Saver:
    """One wish at a time; `round` belongs to the thread, the others to whoever asks.

    Args:
        paths: Where the book is.
        berth: The port with the stick.
        clock: What time it is.
        post: Where progress and results are told.
        memory: A folder in memory.
    """

    def __init__(
        self,
        paths: Paths,
        berth: Berth,
        clock: ClockGuard,
        post: Callable[[Message], None],
        memory: Path | None = None,
    ) -> None:
        self._paths, self._berth, self._clock, self._post = paths, berth, clock, post
        self._memory = memory or Path(tempfile.gettempdir())
        self._scratch: Path | None = None
        self._wanted: SimpleQueue[Saving] = SimpleQueue()
        self._cancelled = Event()

    def ask(self, saving: Saving) -> None:
        """Save this in the next round; told by ExportSaid."""
        self._wanted.put(saving)

    def cancel(self) -> None:
        """Give up what is under way."""
        self._cancelled.set()

    def close(self) -> None:
        """Nothing of the book stays in memory."""
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def round(self) -> float:
        """Serve one wish, if there is one."""
        try:
            saving = self._wanted.get_nowait()
        except Empty:
            return ROUND_S
        self._post(ExportSaid(told=self._save(saving)))
        return 0.0

    def _save(self, saving: Saving) -> ExportResult:
        kind = KINDS.get(saving, ExportKind.COPY)
        stick: MountedStick | None = None
        try:
            stick = self._berth.find()
            if saving is Saving.RAW:
                made = self._raw(stick)
            else:
                writer = ExportWriter(self._readable(), self._berth, NoSeals(), self._clock)
                made = writer.to_stick(stick, kind, EVERYTHING, self._watcher(kind)).result
        except FORESEEN as error:
            log.error("not saved", what=saving.value, detail=str(error))
            is_there = self._berth.has(stick)
            return outcome.failed(kind, error, is_stick_there=is_there).result
        except Exception as error:
            # Whatever a damaged book does to a reader, the other ways must stay open.
            log.exception("not saved", what=saving.value)
            return outcome.failed(kind, error, is_stick_there=True).result
        log.info("saved", what=saving.value, folder=made.folder)
        is_free = self._berth.let_go(stick, self._cancelled, Event.wait)
        return replace(made, may_pull=is_free)

    def _readable(self) -> Paths:
        """Where the book may be read, by a reader that needs room beside it."""
        if self._scratch is None:
            book = self._paths.book
            if free_bytes_of(self._memory) < ROOMS_NEEDED * size_of(book):
                log.warning("book too large for memory", path=str(book))
                return self._paths
            scratch = Path(tempfile.mkdtemp(prefix="standlkassa-", dir=self._memory))
            try:
                copy_book(book, scratch, self._check)
            except BaseException:
                shutil.rmtree(scratch, ignore_errors=True)
                raise
            self._scratch = scratch
        return msgspec.structs.replace(self._paths, data=str(self._scratch))

    def _raw(self, stick: MountedStick) -> ExportResult:
        """The files of the book as they are, read back from the stick."""
        total, done = size_of(self._paths.book), 0
        stamp = self._clock.now().utc.strftime("%Y%m%d-%H%M%S")
        folder = stick.folder / f"{RAW_PREFIX}{stamp}"
        part = folder.with_name(f"{folder.name}{_PART}")

        def moved() -> None:
            nonlocal done
            done += 1
            self._check()
            self._tell(done, total)

        with medium_edge(stick.folder):
            part.mkdir()
            try:
                copied = copy_book(self._paths.book, part, moved)
                _require_same(part, copied)
                put(part, folder)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
        self._berth.require(stick)
        is_whole = copied.lost == 0
        return ExportResult(
            kind=ExportKind.COPY, folder=folder.name, is_whole=is_whole, is_sealed=False
        )

    def _tell(self, blocks: int, total: int) -> None:
        per_mille = min(999, blocks * BLOCK_BYTES * 1000 // max(total, 1))
        progress = ExportProgress(kind=ExportKind.COPY, per_mille=per_mille, left_s=None)
        self._post(ExportSaid(told=progress))

    def _watcher(self, kind: ExportKind) -> Watcher:
        def tell(per_mille: int, left_s: int | None) -> None:
            progress = ExportProgress(kind=kind, per_mille=per_mille, left_s=left_s)
            self._post(ExportSaid(told=progress))

        return Watcher(tell=tell, check=self._check)

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise CancelledError("given up: the till goes down")


def _require_same(folder: Path, copied: Copied) -> None:
    for name, digest in copied.digests.items():
        with open_from_medium(folder / name) as file:
            if file_digest(file, "sha256").hexdigest() != digest:
                raise MediumError(MediumFault.DAMAGED, folder / name)
