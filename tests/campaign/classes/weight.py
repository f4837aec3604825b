"""Class 19: no file descriptors left, in a process of its own; memory over days of a market."""

import gc
import mmap
import os
import random
import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import pytest

from firmware.app.boot import BootError
from firmware.app.inbox import Message
from firmware.app.loop import Loop
from firmware.store.book import Book
from firmware.store.entry import Entry, StoredReceipt
from firmware.store.errors import StoreError
from tests.app.day import Day
from tests.campaign.market import SALE, days, end, light, new_day, sell_what_is_open, sold
from tests.campaign.outcome import Outcome, Score

_PER_CHILD: Final = 10
#: Descriptors that are left beside those that are open.
_LEFT_MAX: Final = 4
_SALES_AN_HOUR: Final = 6
_MINUTES: Final = 60
#: A till that has warmed up: caches of fonts, words, prepared statements.
_WARM: Final = 1 / 3
_GROWTH_MAX_BYTES: Final = 8 << 20
#: Before the number of those that met with it, in what a child says.
_HIT: Final = "hit "
#: What the planted fault keeps of each message.
_KEPT_BYTES: Final = 256 << 10


def run_descriptors(count: int, seed: int, folder: Path) -> Outcome:
    """A sale or a start with no descriptor left, or few; afterwards it sells."""
    score = Score()
    dice = random.Random(seed)

    def one_day(name: str, attempts: int) -> None:
        lives = [(dice.randrange(_LEFT_MAX), dice.random() < 0.5) for _ in range(attempts)]
        score.facts["starts"] += sum(is_start for _, is_start in lives)
        for line in _in_child(lambda: _starve(folder / name, lives)):
            if line.startswith(_HIT):
                score.facts["hit by it"] += int(line.removeprefix(_HIT))
            else:
                score.fail(f"seed {seed}, {name}: {line}")

    with light():
        days(score, count, _PER_CHILD, one_day)
    found = _in_child(lambda: _leave_open(folder / "control"))
    is_found = any(not line.startswith(_HIT) for line in found)
    score.control("a descriptor is left open at each sale", found=is_found)
    return score.outcome()


def _in_child(life: Callable[[], list[str]]) -> list[str]:
    """What a child of this process says: its limits are its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = life()
        except BaseException as error:  # noqa: BLE001 - it is handed to the parent
            said = [f"{type(error).__name__}: {error}"]
        os.write(writing, "\n".join(said).encode()[:4096])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read().decode()
    os.waitpid(child, 0)
    return text.splitlines()


@contextmanager
def _descriptors_left(count: int) -> Iterator[None]:
    """So many more files may be opened than are open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = {int(path.name) for path in Path("/proc/self/fd").iterdir()}
    free = (number for number in range(soft) if number not in taken)
    limit = next(islice(free, count, None))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _starve(folder: Path, lives: list[tuple[int, bool]]) -> list[str]:
    """In the child: what did not hold."""
    day = new_day(folder)
    day.type(f"{SALE} BAR")
    score, before_all, hit = Score(), _open_files(), 0
    for left, is_start in lives:
        with score.attempt(f"{left} left, {'start' if is_start else 'sale'}"):
            before = sold(day)
            hit += (_start_without if is_start else _sell_without)(day, left)
            if sold(day) == before:
                sell_what_is_open(day)
            assert before + 1 == sold(day), day.display
    more = _open_files() - before_all
    if more > 0:
        score.fail(f"{more} files more are open")
    end(score, "day", day)
    return [f"{_HIT}{hit}", *score.failures]


def _sell_without(day: Day, left: int) -> bool:
    """Whether the till met with it."""
    before = sold(day)
    try:
        with _descriptors_left(left):
            day.type(f"{SALE} BAR")
    except (StoreError, BootError):
        # kassad has ended, and systemd starts it again.
        day.boot()
    return sold(day) == before


def _start_without(day: Day, left: int) -> bool:
    """Whether it could not start."""
    day.stand.shut_down()
    try:
        with _descriptors_left(left):
            day.boot()
    except (StoreError, BootError, OSError):
        day.stand._let_go()
        day.boot()
        return True
    return False


def _leave_open(folder: Path) -> list[str]:
    """In the child: the same with a till that leaves a file open at each receipt."""
    commit = Book.commit_receipt

    def commit_and_leave(book: Book, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        commit(book, receipt, entries)
        os.open(os.devnull, os.O_RDONLY)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Book, "commit_receipt", commit_and_leave)
        return _starve(folder, [(_LEFT_MAX, False)] * 3)


def _open_files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def run_memory(count: int, seed: int, folder: Path) -> Outcome:
    """Hours of a till that sells and rests; its memory after a third of them and at the end."""
    score = Score()
    dice = random.Random(seed)
    with light():
        day = new_day(folder / "day")
        warm_bytes = 0
        for hour in range(count):
            with score.attempt(f"seed {seed}, hour {hour}"):
                _hour(day, dice)
            if hour == int(count * _WARM):
                warm_bytes = _resident_bytes()
        grown = _resident_bytes() - warm_bytes
        if grown > _GROWTH_MAX_BYTES:
            score.fail(f"seed {seed}: {grown / 1e6:.1f} MB more after {count} hours")
        score.facts["MB grown"] = round(grown / 1e6)
        score.facts["receipts"] = len(day.receipts())
        end(score, f"seed {seed}", day)
    score.control("each message is remembered for ever", found=_is_found(folder / "control"))
    return score.outcome()


def _hour(day: Day, dice: random.Random) -> None:
    for minute in range(_MINUTES):
        day.wait(1)
        day.stand.clock.advance(59)
        if minute % (_MINUTES // _SALES_AN_HOUR) == 0:
            day.type(f"C {dice.randrange(100, 2_000)} WG1 BAR")
    # The day of the tests remembers its paper; no till does.
    day.slips.clear()


def _resident_bytes() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def _is_found(folder: Path) -> bool:
    """Whether a till that keeps some memory of each message shows within an hour."""
    handle = Loop.handle
    kept: list[mmap.mmap] = []

    def handle_and_keep(loop: Loop, message: Message) -> None:
        # Pages of its own: what other tests have freed in this process would hide it else.
        kept.append(mmap.mmap(-1, _KEPT_BYTES))
        kept[-1].write(b"x" * _KEPT_BYTES)
        handle(loop, message)

    with light() as patch:
        patch.setattr(Loop, "handle", handle_and_keep)
        day = new_day(folder)
        _hour(day, random.Random(0))
        before = _resident_bytes()
        _hour(day, random.Random(1))
        return _resident_bytes() - before > _GROWTH_MAX_BYTES
