"""archive.exports.child: an export in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from archive.exports import child
from archive.exports.child import NICENESS, ChildError, Task
from firmware.store.reader import Reader

DEADLINE_S = 60.0
#: The kernel counts no further.
_MOST_NICE = 19
TASK = Task(
    book="", form="journal", first=None, last=None, now_utc=datetime(2026, 12, 1, tzinfo=UTC)
)
#: A server that asked for an export, and is to be killed.
_SERVER = """
import sys
from pathlib import Path
import msgspec
from archive.exports import child
child._COMMAND = (sys.executable, "-c", sys.argv[2])
with Path(sys.argv[1]).open("xb") as out:
    child.run(msgspec.json.decode(sys.argv[3], type=child.Task), out, lambda _: None)
"""
#: Its child, which never comes to an end by itself.
_CHILD = """
import sys, os
from pathlib import Path
from archive.exports import child
def stay(book, task, to, tell):
    at = Path(sys.argv[1]).with_name("pid.part")
    at.write_text(f"{os.getpid()} {os.nice(0)}")
    at.rename(at.with_name("pid"))
    import threading
    threading.Event().wait()
child.write = stay
child.main(Path(sys.argv[1]))
"""
#: A child in a place where nobody may be nice, as under a filter of system calls.
_FORBIDDEN = """
import errno, os, sys
from pathlib import Path
from archive.exports import child
def refuse(_):
    raise OSError(errno.EPERM, "Operation not permitted")
os.nice = refuse
child.main(Path(sys.argv[1]))
"""


def task(book: Path, form: str = "journal") -> Task:
    """A form of all days."""
    return msgspec.structs.replace(TASK, book=str(book), form=form)


@pytest.mark.parametrize("form", ["journal", "xlsx", "zip"])
def test_the_same_file(sold_book: Path, tmp_path: Path, form: str) -> None:
    """As if it were made here; thousandths on the way."""
    told: list[int] = []
    asked = task(sold_book, form)
    (tmp_path / "job").mkdir()
    with (tmp_path / "job" / "file").open("xb") as out:
        child.run(asked, out, told.append)
    with Reader.open_read_only(sold_book) as book, (tmp_path / "here").open("xb") as out:
        child.write(book, asked, (out, tmp_path), lambda _: None)
    made, here = (tmp_path / "job" / "file").read_bytes(), (tmp_path / "here").read_bytes()
    if form == "journal":
        assert here == made
    assert made[:4] == here[:4]
    assert told
    assert told == sorted(told)
    assert {"file", "task.json"} == {one.name for one in (tmp_path / "job").iterdir()}


def test_where_nobody_may_be_nice(
    sold_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is written all the same."""
    monkeypatch.setattr(child, "_COMMAND", (sys.executable, "-c", _FORBIDDEN))
    with (tmp_path / "file").open("xb") as out:
        child.run(task(sold_book), out, lambda _: None)
    assert (tmp_path / "file").stat().st_size


def test_one_that_fails(tmp_path: Path) -> None:
    """Whatever it was."""
    with (tmp_path / "file").open("xb") as out, pytest.raises(ChildError, match="ended with 1"):
        child.run(task(tmp_path / "no book"), out, lambda _: None)


def test_nobody_waits_any_more(sold_book: Path, tmp_path: Path) -> None:
    """An error on this side ends the child, too."""

    def fail(_per_mille: int) -> None:
        raise ZeroDivisionError

    with (tmp_path / "file").open("xb") as out, pytest.raises(ZeroDivisionError):
        child.run(task(sold_book), out, fail)


def test_it_dies_with_the_server(sold_book: Path, tmp_path: Path) -> None:
    """Also with one that is killed; and it is kinder than that one was."""
    said = msgspec.json.encode(task(sold_book)).decode()
    command = [sys.executable, "-c", _SERVER, tmp_path / "file", _CHILD, said]
    with subprocess.Popen(command) as server:
        try:
            until_s = time.monotonic() + DEADLINE_S
            while not (tmp_path / "pid").exists():
                assert time.monotonic() < until_s
                assert None is server.poll()
            number, niceness = map(int, (tmp_path / "pid").read_text().split())
            assert min(_MOST_NICE, os.nice(0) + NICENESS) == niceness
        finally:
            server.send_signal(signal.SIGKILL)
    while _lives(number):
        assert time.monotonic() < until_s


def _lives(number: int) -> bool:
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
