"""PINs that dialogues ask about: right or wrong, how many tries are left, and for how long not.

What counts are the journal's rows of wrong PINs: pulling the plug gives nobody another try.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from firmware.app.pins import PinError, Pins, is_pin
from firmware.export.errors import WriteError
from firmware.process.logs import get_logger
from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.requests import CheckPin, Failed, PinVerdict, Stored, StorePin

log = get_logger()

#: After so many wrong PINs in a row each further one bars for so long, until the right one comes.
TRIES = 5
BARRED = timedelta(seconds=60)


class PinAnswers:
    """Judges and keeps PINs; `tries` are counted for each clerk alone, and for the chief's act."""

    def __init__(self, book: Reader, pins: Pins) -> None:
        self._book = book
        self._pins = pins

    def check(self, wanted: CheckPin) -> PinVerdict | Failed:
        """Whose PIN it is, or what is left."""
        wrong = self._wrong(wanted)
        wait_s = _wait_s(wrong, wanted.at_utc)
        if wait_s:
            return PinVerdict(clerk=None, wait_s=wait_s)
        try:
            whose = self._pins.whose(wanted.pin, wanted.among)
        except PinError as error:
            log.error("pins", detail=str(error))
            return Failed(words="PIN geht nicht")
        if whose is not None:
            return PinVerdict(clerk=whose)
        left = max(0, TRIES - len(wrong) - 1)
        wait = 0 if left else int(BARRED.total_seconds())
        return PinVerdict(clerk=None, tries_left=left, wait_s=wait, is_counted=True)

    def store(self, wanted: StorePin) -> Stored | Failed:
        """Keep a new PIN."""
        if wanted.pin and not is_pin(wanted.pin):
            return Failed(words="4 bis 8 Ziffern")
        try:
            self._pins.store(wanted.clerk, wanted.pin)
        except (PinError, WriteError) as error:
            log.error("pins", detail=str(error))
            return Failed(words="PIN geht nicht")
        return Stored()

    def _wrong(self, wanted: CheckPin) -> list[JournalRow]:
        """The last wrong tries since the last right one, at most as many as bar."""
        role = None if wanted.role is None else wanted.role.value
        is_ours = _is_about(wanted.clerk, role)
        rows = [row for row in self._book.journal(kind=JournalKind.PIN_FALSCH) if is_ours(row)]
        last = rows[-TRIES:]
        if not last:
            return []
        kind = JournalKind.CHEF if wanted.clerk is None else JournalKind.EIN
        right = [
            row.seq
            for row in self._book.journal(last[0].seq, kind=kind)
            if wanted.clerk is None or row.content.get("number") == wanted.clerk
        ]
        return [row for row in last if not right or row.seq > right[-1]]


def _is_about(clerk: int | None, role: str | None) -> Callable[[JournalRow], bool]:
    return lambda row: (row.content.get("number"), row.content.get("role")) == (clerk, role)


def _wait_s(wrong: list[JournalRow], at_utc: datetime) -> int:
    """Seconds to wait; a clock that was set back, however far, does not make it longer."""
    if len(wrong) < TRIES:
        return 0
    left = BARRED - abs(at_utc - wrong[-1].at_utc)
    return max(0, -int(-left.total_seconds() // 1))
