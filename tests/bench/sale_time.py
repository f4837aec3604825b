"""From BAR to the first byte at the printer, against two durable commits, a signature, a check.

Without card and without paper: what passes in the driver of the card and below it is taken off,
and in its place stands one raw signature; the clock stops at the first byte. Everything is measured
round by round, till and limit in turn, so that a loaded machine slows both.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.desk.stand import Stand
from hal.card.emulator_profile import CardFaults
from hal.keypad.port import Key, Pressed
from tests.bench.bench_till import selling, stopped_us, type_sale
from tests.bench.figure import Figure, Result

ROUNDS: Final = 60
#: The card really takes its time: so long for each of its commands.
CARD_ROUNDS: Final = 10
CARD_S: Final = 0.1
_ROW: Final = bytes(600)
_DIGEST: Final = sha256(b"card").digest()


class Limit:
    """What nobody can leave out, raw: durable commits, signature, check of a signature."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE t (x BLOB) STRICT")
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._signature = b""

    def commit(self) -> None:
        """One row, on the disk."""
        self._connection.execute("INSERT INTO t VALUES (?)", (_ROW,))

    def sign(self) -> None:
        """ECDSA P-256 with SHA-256."""
        self._signature = self._key.sign(_ROW, ec.ECDSA(hashes.SHA256()))

    def verify(self) -> None:
        """Of the last signature."""
        self._key.public_key().verify(self._signature, _ROW, ec.ECDSA(hashes.SHA256()))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class Split:
    """Adds up the time of one method of an object: of the printer until its first byte, all."""

    def __init__(self, owner: object, name: str) -> None:
        self.us = 0.0
        self.first_at_s: float | None = None
        real: Callable[..., object] = getattr(owner, name)

        def timed(*given: object, **named: object) -> object:
            begun_s = time.perf_counter()
            self.first_at_s = self.first_at_s or begun_s
            try:
                return real(*given, **named)
            finally:
                self.us += (time.perf_counter() - begun_s) * 1e6

        setattr(owner, name, timed)

    def reset(self) -> None:
        """Begin at nothing."""
        self.us, self.first_at_s = 0.0, None


@dataclass(slots=True)
class Rounds:
    """Microseconds, one value a round."""

    stored: list[float] = field(default_factory=list)
    printed: list[float] = field(default_factory=list)
    commit: list[float] = field(default_factory=list)
    sign: list[float] = field(default_factory=list)
    verify: list[float] = field(default_factory=list)
    path: list[float] = field(default_factory=list)
    card: list[float] = field(default_factory=list)

    def medians(self) -> dict[str, float]:
        """The median of each."""
        return {name: statistics.median(getattr(self, name)) for name in self.__slots__}


def run(rounds: int = ROUNDS) -> dict[str, float]:
    """Measure; medians in microseconds."""
    found = Rounds()
    with selling("sale") as stand:
        limit = Limit(stand.book_path.with_name("limit.sqlite"))
        card = stand.bench.devices().card_for(None)
        below, paper = Split(stand.bench.reader, "transmit"), Split(stand.bench.printer, "feed")
        for _ in range(rounds):
            type_sale(stand)
            _pay(stand, found, below, paper)
            found.commit.append(stopped_us(limit.commit))
            found.sign.append(stopped_us(limit.sign))
            found.verify.append(stopped_us(limit.verify))
            stand.settle()
        stand.bench.reader._wait = time.sleep
        stand.bench.card.faults = CardFaults(slow_s=CARD_S)
        for _ in range(CARD_ROUNDS):
            below.reset()
            found.path.append(stopped_us(lambda: card.sign(_DIGEST, 3.0)))
            found.card.append(below.us)
        limit.close()
    return found.medians()


def _pay(stand: Stand, found: Rounds, below: Split, paper: Split) -> None:
    """BAR, and the printer's turn; the driver above the reader is part of the till."""
    below.reset()
    paper.reset()
    begun_s = time.perf_counter()
    stand.station.loop.handle(Pressed(key=Key.BAR))
    stored_s = time.perf_counter()
    stand.station.spool.step()
    assert paper.first_at_s is not None
    found.stored.append((stored_s - begun_s) * 1e6 - below.us)
    found.printed.append((paper.first_at_s - begun_s) * 1e6 - below.us)


def result() -> Result:
    """The two figures the till is judged by, and what the limit consists of."""
    us = run()
    limit = 2 * us["commit"] + us["sign"] + us["verify"]
    raw = "2 commits, 1 signature, 1 check"
    return Result(
        figures=(
            Figure(
                name="BAR to the first byte at the printer",
                value=us["printed"] + us["sign"],
                unit="µs",
                limit=limit,
                limit_is=raw,
                at_most=5.0,
            ),
            Figure(
                name="BAR to the stored receipt",
                value=us["stored"] + us["sign"],
                unit="µs",
                limit=limit,
                limit_is=raw,
            ),
            Figure(name="one durable commit", value=us["commit"], unit="µs"),
            Figure(name="one signature", value=us["sign"], unit="µs"),
            Figure(name="one check of a signature", value=us["verify"], unit="µs"),
            Figure(
                name="the way to the card and back",
                value=us["path"],
                unit="µs",
                limit=us["card"],
                limit_is="what the emulated card takes of it",
                at_most=1.05,
            ),
        )
    )
