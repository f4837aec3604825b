"""The book on the disk: bytes for each receipt with the rows around it, at several sizes."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from firmware.store.raw import rebuild
from tests.bench.figure import Chart, Figure, Result
from tests.bench.portal_time import units
from tests.bench.verify_rate import FOLDER

SIZES: Final = (10, 1_000, 10_000, 100_000)
#: Seven years of 60,000 receipts on a card of 32 GB, of which a quarter is the book's.
RECEIPTS_KEPT: Final = 7 * 60_000
_CARD_MIB: Final = 8192.0


def book_of(receipts: int) -> Path:
    """A true book of so many receipts, a Z each 300; made once, by rows and not by keys."""
    path = FOLDER / "books" / f"{receipts}.sqlite"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".making")
        half.unlink(missing_ok=True)
        rebuild(half, units(receipts))
        with sqlite3.connect(half) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.move(half, path)
    return path


def run(sizes: Sequence[int] = SIZES) -> dict[int, int]:
    """Bytes of the book by number of receipts."""
    return {receipts: book_of(receipts).stat().st_size for receipts in sizes}


def result() -> Result:
    """What one more receipt takes, and seven years of them."""
    sizes = run()
    few, many = SIZES[1], SIZES[-1]
    each = (sizes[many] - sizes[few]) / (many - few)
    earlier = (sizes[SIZES[2]] - sizes[few]) / (SIZES[2] - few)
    return Result(
        figures=(
            Figure(
                name="a receipt with its five rows beside",
                value=each,
                unit="bytes",
                limit=earlier,
                limit_is=f"the same up to {SIZES[2]:,}: linear is 1",
                at_most=1.1,
            ),
            Figure(
                name="seven years of 60,000 receipts",
                value=each * RECEIPTS_KEPT / 2**20,
                unit="MiB",
                at_most=_CARD_MIB,
            ),
        ),
        charts=(
            Chart(
                name="book-size",
                title="The book on the disk",
                unit="MiB",
                lines={
                    "book": tuple((float(n), size / 2**20) for n, size in sizes.items()),
                },
            ),
        ),
    )
