"""The buzzer: short tunes."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A square wave of `hertz` for `milliseconds`; 0 Hz is a pause."""

    hertz: int
    milliseconds: int


class Buzzer(Protocol):
    """Plays in the background; a new tune replaces one that still sounds."""

    def play(self, tune: tuple[Tone, ...]) -> None:
        """Start `tune`; returns at once.

        Raises:
            HalError: ABSENT or BROKEN.
        """
        ...

    def close(self) -> None:
        """Silence, and give the pin back."""
        ...
