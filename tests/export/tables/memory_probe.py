"""Write every table of a book once and print what the process has had at most (KiB).

A process of its own, because the peak of one that ran other tests says nothing; and without
tracemalloc, which makes a million rows a matter of a quarter of an hour.
"""

import re
import sys
from pathlib import Path

from firmware.export.tables import closings, fiscal, journal
from firmware.store.reader import Reader
from tests.export.tables import big_book


def main() -> None:
    """Do it."""
    with Reader.open_read_only(Path(sys.argv[1])) as book, Path("/dev/null").open("wb") as out:
        sight = big_book.sight_of(book)
        for part in (*journal.parts(sight), *fiscal.parts(sight), *closings.parts(sight)):
            part.write(sight, out)
    # Not getrusage: that remembers what the parent had when it forked.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    high = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert high is not None
    sys.stdout.write(high.group(1))


if __name__ == "__main__":
    main()
