"""From BAR to the committed receipt, without card time, against the physical limit.

The limit of one receipt is one durable commit and one P-256 signature. The till makes two commits
(intent and receipt) and checks its own signature before the second.
"""

import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.app.issue import Issuer
from firmware.desk.power import EdgeConnection
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.rksv.receipt import ReceiptKind
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale
from tests.bench.bench_till import stopped_us
from tests.bench.figure import Figure, Result

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / ".bench" / "issue"
ROUNDS: Final = 300
LINE: Final = Line(
    group=1, name="Äpfel", vat_per_mille=49, quantity_milli=1000, unit_cents=250, is_weight=False
)
SALE: Final = Sale(
    kind=ReceiptKind.STANDARD,
    clerk=1,
    lines=(LINE,) * 3,
    tenders=(Tender(means=Means.CASH, amount_cents=750, given_cents=1000),),
)


class _Limit:
    """What nobody can leave out: a durable commit of a 600-byte row, and a signature."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(FOLDER / "limit.sqlite", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE t (x BLOB) STRICT")
        self._key = ec.generate_private_key(ec.SECP256R1())

    def commit(self) -> None:
        self._connection.execute("INSERT INTO t VALUES (?)", (bytes(600),))

    def sign(self) -> None:
        self._key.sign(bytes(600), ec.ECDSA(hashes.SHA256()))

    def close(self) -> None:
        self._connection.close()


def _medians_us(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median of each in microseconds; they take turns, so that all have the same disturbances."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(stopped_us(work))
    return {name: statistics.median(found) for name, found in times.items()}


def run() -> dict[str, float]:
    """Measure; times in microseconds, `ratio` is the till's way to the limit."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    stand = Stand(FOLDER, in_folder(demo_config(), FOLDER), datetime(2026, 11, 2, 8, tzinfo=UTC))
    stand.commission()
    stand.boot()
    connection = stand.book.file.connection()
    assert isinstance(connection, EdgeConnection)
    # The plug hears of every statement, for power cuts; no till has it.
    connection.tell = None
    issuer: Issuer = stand.station.issuer
    digest = sha256(b"card").digest()
    card = stand.bench.devices().card_for(None)
    limit = _Limit()
    us = _medians_us(
        {
            "emulated_card_us": lambda: card.sign(digest, 3.0),
            "commit_us": limit.commit,
            "whole_us": lambda: issuer.issue(SALE, ()),
            "sign_us": limit.sign,
        }
    )
    limit.close()
    cpu_us = _least_cpu_us(lambda: issuer.issue(SALE, ()))
    stand.shut_down()
    issue_us = us["whole_us"] - us["emulated_card_us"]
    ratio = issue_us / (us["commit_us"] + us["sign_us"])
    return {**us, "cpu_us": cpu_us, "issue_us": issue_us, "ratio": ratio}


def _least_cpu_us(work: Callable[[], object]) -> float:
    """Time of the processor, the least of some: neither disk nor other programs are in it."""
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - begun)
    return min(times) / 1000


def result() -> Result:
    """The way of one receipt without keys, screen and paper."""
    us = run()
    return Result(
        figures=(
            Figure(
                name="a receipt through the issuer, without card",
                value=us["issue_us"],
                unit="µs",
                limit=us["commit_us"] + us["sign_us"],
                limit_is="1 commit, 1 signature",
            ),
            Figure(
                name="of it the processor's, with the emulated card",
                value=us["cpu_us"],
                unit="µs of processor",
            ),
        )
    )


def main() -> None:
    """Print what was measured."""
    result = run()
    print(f"issue without card  {result['issue_us']:8.0f} us")  # noqa: T201
    print(f"one commit          {result['commit_us']:8.0f} us")  # noqa: T201
    print(f"one signature       {result['sign_us']:8.0f} us")  # noqa: T201
    print(f"ratio               {result['ratio']:8.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
