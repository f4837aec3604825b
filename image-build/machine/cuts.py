"""Cuts of the power: when the plug is pulled and what the disk keeps, drawn by a seed.

And the other side of every judgement: what the world has seen on paper by then.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from threading import Lock

from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_paper import Slip
from machine.voldisk import Survival

#: The longest that a till sells between its start and the cut.
_SELLS_S_MAX = 12.0
#: Every so many cuts the plug is pulled while the till is still starting.
_EVERY_START = 5
_STARTS_S_MAX = 20.0
_LOOKED_AT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One cut: so many seconds of a board after the first key, or after the power.

    `seed` draws what the disk keeps.
    """

    number: int
    is_in_start: bool
    after_s: float
    survival: Survival
    seed: int


def draw_cuts(count: int, seed: int) -> Iterator[Cut]:
    """So many cuts; each way to lose what was not flushed a third of them."""
    chance = Random(seed)  # noqa: S311 - chance, and no secret
    ways = tuple(Survival)
    for number in range(1, count + 1):
        is_in_start = number % _EVERY_START == 0
        longest_s = _STARTS_S_MAX if is_in_start else _SELLS_S_MAX
        yield Cut(
            number=number,
            is_in_start=is_in_start,
            after_s=chance.uniform(0.0, longest_s),
            survival=ways[number % len(ways)],
            seed=chance.getrandbits(32),
        )


class PaperWatch:
    """Tells `witness` each code the moment it is on paper, also on paper that is not cut off yet.

    In the printer's place behind the cable: what the till sends goes through it.
    """

    def __init__(self, printer: EmulatedPrinter, witness: Callable[[str], None]) -> None:
        self._printer = printer
        self._witness = witness
        self._lock = Lock()
        self._feed = printer.feed
        #: Every code that was ever on paper, in order.
        self.codes: list[str] = []
        #: Those of slips that came out whole.
        self.whole: set[str] = set()

    def feed(self, data: bytes) -> int:
        """As the printer's own; what is new on paper is told before the till hears of it."""
        taken = self._feed(data)
        self.look()
        return taken

    def look(self) -> None:
        """Look at the paper now."""
        with self._lock:
            # More than these never come out of one piece of what the till sends.
            for slip in self._printer.slips[-_LOOKED_AT:]:
                self._note(slip)
                if slip.is_complete:
                    self.whole.update(slip.qr_payloads)
            hanging = self._printer.current
            if hanging is not None:
                self._note(hanging)

    def _note(self, slip: Slip) -> None:
        for code in slip.qr_payloads:
            if code not in self.codes:
                self.codes.append(code)
                self._witness(code)
