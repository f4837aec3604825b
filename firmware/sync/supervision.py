"""Above the threads of kassa-sync: when to stop, whom to tell, the clocks, who is overdue."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Final, Protocol

from firmware.process.notify import Notifier

WATCH_EVERY_S: Final = 0.5
#: A thread may be in the middle of a call; nothing is lost when it is left there.
STOP_WITHIN_S: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """When to stop, whom to tell, and the clocks."""

    stop: Event
    notifier: Notifier
    now_utc: Callable[[], datetime]
    monotonic_s: Callable[[], float] = time.monotonic


class Worker(Protocol):
    """A thread that turns: it says when its last turn began, and how long one may take."""

    begun_s: float
    limit_s: float

    def start(self) -> None:
        """Begin."""

    def is_alive(self) -> bool:
        """Whether it still turns."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""


def watch_over(workers: Sequence[Worker], watch: Supervision) -> bool:
    """Tell the supervisor as long as nobody is overdue; whether the end was asked for.

    Returns when the end is asked for, or one of them has ended by itself.
    """
    while not watch.stop.wait(WATCH_EVERY_S) and all(one.is_alive() for one in workers):
        now_s = watch.monotonic_s()
        if all(now_s - one.begun_s < one.limit_s for one in workers):
            watch.notifier.alive()
    is_asked = watch.stop.is_set()
    watch.notifier.stopping()
    # Whoever still turns has nothing more to do here.
    watch.stop.set()
    end_s = watch.monotonic_s() + STOP_WITHIN_S
    for one in workers:
        one.join(max(0.0, end_s - watch.monotonic_s()))
    return is_asked
