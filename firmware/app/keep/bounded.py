"""Work that may never end, waited for so long and no longer.

A medium that was pulled while the kernel still writes to it blocks its caller, and nothing ends
that. So the work runs in a thread of its own, one at a time; who waits goes on, and the thread is
left to itself until the medium lets it go.
"""

from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeAlias

Work: TypeAlias = Callable[[], None]
#: Runs work for at most so many seconds; false when it has not ended, or could not even begin.
Run: TypeAlias = Callable[[Work, float], bool]


def at_once(work: Work, _seconds: float) -> bool:
    """As long as it takes: where nothing hangs, as on the desk."""
    work()
    return True


class Bounded:
    """`Run` with a thread; work that raises is a fault of ours, and logged by Python as such."""

    def __init__(self) -> None:
        self._free = Lock()

    def run(self, work: Work, seconds: float) -> bool:
        """See `Run`; whoever comes while other work goes on waits for that first."""
        until_s = monotonic() + seconds
        if not self._free.acquire(timeout=seconds):
            return False
        done = Event()

        def go() -> None:
            try:
                work()
            finally:
                self._free.release()
                done.set()

        try:
            Thread(target=go, name="second medium", daemon=True).start()
        except BaseException:
            self._free.release()
            raise
        return done.wait(max(0.0, until_s - monotonic()))
