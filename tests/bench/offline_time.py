"""Six weeks without a net, 300 receipts a day, and then a line of 64 kbit/s.

Counted, not waited for: the bytes of every batch as kassa-sync packs them, with what HTTP and TLS
add, over the line, an answer of half a second for each; and the time of the processor for reading,
writing and packing them.
"""

import time
from typing import Final

from firmware.accord.batch import pack_plain
from firmware.store.reader import Reader
from firmware.sync.archive.rows import rows_from
from tests.bench.book_size import book_of
from tests.bench.figure import Figure, Result

RECEIPTS: Final = 42 * 300
LINE_BITS_A_SECOND: Final = 64_000
#: Head of the request, records of TLS, packets: said, not measured.
OVERHEAD: Final = 1.04
ANSWER_S: Final = 0.5
MAX_LINES: Final = 1000
#: Hash (32 bytes), the digits of a UUID that chance makes (9), and for each receipt a signature
#: (64), a link of the chain (8), a counter nobody can read (8), the digest of its content (32).
_CHANCE_ROW, _CHANCE_RECEIPT = 32 + 9, 64 + 8 + 8 + 32
_TEN_MINUTES: Final = 10.0


def run(receipts: int = RECEIPTS) -> dict[str, float]:
    """Measure."""
    packed = plain = batches = rows = 0
    begun_s = time.process_time()
    with Reader.open_read_only(book_of(receipts)) as book:
        first = 1
        while True:
            part = rows_from(book, first, MAX_LINES)
            packed += len(pack_plain(part.plain))
            plain += len(part.plain)
            rows += part.count
            batches += 1
            first += part.count
            if not part.is_more:
                break
    return {
        "cpu_s": time.process_time() - begun_s,
        "packed": packed,
        "plain": plain,
        "rows": rows,
        "batches": batches,
    }


def result() -> Result:
    """How long, and how near to what chance leaves."""
    told = run()
    line_s = told["packed"] * OVERHEAD * 8 / LINE_BITS_A_SECOND + told["batches"] * ANSWER_S
    chance = told["rows"] * _CHANCE_ROW + RECEIPTS * _CHANCE_RECEIPT
    return Result(
        figures=(
            Figure(
                name=f"{RECEIPTS:,} receipts over 64 kbit/s",
                value=line_s / 60,
                unit="min",
                at_most=_TEN_MINUTES,
                is_estimate=True,
            ),
            Figure(
                name="bytes that go out",
                value=told["packed"] / 2**20,
                unit="MiB",
                limit=chance / 2**20,
                limit_is="hashes, signatures and UUIDs alone, which nothing packs",
            ),
            Figure(name="rows", value=told["rows"], unit=""),
            Figure(name="batches", value=told["batches"], unit=""),
            Figure(name="reading and packing them", value=told["cpu_s"], unit="s of processor"),
        )
    )
