"""The second medium beside the selling till: every row on both before anything is on paper.

The loop waits for it before it prints, and not longer than `WAIT_S`: a medium that hangs, is full
or was pulled is lost from then on, which is told first. A lost one is tried again by a thread of
its own, and is back when it has caught up; one that is lost again and again is tried ever more
seldom, so that it does not keep one customer after the other waiting.
"""

from collections.abc import Callable
from threading import Lock
from typing import Final

from firmware.app.inbox import MediumTold, Message
from firmware.app.keep.bounded import Run
from firmware.app.keep.mirror import BookBehindError, Mirror
from firmware.app.keep.mirror_file import MirrorError
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.upkeep.copies import SecondMedium

log = get_logger()

#: No sale waits longer.
WAIT_S: Final = 2.0
#: At a boot nobody stands there, and whether the book was set back is worth more.
BOOT_WAIT_S: Final = 10.0
LOOK_EVERY_S: Final = 1.0
RETRY_EVERY_S: Final = 5.0
#: Each further loss doubles it, up to so often; after so many good looks in turn all is forgotten.
MOST_DOUBLINGS: Final = 7
STEADY_LOOKS: Final = 600
#: What did not come back in so many tries is not tried harder: it may be full, or another one.
EAGER_TRIES: Final = 60
PATIENT_EVERY_S: Final = 60.0
#: How a row SPIEGEL says it.
LOST, BACK = "lost", "back"


class Second:
    """How the second medium is; `mirror` is None where the till has none.

    `secure` is the loop's, `round` that of the thread; both may be at work at once.
    """

    def __init__(self, mirror: Mirror | None, run: Run, post: Callable[[Message], None]) -> None:
        self._mirror = mirror
        self._run = run
        self._post = post
        self._lock = Lock()
        self._is_lost: bool | None = None
        self._rows_when_lost = 0
        self._behind = ""
        self._losses = self._tries = self._looks = 0

    @property
    def behind(self) -> str:
        """Why the book must not sign: the mirror knows rows that come after its last one."""
        return self._behind

    def medium(self, book: Reader) -> SecondMedium:
        """How the journal says that it is, before it was looked at.

        Raises:
            StoreError: the book cannot be read.
        """
        if self._mirror is None:
            return SecondMedium.NONE
        last = book.last_journal(JournalKind.SPIEGEL)
        is_lost = last is not None and last.content.get("state") == LOST
        return SecondMedium.LOST if is_lost else SecondMedium.WELL

    def is_so(self, told: MediumTold) -> bool:
        """Whether it still is as it was told; the loop may have found it otherwise meanwhile."""
        return told.is_lost == self._is_lost

    def first_look(self) -> MediumTold | None:
        """The same as `secure` before anything is sold, with more patience."""
        return None if self._mirror is None else self._try(self._mirror, BOOT_WAIT_S)

    def secure(self) -> MediumTold | None:
        """Let the medium have every row there is; what is new about it, if anything is."""
        if self._mirror is None or self._is_lost:
            return None
        return self._try(self._mirror, WAIT_S)

    def round(self) -> float:
        """Keep up, or try a lost medium once more."""
        if self._mirror is None:
            return RETRY_EVERY_S
        told = self._try(self._mirror, WAIT_S)
        if told is not None:
            self._post(told)
        return self._pause_s() if self._is_lost else self._steady()

    def _pause_s(self) -> float:
        self._looks, self._tries = 0, self._tries + 1
        doubled_s = RETRY_EVERY_S * (1 << min(self._losses - 1, MOST_DOUBLINGS))
        return max(doubled_s, PATIENT_EVERY_S if self._tries > EAGER_TRIES else 0.0)

    def _steady(self) -> float:
        self._looks, self._tries = self._looks + 1, 0
        if self._looks >= STEADY_LOOKS:
            self._losses = 0
        return LOOK_EVERY_S

    def _try(self, mirror: Mirror, wait_s: float) -> MediumTold | None:
        faults: list[str] = []
        if not self._run(lambda: faults.append(self._attempt(mirror)), wait_s):
            return self._turn(f"no answer in {wait_s:.0f} s", mirror)
        # Nothing at all: the attempt raised what is a fault of ours.
        return self._turn(faults[0] if faults else "failed", mirror)

    def _attempt(self, mirror: Mirror) -> str:
        """Why the mirror has not everything; empty when it has."""
        try:
            mirror.catch_up()
        except BookBehindError as error:
            self._behind = str(error)
            return str(error)
        except (OSError, MirrorError, StoreError) as error:
            return str(error)
        self._behind = ""
        return ""

    def _turn(self, fault: str, mirror: Mirror) -> MediumTold | None:
        """What is told; nothing when it was so before."""
        with self._lock:
            is_lost, before = bool(fault), self._is_lost
            if is_lost == before:
                return None
            self._is_lost = is_lost
            if is_lost:
                self._losses += 1
                self._rows_when_lost = mirror.rows
                log.error("second medium lost", detail=fault)
                return MediumTold(is_lost=True, detail=fault)
            rows = mirror.rows - self._rows_when_lost
            log.info("second medium well", rows=rows)
            return MediumTold(is_lost=False, caught_up=rows)
