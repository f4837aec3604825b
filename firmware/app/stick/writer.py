"""Writes one export of the book, onto the stick or beside the book."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar

from firmware.app.clock_guard import ClockGuard
from firmware.app.exports import order_of
from firmware.app.stick import outcome
from firmware.app.stick.berth import Berth
from firmware.app.stick.known import known_of
from firmware.app.stick.outcome import Outcome
from firmware.app.stick.owner import NoStickId, read_stick_id
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Written, write_folder
from firmware.export.package.manifest import SEALED
from firmware.export.package.meter import Meter, Tell
from firmware.export.package.outline import After, Days
from firmware.export.package.part import Part
from firmware.export.package.place import free_bytes_of
from firmware.process.logs import get_logger
from firmware.store.canonical import Json
from firmware.store.reader import Reader
from firmware.store.seal import SealKind
from firmware.sync.config import Paths
from firmware.till.exports.requests import ExportKind
from hal.stick.port import MountedStick

log = get_logger()

#: Beside the book, where a register that ends leaves everything.
FOLDER: Final = "export"
_MODE: Final = 0o700

Answer = TypeVar("Answer")
#: The papers that go with an export of a kind.
Papers = Callable[[Reader, ExportKind, datetime], tuple[Part, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """Who wants to know how far it is, and may end it."""

    tell: Tell
    check: Callable[[], None]


class Seals(Protocol):
    """Who seals the list of an export."""

    def seal(self, kind: SealKind, content: Mapping[str, Json]) -> str | None:
        """A seal that a certificate of the register proves; None: nobody gives one."""
        ...


def _no_papers(_book: Reader, _kind: ExportKind, _now_utc: datetime) -> tuple[Part, ...]:
    return ()


class ExportWriter:
    """Opens the book anew for each export: it may be written from any thread, one at a time."""

    def __init__(
        self,
        paths: Paths,
        berth: Berth,
        sealer: Seals,
        clock: ClockGuard,
        papers: Papers = _no_papers,
    ) -> None:
        self._book = paths.book
        self._archive_status = Path(paths.archive_status)
        self._berth = berth
        self._sealer = sealer
        self._clock = clock
        self._papers = papers

    def to_stick(
        self, stick: MountedStick, kind: ExportKind, days: Days, watcher: Watcher
    ) -> Outcome:
        """An export onto the stick; the owner's goes on where the last one on it ended.

        Raises:
            ExportError, StoreError, RksvError: there is none.
        """
        with Reader.open_read_only(self._book) as book:
            known = known_of(stick.folder, book)
            if known.alarm:
                log.error("the stick knows more than the book", detail=known.alarm)
            after = known.after if kind is ExportKind.OWNER else None
            outline = days if after is None else After(head=after)
            now_utc = self._clock.now().utc
            order = order_of(book, kind, outline, now_utc, self._archive_status)
            free_bytes = partial(self._berth.free_bytes, stick)
            means = self._means(watcher, free_bytes)
            more = self._papers(book, kind, now_utc)
            written = write_folder(stick.folder, replace(order, after=after, more=more), means)
        self._berth.require(stick)
        return outcome.made(written, known, _name_of(stick))

    def everything(self, root: Path, watcher: Watcher) -> Written:
        """Everything, before a register ends, below `root`; only of books that are whole.

        Raises:
            NotSoundError: they are not.
            ExportError, StoreError, RksvError: there is none.
        """
        with Reader.open_read_only(self._book) as book:
            now_utc = self._clock.now().utc
            order = order_of(book, ExportKind.ENDING, Days(), now_utc, self._archive_status)
            means = self._means(watcher, partial(free_bytes_of, root))
            return write_folder(root, replace(order, is_strict=True), means)

    def monotonic_s(self) -> float:
        """Seconds of a clock that nobody sets."""
        return self._clock.now().monotonic_s

    def ask(self, question: Callable[[Reader], Answer]) -> Answer:
        """What the book says now.

        Raises:
            StoreError: it cannot be read.
        """
        with Reader.open_read_only(self._book) as book:
            return question(book)

    def register_id(self) -> str:
        """Whose book it is.

        Raises:
            StoreError: it cannot be read.
        """
        identity = self.ask(Reader.identity)
        assert identity is not None, "a till that sells is commissioned"
        return identity.register_id

    def own_folder(self) -> Path:
        """The top of what is exported beside the book.

        Raises:
            OSError: it cannot be made.
        """
        folder = self._book.parent / FOLDER
        folder.mkdir(mode=_MODE, exist_ok=True)
        return folder

    def _means(self, watcher: Watcher, free_bytes: Callable[[], int]) -> Means:
        def seal(digest: str) -> str | None:
            return self._sealer.seal(SealKind.EXPORT, {SEALED: digest})

        meter = Meter(self.monotonic_s, watcher.tell, watcher.check)
        return Means(seal=seal, examine=examine, meter=meter, free_bytes=free_bytes)


def _name_of(stick: MountedStick) -> str:
    """The owner's sticks by their own number, others by that of their file system."""
    said = read_stick_id(stick.folder)
    return stick.serial if isinstance(said, NoStickId) else said.id
