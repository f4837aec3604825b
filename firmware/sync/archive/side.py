"""The archive's side of kassa-sync: look, decide (`pace.py`), do (`deeds.py`), tell kassad."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Final

from firmware.process.logs import get_logger
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.store.seal import anchor
from firmware.sync import archive_file
from firmware.sync.archive import events
from firmware.sync.archive.bell import Bell
from firmware.sync.archive.condition import grave
from firmware.sync.archive.deeds import Deeds, Till, Trouble
from firmware.sync.archive.events import Wait
from firmware.sync.archive.keep import KeepError
from firmware.sync.archive.memory import Memory
from firmware.sync.archive.offer import Offering
from firmware.sync.archive.pace import (
    LOOK_EVERY_S,
    TELL_AGAIN_S,
    Entry,
    Pace,
    after,
    next_act,
)
from firmware.sync.archive.parcels import Standing
from firmware.sync.archive.rows import NO_BOOK, last_seq
from firmware.sync.archive_file import ArchiveFile, State
from firmware.sync.supervision import Supervision

log = get_logger()

#: Who lays a file down is heard within this.
WAKE_S: Final = 0.25
#: A tree reckoned anew over years of rows, and the files of the folder.
BESIDE_DEADLINE_S: Final = 180.0
_TEXT: Final = 200
_DOUBT_WORDS: Final = {
    "signature": "Archiv nicht echt",
    "origin": "Falsches Archiv",
    "rollback": "Archiv zurückgesetzt",
    "root": "Archiv hat andere Zeilen",
    "ahead": "Archiv hat mehr Zeilen",
    "book": "Buch ist ein anderes",
    "fork": "Zeile doppelt im Archiv",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """A clock that never jumps, and chance."""

    monotonic_s: Callable[[], float]
    chance: Callable[[], float]


class Side:
    """Turn after turn; used by one thread. `standing` may be read by another."""

    def __init__(self, till: Till, deeds: Deeds, memory: Memory, clocks: Clocks) -> None:
        self._till, self._deeds, self._memory, self._clocks = till, deeds, memory, clocks
        self._pace = Pace(heartbeat_s=till.heartbeat_s)
        self._now_bell = Bell(till.paths.archive_now, is_taken=True)
        key_files = (till.paths.archive_key, till.paths.archive_key_kept)
        self._key_bells = tuple(Bell(one, is_taken=False) for one in key_files)
        self._look_s = self._condition_s = clocks.monotonic_s()
        self._grave: tuple[object, ...] | None = None
        self._told: ArchiveFile | None = None
        self._book_fault: StoreFault | None = None
        self._receipts = (0, 0)

    @property
    def confirmed(self) -> int:
        """The row up to which the archive has everything; 0 while nobody can say so."""
        held, is_sure = self._memory.held, self._pace.doubt is None
        return held.size if held is not None and is_sure else 0

    @property
    def standing(self) -> Standing | None:
        """What the packages need to know; None while nothing may be sent."""
        memory, confirmed = self._memory, self.confirmed
        registered = memory.registered
        if registered is None or self._pace.entry is not Entry.OPEN or not confirmed:
            return None
        return Standing(door=memory.door, origin=registered.origin, confirmed=confirmed)

    @property
    def offering(self) -> Offering | None:
        """Whether and what the archive offers; None while it has not said, or is not believed."""
        memory, deeds, pace = self._memory, self._deeds, self._pace
        is_open = pace.entry is Entry.OPEN and pace.doubt is None
        if memory.registered is None or not is_open or not deeds.is_offer_said:
            return None
        return Offering(door=memory.door, offer=deeds.offer, pending=self._pending)

    def resume(self) -> None:
        """Take up what an earlier process left."""
        try:
            if self._memory.resume():
                self._happened(events.LetIn())
        except (OSError, KeepError) as error:
            log.error("archive folder", detail=str(error))
            self._deeds.trouble = Trouble(alarm="folder", words="Anmeldung defekt: F 82")

    def turn(self) -> float:
        """Look, and do the next thing if one is due; seconds until the next turn."""
        self._look()
        act = next_act(self._pace, self._clocks.monotonic_s())
        for event in self._deeds.do(act, self._pending):
            self._happened(event)
        self._tell()
        return WAKE_S if isinstance(act, Wait) else 0.0

    def close(self) -> None:
        """Hang up, and leave to the next process what it would have to reckon anew."""
        self._memory.keep_tree()
        self.hang_up()

    def hang_up(self) -> None:
        """End the connection; the next exchange begins another."""
        self._deeds.hang_up()

    def _happened(self, event: events.Event) -> None:
        now_s = self._clocks.monotonic_s()
        self._pace = after(self._pace, event, now_s, self._clocks.chance())

    @property
    def _pending(self) -> int:
        pace, held = self._pace, self._memory.held
        base = pace.confirmed if pace.confirmed is not None else 0 if held is None else held.size
        return max(0, pace.rows - base)

    def _look(self) -> None:
        """What is new: files that were laid down, rows of the book, the till's condition."""
        # Each is asked: what the one has heard, the other has not.
        if sum(bell.rings() for bell in self._key_bells):
            self._happened(events.KeyTyped())
        is_rung, now_s = self._now_bell.rings(), self._clocks.monotonic_s()
        if is_rung or now_s >= self._look_s:
            self._look_s = now_s + LOOK_EVERY_S
            self._look_at_book()
        if is_rung:
            self._happened(events.Hurried())
        if now_s >= self._condition_s:
            self._condition_s = now_s + TELL_AGAIN_S
            seen = grave(self._till.condition(self._pending))
            if self._grave is not None and seen != self._grave:
                self._happened(events.Changed())
            self._grave = seen

    def _look_at_book(self) -> None:
        try:
            with Reader.open_read_only(self._till.paths.book) as book:
                rows = last_seq(book)
                if self.confirmed != self._receipts[0]:
                    self._receipts = (self.confirmed, _receipts(book, self.confirmed))
        except StoreError as error:
            if error.fault is not self._book_fault:
                self._book_fault = error.fault
                tell = log.debug if error.fault in NO_BOOK else log.error
                tell("book", detail=str(error))
        else:
            self._book_fault = None
            self._happened(events.Looked(rows=rows))

    def _tell(self) -> None:
        """Write the status where it says something else than before, or is gone."""
        status = self._status()
        path = Path(self._till.paths.archive_status)
        if status == self._told and path.exists():
            return
        try:
            archive_file.write(path, status)
        except OSError as error:
            log.error("status not written", detail=str(error))
        else:
            self._told = status

    def _status(self) -> ArchiveFile:
        memory, deeds, pace = self._memory, self._deeds, self._pace
        registered, held, contact = memory.registered, memory.held, deeds.contact_utc
        doubt = pace.doubt or pace.stranger
        alarm = deeds.trouble.alarm if doubt is None else doubt.value
        words = deeds.trouble.words if doubt is None else _DOUBT_WORDS[doubt.value]
        return ArchiveFile(
            pending=self._pending,
            alarm=_printable(alarm),
            confirmed=self.confirmed,
            state=_state(pace),
            till_id="" if registered is None else registered.till_id,
            words=_printable(words),
            last_contact_utc="" if contact is None else contact.isoformat(timespec="seconds"),
            checkpoint=memory.note,
            origin="" if registered is None else registered.origin,
            archive_key="" if registered is None else registered.archive_key,
            links=_printable(memory.links),
            receipts=self._receipts[1] if self._receipts[0] <= self.confirmed else 0,
            proof=memory.proof,
            root_short="" if held is None else anchor(held.size, held.root.hex()),
        )


class ArchiveRounds(Thread):
    """Turns the side; left behind at the end wherever it is, as a power cut would leave it."""

    def __init__(self, side: Side, watch: Supervision, limit_s: float) -> None:
        super().__init__(name="archive", daemon=True)
        self._side = side
        self._watch = watch
        self.limit_s = limit_s
        self.begun_s = watch.monotonic_s()

    def run(self) -> None:
        """A turn, a pause, until told to stop."""
        try:
            self._side.resume()
            while not self._watch.stop.is_set():
                self.begun_s = self._watch.monotonic_s()
                self._watch.stop.wait(self._side.turn())
            self._side.close()
        except Exception:
            # The supervisor starts us anew; the next process sees the same book.
            log.exception("a turn failed")


def _receipts(book: Reader, confirmed: int) -> int:
    """The number of the last receipt among the first `confirmed` rows."""
    receipt = book.last_receipt_before(confirmed + 1) if confirmed else None
    return 0 if receipt is None else receipt.number


def _state(pace: Pace) -> State:
    match pace.entry:
        case Entry.NONE:
            return "registering" if pace.has_key else "unregistered"
        case Entry.REFUSED:
            return "refused"
        case _:
            return "ok" if pace.is_reached else "offline"


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text)[:_TEXT]
