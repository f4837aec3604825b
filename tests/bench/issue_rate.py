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
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.rksv.receipt import ReceiptKind
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale

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


def _median_us(work: Callable[[], object], rounds: int) -> float:
    """Median time of one call in microseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter_ns()
        work()
        times.append(time.perf_counter_ns() - begun)
    return statistics.median(times) / 1000


def _limit_us() -> tuple[float, float]:
    """One durable commit of a 600-byte row, and one signature."""
    connection = sqlite3.connect(FOLDER / "limit.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (x BLOB) STRICT")
    row = bytes(600)
    commit_us = _median_us(lambda: connection.execute("INSERT INTO t VALUES (?)", (row,)), ROUNDS)
    connection.close()
    key = ec.generate_private_key(ec.SECP256R1())
    sign_us = _median_us(lambda: key.sign(row, ec.ECDSA(hashes.SHA256())), ROUNDS)
    return commit_us, sign_us


def run() -> dict[str, float]:
    """Measure; times in microseconds, `ratio` is the till's way to the limit."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    stand = Stand(FOLDER, in_folder(demo_config(), FOLDER), datetime(2026, 11, 2, 8, tzinfo=UTC))
    stand.commission()
    stand.boot()
    issuer: Issuer = stand.station.issuer
    digest = sha256(b"card").digest()
    card = stand.bench.devices().card_for(None)
    card_us = _median_us(lambda: card.sign(digest, 3.0), 50)
    whole_us = _median_us(lambda: issuer.issue(SALE, ()), ROUNDS)
    stand.shut_down()
    commit_us, sign_us = _limit_us()
    issue_us = whole_us - card_us
    return {
        "issue_us": issue_us,
        "emulated_card_us": card_us,
        "commit_us": commit_us,
        "sign_us": sign_us,
        "ratio": issue_us / (commit_us + sign_us),
    }


def main() -> None:
    """Print what was measured."""
    result = run()
    print(f"issue without card  {result['issue_us']:8.0f} us")  # noqa: T201
    print(f"one commit          {result['commit_us']:8.0f} us")  # noqa: T201
    print(f"one signature       {result['sign_us']:8.0f} us")  # noqa: T201
    print(f"ratio               {result['ratio']:8.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
