"""How fast exports leave: the DEP against plain SQL, and everything of a year at a stall.

The limit of the DEP is what copying the same bytes takes: one query, one file, one fsync. A year
are 60,000 receipts on 200 market days, sold by the till's own issuer with the journal rows that
keys leave around a receipt, and a Z each evening; written onto the disk of this machine, examined
and read back twice, as onto a stick.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from firmware.app.exports import export_dep, order_of
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Written, write_folder
from firmware.export.package.meter import Meter
from firmware.export.package.outline import EVERYTHING
from firmware.export.package.place import free_bytes_of
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import RECEIPT_KIND, Entry, JournalRow
from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportKind
from firmware.till.sales.basket import Line, Tender
from firmware.till.sales.basket import Means as Tendering
from firmware.till.sales.sale import Sale
from tests.bench.figure import Figure, Result

RECEIPTS: Final = 60_000
DAYS: Final = 200
ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / ".bench" / "export"
OPENING: Final = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
BETWEEN: Final = timedelta(seconds=100)
Z: Final = "C C F 20 BAR 200 × 100 BAR ZW 2 1 BAR"
LINES: Final = tuple(
    Line(
        group=group,
        name=name,
        vat_per_mille=rate,
        quantity_milli=1000,
        unit_cents=cents,
        is_weight=False,
    )
    for group, name, rate, cents in ((1, "Äpfel", 49, 250), (3, "Punsch", 200, 450))
)


def make_book(receipts: int, days: int) -> Path:
    """A book of so many receipts, made once."""
    folder = FOLDER / f"till-{receipts}"
    path = folder / "book.sqlite"
    if path.exists():
        return path
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    half_made = FOLDER / f"making-{receipts}-{os.getpid()}"
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir(parents=True)
    stand = Stand(half_made, in_folder(demo_config(), half_made), OPENING)
    stand.commission()
    stand.boot()
    # Nobody pulls this plug, and a year is not to last one.
    stand.book.file.row("PRAGMA synchronous = OFF")
    around = _rows_around(stand)
    for day in range(days):
        stand.set_time(OPENING + timedelta(days=day, hours=1))
        for index in range(receipts // days):
            _sell(stand, around, index)
        stand.press(parse_keys(Z))
    stand.shut_down()
    (half_made / "book.sqlite").rename(path)
    shutil.rmtree(half_made)
    return path


def _rows_around(stand: Stand) -> Sequence[JournalRow]:
    """What the keys of one sale leave in the journal beside its receipt."""
    last = stand.book.last_journal()
    assert last is not None
    stand.press(parse_keys("250 WG1 WG3 BAR"))
    return [
        row for row in stand.book.journal(last.seq + 1) if row.kind not in (RECEIPT_KIND, "BELEG")
    ]


def _sell(stand: Stand, around: Sequence[JournalRow], index: int) -> None:
    stand.clock.advance(BETWEEN.total_seconds())
    now_utc = stand.clock.now().utc
    stand.book.append(
        [
            Entry(kind=row.kind, clerk=row.clerk, content=row.content, at_utc=now_utc)
            for row in around
        ]
    )
    lines = LINES[: 1 + index % 2]
    total = sum(line.unit_cents for line in lines)
    tender = Tender(means=Tendering.CASH, amount_cents=total, given_cents=1000)
    sale = Sale(kind=ReceiptKind.STANDARD, clerk=1, lines=lines, tenders=(tender,))
    stand.station.issuer.issue(sale, ())


def copy_by_sql(path: Path, out: Path) -> float:
    """Seconds to copy the bytes of all receipts from the table into a file, durably."""
    begun_s = time.perf_counter()
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with out.open("wb", buffering=1024 * 1024) as file:
        for (jws,) in connection.execute("SELECT jws FROM receipts ORDER BY number"):
            file.write(f'"{jws}",\n'.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    connection.close()
    return time.perf_counter() - begun_s


def write_dep_of(path: Path, out: Path) -> float:
    """Seconds for the DEP."""
    begun_s = time.perf_counter()
    with Reader.open_read_only(path) as book:
        export_dep(book, out)
    return time.perf_counter() - begun_s


def write_all(path: Path, root: Path) -> tuple[float, float, Written]:
    """Seconds for everything an owner's stick gets, by the wall and of the processor."""
    begun_s, begun_cpu_s = time.perf_counter(), time.process_time()
    with Reader.open_read_only(path) as book:
        tail = book.tail()
        assert tail is not None
        order = order_of(book, ExportKind.OWNER, EVERYTHING, tail.issued_at_utc)
        meter = Meter(time.perf_counter, lambda *_: None, lambda: None)
        free_bytes = partial(free_bytes_of, root)
        means = Means(seal=None, examine=examine, meter=meter, free_bytes=free_bytes)
        written = write_folder(root, order, means)
    return time.perf_counter() - begun_s, time.process_time() - begun_cpu_s, written


def run(receipts: int = RECEIPTS, days: int = DAYS) -> dict[str, float]:
    """Measure; `ratio` is plain SQL to the DEP, seconds each the best of three."""
    path = make_book(receipts, days)
    out = FOLDER / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    copy_s = min(copy_by_sql(path, out / f"plain-{one}") for one in range(3))
    dep_s = min(write_dep_of(path, out / f"dep-{one}.json") for one in range(3))
    whole_s, whole_cpu_s, written = write_all(path, out)
    assert not written.findings, written.findings[:3]
    shutil.rmtree(out)
    return {
        "receipts": receipts,
        "copy_s": copy_s,
        "dep_s": dep_s,
        "ratio": copy_s / dep_s,
        "journal_rows": written.manifest.journal.last,
        "whole_s": whole_s,
        "whole_cpu_s": whole_cpu_s,
        "whole_mib": sum(one.bytes for one in written.manifest.files) / 2**20,
    }


def result() -> Result:
    """The DEP against plain SQL; everything of a year."""
    told = run()
    return Result(
        figures=(
            Figure(
                name=f"DEP of {told['receipts']:,.0f} receipts",
                value=told["dep_s"],
                unit="s",
                limit=told["copy_s"],
                limit_is="the same bytes by plain SQL, one fsync",
                at_most=4.0,
            ),
            Figure(name="a year, everything, onto this disk", value=told["whole_s"], unit="s"),
            Figure(name="of the processor", value=told["whole_cpu_s"], unit="s"),
            Figure(name="size of it", value=told["whole_mib"], unit="MiB"),
        )
    )


def main() -> None:
    """Print what was measured."""
    result = run()
    print(f"copy by plain SQL   {result['copy_s']:8.2f} s")  # noqa: T201
    print(f"DEP                 {result['dep_s']:8.2f} s")  # noqa: T201
    print(f"ratio               {result['ratio']:8.2f}")  # noqa: T201
    print(f"a year, everything  {result['whole_s']:8.1f} s, {result['whole_mib']:.0f} MiB")  # noqa: T201
    print(f"of the processor    {result['whole_cpu_s']:8.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
