"""A matrix of switches, with fingers, worn contacts and missing diodes.

It is electrical: rows and columns are wires, a closed switch joins two of them, and what a scan
sees follows from that. `connected` is the same answer for one driver that pulls rows low, so the
emulated GPIO chip of the tests uses this matrix as well.
"""

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from threading import Lock

from hal.errors import Fault, HalError
from hal.keypad.port import LAYOUT_5X6

#: A tap keeps its contact closed for this many scans, then all open for as many.
TAP_SCANS = 10
#: More taps than a cashier types in minutes; a script that overflows it is at fault.
TAPS_MAX = 1000


@dataclass(slots=True, kw_only=True)
class _Tap:
    at: tuple[int, int]
    closed_scans: int = TAP_SCANS
    open_scans: int = TAP_SCANS


class EmulatedMatrix:
    """Implements `Matrix`.

    Keys are named by whatever `layout` holds. Methods may be called from any thread. With
    `has_diodes` false, current flows backwards through closed switches and ghosts appear.
    """

    def __init__(
        self, layout: Sequence[Sequence[Hashable]] = LAYOUT_5X6, *, has_diodes: bool = True
    ) -> None:
        self.rows = len(layout)
        self.columns = len(layout[0])
        self.has_diodes = has_diodes
        self.is_plugged = True
        self._at = {
            key: (row, column) for row, keys in enumerate(layout) for column, key in enumerate(keys)
        }
        self._lock = Lock()
        self._down: set[tuple[int, int]] = set()
        self._jammed: set[tuple[int, int]] = set()
        self._chatter: dict[tuple[int, int], deque[bool]] = {}
        self._taps: deque[_Tap] = deque()

    # --- fingers

    def press(self, key: Hashable, chatter: str = "") -> None:
        """Hold `key` down.

        Args:
            key: A key of the layout.
            chatter: What the next scans see instead, "1" closed and "0" open, before the
                contact rests.
        """
        with self._lock:
            self._down.add(self._at[key])
            self._set_chatter(key, chatter)

    def release(self, key: Hashable, chatter: str = "") -> None:
        """Lift the finger from `key`; `chatter` as for `press`."""
        with self._lock:
            self._down.discard(self._at[key])
            self._set_chatter(key, chatter)

    def tap(self, key: Hashable) -> None:
        """Press and release, long enough for the scanner, after all taps before it.

        Raises:
            OverflowError: More than `TAPS_MAX` taps wait to be scanned.
        """
        with self._lock:
            if len(self._taps) >= TAPS_MAX:
                raise OverflowError(f"more than {TAPS_MAX} taps wait: nobody scans the matrix")
            self._taps.append(_Tap(at=self._at[key]))

    def release_all(self) -> None:
        """Lift every finger; taps that no scan has seen never happened."""
        with self._lock:
            self._down.clear()
            self._taps.clear()

    @property
    def is_idle(self) -> bool:
        """Whether all taps have been scanned to their end."""
        return not self._taps

    def jam(self, key: Hashable) -> None:
        """Keep `key` closed, whatever fingers do."""
        with self._lock:
            self._jammed.add(self._at[key])

    def free(self, key: Hashable) -> None:
        """Undo `jam`."""
        with self._lock:
            self._jammed.discard(self._at[key])

    # --- wires

    def scan(self) -> tuple[int, ...]:
        """See `Matrix.scan`; advances taps and chatter by one scan."""
        if not self.is_plugged:
            raise HalError(Fault.ABSENT, "keypad", "the matrix is unplugged")
        levels = tuple(self.connected([row]) for row in range(self.rows))
        self.advance()
        return levels

    def connected(self, rows: Sequence[int]) -> int:
        """The columns that a low on `rows` pulls low, as a bit mask."""
        with self._lock:
            closed = self._closed()
        reached_rows, reached_columns = set(rows), set[int]()
        is_growing = True
        while is_growing:
            columns = {column for row, column in closed if row in reached_rows}
            # Through a diode current flows from the column into the row, never out again.
            back = {row for row, column in closed if column in columns and not self.has_diodes}
            is_growing = not (columns <= reached_columns and back <= reached_rows)
            reached_columns |= columns
            reached_rows |= back
        return sum(1 << column for column in reached_columns)

    def advance(self) -> None:
        """One scan has passed."""
        with self._lock:
            for at, levels in list(self._chatter.items()):
                levels.popleft()
                if not levels:
                    del self._chatter[at]
            if not self._taps:
                return
            tap = self._taps[0]
            if tap.closed_scans > 0:
                tap.closed_scans -= 1
            else:
                tap.open_scans -= 1
            if tap.open_scans <= 0:
                self._taps.popleft()

    def _set_chatter(self, key: Hashable, chatter: str) -> None:
        self._chatter.pop(self._at[key], None)
        if chatter:
            self._chatter[self._at[key]] = deque(mark == "1" for mark in chatter)

    def _closed(self) -> set[tuple[int, int]]:
        closed = self._down | self._jammed
        if self._taps and self._taps[0].closed_scans > 0:
            closed.add(self._taps[0].at)
        for at, levels in self._chatter.items():
            (closed.add if levels[0] else closed.discard)(at)
        return closed
