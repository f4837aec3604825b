"""A disk below SQLite that is cut, tears, drops, lies, refuses and fills at a chosen touch.

The dying program sees what it writes until the cut, and then nothing any more; what is on the disk
when the power is back is thrown with dice (`platter`). Books come onto it by their `connect`.
"""

import random
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Final, Self

from firmware.desk.power import EdgeConnection, PowerCutError
from tests.faultdisk.platter import Deleted, Loss, Made, Synced, Touch, Truncated, Written
from tests.faultdisk.system import calls_pass
from tests.faultdisk.tape import MAX_LIES, Tape
from tests.faultdisk.vfs import Verdict, Vfs

_GO: Final = Verdict()
_SHM: Final = "-shm"


class Failure(Enum):
    """What a touch is refused with."""

    EIO = "input/output error"
    ENOSPC = "no space left on device"
    SHORT = "no space left on device, and half of it is written"


#: SQLite's words for a touch that failed.
_EIO: Final[dict[type[Touch], int]] = {
    Made: sqlite3.SQLITE_CANTOPEN,
    Written: sqlite3.SQLITE_IOERR_WRITE,
    Truncated: sqlite3.SQLITE_IOERR_TRUNCATE,
    Synced: sqlite3.SQLITE_IOERR_FSYNC,
    Deleted: sqlite3.SQLITE_IOERR_DELETE,
}
_GONE: Final = Verdict(code=sqlite3.SQLITE_IOERR_READ)


class FaultDisk:
    """What was opened by its `connect` lies on it, and all of `folder`, for whoever writes to it.

    `close` it after the last connection.

    `passed` counts touches: files made, written, truncated, synced, deleted; `refused` those of
    them that failed. `tape` holds the last
    of them, or all of them when the disk `is_recording`. Only one that `can_go` can be removed;
    its reads take longer.
    """

    def __init__(
        self, *, folder: Path | None = None, is_recording: bool = False, can_go: bool = False
    ) -> None:
        self._kept = None if is_recording else MAX_LIES
        self._lock = RLock()
        self._vfs = Vfs(f"fault{id(self):x}", self, asks_for_reads=can_go)
        self._can_go = can_go
        self._folder = folder
        self._known: set[str] = set()
        self._deleted: set[str] = set()
        self._calls = ExitStack()
        self.tape = Tape({}, syncs_kept=self._kept)
        self.passed = self.refused = 0
        self.is_cut = False
        self.on_cut: Callable[[], None] = lambda: None
        self.on_touch: Callable[[Touch], None] = lambda _touch: None
        self._cut_at: int | None = None
        self._fail_at: int | None = None
        self._failure, self._is_lasting = Failure.EIO, False
        self._room_bytes: int | None = None
        self._is_gone = False

    def __enter__(self) -> Self:
        self._calls.enter_context(calls_pass(self, self._is_ours))
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._calls.close()
        self.close()

    def close(self) -> None:
        """Nothing is opened on it any more."""
        self._vfs.close()

    def connect(
        self,
        database: str | Path,
        *,
        tell: Callable[[str, str], None] | None = None,
        **options: Any,
    ) -> "DiskConnection":
        """`sqlite3.connect` to a file on this disk; `tell` as in `firmware.desk.power`."""
        text = str(database)
        is_uri = options.pop("uri", False)
        uri = text if is_uri else Path(text).absolute().as_uri()
        uri += f"{'&' if '?' in uri else '?'}vfs={self._vfs.name}"
        self.require_power()
        connection = sqlite3.connect(uri, uri=True, factory=DiskConnection, **options)
        connection.tell, connection.disk = tell, self
        return connection

    def require_power(self) -> None:
        """Whoever touches the disk after the cut is no more.

        Raises:
            PowerCutError: the disk is cut.
        """
        if self.is_cut:
            raise PowerCutError("disk")

    def cut_at(self, touches: int) -> None:
        """Cut at the `touches`-th touch from now (1 is the next), which may be half there."""
        self._cut_at = self.passed + touches

    def cut(self) -> None:
        """Cut now, between two touches."""
        with self._lock:
            was_cut, self.is_cut = self.is_cut, True
        if not was_cut:
            self.on_cut()

    def fail_at(self, touches: int, failure: Failure, *, is_lasting: bool = False) -> None:
        """Refuse the `touches`-th touch from now, alone or with all that follow."""
        self._fail_at, self._failure = self.passed + touches, failure
        self._is_lasting = is_lasting

    def fill(self, room_bytes: int) -> None:
        """Let files grow by no more than so many bytes in all."""
        self._room_bytes = room_bytes

    def remove(self) -> None:
        """The disk is gone: it is not even read any more."""
        assert self._can_go, "made as a disk that cannot go"
        self._is_gone = True

    def mend(self) -> None:
        """Nothing fails any more; what is armed is not."""
        self._cut_at = self._fail_at = self._room_bytes = None
        self._is_gone = False

    def crash(self, dice: random.Random, loss: Loss, folder: Path) -> None:
        """Write into `folder` what a cut here and now leaves, under the names of the files."""
        with self._lock:
            left = self._left(dice, loss)
        for path, content in left.items():
            (folder / Path(path).name).write_bytes(content)

    def power_on(self, dice: random.Random, loss: Loss) -> None:
        """The power is back: the files are what the cut has left of them, and nothing is armed."""
        with self._lock:
            left = self._left(dice, loss)
            for path in self._known:
                Path(path).unlink(missing_ok=True)
                Path(path + _SHM).unlink(missing_ok=True)
            for path, content in left.items():
                Path(path).write_bytes(content)
            self.take_as_it_is()
            self.is_cut = False
            self.mend()

    def take_as_it_is(self) -> None:
        """Somebody who is not on this disk wrote to its files: what is there now is safe."""
        with self._lock:
            self._known.clear()
            self._deleted.clear()
            self.tape = Tape({}, syncs_kept=self._kept)

    def opened(self, path: str, *, is_new: bool) -> Verdict:
        """See `Judge.opened`."""
        if is_new:
            return self._touch(Made(path=path))
        if self._is_gone or self.is_cut:
            return Verdict(code=sqlite3.SQLITE_CANTOPEN)
        with self._lock:
            if path not in self._known:
                self._known.add(path)
                self.tape.add_file(path, Path(path).read_bytes())
            elif path in self._deleted:
                # A reader that is not on this disk has made it anew, empty: a log of SQLite.
                self._deleted.discard(path)
                self.tape.add(Made(path=path))
        return _GO

    def write(self, path: str, offset: int, content: bytes) -> Verdict:
        """See `Judge.write`."""
        return self._touch(Written(path=path, offset=offset, content=content))

    def truncate(self, path: str, size: int) -> Verdict:
        """See `Judge.truncate`."""
        return self._touch(Truncated(path=path, size=size))

    def sync(self, path: str) -> Verdict:
        """See `Judge.sync`."""
        return self._touch(Synced(path=path))

    def delete(self, path: str, *, is_synced: bool) -> Verdict:
        """See `Judge.delete`."""
        if not Path(path).exists():
            return _GO
        return self._touch(Deleted(path=path, is_synced=is_synced))

    def read(self, _path: str) -> Verdict:
        """See `Judge.read`."""
        return _GONE if self._is_gone else _GO

    def _is_ours(self, path: str) -> bool:
        return path in self._known or (
            self._folder is not None and Path(path).parent == self._folder
        )

    def _meet(self, path: str) -> None:
        """A file that is there when it is first looked at is safe."""
        if path not in self._known:
            self._known.add(path)
            self.tape.add_file(path, Path(path).read_bytes())

    def _left(self, dice: random.Random, loss: Loss) -> dict[str, bytes]:
        """The touch in which it was cut is on the tape already, as far as it came."""
        return self.tape.left(len(self.tape.touches) + 1, dice, loss)

    def _touch(self, touch: Touch) -> Verdict:
        """One touch passes, or does not."""
        self.on_touch(touch)
        with self._lock:
            if self.is_cut:
                return Verdict(code=_EIO[type(touch)], is_dark=True)
            if not isinstance(touch, Made):
                self._meet(touch.path)
            self.passed += 1
            is_cut = self._cut_at is not None and self.passed >= self._cut_at
            refused = Verdict(code=_EIO[type(touch)], is_dark=True)
            verdict = refused if is_cut else self._refusal(touch)
            self.refused += bool(verdict.code) and not is_cut
            self._note(touch, verdict, is_cut=is_cut)
        if is_cut:
            self.cut()
        return verdict

    def _note(self, touch: Touch, verdict: Verdict, *, is_cut: bool) -> None:
        """What of a touch has come to the medium, and how safely."""
        self._known.add(touch.path)
        if isinstance(touch, Deleted) and not verdict.code:
            self._deleted.add(touch.path)
        elif isinstance(touch, Made):
            self._deleted.discard(touch.path)
        match touch:
            case _ if not verdict.code:
                self.tape.add(touch)
            case Synced(path=path):
                # Cut in the middle of a sync: nothing is safe, nothing is given up either.
                if not is_cut:
                    self.tape.add(Synced(path=path, is_lost=True))
            case Written(path=path, offset=offset, content=content) if verdict.written:
                done = content[: verdict.written]
                self.tape.add(Written(path=path, offset=offset, content=done))
            case _ if is_cut:
                self.tape.add(touch)

    def _refusal(self, touch: Touch) -> Verdict:
        if self._is_gone:
            return Verdict(code=_EIO[type(touch)])
        if self._fail_at is not None and self.passed >= self._fail_at:
            if not self._is_lasting:
                self._fail_at = None
            return _refused(touch, self._failure)
        if self._room_bytes is not None and isinstance(touch, Written):
            return self._grown(touch, self._room_bytes)
        return _GO

    def _grown(self, touch: Written, room_bytes: int) -> Verdict:
        growth = touch.offset + len(touch.content) - Path(touch.path).stat().st_size
        if growth <= 0:
            return _GO
        self._room_bytes = max(0, room_bytes - growth)
        if growth <= room_bytes:
            return _GO
        written = max(0, len(touch.content) - (growth - room_bytes))
        return Verdict(code=sqlite3.SQLITE_FULL, written=written)


def _refused(touch: Touch, failure: Failure) -> Verdict:
    """What SQLite makes of it when the kernel refuses a touch with this failure."""
    if failure is Failure.EIO:
        return Verdict(code=_EIO[type(touch)])
    match touch:
        case Written(content=content):
            written = len(content) // 2 if failure is Failure.SHORT else 0
            return Verdict(code=sqlite3.SQLITE_FULL, written=written)
        case Made():
            return Verdict(code=sqlite3.SQLITE_CANTOPEN)
        case _:
            # Shortening, syncing and deleting need no room.
            return _GO


class DiskConnection(EdgeConnection):
    """A connection to a `FaultDisk`: once that is cut, whatever is asked of it is a power cut."""

    disk: FaultDisk | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement, unless the disk is cut before it or in it."""
        if self.disk is None:
            return super().execute(sql, parameters)
        self.disk.require_power()
        try:
            return super().execute(sql, parameters)
        except sqlite3.Error:
            self.disk.require_power()
            raise
