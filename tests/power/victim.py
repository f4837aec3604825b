"""A till in a process of its own that kills itself: `python victim.py FOLDER NOW EDGE`.

It boots on the book in FOLDER, presses BAR, and at the EDGE-th edge of that it is gone, by
SIGKILL: no handler runs, no file is closed. What reached the printer and what the card signed is
written beside the book as it happens, for it would be gone, too.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from hal.printer.emulator import EmulatedPrinter
from tests.power.world import WatchedCard, pay

CABLE = "cable.bin"
CARD = "card.bin"


class LoggingCard(WatchedCard):
    """Writes each digest down before it is signed."""

    def __init__(self, file: int) -> None:
        super().__init__(())
        self._ink = file

    def _sign(self, digest: bytes) -> bytes:
        os.write(self._ink, digest)
        return super()._sign(digest)


def log_cable(printer: EmulatedPrinter, file: int) -> None:
    """Write down what the printer takes."""
    feed = printer.feed

    def taken(data: bytes) -> int:
        count = feed(data)
        os.write(file, data[:count])
        return count

    printer.feed = taken


def main(folder: Path, now: datetime, edge: int) -> None:
    """Sell once, and do not live to see the end of it."""
    stand = Stand(folder, in_folder(demo_config(), folder), now)
    stand.bench.card = LoggingCard(os.open(folder / CARD, os.O_CREAT | os.O_WRONLY | os.O_APPEND))
    stand.bench.set_card("in")
    stand.boot()
    log_cable(stand.bench.printer, os.open(folder / CABLE, os.O_CREAT | os.O_WRONLY | os.O_APPEND))
    passes, left = stand.plug.edge, edge

    def kill_at_edge(name: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        passes(name)

    stand.plug.edge = kill_at_edge
    pay(stand)


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]))
