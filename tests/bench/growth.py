"""How examination, export, X and Z grow: linear what must see all, flat what need not.

In time of the processor, so that a loaded machine changes little. An X is reckoned over the day
that is open, whatever lies before it, and a Z is the same figures, closed.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from firmware.app.exports import export_dep
from firmware.export.key_container import read_key_container
from firmware.export.verification import verify_file
from firmware.rksv.verify import VerifyOptions
from firmware.store.reader import Reader
from firmware.till.closing import zreport
from tests.bench.book_size import book_of
from tests.bench.figure import Chart, Figure, Point, Result
from tests.bench.verify_rate import FOLDER, make_dep

SIZES: Final = (10, 1_000, 10_000, 100_000)
#: What ten times as many receipts may take, as a multiple of ten times the time.
LINEAR_AT_MOST: Final = 1.5
#: What a hundred times as many may do to that which sees one day.
FLAT_AT_MOST: Final = 1.5
_Z_KIND: Final = "Z"


def cpu_s(work: Callable[[], object], times: int = 3) -> float:
    """The least of some calls: seconds of this process and of the children it had."""
    taken = []
    for _ in range(times):
        begun = sum(os.times()[:4])
        begun_s = time.process_time()
        work()
        own_s = time.process_time() - begun_s
        taken.append(max(own_s, sum(os.times()[:4]) - begun))
    return min(taken)


def run(sizes: Sequence[int] = SIZES) -> dict[str, tuple[Point, ...]]:
    """Seconds over receipts: examination, export, X, start of an examination of the book."""
    lines: dict[str, list[Point]] = {"examine": [], "export": [], "X or Z": []}
    for receipts in sizes:
        times = 1 if receipts >= SIZES[-1] else 3
        lines["examine"].append((receipts, cpu_s(lambda n=receipts: _examine(n), times)))
        book = book_of(receipts)
        lines["export"].append((receipts, cpu_s(lambda path=book: _export(path), times)))
        lines["X or Z"].append((receipts, cpu_s(lambda path=book: _reckon(path))))
    return {name: tuple(points) for name, points in lines.items()}


def _examine(receipts: int) -> None:
    dep, keys = FOLDER / f"dep-{receipts}.json", FOLDER / f"keys-{receipts}.json"
    if not dep.exists():
        make_dep(FOLDER, receipts)
    assert verify_file(dep, read_key_container(keys), VerifyOptions()).is_valid


def _export(path: Path) -> None:
    with Reader.open_read_only(path) as book:
        export_dep(book, FOLDER / "growth-dep.json")


def _reckon(path: Path) -> None:
    """The figures since the last Z but one, or since the beginning: a whole day."""
    with Reader.open_read_only(path) as book:
        last = book.last_journal(_Z_KIND)
        first_seq = 1 if last is None else max(1, last.seq - DAY_ROWS)
        period = zreport.RunningPeriod(None)
        for row in book.journal(first_seq):
            period.take(row)
        assert not period.is_empty


#: 300 receipts with the rows beside them.
DAY_ROWS: Final = 1500


def result() -> Result:
    """Lines, and what the last step up is worth."""
    lines = run()
    return Result(
        figures=(
            _grown("examine", lines["examine"]),
            _grown("export", lines["export"]),
            Figure(
                name="X or Z of a day in the largest book",
                value=lines["X or Z"][-1][1] * 1000,
                unit="ms",
                limit=lines["X or Z"][1][1] * 1000,
                limit_is=f"in a book of {SIZES[1]:,}",
                at_most=FLAT_AT_MOST,
            ),
        ),
        charts=(
            Chart(
                name="growth",
                title="Time of the processor over the receipts in the book",
                unit="s",
                lines=lines,
            ),
        ),
    )


def _grown(name: str, line: Sequence[Point]) -> Figure:
    (few, few_s), (many, many_s) = line[-2:]
    return Figure(
        name=f"{name}: {many:,.0f} receipts",
        value=many_s,
        unit="s",
        limit=few_s * many / few,
        limit_is=f"{many / few:.0f} times that of {few:,.0f}",
        at_most=LINEAR_AT_MOST,
    )
