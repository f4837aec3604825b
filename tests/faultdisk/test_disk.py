"""The disk below SQLite: FULL loses nothing on it, NORMAL and OFF do, so that it can find a loss.

The words of SQLite for what fails are asked for by name: they are what the book maps.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from firmware.desk.power import PowerCutError
from tests.faultdisk.disk import DiskConnection, Failure, FaultDisk
from tests.faultdisk.platter import Loss, Synced

CUTS = 60
#: So small that checkpoints are among what is cut.
CHECKPOINT_PAGES = 20
SOUND, LOST, DAMAGED = "sound", "lost", "damaged"


@pytest.fixture
def disk() -> Iterator[FaultDisk]:
    """A disk of no misfortune yet."""
    with FaultDisk(can_go=True) as disk:
        yield disk


def opened(disk: FaultDisk, path: Path, synchronous: str = "FULL") -> DiskConnection:
    """A database with one table on this disk."""
    connection = disk.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute("CREATE TABLE IF NOT EXISTS sold (number INTEGER PRIMARY KEY, text TEXT)")
    return connection


def sell(connection: sqlite3.Connection) -> None:
    """One row, by one commit."""
    connection.execute("INSERT INTO sold (text) VALUES (?)", ("x" * 900,))


def rows(path: Path) -> int:
    """How many rows are in a database after a cut; -1, when it is damaged."""
    connection = sqlite3.connect(path)
    try:
        (count,) = connection.execute("SELECT count(*) FROM sold").fetchone()
        is_whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return -1
    finally:
        connection.close()
    return count if is_whole else -1


def after_a_cut(folder: Path, synchronous: str, loss: Loss, seed: int) -> str:
    """Sell until the power goes; what is left of it."""
    folder.mkdir()
    path, dice, acknowledged = folder / "book.sqlite", random.Random(seed), 0
    with FaultDisk() as disk:
        connection = opened(disk, path, synchronous)
        disk.cut_at(dice.randrange(1, 300))
        with suppress(PowerCutError):
            while True:
                sell(connection)
                acknowledged += 1
        assert disk.is_cut
        connection.close()
        disk.power_on(dice, loss)
    found = rows(path)
    if found < 0:
        return DAMAGED
    return LOST if found < acknowledged else SOUND


@pytest.mark.parametrize(
    ("synchronous", "loss", "is_safe"),
    [
        ("FULL", Loss.HONEST, True),
        ("FULL", Loss.DROP_ALL, True),
        ("FULL", Loss.LIES, False),
        ("NORMAL", Loss.HONEST, False),
        ("OFF", Loss.HONEST, False),
    ],
)
def test_cuts(tmp_path: Path, synchronous: str, loss: Loss, is_safe: bool) -> None:  # noqa: FBT001
    """Only FULL on an honest medium keeps what was acknowledged; all others are found out."""
    found = Counter(
        after_a_cut(tmp_path / str(seed), synchronous, loss, seed) for seed in range(CUTS)
    )

    assert is_safe == (found[SOUND] == CUTS), found


def test_a_cut_in_a_closing(tmp_path: Path) -> None:
    """The checkpoint and the deletion of the log at the end may be cut as anything else."""
    path = tmp_path / "book.sqlite"
    for touches in range(1, 12):
        with FaultDisk() as disk:
            connection = opened(disk, path)
            sell(connection)
            disk.cut_at(touches)
            connection.close()
            disk.power_on(random.Random(touches), Loss.HONEST)
    assert 11 == rows(path)


def test_after_the_cut_nothing_is_touched(disk: FaultDisk, tmp_path: Path) -> None:
    """Whoever writes, reads or opens after the cut is no more; the files stay what they were."""
    path = tmp_path / "book.sqlite"
    connection = opened(disk, path)
    before, passed = path.read_bytes(), disk.passed
    disk.cut()
    for work in (lambda: sell(connection), lambda: disk.connect(path)):
        with pytest.raises(PowerCutError):
            work()
    connection.close()

    assert (before, passed) == (path.read_bytes(), disk.passed)


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (Failure.EIO, "SQLITE_IOERR_WRITE"),
        (Failure.ENOSPC, "SQLITE_FULL"),
        (Failure.SHORT, "SQLITE_FULL"),
    ],
)
def test_a_write_fails(disk: FaultDisk, tmp_path: Path, failure: Failure, code: str) -> None:
    """SQLite says what the kernel said; the row is not there, and the next one is."""
    connection = opened(disk, tmp_path / "book.sqlite")
    disk.fail_at(1, failure)
    with pytest.raises(sqlite3.OperationalError) as caught:
        sell(connection)
    sell(connection)
    connection.close()

    assert code == caught.value.sqlite_errorname
    assert 1 == rows(tmp_path / "book.sqlite")


def test_a_sync_fails(disk: FaultDisk, tmp_path: Path) -> None:
    """SQLite says so, and what was to be saved is on the medium by luck only."""
    path = tmp_path / "book.sqlite"
    connection = opened(disk, path)
    disk.on_touch = lambda touch: disk.fail_at(1, Failure.EIO) if type(touch) is Synced else None
    with pytest.raises(sqlite3.OperationalError) as caught:
        sell(connection)
    disk.cut()
    connection.close()
    disk.power_on(random.Random(1), Loss.DROP_ALL)

    assert "SQLITE_IOERR_FSYNC" == caught.value.sqlite_errorname
    assert 0 == rows(path)


def test_a_lasting_failure(disk: FaultDisk, tmp_path: Path) -> None:
    """A medium that became read-only stays so until it is mended."""
    connection = opened(disk, tmp_path / "book.sqlite")
    disk.fail_at(1, Failure.EIO, is_lasting=True)
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError):
            sell(connection)
    disk.mend()
    sell(connection)
    connection.close()

    assert 1 == rows(tmp_path / "book.sqlite")


def test_a_disk_that_fills(disk: FaultDisk, tmp_path: Path) -> None:
    """What fits is stored; what does not is refused, and harms nothing."""
    connection = opened(disk, tmp_path / "book.sqlite")
    disk.fill(30_000)
    stored = 0
    with suppress(sqlite3.OperationalError):
        while stored < 100:
            sell(connection)
            stored += 1
    with pytest.raises(sqlite3.OperationalError, match="full"):
        sell(connection)
    connection.close()

    assert 2 < stored < 100
    assert stored == rows(tmp_path / "book.sqlite")


def test_a_disk_that_is_gone(disk: FaultDisk, tmp_path: Path) -> None:
    """Nothing is read from it, written to it, or opened on it."""
    path = tmp_path / "book.sqlite"
    connection = opened(disk, path)
    connection.execute("PRAGMA cache_size = 0")
    disk.remove()
    with pytest.raises(sqlite3.OperationalError):
        sell(connection)
    connection.close()
    with pytest.raises(sqlite3.OperationalError):
        disk.connect(path).execute("SELECT * FROM sold")


def test_reading_beside_the_writer(disk: FaultDisk, tmp_path: Path) -> None:
    """Another connection, through the disk or not, sees what is committed."""
    path = tmp_path / "book.sqlite"
    writer = opened(disk, path)
    sell(writer)
    reader = disk.connect(f"{path.as_uri()}?mode=ro", uri=True)
    (count,) = reader.execute("SELECT count(*) FROM sold").fetchone()
    reader.close()

    assert (1, 1) == (count, rows(path))
    writer.close()


def test_a_crash_beside(disk: FaultDisk, tmp_path: Path) -> None:
    """What a cut would leave now can be looked at while the run goes on."""
    connection = opened(disk, tmp_path / "book.sqlite")
    sell(connection)
    (tmp_path / "left").mkdir()
    disk.crash(random.Random(1), Loss.DROP_ALL, tmp_path / "left")
    sell(connection)
    connection.close()

    assert 1 == rows(tmp_path / "left" / "book.sqlite")
    assert 2 == rows(tmp_path / "book.sqlite")
