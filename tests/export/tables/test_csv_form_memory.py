"""Memory: a file of any length is written with what a file of a few rows needs."""

import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from io import RawIOBase
from itertools import chain
from pathlib import Path

import pytest

from firmware.export.package.part import Part
from firmware.export.tables import closings, fiscal, journal
from firmware.store.reader import Reader
from tests.export.tables import big_book

ROOT = Path(__file__).resolve().parents[3]
#: Eight rows each: twenty thousand, and a million.
LARGE, HUGE = 2_500, 125_000
#: A batch of rows and the words kept; all rows at once would be five times that already of the
#: smaller book, and each file of the larger one is more than twenty times that.
LIMIT_BYTES = 4_000_000


class Nowhere(RawIOBase):
    """A file that keeps nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 0

    def write(self, text: object) -> int:
        length = len(memoryview(text))  # type: ignore[arg-type]
        self.size += length
        return length


def parts(book: Reader) -> Iterator[Part]:
    """Everything of this house's tables that grows with a book."""
    sight = big_book.sight_of(book)
    return chain(journal.parts(sight), fiscal.parts(sight), closings.parts(sight))


def peaks(path: Path, receipts: int) -> dict[str, tuple[int, int]]:
    """For each file: the peak of memory while it was written, and its size."""
    big_book.make(path, receipts)
    found: dict[str, tuple[int, int]] = {}
    with Reader.open_read_only(path) as book:
        sight = big_book.sight_of(book)
        for part in parts(book):
            out = Nowhere()
            tracemalloc.start()
            try:
                part.write(sight, out)  # type: ignore[arg-type]
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
            found[part.name] = (peak, out.size)
    return found


@pytest.mark.heavy
@pytest.mark.timeout(180)
def test_no_file_is_kept(tmp_path: Path) -> None:
    """Twenty thousand rows: no file is written with more than a few megabytes."""
    found = peaks(tmp_path / "book.sqlite", LARGE)
    assert {} == {name: peak for name, (peak, _) in found.items() if peak > LIMIT_BYTES}
    sizes = {name: size for name, (_, size) in found.items() if "tages" not in name}
    assert min(sizes.values()) > 400 * LARGE


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_memory_does_not_grow_with_the_book(tmp_path: Path) -> None:
    """A million rows take what twenty thousand take."""
    peaks_kib = []
    for name, receipts in (("large", LARGE), ("huge", HUGE)):
        path = tmp_path / f"{name}.sqlite"
        big_book.make(path, receipts)
        command = [sys.executable, "-m", "tests.export.tables.memory_probe", str(path)]
        ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        peaks_kib.append(int(ran.stdout))
    assert peaks_kib[1] < peaks_kib[0] + LIMIT_BYTES // 1024
