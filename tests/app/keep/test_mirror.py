"""firmware.app.keep.mirror: everything the book holds, a second time."""

import shutil
from pathlib import Path

import pytest

from firmware.app.keep import mirror as mirrors
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror import BookBehindError, Mirror
from firmware.app.keep.mirror_file import (
    MirrorError,
    end_of,
    files_in,
    read_units,
    to_line,
    unit_of,
)
from firmware.store import integrity, raw
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.reader import Reader
from tests.app.day import Day

ID = "GRAZ-01"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A second medium."""
    made = tmp_path / "medium"
    made.mkdir()
    return made


@pytest.fixture
def medium(folder: Path) -> FolderMedium:
    """As the mirror sees it."""
    return FolderMedium(folder, None)


@pytest.fixture
def mirror(day: Day, medium: FolderMedium) -> Mirror:
    """That of the till's book."""
    return Mirror(medium, day.stand.book_path, ID)


def require_whole(day: Day, medium: FolderMedium, out: Path) -> None:
    """The mirror holds every cell of the book."""
    raw.rebuild(out, read_units(medium, ID))
    with Reader.open_read_only(out) as copy:
        assert list(raw.units(day.stand.book)) == list(raw.units(copy))
        assert () == integrity.check(copy, integrity.FULL)


def test_it_follows(day: Day, mirror: Mirror, medium: FolderMedium, tmp_path: Path) -> None:
    """M14: what it lacks is written, and nothing twice."""
    mirror.catch_up()
    day.type("250 WG1 BAR")
    mirror.catch_up()
    mirror.catch_up()
    last = day.stand.book.last_journal()
    assert last is not None
    assert (last.seq, last.seq) == (mirror.rows, end_of(medium, ID).seq)
    require_whole(day, medium, tmp_path / "copy.sqlite")


def test_another_program_goes_on(day: Day, mirror: Mirror, medium: FolderMedium) -> None:
    """After a boot the mirror's end says where to go on."""
    mirror.catch_up()
    day.type("250 WG1 BAR")
    again = Mirror(medium, day.stand.book_path, ID)
    again.catch_up()
    assert 0 < again.rows < mirror.rows
    require_whole(day, medium, medium._folder / "copy.sqlite")


def test_a_torn_end_is_written_anew(
    day: Day, mirror: Mirror, medium: FolderMedium, folder: Path, tmp_path: Path
) -> None:
    """A cut in a line costs nothing: the book has it."""
    mirror.catch_up()
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-7])
    mirror.catch_up()
    require_whole(day, medium, tmp_path / "copy.sqlite")


def test_a_new_file_when_one_is_full(
    day: Day,
    mirror: Mirror,
    medium: FolderMedium,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No file grows for ever; all of them are one mirror."""
    monkeypatch.setattr(mirrors, "FILE_BYTES", 4096)
    monkeypatch.setattr(mirrors, "BATCH_ROWS", 5)
    mirror.catch_up()
    for _ in range(4):
        day.type("250 WG1 BAR")
        mirror.catch_up()
    assert len(files_in(medium)) > 3
    require_whole(day, medium, tmp_path / "copy.sqlite")


def test_a_new_medium_gets_everything(
    day: Day, mirror: Mirror, medium: FolderMedium, folder: Path, tmp_path: Path
) -> None:
    """Whoever changes the medium while the till sells has all of it on the new one."""
    mirror.catch_up()
    shutil.rmtree(folder)
    with pytest.raises(FileNotFoundError):
        mirror.catch_up()
    folder.mkdir()
    day.type("250 WG1 BAR")
    mirror.catch_up()
    require_whole(day, medium, tmp_path / "copy.sqlite")


def altered(folder: Path, index: int) -> bytes:
    """Put another row in the place of the mirror's `index`-th; the file then."""
    (file,) = folder.iterdir()
    lines = file.read_bytes().splitlines(keepends=True)
    unit = unit_of(lines[index])
    assert unit is not None
    other = raw.Unit(journal=(*unit.journal[:-1], "f" * 64), receipt=unit.receipt)
    lines[index] = to_line(other)
    content = b"".join(lines)
    file.write_bytes(content)
    return content


def test_the_mirror_of_another_book(
    day: Day, mirror: Mirror, medium: FolderMedium, folder: Path
) -> None:
    """M14: of the same id, but never of this book: refused by name, and left as it is."""
    mirror.catch_up()
    altered(folder, 0)
    content = altered(folder, -1)
    with pytest.raises(MirrorError, match="of another book"):
        Mirror(medium, day.stand.book_path, ID).catch_up()
    (file,) = folder.iterdir()
    assert content == file.read_bytes()


def test_a_book_that_was_restored(
    day: Day, mirror: Mirror, medium: FolderMedium, folder: Path
) -> None:
    """Rows that went another way without a receipt: a new medium is needed, nothing is stopped."""
    mirror.catch_up()
    content = altered(folder, -1)
    with pytest.raises(MirrorError, match="was restored: take another one") as caught:
        Mirror(medium, day.stand.book_path, ID).catch_up()
    assert not isinstance(caught.value, BookBehindError)
    (file,) = folder.iterdir()
    assert content == file.read_bytes()


def test_a_book_that_went_another_way(
    day: Day, mirror: Mirror, medium: FolderMedium, tmp_path: Path
) -> None:
    """Anlage Z 9 RKSV: set back, and then begun anew: the mirror knows a receipt it does not."""
    old = tmp_path / "old.sqlite"
    raw.rebuild(old, raw.units(day.stand.book))
    day.type("250 WG1 BAR")
    mirror.catch_up()
    with Book.open(old) as book:
        last = book.last_journal()
        assert last is not None
        book.append([Entry(kind="START", clerk=None, content={}, at_utc=last.at_utc)])
    with pytest.raises(BookBehindError, match="receipt 2, which the book does not have"):
        Mirror(medium, old, ID).catch_up()


def test_a_book_that_was_set_back(
    day: Day, mirror: Mirror, medium: FolderMedium, folder: Path, tmp_path: Path
) -> None:
    """Anlage Z 9 RKSV: a mirror that goes on where the book ends knows of receipts it forgot."""
    old = tmp_path / "old.sqlite"
    raw.rebuild(old, raw.units(day.stand.book))
    day.type("250 WG1 BAR")
    mirror.catch_up()
    (file,) = folder.iterdir()
    before = file.read_bytes()
    with pytest.raises(BookBehindError, match="must not sign"):
        Mirror(medium, old, ID).catch_up()
    assert before == file.read_bytes()


def test_a_book_without_a_row(tmp_path: Path, medium: FolderMedium) -> None:
    """Before the commissioning there is nothing to mirror."""
    path = tmp_path / "empty.sqlite"
    raw.rebuild(path, [])
    mirror = Mirror(medium, path, ID)
    mirror.catch_up()
    assert (0, ()) == (mirror.rows, medium.names())
