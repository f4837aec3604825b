"""From raw contacts to key strokes: debounce, ghosts, stuck keys. Pure; time is an argument.

Debounce integrates: while a contact reads closed its sum of seconds grows, while it reads open
it shrinks, between nothing and `DEBOUNCE_S`; a key is down when the sum is full and up when it
is empty. Chatter moves the sum to and fro and gives one stroke. A sample never counts for more
than `SAMPLE_MAX_S`, so that one late poll is no proof of a press.

In a matrix without diodes three closed corners of a rectangle read as four. Which one is the
ghost cannot be known, so while two rows share two or more columns no key goes down at all;
open contacts are true in any case, so keys still go up. It costs one who presses four keys of a
rectangle at once the last of them until a finger is lifted.
"""

from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from hal.errors import Fault, HalError

DEBOUNCE_S = 0.015
SAMPLE_MAX_S = 0.004
STUCK_S = 10.0


class Motion(Enum):
    """What happened to a contact."""

    PRESSED = "pressed"
    STUCK = "stuck"
    UNSTUCK = "unstuck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One debounced happening at a crossing of the matrix."""

    motion: Motion
    row: int
    column: int


@dataclass(slots=True, kw_only=True)
class _Contact:
    """A contact that is closed, or was a moment ago."""

    closed_s: float = 0.0
    is_down: bool = False
    is_stuck: bool = False
    down_since_s: float = 0.0

    def see_closed(self, sample_s: float, now_s: float) -> Motion | None:
        self.closed_s = min(self.closed_s + sample_s, DEBOUNCE_S)
        if not self.is_down and self.closed_s == DEBOUNCE_S:
            self.is_down = True
            self.down_since_s = now_s
            return Motion.PRESSED
        if self.is_down and not self.is_stuck and now_s - self.down_since_s >= STUCK_S:
            self.is_stuck = True
            return Motion.STUCK
        return None

    def see_open(self, sample_s: float) -> Motion | None:
        self.closed_s = max(self.closed_s - sample_s, 0.0)
        if self.closed_s > 0:
            return None
        self.is_down = False
        return Motion.UNSTUCK if self.is_stuck else None

    def doubt(self) -> None:
        """What was collected so far may have been a ghost's."""
        if not self.is_down:
            self.closed_s = 0.0


class Scanner:
    """Remembers a matrix of `rows` x `columns` from sample to sample."""

    def __init__(self, rows: int, columns: int) -> None:
        self._rows = rows
        self._columns = columns
        # Only contacts at work: an idle keypad costs next to nothing, 250 times a second.
        self._contacts: dict[tuple[int, int], _Contact] = {}
        self._last_s: float | None = None

    def step(self, levels: tuple[int, ...], monotonic_s: float) -> tuple[Stroke, ...]:
        """Take one sample: a bit mask per row, bit n is column n, 1 is contact.

        Contacts that are closed in the very first sample were so before anybody was asked to
        type: they are down, but no stroke.

        Raises:
            HalError: BROKEN if `levels` is not of this matrix.
        """
        if len(levels) != self._rows or any(level >> self._columns for level in levels):
            raise HalError(Fault.BROKEN, "keypad", f"not {self._rows} x {self._columns}: {levels}")
        if self._last_s is None:
            self._last_s = monotonic_s
            self._contacts = {at: _held_since(monotonic_s) for at in _closed(levels)}
            return ()
        sample_s = min(max(monotonic_s - self._last_s, 0.0), SAMPLE_MAX_S)
        self._last_s = monotonic_s
        if not self._contacts and not any(levels):
            return ()
        return self._judge(levels, sample_s, monotonic_s)

    def _judge(self, levels: tuple[int, ...], sample_s: float, now_s: float) -> tuple[Stroke, ...]:
        closed = _closed(levels)
        is_frozen = is_ambiguous(levels)
        strokes = []
        for at in closed:
            self._contacts.setdefault(at, _Contact())
        for at, contact in sorted(self._contacts.items()):
            if is_frozen:
                contact.doubt()
            if at not in closed:
                motion = contact.see_open(sample_s)
            elif is_frozen and not contact.is_down:
                motion = None
            else:
                motion = contact.see_closed(sample_s, now_s)
            if motion is not None:
                strokes.append(Stroke(motion=motion, row=at[0], column=at[1]))
            if at not in closed and not contact.is_down and contact.closed_s <= 0:
                del self._contacts[at]
        return tuple(strokes)


def is_ambiguous(levels: tuple[int, ...]) -> bool:
    """Whether some of the contacts may be ghosts: two rows share at least two columns."""
    return any((one & other).bit_count() > 1 for one, other in combinations(levels, 2))


def _closed(levels: tuple[int, ...]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (row, column)
        for row, level in enumerate(levels)
        for column in range(level.bit_length())
        if level >> column & 1
    )


def _held_since(monotonic_s: float) -> _Contact:
    return _Contact(closed_s=DEBOUNCE_S, is_down=True, down_since_s=monotonic_s)
