"""A long export in a process of its own: one that is kinder than the one that answers tills.

It is given a task, reads one book and writes one file; of the database and of the key it knows
nothing. Its standard input is its leash: it stays open as long as somebody waits, so when the
server ends, however it ends, the child does too. On its standard output stand thousandths.

    python -m archive.exports.child FILE    with the task beside the file to be written
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import BinaryIO, Final

import msgspec

from archive.exports import auditor
from archive.exports.auditor import Whole
from archive.exports.enclosed import Enclosed, Vouched
from archive.exports.forms import form_of
from archive.exports.sight import rows_of, seen
from firmware.export.package.outline import Days
from firmware.store.reader import Reader

#: The whole export for an auditor; everything else is a key of `archive.exports.forms`.
ZIP: Final = "zip"
#: A till's row comes before an export.
NICENESS: Final = 10
_COMMAND: Final = (sys.executable, "-P", "-m", "archive.exports.child")
_TASK: Final = "task.json"
_SIGN_EVERY_S: Final = 1.0
_ORPHANED: Final = 3


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What to write: a form of the days of a book, as of now, with what the archive vouches for."""

    book: str
    form: str
    first: date | None
    last: date | None
    now_utc: datetime
    archive: bytes | None = None
    beside: tuple[Enclosed, ...] = ()

    @property
    def vouched(self) -> Vouched:
        """As the whole export takes it."""
        return Vouched(file=self.archive, beside=self.beside)


class ChildError(Exception):
    """The child did not make the file; its own words stand in the log."""


def run(task: Task, out: BinaryIO, tell: Callable[[int], None]) -> None:
    """Have a child write the file `out` (by its name); `tell` hears of thousandths.

    Raises:
        ChildError: it did not come to its end.
        OSError: there is none.
    """
    path = Path(out.name).absolute()
    path.with_name(_TASK).write_bytes(msgspec.json.encode(task))
    pipe = subprocess.PIPE
    with subprocess.Popen((*_COMMAND, path), stdin=pipe, stdout=pipe) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                tell(int(line))
            # The leash is let go only when it has come home.
            child.wait()
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        raise ChildError(f"the process of the export ended with {child.returncode}")


def write(book: Reader, task: Task, to: tuple[BinaryIO, Path], tell: Callable[[int], None]) -> None:
    """Write it here and now; `to` is the file, and a folder for what it needs.

    Raises:
        ExportError, StoreError: it cannot be made.
        OSError: there is no room.
    """
    read, total = 0, 1

    def moved(count: int) -> None:
        nonlocal read
        read += count
        tell(min(999, 1000 * read // total))

    out, scratch = to
    days = Days(first=task.first, last=task.last)
    head, sight = seen(book, days, task.now_utc, moved)
    total = max(1, rows_of(sight))
    if task.form != ZIP:
        form_of(task.form, sight).write(out, scratch)
        return
    whole = Whole(head=head, sight=sight, vouched=task.vouched, tell=tell, check=lambda: tell(0))
    auditor.write(whole, out, scratch)


def main(path: Path) -> None:
    """The child."""
    # Where a filter of system calls says no, the file is wanted all the same.
    with suppress(OSError):
        os.nice(NICENESS)
    Thread(target=_end_with_parent, daemon=True).start()
    # Whatever else is said on the standard output is for the log.
    told = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    last, said_s = -1, 0.0

    def tell(per_mille: int) -> None:
        nonlocal last, said_s
        now_s = time.monotonic()
        # Also where it goes no further: who is silent is taken for dead.
        if per_mille > last or now_s - said_s >= _SIGN_EVERY_S:
            last, said_s = max(last, per_mille), now_s
            print(last, file=told, flush=True)

    task = msgspec.json.decode(path.with_name(_TASK).read_bytes(), type=Task)
    with Reader.open_read_only(Path(task.book)) as book, path.open("wb") as out:
        write(book, task, (out, path.parent), tell)


def _end_with_parent() -> None:
    # Not by the buffered file: its lock would be held when the interpreter ends.
    os.read(0, 1)
    os._exit(_ORPHANED)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
