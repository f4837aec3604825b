"""Above the threads: who is overdue, who has ended, and a quick end."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

from firmware.process.notify import Notifier
from firmware.sync.supervision import STOP_WITHIN_S, Supervision, watch_over


class Told(Notifier):
    """Remembers what it was told, and may end everything after so many times."""

    def __init__(self) -> None:
        super().__init__({})
        self.said: list[str] = []
        self.then: Callable[[], None] = lambda: None

    def alive(self) -> None:
        self.said.append("alive")
        self.then()

    def stopping(self) -> None:
        self.said.append("stopping")


class Turning(Thread):
    """Turns until `end`, or for ever."""

    def __init__(self, end: Event, limit_s: float = 60.0) -> None:
        super().__init__(daemon=True)
        self.limit_s, self.begun_s, self._end = limit_s, time.monotonic(), end

    def run(self) -> None:
        self._end.wait(20)


def supervision(told: Told) -> Supervision:
    """With the machine's clocks."""
    return Supervision(stop=Event(), notifier=told, now_utc=lambda: datetime.now(UTC))


def test_the_end_is_asked_for() -> None:
    """Alive until then; whoever does not hear it is left behind."""
    told = Told()
    watch = supervision(told)
    told.then = watch.stop.set
    deaf = Turning(Event())
    deaf.start()
    begun_s = time.monotonic()
    assert watch_over([deaf], watch)
    assert ["alive", "stopping"] == told.said
    assert time.monotonic() - begun_s < STOP_WITHIN_S + 2


def test_one_of_them_ends_by_itself() -> None:
    """Then the others end as well, and it was nobody's wish."""
    told = Told()
    watch = supervision(told)
    over = Event()
    over.set()
    ended, other = Turning(over), Turning(watch.stop)
    ended.start()
    other.start()
    assert not watch_over([ended, other], watch)
    other.join(5)
    assert not other.is_alive()


def test_one_of_them_hangs() -> None:
    """The supervisor hears nothing more of a process that does not turn."""
    told = Told()
    watch = supervision(told)
    hanging, good = Turning(watch.stop, limit_s=0.0), Turning(watch.stop)
    for one in (hanging, good):
        one.start()
    Thread(target=lambda: (Event().wait(1.2), watch.stop.set())).start()
    assert watch_over([hanging, good], watch)
    assert ["stopping"] == told.said
