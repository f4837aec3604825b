"""A till's book made again from its log, kept as a file beside the database and brought up to date.

A replica is a cache: what is evidence are the chunks. One that is damaged, foreign or ahead of the
log is put away and made again; nobody has to ask whether it may be trusted. It is what the pages
and exports read, with the till's own code (ADR 29).

Rows that are bad but fit the tables of a book are in it as they came. At the first row that no
book takes (a receipt out of its number or time, without its certificate) the replica ends:
`standing` says so, the rows behind stay readable raw (`lines.py`).

Several processes of one machine share the folder: who changes a replica has its turn alone, who
opens one has it together with others who open.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import sqlalchemy as sa

from archive.index.database import Database
from archive.index.tables import chunks
from archive.replica.lines import Units
from archive.world import World
from firmware.store.errors import StoreError, StoreFault, edge
from firmware.store.raw import append, rebuild
from firmware.store.reader import Reader

FOLDER: Final = "replica"
_TILL: Final = re.compile(r"[0-9a-f-]{36}")
_HASH_BYTES: Final = 32
_LAST: Final = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"
_EXAMINE: Final = "PRAGMA quick_check(1)"
#: A replica that says so is of no use; any other refusal is of this machine (full, forbidden).
_USELESS: Final = (
    StoreFault.ABSENT,
    StoreFault.BROKEN,
    StoreFault.TOO_NEW,
    StoreFault.TOO_OLD,
)


class Stop(msgspec.Struct, frozen=True):
    """The first row that the replica does not hold, and what the book says against it."""

    seq: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a replica goes: `rows` of the `size` of the log; less only where it had to stop."""

    rows: int
    size: int
    stop: Stop | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    seq: int
    hash: str


_EMPTY: Final = _End(seq=0, hash="")


class Replicas:
    """The replicas of an archive; made once for a process, used by any thread."""

    def __init__(self, world: World) -> None:
        self._database: Final[Database] = world.database
        self._folder: Final = world.settings.folder / FOLDER

    def path(self, till_id: str) -> Path:
        """Where the replica of a till is; files beside it that begin with its stem go with it."""
        assert _TILL.fullmatch(till_id)
        return self._folder / f"{till_id}.sqlite"

    @contextmanager
    def open(self, till_id: str) -> Iterator[Reader]:
        """The book of a till as far as the log goes now; empty for a till that sent nothing.

        One thread at a time may use it, not only the one that opened it.

        Raises:
            StoreError: this machine has no room or no right; a row cannot be read.
            sqlalchemy.exc.SQLAlchemyError: the database does not answer.
        """
        reader = self._opened(till_id)
        try:
            yield reader
        except StoreError as error:
            if error.fault is StoreFault.BROKEN:
                reader.close()
                self.drop_damaged(till_id)
            raise
        finally:
            reader.close()

    def standing(self, till_id: str) -> Standing:
        """How far the replica goes, brought up to date first."""
        with self.open(till_id) as reader:
            return Standing(
                rows=_end_of(reader).seq,
                size=self._log_end(till_id).seq,
                stop=self._stop(till_id),
            )

    def drop(self, till_id: str) -> None:
        """Away with it; the next who opens it makes it again."""
        with self._turn(till_id, fcntl.LOCK_EX):
            self._clear(till_id)

    def drop_damaged(self, till_id: str) -> None:
        """Away with it if the file is damaged; a row that says nonsense is evidence, and stays."""
        with self._turn(till_id, fcntl.LOCK_EX):
            reader = self._readable(till_id)
            if reader is None:
                return
            try:
                is_sound = reader.file.row(_EXAMINE) == ("ok",)
            except StoreError:
                is_sound = False
            finally:
                reader.close()
            if not is_sound:
                self._clear(till_id)

    def _opened(self, till_id: str) -> Reader:
        with self._turn(till_id, fcntl.LOCK_SH):
            reader = self._fresh(till_id)
        if reader is not None:
            return reader
        with self._turn(till_id, fcntl.LOCK_EX):
            # Somebody may have done it while this one waited.
            return self._fresh(till_id) or self._brought(till_id)

    def _fresh(self, till_id: str) -> Reader | None:
        """The replica, where nothing is to be done about it."""
        reader = self._readable(till_id)
        if reader is None:
            return None
        end, stop = _end_of(reader), self._stop(till_id)
        is_at_end = end == self._log_end(till_id)
        is_stopped = stop is not None and stop.seq == end.seq + 1 and self._is_in_log(till_id, end)
        if is_at_end or is_stopped:
            return reader
        reader.close()
        return None

    def _brought(self, till_id: str) -> Reader:
        path, reader = self.path(till_id), self._readable(till_id)
        end = _EMPTY
        if reader is not None:
            end = _end_of(reader)
            reader.close()
        if reader is None or not self._is_in_log(till_id, end):
            self._put_away(till_id, end)
            rebuild(path, ())
            end = _EMPTY
        units = Units(self._database, till_id, end.seq + 1)
        refusal = append(path, units) or units.refusal
        if refusal is not None:
            stop = Stop(seq=refusal.seq, detail=refusal.detail)
            with edge(path):
                self._stop_path(till_id).write_bytes(msgspec.json.encode(stop))
        return _reader(path)

    def _readable(self, till_id: str) -> Reader | None:
        try:
            reader = _reader(self.path(till_id))
        except StoreError as error:
            if error.fault in _USELESS:
                return None
            raise
        try:
            _end_of(reader)
        except StoreError as error:
            reader.close()
            if error.fault in _USELESS:
                return None
            raise
        return reader

    def _put_away(self, till_id: str, end: _End) -> None:
        """Rows that the log does not have any more are nobody's to delete (a database set back)."""
        path = self.path(till_id)
        if end.seq > self._log_end(till_id).seq:
            aside = path.with_name(f"{path.stem}_ahead.sqlite")
            with _reader(path) as reader:
                reader.file.row("VACUUM INTO ?", (str(_free(aside)),))
        self._clear(till_id)

    def _clear(self, till_id: str) -> None:
        with edge(self.path(till_id)):
            for one in sorted(self._folder.glob(f"{till_id}.*")):
                if one != self._turn_path(till_id):
                    one.unlink(missing_ok=True)

    def _log_end(self, till_id: str) -> _End:
        asked = (
            sa.select(chunks.c.last_seq, chunks.c.hashes)
            .where(chunks.c.till_id == till_id)
            .order_by(chunks.c.first_seq.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(asked).one_or_none()
        return _EMPTY if row is None else _End(seq=row[0], hash=row[1][-_HASH_BYTES:].hex())

    def _is_in_log(self, till_id: str, end: _End) -> bool:
        if end == _EMPTY:
            return True
        asked = (
            sa.select(chunks.c.first_seq, chunks.c.last_seq, chunks.c.hashes)
            .where(chunks.c.till_id == till_id, chunks.c.first_seq <= end.seq)
            .order_by(chunks.c.first_seq.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None or row[1] < end.seq:
            return False
        at = (end.seq - row[0]) * _HASH_BYTES
        return bool(row[2][at : at + _HASH_BYTES].hex() == end.hash)

    def _stop(self, till_id: str) -> Stop | None:
        try:
            return msgspec.json.decode(self._stop_path(till_id).read_bytes(), type=Stop)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def _stop_path(self, till_id: str) -> Path:
        return self.path(till_id).with_suffix(".stop")

    def _turn_path(self, till_id: str) -> Path:
        return self.path(till_id).with_suffix(".turn")

    @contextmanager
    def _turn(self, till_id: str, how: int) -> Iterator[None]:
        """A turn at the replica of a till, among all threads and processes of this machine."""
        with edge(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._turn_path(till_id), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            with edge(self._folder):
                fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


def _reader(path: Path) -> Reader:
    # A page is made in whichever thread is free, one after the other.
    connect = partial(sqlite3.connect, check_same_thread=False)
    return Reader.open_read_only(path, connect=connect)


def _end_of(reader: Reader) -> _End:
    row: tuple[int, str] | None = reader.file.row(_LAST)
    return _EMPTY if row is None else _End(seq=row[0], hash=row[1])


def _free(path: Path) -> Path:
    """A name beside `path` that is not taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}_{number}")
    return free
