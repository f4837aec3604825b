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

from firmware.app.config import Config
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


def live(folder: Path, config: Config, now: datetime, edge: int, *, in_boot: bool = False) -> None:
    """Sell once, and do not live to see the end of it; or of the boot before it."""
    stand = Stand(folder, config, now)
    stand.bench.card = LoggingCard(os.open(folder / CARD, os.O_CREAT | os.O_WRONLY | os.O_APPEND))
    stand.bench.set_card("in")
    cable = os.open(folder / CABLE, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    log_cable(stand.bench.printer, cable)
    if in_boot:
        kill_at(stand, edge)
        stand.boot()
    else:
        stand.boot()
        kill_at(stand, edge)
        pay(stand)


def kill_at(stand: Stand, edge: int) -> None:
    """From now on so many edges, the last of which nobody survives."""
    passes, left = stand.plug.edge, edge

    def kill_at_edge(name: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        passes(name)

    stand.plug.edge = kill_at_edge


def main() -> None:
    """As the command line says."""
    folder, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    live(folder, in_folder(demo_config(), folder), now, int(sys.argv[3]))


if __name__ == "__main__":
    main()
