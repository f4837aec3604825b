"""kassad goes down in order, as far as the supply lasts: exports, slips, copies are let end."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from firmware.app.boot import Station
from firmware.app.inbox import Inbox, Tick
from firmware.app.keep.news import awaited
from firmware.app.loop import Loop
from firmware.app.tidings import copy_awaited, export_awaited
from firmware.process.logs import get_logger
from firmware.process.notify import Notifier
from hal.display.port import Screen
from hal.keypad.port import Pressed

log = get_logger()

#: So long the loop waits for somebody to say something.
TICK_S = 1.0
#: While a copy of the DEP is being finished, systemd is asked for so much more, again and again.
COPY_GRACE_S = 30.0
#: An export onto the stick has so long to end or to say when, so long if it says that it ends soon;
#: one that was given up ends with the next write that the stick takes.
EXPORT_GRACE_S, EXPORT_LIMIT_S, EXPORT_END_S = 2.0, 40.0, 5.0
#: A copy of the book is waited for so long; then the till goes down without it.
COPY_LIMIT_S, COPY_LOOK_S = 120.0, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """The way down of a till that sold; its feeders still run."""

    station: Station
    inbox: Inbox
    power_fails: Event
    notifier: Notifier

    def go(self, dead: Sequence[str]) -> None:
        """Exports and copies, the row STOPP; of `dead` threads the row says so."""
        loop = self.station.loop
        is_in_order = not (self.power_fails.is_set() or dead)
        if is_in_order:
            self._finish_copy()
            self._end_export()
        self.notifier.stopping()
        # Without this row the next boot says that the power was cut: then that is the truth.
        if not self.power_fails.is_set():
            loop.stop(f"{dead[0]} died" if dead else "asked")
        if not (self.power_fails.is_set() or dead):
            self._copy_book()

    def _finish_copy(self) -> None:
        """Let a copy of the DEP that has begun come to its end; only a failing supply ends it.

        Its row is written, and slips that wait come out meanwhile; no more keys.
        """
        backup, loop = self.station.backup, self.station.loop
        if backup.is_busy:
            loop.tell(copy_awaited(loop.till.now_utc))
        while backup.is_busy and not self.power_fails.is_set():
            self.notifier.extend(COPY_GRACE_S)
            self._hear(TICK_S)

    def _end_export(self) -> None:
        """Let an export come to its end if it is a short one; else it is given up, and says so."""
        exports, loop = self.station.sticks.exports, self.station.loop
        begin_s = time.monotonic()
        if exports.is_busy:
            loop.tell(export_awaited(loop.till.now_utc))
        while exports.is_busy and not self.power_fails.is_set():
            past_s = time.monotonic() - begin_s
            if past_s > EXPORT_LIMIT_S + EXPORT_END_S:
                log.error("export does not end", seconds=past_s)
                return
            if past_s > (EXPORT_LIMIT_S if exports.is_short else EXPORT_GRACE_S):
                exports.cancel()
            self.notifier.extend(COPY_GRACE_S)
            self._hear(COPY_LOOK_S)

    def _copy_book(self) -> None:
        """Let the book be copied once more, with the row STOPP in it; for so long and no longer."""
        loop, snapshots = self.station.loop, self.station.keep.snapshots
        before, begin_s = loop.till.notice, time.monotonic()
        snapshots.ask()
        while snapshots.is_busy and not self.power_fails.is_set():
            if time.monotonic() - begin_s > COPY_LIMIT_S:
                log.error("book not copied in time", seconds=COPY_LIMIT_S)
                break
            self.notifier.extend(COPY_GRACE_S)
            message = self.inbox.take(COPY_LOOK_S)
            if message is None and loop.till.notice == before:
                loop.tell(awaited(loop.till.now_utc))
            loop.handle(Tick() if message is None or isinstance(message, Pressed) else message)

    def _hear(self, wait_s: float) -> None:
        message = self.inbox.take(wait_s) or Tick()
        if not isinstance(message, Pressed):
            self.station.loop.handle(message)


def drain(inbox: Inbox, loop: Loop) -> None:
    """Hear what the devices still had to say, that a slip came out above all; no more keys."""
    while (message := inbox.take_now()) is not None:
        if not isinstance(message, Pressed):
            loop.handle(message)


def last_word(loop: Loop) -> Screen:
    """What stays on the panel of a till that ended in order, whatever was on it."""
    is_restart = loop.goes_down is not None and loop.goes_down.is_restart
    return Screen(item="Kasse", main="startet neu" if is_restart else "schaltet ab")
