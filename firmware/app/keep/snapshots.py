"""Whole copies of the book beside it: after each Z and when the till goes down, the last four.

    sicherung/buch__GRAZ-01__2026-11-21T164512Z__00000415.sqlite

A name is whose, when (UTC), and up to which receipt; what a copy really holds says its own head.
Which one is the newest, and whether one is owed, is asked of folder and book each time.

The four last states are kept, and of each of the last four quarters the first one. A newer copy of
the same state (no receipt since) takes the older one's place. Nothing is removed before the new
copy was read back from its medium. They help against a damaged book and a slip of the hand; they
lie on the medium of the book, so they are no backup.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from firmware.app.issue import MIN_FREE_BYTES
from firmware.process.medium import flush
from firmware.rksv.duties import Quarter, month_of, quarter_of
from firmware.store import integrity
from firmware.store.errors import StoreError, StoreFault, edge
from firmware.store.head import Head, Standing, head_of, standing
from firmware.store.reader import Reader
from firmware.store.snapshot import snapshot

FOLDER: Final = "sicherung"
STATES_KEPT: Final = 4
QUARTERS_KEPT: Final = 4
#: After a copy there is still so much for selling, twice what it needs at least (E15).
FREE_AFTERWARDS_BYTES: Final = 2 * MIN_FREE_BYTES
_NEW_NAME: Final = "neu.sqlite"
_TIME: Final = "%Y-%m-%dT%H%M%SZ"
_NAME: Final = re.compile(
    r"buch__([A-Za-z0-9-]{1,20})__(\d{4}-\d{2}-\d{2}T\d{6}Z)__(\d{8,12})\.sqlite"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A copy as its name says it; `head` is what it holds, `fault` why nobody can tell."""

    path: Path
    register_id: str
    made_utc: datetime
    receipts: int
    head: Head | None = None
    fault: str = ""
    is_of_older_firmware: bool = False

    @property
    def rank(self) -> tuple[int, int, datetime]:
        """Newer ones have a higher one, whatever the clock did meanwhile."""
        seq = 0 if self.head is None else self.head.journal_seq
        return (seq, self.receipts, self.made_utc)


def folder_of(book: Path) -> Path:
    """Where the copies of a book are."""
    return book.parent / FOLDER


def states(folder: Path) -> tuple[State, ...]:
    """The copies in a folder, the oldest first; none where there is no folder.

    Raises:
        StoreError: the folder cannot be read.
    """
    with edge(folder):
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    said = ((_NAME.fullmatch(name), folder / name) for name in names)
    found = [_state(path, name, made) for name, path in said if name and (made := _made(name[2]))]
    return tuple(sorted(found, key=lambda state: state.rank))


def own_states(book: Reader, folder: Path) -> tuple[State, ...]:
    """The copies of this book, the oldest first.

    What is damaged, of another register, or went another way is none of them.

    Raises:
        StoreError: book or folder cannot be read.
    """
    identity = book.identity()
    if identity is None:
        return ()
    return tuple(
        state
        for state in states(folder)
        if state.register_id == identity.register_id
        and (state.is_of_older_firmware or _is_held(book, state.head))
    )


def last_row(book: Reader, folder: Path) -> int:
    """How far the newest copy of the book goes, as the seq of a journal row; 0 without one.

    Raises:
        StoreError: book or folder cannot be read.
    """
    heads = [state.head for state in own_states(book, folder)]
    return max((head.journal_seq for head in heads if head is not None), default=0)


def take(book: Reader, folder: Path, free_bytes: int, now_utc: datetime) -> Path:
    """Copy the book, read the copy back, and then remove what it makes superfluous.

    Raises:
        StoreError: FULL: selling would have too little room; or as `snapshot`. What was there
            before is still there.
    """
    with edge(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        for left in folder.glob(f"{_NEW_NAME}*"):
            left.unlink()
    _require_room(book.path, folder, free_bytes)
    new = folder / _NEW_NAME
    try:
        snapshot(book, new)
        head = _read_back(new)
        path = folder / _name(head, now_utc)
        with edge(path):
            new.rename(path)
            flush(path.parent)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    for state in superfluous(own_states(book, folder)):
        with edge(state.path):
            state.path.unlink()
    return path


def superfluous(found: Sequence[State]) -> tuple[State, ...]:
    """Of copies of one book, oldest first, those that need not be kept."""
    # Of each state the newest copy: a dict keeps the last one.
    last = {state.receipts: state for state in found}
    kept = [last[receipts].path for receipts in sorted(last)[-STATES_KEPT:]]
    first: dict[Quarter, State] = {}
    for state in found:
        first.setdefault(quarter_of(month_of(state.made_utc)), state)
    kept += [first[quarter].path for quarter in sorted(first)[-QUARTERS_KEPT:]]
    return tuple(state for state in found if state.path not in kept)


def _require_room(book: Path, folder: Path, free_bytes: int) -> None:
    files = (book, book.with_name(f"{book.name}-wal"))
    with edge(book):
        needed = sum(path.stat().st_size for path in files if path.exists())
    # As much again as the copy: everything must still be carried away when a register ends.
    if free_bytes - 2 * needed < FREE_AFTERWARDS_BYTES:
        detail = f"{free_bytes} bytes free, a copy of {needed} would leave too little for selling"
        raise StoreError(StoreFault.FULL, str(folder), detail)


def _read_back(path: Path) -> Head:
    """What the medium gives back, not what the kernel remembers: whole, and where it ends."""
    with edge(path):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
    with Reader.open_read_only(path) as copy:
        problems = integrity.check(copy, integrity.QUICK)
        head = head_of(copy)
    if problems or head is None:
        detail = problems[0].detail if problems else "has no Startbeleg"
        raise StoreError(StoreFault.BROKEN, str(path), f"the copy is not whole: {detail}")
    return head


def _name(head: Head, now_utc: datetime) -> str:
    made = now_utc.astimezone(UTC).strftime(_TIME)
    return f"buch__{head.register_id}__{made}__{head.receipts:08}.sqlite"


def _is_held(book: Reader, head: Head | None) -> bool:
    return head is not None and standing(book, head) is Standing.HOLDS


def _made(text: str) -> datetime | None:
    """When, as a name says it; no moment, no copy of ours."""
    try:
        # Not strptime, which loads a calendar of names: every start of the till comes by here.
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _state(path: Path, name: re.Match[str], made_utc: datetime) -> State:
    head, fault, is_older = None, "", False
    try:
        with Reader.open_read_only(path) as copy:
            head = head_of(copy)
    except StoreError as error:
        fault, is_older = error.detail, error.fault is StoreFault.TOO_OLD
    said = (name[1], int(name[3]))
    if head is not None and (head.register_id, head.receipts) != said:
        fault = f"holds {head.register_id} up to receipt {head.receipts}"
        head = None
    return State(
        path=path,
        register_id=name[1],
        made_utc=made_utc,
        receipts=int(name[3]),
        head=head,
        fault=fault or ("" if head else "has no Startbeleg"),
        is_of_older_firmware=is_older,
    )
