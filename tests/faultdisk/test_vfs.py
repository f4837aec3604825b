"""A VFS in Python's own SQLite: there, and gone when it is closed."""

import sqlite3
from pathlib import Path

import pytest

from tests.faultdisk import vfs
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.vfs import NoVfsError


def test_gone_when_closed(tmp_path: Path) -> None:
    """Nothing can be opened on a disk that is no more."""
    with FaultDisk() as disk:
        disk.connect(tmp_path / "book.sqlite").close()
    with pytest.raises(sqlite3.OperationalError, match="no such vfs"):
        disk.connect(tmp_path / "book.sqlite")


def test_a_python_with_sqlite_inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is no libsqlite3 of its own to be found, that is said."""
    maps = tmp_path / "maps"
    maps.write_text("7f0-7f1 r-xp 00000000 00:00 0  /usr/bin/python3.11\n", encoding="utf-8")
    monkeypatch.setattr(vfs, "Path", lambda _name: maps)
    with pytest.raises(NoVfsError, match="is wanted, there are"):
        FaultDisk()
