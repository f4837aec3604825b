"""One writer, the right settings, errors that name what to do, and BROKEN that stays broken."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.rksv.vat import Buckets
from firmware.store import file, integrity, schema
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from tests.power.cutting import Mains, connect_through
from tests.store.till import Till


def fault_of(call: Callable[[], object]) -> StoreFault:
    """The kind with which a call is refused."""
    with pytest.raises(StoreError) as refused:
        call()
    return refused.value.fault


def io_error(code: int = sqlite3.SQLITE_IOERR_FSYNC) -> sqlite3.Error:
    """What SQLite raises when the medium fails."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("wal_autocheckpoint", file.AUTOCHECKPOINT_PAGES),
        ("journal_size_limit", file.WAL_BYTES_KEPT),
        ("busy_timeout", int(file.BUSY_TIMEOUT_S * 1000)),
    ],
)
def test_settings_of_the_writer(book: Book, pragma: str, value: object) -> None:
    """A misspelt pragma does nothing and says nothing: each is read back."""
    assert (value,) == book.file.row(f"PRAGMA {pragma}")


def test_second_writer_is_refused(book: Book, path: Path) -> None:
    """Another program that would write is told which file, and what to do."""
    with pytest.raises(StoreError) as refused:
        Book.open(path)
    assert StoreFault.LOCKED is refused.value.fault
    assert f"{path}: in use: another till program has it open" in str(refused.value)
    assert StoreFault.LOCKED is fault_of(lambda: Book.create(path))


def test_second_process_is_refused(book: Book, path: Path) -> None:
    """The lock holds between processes, not only within one."""
    code = (
        "from firmware.store.book import Book; from pathlib import Path; "
        f"Book.open(Path({str(path)!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "another till program has it open" in done.stderr


def test_lock_ends_with_close(book: Book, path: Path) -> None:
    """A closed book may be opened again; closing twice does nothing."""
    book.close()
    book.close()
    Book.open(path).close()


def test_lock_ends_after_a_refusal(path: Path) -> None:
    """An opening that fails keeps no lock behind."""
    assert StoreFault.ABSENT is fault_of(lambda: Book.open(path))
    path.write_bytes(b"this is no database, but long enough to look like a file" * 20)
    assert StoreFault.BROKEN is fault_of(lambda: Book.open(path))
    path.unlink()
    Book.create(path).close()


def test_foreign_writer_is_named(till: Till, path: Path) -> None:
    """A program that writes without our lock makes a commit LOCKED, and nothing is lost."""
    with sqlite3.connect(path, isolation_level=None) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        assert StoreFault.LOCKED is fault_of(lambda: till.book.append([till.entry()]))
        foreign.execute("ROLLBACK")
    foreign.close()
    till.book.append([till.entry()])


def test_missing_book_is_absent(path: Path) -> None:
    """Opening never makes a book: a till without its disk must not begin a second chain."""
    assert StoreFault.ABSENT is fault_of(lambda: Book.open(path))
    assert StoreFault.ABSENT is fault_of(lambda: Reader.open_read_only(path))
    assert not path.exists()


def test_missing_folder_is_absent(tmp_path: Path) -> None:
    """Neither opening nor making a book makes its folder."""
    inside = tmp_path / "unmounted" / "book.sqlite"
    assert StoreFault.ABSENT is fault_of(lambda: Book.create(inside))
    assert StoreFault.ABSENT is fault_of(lambda: Book.open(inside))


def test_existing_book_is_not_made_again(book: Book, path: Path) -> None:
    """Making a book where one is, is refused."""
    book.close()
    assert StoreFault.EXISTS is fault_of(lambda: Book.create(path))


def test_empty_file_is_no_book_but_may_become_one(path: Path) -> None:
    """A file whose making was cut at once is told from a book, and made."""
    path.touch()
    assert StoreFault.ABSENT is fault_of(lambda: Book.open(path))
    assert StoreFault.ABSENT is fault_of(lambda: Reader.open_read_only(path))
    Book.create(path).close()
    Book.open(path).close()


def test_foreign_database_is_left_alone(path: Path) -> None:
    """Another program's SQLite file is refused, and not turned into a WAL file."""
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE other (x)")
    foreign.close()
    before = path.read_bytes()
    assert StoreFault.BROKEN is fault_of(lambda: Book.open(path))
    assert StoreFault.BROKEN is fault_of(lambda: Reader.open_read_only(path))
    assert StoreFault.EXISTS is fault_of(lambda: Book.create(path))
    assert before == path.read_bytes()


def test_newer_book_is_refused(book: Book, path: Path) -> None:
    """A book of a newer firmware is not touched; the message says which versions."""
    book.close()
    set_version(path, schema.VERSION + 1)
    with pytest.raises(StoreError, match=f"version {schema.VERSION + 1}, this firmware knows"):
        Book.open(path)
    assert StoreFault.TOO_NEW is fault_of(lambda: Book.open(path))
    assert StoreFault.TOO_NEW is fault_of(lambda: Reader.open_read_only(path))


def test_reader_waits_for_a_migration(
    book: Book, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of a newer firmware does not migrate; it says who does."""
    book.close()
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    assert StoreFault.TOO_OLD is fault_of(lambda: Reader.open_read_only(path))


def test_reader_sees_commits_and_writes_nothing(till: Till, path: Path) -> None:
    """A reader beside the writer sees each commit, cannot write and cannot checkpoint."""
    with Reader.open_read_only(path) as reader:
        till.issue()
        assert till.book.tail() == reader.tail()
        assert StoreFault.FORBIDDEN is fault_of(lambda: reader.file.row("DELETE FROM intent"))
        with pytest.raises(StoreError, match="opened for reading only"), reader.file.transaction():
            pass
    wal = path.with_name(path.name + "-wal")
    size_bytes = wal.stat().st_size
    assert size_bytes > 0
    Reader.open_read_only(path).close()
    assert size_bytes == wal.stat().st_size


def test_closed_book_says_so(book: Book) -> None:
    """A call after close is a named refusal."""
    book.close()
    assert StoreFault.CLOSED is fault_of(book.tail)


def test_failed_fsync_ends_the_book(path: Path, new_till: Callable[[Book], Till]) -> None:
    """After an error of the medium in COMMIT the book answers nothing until it is opened anew."""
    mains = Mains()
    book = Book.create(path, connect=connect_through(mains))
    till = new_till(book)
    till.commission()
    mains.arm(0, lambda: None)
    book.append([till.entry()])
    before_commit = mains.statements.index("COMMIT") + 1
    mains.fail(before_commit, io_error())
    assert StoreFault.BROKEN is fault_of(lambda: book.append([till.entry()]))
    assert StoreFault.BROKEN is fault_of(lambda: book.append([till.entry()]))
    assert StoreFault.BROKEN is fault_of(book.tail)
    book.close()
    with Book.open(path) as reopened:
        assert integrity.check(reopened, integrity.FULL) == ()
        new_till(reopened).issue()


def test_failed_rollback_ends_the_book(path: Path, new_till: Callable[[Book], Till]) -> None:
    """A connection that cannot even roll back is not used again."""
    mains = Mains()
    book = Book.create(path, connect=connect_through(mains))
    till = new_till(book)
    till.commission()

    def fail_inside() -> None:
        with book.file.transaction():
            mains.fail(1, io_error())
            raise KeyError("ours")

    with pytest.raises(KeyError):
        fail_inside()
    assert StoreFault.BROKEN is fault_of(book.tail)
    book.close()


def test_real_write_error_is_broken_and_loses_nothing(till: Till, path: Path) -> None:
    """A write the kernel refuses (file size limit) is BROKEN; what was stored is there."""
    till.issue(buckets=Buckets(normal=100))
    wal_bytes = path.with_name(path.name + "-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal_bytes + 100, hard))
    try:
        assert StoreFault.BROKEN is fault_of(lambda: till.book.append([till.entry()] * 50))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    till.book.close()
    with Book.open(path) as reopened:
        assert integrity.check(reopened, integrity.FULL) == ()
        assert Till(reopened, till.card).issue().turnover_cents == 100


def test_full_disk_is_clean(till: Till) -> None:
    """FULL refuses one commit, loses nothing and ends when there is room again."""
    book = till.book
    (pages,) = book.file.row("PRAGMA page_count")
    book.file.row(f"PRAGMA max_page_count = {pages}")
    last = book.last_journal()
    big = [till.entry(text="x" * 1000) for _ in range(50)]
    with pytest.raises(StoreError, match="free space on this file system") as refused:
        book.append(big)
    assert StoreFault.FULL is refused.value.fault
    assert last == book.last_journal()
    book.file.row("PRAGMA max_page_count = 1000000")
    book.append(big)
    assert integrity.check(book, integrity.FULL) == ()


def test_checkpoint_runs_by_itself_only_as_a_backstop(
    till: Till, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The WAL stays until the app finds an idle moment; then it is in the file."""
    size_bytes = path.stat().st_size
    till.book.append([till.entry(text="x" * 1000) for _ in range(100)])
    assert size_bytes == path.stat().st_size
    till.book.checkpoint()
    assert path.stat().st_size > size_bytes + 100_000


def set_version(path: Path, version: int) -> None:
    """Change the version in the file's head."""
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
