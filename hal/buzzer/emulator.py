"""A buzzer that remembers instead of sounding."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from hal.buzzer.port import Tone
from hal.errors import Fault, HalError

#: Tunes kept; a till left on for a week must not fill the memory.
_TUNES_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A tune and when it began."""

    at_s: float
    tune: tuple[Tone, ...]


class EmulatedBuzzer:
    """Implements `Buzzer`. `revision` counts the tunes ever begun; `is_absent` makes it fail."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._played: deque[Played] = deque(maxlen=_TUNES_MAX)
        self.is_absent = False
        self.is_closed = False
        self.revision = 0

    def play(self, tune: tuple[Tone, ...]) -> None:
        """Remember `tune`; see `Buzzer.play`."""
        if self.is_absent or self.is_closed:
            raise HalError(Fault.ABSENT, "buzzer", "closed" if self.is_closed else "unplugged")
        self._played.append(Played(at_s=self._monotonic(), tune=tune))
        self.revision += 1

    def close(self) -> None:
        """No tune after this."""
        self.is_closed = True

    @property
    def played(self) -> tuple[Played, ...]:
        """The tunes, oldest first; the last thousand."""
        return tuple(self._played)

    @property
    def last(self) -> tuple[Tone, ...]:
        """The latest tune, empty before the first."""
        return self._played[-1].tune if self._played else ()
