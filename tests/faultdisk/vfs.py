"""A file system below SQLite: the kernel's files, but each change is asked for first.

`xOpen` lets the unix VFS open the file and then lays a table of our own over its methods: writes,
truncations, syncs and deletions pass a `Judge`; reads, locks and shared memory stay what they were,
so a book runs at its own speed. Nothing is really synced: what is durable, the judge knows.

Only the libsqlite3 that Python's own `sqlite3` is linked with can be given a VFS that Python's
connections see.
"""

import ctypes
import os
import sqlite3
import sys
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

SQLITE_OK: Final = 0
_UNIX: Final = b"unix"
#: What is followed: databases, their logs and journals; temporary files are nobody's loss.
_MAIN_DB: Final = 0x0000_0100
_FOLLOWED: Final = _MAIN_DB | 0x0000_0800 | 0x0000_4000 | 0x0008_0000


class NoVfsError(Exception):
    """This Python's SQLite cannot be given a VFS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """SQLite's code for a touch, and how many bytes of a write get through although it fails.

    `is_dark`: there is no power, and whoever asks is no more.
    """

    code: int = SQLITE_OK
    written: int = 0
    is_dark: bool = False


class Judge(Protocol):
    """Who is asked before a file is touched; the answers may not raise."""

    def opened(self, path: str, *, is_new: bool) -> Verdict:
        """A file is about to be opened."""

    def write(self, path: str, offset: int, content: bytes) -> Verdict:
        """Bytes are about to be written."""

    def truncate(self, path: str, size: int) -> Verdict:
        """A file is about to be cut to `size` bytes."""

    def sync(self, path: str) -> Verdict:
        """A file's bytes are to be on the medium."""

    def delete(self, path: str, *, is_synced: bool) -> Verdict:
        """A file is about to go, its folder to be synced or not."""

    def read(self, path: str) -> Verdict:
        """Bytes are about to be read; asked only of a `Vfs` that was told to."""


class _File(Structure):
    _fields_ = (("methods", c_void_p),)


_CLOSE = CFUNCTYPE(c_int, c_void_p)
_MOVE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
#: Of `sqlite3_io_methods` version 3 what follows `xSync`: never ours.
_OTHER_METHODS: Final = 13
#: Of `sqlite3_vfs` version 3 what follows `xDelete`.
_OTHER_CALLS: Final = 13


class _Methods(Structure):
    _fields_ = (
        ("version", c_int),
        ("close", _CLOSE),
        ("read", _MOVE),
        ("write", _MOVE),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        ("others", c_void_p * _OTHER_METHODS),
    )


class _Vfs(Structure):
    _fields_ = (
        ("version", c_int),
        ("file_bytes", c_int),
        ("max_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app", c_void_p),
        ("open", _OPEN),
        ("delete", _DELETE),
        ("others", c_void_p * _OTHER_CALLS),
    )


class Vfs:
    """A VFS of this name in Python's SQLite, from its making until `close`.

    SQLite holds its address, so that it lives until then, whoever forgets it.
    """

    def __init__(self, name: str, judge: Judge, *, asks_for_reads: bool = False) -> None:
        self.name = name
        self._judge = judge
        self._asks_for_reads = asks_for_reads
        self._library = _library()
        found = self._library.sqlite3_vfs_find(_UNIX)
        if not found:
            raise NoVfsError("SQLite has no unix VFS here")
        self._unix = found.contents
        # Of each open file its path and the methods it had.
        self._open: dict[int, tuple[str, _Methods]] = {}
        self._tables: dict[int, _Methods] = {}
        self._vfs = _Vfs.from_buffer_copy(self._unix)
        self._vfs.next = None
        self._vfs.name = name.encode()
        self._vfs.open = _OPEN(self._on_open)
        self._vfs.delete = _DELETE(self._on_delete)
        self._require(self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 0))
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self))

    def close(self) -> None:
        """Take the name out of SQLite. Files that are still open keep their ways to the end."""
        self._require(self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs)))
        if not self._open:
            ctypes.pythonapi.Py_DecRef(ctypes.py_object(self))

    def _require(self, code: int) -> None:
        if code != SQLITE_OK:
            raise NoVfsError(f"SQLite answers {code} about the VFS {self.name}")

    def _on_open(
        self,
        _vfs: int | None,
        name: int | None,
        file: int,
        flags: int,
        out_flags: int | None,
    ) -> int:
        """`xOpen`; of `name` the address goes on, for SQLite keeps parameters behind its end."""
        is_followed = name is not None and flags & _FOLLOWED
        path = os.fsdecode(ctypes.string_at(name)) if is_followed else None
        if path is not None:
            verdict = self._judge.opened(path, is_new=not Path(path).exists())
            if verdict.code:
                _File.from_address(file).methods = None
                return verdict.code
        code: int = self._unix.open(ctypes.addressof(self._unix), name, file, flags, out_flags)
        if path is not None and code == SQLITE_OK:
            opened = _File.from_address(file)
            self._open[file] = (path, _Methods.from_address(opened.methods))
            opened.methods = ctypes.addressof(self._table(opened.methods))
        return code

    def _table(self, native: int) -> _Methods:
        """A table of methods like the native one, with ours in it."""
        table = self._tables.get(native)
        if table is None:
            table = _Methods.from_buffer_copy(_Methods.from_address(native))
            table.close = _CLOSE(self._on_close)
            table.write = _MOVE(self._on_write)
            table.truncate = _TRUNCATE(self._on_truncate)
            table.sync = _SYNC(self._on_sync)
            if self._asks_for_reads:
                table.read = _MOVE(self._on_read)
            self._tables[native] = table
        return table

    def _on_delete(self, _vfs: int | None, name: bytes, sync_folder: int) -> int:
        verdict = self._judge.delete(os.fsdecode(name), is_synced=bool(sync_folder))
        if verdict.code:
            return verdict.code
        code: int = self._unix.delete(ctypes.addressof(self._unix), name, 0)
        return code

    def _on_close(self, file: int) -> int:
        _, native = self._open.pop(file)
        code: int = native.close(file)
        return code

    def _on_read(self, file: int, buffer: int, count: int, offset: int) -> int:
        path, native = self._open[file]
        verdict = self._judge.read(path)
        if verdict.code:
            return verdict.code
        code: int = native.read(file, buffer, count, offset)
        return code

    def _on_write(self, file: int, buffer: int, count: int, offset: int) -> int:
        path, native = self._open[file]
        verdict = self._judge.write(path, offset, ctypes.string_at(buffer, count))
        if verdict.code:
            if verdict.written:
                native.write(file, buffer, verdict.written, offset)
            return verdict.code
        code: int = native.write(file, buffer, count, offset)
        return code

    def _on_truncate(self, file: int, size: int) -> int:
        path, native = self._open[file]
        verdict = self._judge.truncate(path, size)
        if verdict.code:
            return verdict.code
        code: int = native.truncate(file, size)
        return code

    def _on_sync(self, file: int, _flags: int) -> int:
        return self._judge.sync(self._open[file][0]).code


def _library() -> ctypes.CDLL:
    """The shared object that `sqlite3` of this Python is linked with.

    Raises:
        NoVfsError: SQLite is a part of Python here, and cannot be reached.
    """
    with Path("/proc/self/maps").open(encoding="utf-8") as maps:
        words = (line.split(maxsplit=5)[-1].strip() for line in maps)
        paths = sorted({word for word in words if "/libsqlite3.so" in word})
    if len(paths) != 1:
        version = sqlite3.sqlite_version
        raise NoVfsError(
            f"{sys.executable}, SQLite {version}: one libsqlite3.so is wanted, there are {paths}"
        )
    library = ctypes.CDLL(paths[0])
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    library.sqlite3_vfs_find.argtypes = (c_char_p,)
    library.sqlite3_vfs_register.argtypes = (c_void_p, c_int)
    library.sqlite3_vfs_unregister.argtypes = (c_void_p,)
    return library
