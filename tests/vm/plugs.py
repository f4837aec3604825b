"""A till whose card is a disk that forgets, and whose paper is watched: for cuts of the power."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from firmware.desk.keys import parse_keys
from machine.cuts import Cut, PaperWatch
from machine.explore import Seen
from machine.nbd import DiskServer
from machine.tools import MachineError
from machine.voldisk import Flushed, VolatileDisk, Written
from tests.vm.tills import Built, Played, played

#: What a cashier types; the last one leaves a sale open.
_SALES: Final = ("WG4", "WG4", "250 WG1 BAR", "180 WG1 2000 BAR", "WG4 WG4", "320 WG1")
#: Whatever the till was left in, one of them ends in a receipt.
_FIRST_SALE: Final = ("WG4", "BAR", "C")
#: The promise, in seconds of a board.
SELLS_S: Final = 60.0
_TRY_S: Final = 5.0
_LOOK_S: Final = 0.05

Witness = Callable[[Written | Flushed | Seen], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugged:
    """A till, its disk, and what came out of its printer."""

    one: Played
    server: DiskServer
    watch: PaperWatch

    def pull(self, cut: Cut) -> tuple[int, int]:
        """Pull the plug now: how many unflushed sectors there were, and how many stayed."""
        self.one.till.cut()
        self.server.wait_alone()
        self.watch.look()
        return self.server.disk.cut(cut.survival, Random(cut.seed))

    def sell(self, chance: Random) -> None:
        """The next customer."""
        self.one.stage.press(parse_keys(chance.choice(_SALES)))

    def sell_until(self, moment_s: float, chance: Random) -> None:
        """Sell; past the moment nothing more is begun, and what is under way is left."""
        while time.monotonic() < moment_s:
            self.sell(chance)

    def first_sale(self) -> float:
        """From the power to a whole new receipt; how long that took, in seconds of this machine.

        Raises:
            MachineError: it took longer than is promised, at the machine's own pace.
        """
        known, began_s = set(self.watch.whole), time.monotonic()
        self.one.till.power_on()
        self.one.till.wait_lit()
        tries = 0
        while not self._is_new(known):
            if time.monotonic() - began_s > SELLS_S * self.one.till.pace:
                self.one.till.wait(lambda: False, "a receipt after the cut", 0.0)
            self.one.stage.press(parse_keys(_FIRST_SALE[tries % len(_FIRST_SALE)]))
            tries += 1
            until_s = time.monotonic() + _TRY_S * self.one.till.pace
            while time.monotonic() < until_s and not self._is_new(known):
                time.sleep(_LOOK_S)
        return time.monotonic() - began_s

    def _is_new(self, known: set[str]) -> bool:
        self.watch.look()
        return bool(self.watch.whole - known)


@contextmanager
def plugged(built: Built, card: Path, name: str, witness: Witness) -> Iterator[Plugged]:
    """A machine on `card`, still without power; `witness` hears disk and paper in one order."""
    with played(built, card, name) as one:
        disk = VolatileDisk(card, witness)
        printer = one.till.wires.printer
        watch = PaperWatch(printer, lambda code: witness(Seen(code.encode())))
        printer.feed = watch.feed
        try:
            with DiskServer(one.till.wires.folder / "card", disk) as server:
                one.till.board = replace(one.till.board, card=server.path)
                yield Plugged(one=one, server=server, watch=watch)
                if server.faults:
                    raise MachineError(f"said to the disk: {server.faults}")
        finally:
            disk.close()
