"""A file that goes and is made anew by somebody who is not on the disk: SQLite's readers do so."""

import random
import sqlite3
from pathlib import Path

from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Loss


def test_log_that_a_reader_made_anew(tmp_path: Path) -> None:
    """What is written and synced to it afterwards survives a cut that drops all else."""
    path = tmp_path / "book.sqlite"
    with FaultDisk() as disk:
        writer = disk.connect(path, isolation_level=None)
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA synchronous = FULL")
        writer.execute("CREATE TABLE t (n INTEGER)")
        writer.close()
        reader = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        reader.execute("SELECT count(*) FROM t")
        reader.close()
        writer = disk.connect(path, isolation_level=None)
        writer.execute("PRAGMA synchronous = FULL")
        for number in range(3):
            writer.execute("INSERT INTO t VALUES (?)", (number,))
        disk.cut()
        disk.crash(random.Random(1), Loss.DROP_ALL, _folder(tmp_path))
        writer.close()
    found = sqlite3.connect(tmp_path / "left" / path.name)
    assert (3,) == found.execute("SELECT count(*) FROM t").fetchone()
    found.close()


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "left"
    folder.mkdir()
    return folder
