"""A stick that was let go and is perhaps still in: mounted again, for somebody who waits for it.

After an export the owner's stick is let go, and may be pulled; one that stays in is there again
when it is wanted. Who mounts says nothing: one that comes is seen as any that is put in.
"""

from collections.abc import Callable
from threading import Lock
from typing import Final

from firmware.app.inbox import Message, StickSought
from firmware.app.stick.berth import NO_STICK, Berth
from firmware.till.requests import Failed, Stored

#: A stick that is in is mounted and looked at long before; nobody waits longer at a display.
LIMIT_S: Final = 5.0


class Recall:
    """Asks for the stick; any thread may.

    Args:
        berth: The port.
        post: Where its end is told, as StickSought.
        monotonic_s: Seconds of a clock that nobody sets.
    """

    def __init__(
        self, berth: Berth, post: Callable[[Message], None], monotonic_s: Callable[[], float]
    ) -> None:
        self._berth = berth
        self._post = post
        self._monotonic_s = monotonic_s
        self._lock = Lock()
        self._until_s: float | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits."""
        with self._lock:
            return self._until_s is not None

    def begin(self) -> Failed | None:
        """Ask for it, and wait; None: its end is told. What nobody can do has failed at once."""
        refusal = self._berth.recall()
        if refusal is None:
            with self._lock:
                self._until_s = self._monotonic_s() + LIMIT_S
        return refusal

    def came(self) -> bool:
        """A stick was told to the counter: whether somebody waited for it."""
        return self._end(Stored())

    def follow(self) -> None:
        """Nobody waits for ever."""
        with self._lock:
            is_late = self._until_s is not None and self._monotonic_s() >= self._until_s
        if is_late:
            self._end(NO_STICK)

    def _end(self, answer: Stored | Failed) -> bool:
        with self._lock:
            was_awaited, self._until_s = self._until_s is not None, None
        if was_awaited:
            self._post(StickSought(answer=answer))
        return was_awaited
